// Uploads with a progress bar, by choosing or dropping files. fetch() cannot tell progress: XMLHttpRequest.
import { each, make, type Root } from "../lib/dom";
import { csrfHeader, heard } from "../lib/http";

type Enhance = (root: Root) => void;

const readable = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${(bytes / 1024 / 1024).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;

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

function sendOne(form: HTMLFormElement, input: HTMLInputElement, file: File, list: Element, enhance: Enhance): void {
  const bar = make("progress", {
    class: "upload-file__bar",
    max: "100",
    value: "0",
    "aria-label": `上传进度：${file.name}`,
  });
  const note = make("span", { class: "upload-file__meta num" }, readable(file.size));
  const row = make("li", { class: "upload-file" }, make("span"), make("span", {}, `${file.name} `, note), bar);
  list.append(row);
  const fail = (text: string): void => {
    row.classList.add("upload-file--error");
    note.textContent = text;
    bar.remove();
  };
  const maxMb = Number(form.dataset["maxMb"] ?? 20);
  if (file.size > maxMb * 1024 * 1024) {
    fail(`超过 ${maxMb} MB，没有上传`);
    return;
  }
  const body = new FormData(form);
  body.delete(input.name);
  body.append(input.name, file);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value);
  request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = Math.round((event.loaded / event.total) * 100);
  });
  request.addEventListener("load", () => {
    if (request.status < 200 || request.status >= 300) {
      fail(sentence(request));
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    row.replaceChildren(...page.body.childNodes);
    row.className = "";
    enhance(row);
    form.dispatchEvent(new CustomEvent("upload:done", { bubbles: true }));
  });
  request.addEventListener("error", () => fail(sentence(request)));
  request.send(body);
}

export function enhanceUploads(root: Root, enhance: Enhance): void {
  each<HTMLFormElement>(root, "upload", "form[data-upload]", (form) => {
    const input = form.querySelector<HTMLInputElement>('input[type="file"]');
    const list = form.querySelector("[data-upload-list]");
    if (!input || !list) return;
    form.classList.add("upload-form--live");
    const sendChosen = (): void => {
      for (const file of input.files ?? []) sendOne(form, input, file, list, enhance);
      input.value = "";
    };
    input.addEventListener("change", sendChosen);
    // Somebody was quicker than the script.
    if (input.files?.length) sendChosen();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
    });
  });
  each(root, "drop", "[data-drop]", (area) => {
    const input = area.querySelector<HTMLInputElement>('input[type="file"]');
    const over = (isOver: boolean) => (event: DragEvent) => {
      event.preventDefault();
      area.classList.toggle("upload--over", isOver);
    };
    area.addEventListener("dragover", over(true));
    area.addEventListener("dragleave", over(false));
    area.addEventListener("drop", (event) => {
      over(false)(event);
      if (!input || !event.dataTransfer?.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });
}
