// 还款试算: the server calculates, htmx asks it while figures change. Here: the slider, which field is wrong for those who do not
// see it, and that no old result stays when the server cannot be asked.
const LOST = "没有连上网络，结果没有更新。请稍后再改一次金额或期限。";

export function mount(root: HTMLElement): void {
  const form = root.querySelector("form");
  const amount = root.querySelector<HTMLInputElement>('input[name="amount"]');
  const range = root.querySelector<HTMLInputElement>('input[type="range"]');
  if (!form || !amount) return;
  for (const extra of root.querySelectorAll<HTMLElement>("[data-no-script]")) extra.hidden = true;
  if (range) slide(form, range, amount);
  root.addEventListener("htmx:afterSwap", () => {
    carry(root);
    for (const error of root.querySelectorAll<HTMLElement>("[data-error-of]")) {
      const field = document.getElementById(error.dataset["errorOf"] ?? "");
      if (error.hidden) field?.removeAttribute("aria-invalid");
      else field?.setAttribute("aria-invalid", "true");
    }
  });
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    form.addEventListener(failure, () => {
      const result = root.querySelector<HTMLElement>("#calculator-result");
      if (result) result.textContent = LOST;
    });
  }
}

/** 「立即申请」 takes along what was calculated last; figures that cannot be taken are not carried. */
function carry(root: HTMLElement): void {
  const query = root.querySelector<HTMLElement>("[data-apply-query]")?.dataset["applyQuery"];
  if (query === undefined) return;
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-apply]")) link.search = query;
}

function slide(form: HTMLFormElement, range: HTMLInputElement, amount: HTMLInputElement): void {
  const fill = (): void => {
    const { min, max, value } = range;
    const share = (Number(value) - Number(min)) / (Number(max) - Number(min) || 1);
    range.style.setProperty("--fill", `${share * 100}%`);
  };
  range.hidden = false;
  fill();
  form.addEventListener("input", (event) => {
    if (event.target === range) amount.value = range.value;
    else if (event.target === amount && Number.isFinite(Number(amount.value))) range.value = amount.value;
    fill();
  });
}
