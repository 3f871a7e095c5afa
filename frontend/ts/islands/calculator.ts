// 还款试算: redraws the server's result while figures change. Names of inputs: amount (万元), months, method, rate (percent).
import { makePlan, type Method, money, parseDecimal, type Plan } from "../lib/repayment";

const FIRST_LABEL: Record<Method, string> = {
  equal_instalment: "每月还款",
  equal_principal: "首月还款（逐月递减）",
  interest_first: "每月付息（到期还本）",
  bullet: "到期一次还本付息",
};

/** Yuan given in 万元 as cents, or null. */
function centsOf(wan: string): bigint | null {
  const value = parseDecimal(wan);
  if (!value || value.scale > 6) return null;
  return value.digits * 10n ** BigInt(6 - value.scale);
}

export function mount(root: HTMLElement): void {
  const form = root.querySelector("form");
  const out = (name: string): HTMLElement | null => root.querySelector(`[data-out="${name}"]`);
  const range = root.querySelector<HTMLInputElement>('input[type="range"]');
  const amountField = form?.querySelector<HTMLInputElement>('input[name="amount"]');
  if (!form || !amountField) return;
  if (range) range.hidden = false;
  for (const extra of root.querySelectorAll<HTMLElement>("[data-no-script]")) extra.hidden = true;

  const draw = (): void => {
    const data = new FormData(form);
    const amount = centsOf(String(data.get("amount") ?? ""));
    const method = String(data.get("method") ?? "equal_instalment") as Method;
    const months = Number(data.get("months") ?? 0);
    const plan = amount === null ? null : makePlan(amount, String(data.get("rate") ?? ""), months, method);
    fillRange(range);
    const problem = out("problem");
    if (problem) problem.hidden = plan !== null;
    if (!plan || amount === null) return;
    show(plan, amount, method);
  };

  const show = (plan: Plan, amount: bigint, method: Method): void => {
    const set = (name: string, text: string): void => {
      const element = out(name);
      if (element) element.textContent = text;
    };
    set("label", FIRST_LABEL[method]);
    set("first", money(plan.rows[0]?.payment ?? 0n));
    set("interest", `${money(plan.totalInterest)} 元`);
    set("total", `${money(amount + plan.totalInterest)} 元`);
    drawRows(plan);
    const file = root.querySelector<HTMLAnchorElement>("[data-plan-file]");
    if (file) file.search = new URLSearchParams(new FormData(form) as unknown as Record<string, string>).toString();
  };

  const drawRows = (plan: Plan): void => {
    const body = out("rows");
    if (!body) return;
    const isWhole = body.hasAttribute("data-whole");
    const picked = isWhole ? plan.rows : [plan.rows[0], plan.rows[1], plan.rows.at(-1)];
    body.replaceChildren(
      ...[...new Set(picked)].flatMap((row) => {
        if (!row) return [];
        const line = document.createElement("tr");
        for (const text of [`第 ${row.number} 期`, money(row.principal), money(row.interest), money(row.remaining)]) {
          line.insertCell().textContent = text;
        }
        return [line];
      }),
    );
  };

  range?.addEventListener("input", () => {
    amountField.value = range.value;
    draw();
  });
  form.addEventListener("input", (event) => {
    if (range && event.target === amountField) range.value = amountField.value;
    draw();
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-no-script")) event.preventDefault();
  });
  draw();
}

function fillRange(range: HTMLInputElement | null): void {
  if (!range) return;
  const { min, max, value } = range;
  const share = (Number(value) - Number(min)) / (Number(max) - Number(min) || 1);
  range.style.setProperty("--fill", `${share * 100}%`);
}
