// Documents of an application: each chosen or dropped file is sent at once with a progress bar. Without scripts the form's own
// 「上传」 does the same. data-url answers 201 with the HTML of one row, else {"error": sentence}.
import { make } from "../lib/dom";
import { csrfHeader, heard } from "../lib/http";
import { smaller } from "../lib/smaller";

const TICK = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12.5l4.5 4.5L19 7.5"/></svg>';
const MB = 1024 * 1024;

const readable = (bytes: number): string =>
  bytes >= MB ? `${(bytes / MB).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;

function sentence(request: XMLHttpRequest): string {
  if (request.status === 413) return "文件太大，没有上传";
  heard(request.status, request.responseText);
  try {
    const answer: unknown = JSON.parse(request.responseText);
    if (typeof answer === "object" && answer !== null && "error" in answer) return String(answer.error);
  } catch {
    // Not JSON: an error page.
  }
  return request.status === 0 ? "网络中断，没有上传成功，请重试" : "没有上传成功，请稍后重试";
}

/** A place for one thing that was asked for says that it is there. */
function tick(root: HTMLElement): void {
  const state = root.querySelector("[data-documents-state]");
  const mark = root.querySelector("[data-documents-mark]");
  if (state) state.textContent = "已上传";
  if (mark) mark.innerHTML = TICK;
}

export function mount(root: HTMLElement): void {
  const input = root.querySelector<HTMLInputElement>('input[type="file"]');
  const list = root.querySelector("[data-documents-list]");
  const kind = root.querySelector<HTMLSelectElement>('select[name="document_kind"]');
  const send = root.querySelector<HTMLElement>("[data-documents-send]");
  const url = root.dataset["url"];
  const maxMb = Number(root.dataset["maxMb"] ?? 10);
  if (!input || !list || !url) return;
  if (send) send.hidden = true;

  const sendOne = async (chosen: File): Promise<void> => {
    const file = (await smaller(chosen, maxMb * MB)) ?? chosen;
    const note = make("span", { class: "upload-file__meta num" }, readable(file.size));
    const bar = make("progress", {
      class: "upload-file__bar",
      max: "100",
      value: "0",
      "aria-label": `上传进度：${file.name}`,
    });
    const frame = make(
      "div",
      { class: "upload-file" },
      make("span"),
      make("span", {}, `${file.name} `, note),
      make("span"),
      bar,
    );
    const row = make("li", {}, frame);
    list.append(row);
    const fail = (text: string): void => {
      frame.classList.add("upload-file--error");
      note.textContent = text;
      bar.remove();
      const away = make("button", { class: "button button--text button--sm", type: "button" }, "不再显示");
      away.setAttribute("aria-label", `不再显示：${file.name}`);
      away.addEventListener("click", () => {
        row.remove();
        input.focus();
      });
      frame.append(away);
    };
    if (file.size > maxMb * MB) {
      fail(`超过 ${maxMb} MB，没有上传`);
      return;
    }
    const body = new FormData();
    body.append("document_kind", kind?.value ?? "");
    if (root.dataset["asked"]) body.append("asked", root.dataset["asked"]);
    body.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = Math.round((event.loaded / event.total) * 100);
    });
    request.addEventListener("load", () => {
      if (request.status !== 201) {
        fail(sentence(request));
        return;
      }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      row.replaceChildren(...page.body.childNodes);
      tick(root);
    });
    request.addEventListener("error", () => fail(sentence(request)));
    request.send(body);
  };

  const sendChosen = (): void => {
    for (const file of input.files ?? []) void sendOne(file);
    input.value = "";
    input.dispatchEvent(new Event("emptied"));
  };
  // Neither autosave nor the summary has anything to do with a chosen file.
  input.addEventListener("change", (event) => {
    event.stopPropagation();
    sendChosen();
  });
  // Somebody was quicker than the script, which has just taken the button for it away.
  if (input.files?.length) sendChosen();
  const area = input.closest<HTMLElement>("[data-drop]") ?? root;
  for (const name of ["dragover", "dragleave", "drop"] as const) {
    area.addEventListener(name, (event) => {
      event.preventDefault();
      area.classList.toggle("upload--over", name === "dragover");
      if (name === "drop") for (const file of event.dataTransfer?.files ?? []) void sendOne(file);
    });
  }
}
