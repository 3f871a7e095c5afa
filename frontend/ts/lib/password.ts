// What a certificate password must be, and how strong it is. Checked here alone: the password is never sent.

export interface Verdict {
  isLong: boolean;
  isMixed: boolean;
  isPrivate: boolean;
  /** 「弱」「中」「强」, "" for nothing typed. */
  strength: "" | "弱" | "中" | "强";
  isGood: boolean;
}

const SHORTEST = 8;
const LONGEST = 64;
const KINDS = [/[a-z]/i, /\d/, /[^a-z\d]/i];
const OBVIOUS = [
  "password", "passw0rd", "p@ssw0rd", "p@ssword", "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx", "qazwsx", "abc", "abcd", "abcabc",
  "a", "aa", "aaa", "admin", "administrator", "root", "test", "user", "guest", "welcome", "letmein", "iloveyou", "woaini", "wo ai ni",
  "yuzhengdai", "yzd", "henan", "zhengzhou", "zhengshu", "mima", "nihao", "beijing", "china", "company", "qiye", "monkey", "dragon", "master",
  "superman", "sunshine", "princess", "football", "hello", "login", "access", "secret", "changeme", "default",
]; // prettier-ignore
const ROWS = [
  "01234567890",
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "1qaz2wsx3edc4rfv",
  "!@#$%^&*()",
];
const MOBILE = /1[3-9]\d{9}/;
const DATE = /(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/;
/** This many characters of the enterprise's code in a row are too many. */
const CODE_RUN = 6;

/** Letters that stand in digits' clothes put back: p@ssw0rd → password. */
function plain(text: string): string {
  const said: Record<string, string> = { "0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "@": "a", $: "s" };
  return text.toLowerCase().replace(/[013457@$]/g, (char) => said[char] ?? char);
}

/** Words and rows of keys, with nothing but figures or signs after them. */
export function isObvious(password: string): boolean {
  const lower = password.toLowerCase();
  const stem = lower.replace(/[\d\W_]+$/, "");
  const front = lower.replace(/^[\d\W_]+/, "");
  if ([lower, stem, front, plain(stem), plain(lower)].some((text) => OBVIOUS.includes(text))) return true;
  if (new Set(lower).size <= 3) return true;
  const doubled = ROWS.map((row) => row + row);
  return [...doubled, ...doubled.map((row) => [...row].reverse().join(""))].some((row) => {
    const runs = lower.length - 1;
    let covered = 0;
    for (let at = 0; at < runs; at += 1) if (row.includes(lower.slice(at, at + 2))) covered += 1;
    return covered >= runs - 1;
  });
}

/** Whether a mobile number, a date or a piece of the enterprise's code stands in it. */
export function isPersonal(password: string, code: string): boolean {
  const digits = password.replace(/[\s\-./]/g, "");
  if (MOBILE.test(digits) || DATE.test(digits)) return true;
  const upper = password.toUpperCase();
  for (let at = 0; at + CODE_RUN <= code.length; at += 1)
    if (upper.includes(code.slice(at, at + CODE_RUN))) return true;
  return false;
}

/** Look at a password. `code` is the enterprise's 统一社会信用代码. */
export function judge(password: string, code: string): Verdict {
  const isLong = [...password].length >= SHORTEST && [...password].length <= LONGEST;
  const kinds = KINDS.filter((kind) => kind.test(password)).length;
  const isMixed = kinds >= 2;
  const isPrivate = password !== "" && !isObvious(password) && !isPersonal(password, code);
  const isGood = isLong && isMixed && isPrivate;
  return { isLong, isMixed, isPrivate, isGood, strength: strength(password, kinds, isGood) };
}

function strength(password: string, kinds: number, isGood: boolean): Verdict["strength"] {
  if (!password) return "";
  if (!isGood) return "弱";
  return password.length >= 12 || (password.length >= 10 && kinds === 3) ? "强" : "中";
}
