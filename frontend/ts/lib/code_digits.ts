// The digits of a one-time code in what was pasted or typed; the server reads it by the same rule (core.text.one_time_code).

const FULL_WIDTH = /[\uff10-\uff19]/g;

function halfWidth(text: string): string {
  return text.replace(FULL_WIDTH, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
}

/** The six digits that stand alone in a text, after 「验证码」 first; "" where there are none or several. */
export function codeIn(text: string): string {
  const half = halfWidth(text);
  const bare = half.replace(/[\s\-\u200b\ufeff]/g, "");
  if (/^\d{6}$/.test(bare)) return bare;
  const named = /验证码[^0-9]{0,12}(\d{3})[ -]?(\d{3})(?!\d)/.exec(half);
  if (named) return `${named[1]}${named[2]}`;
  const found = new Set([...half.matchAll(/(?<!\d)(\d{3})[ -]?(\d{3})(?!\d)/g)].map((one) => `${one[1]}${one[2]}`));
  return found.size === 1 ? [...found][0]! : "";
}

/** What stays in the field while somebody types: the code where there is one, else its digits, six at most. */
export function typedCode(text: string): string {
  return codeIn(text) || halfWidth(text).replace(/\D/g, "").slice(0, 6);
}
