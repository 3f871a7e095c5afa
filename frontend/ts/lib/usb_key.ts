// What the key agent says, in words.

export interface KeyRow {
  handle: string;
  name: string;
  text: string;
  isForSigning: boolean;
}

const SENTENCES: Record<string, string> = {
  no_agent:
    "没有找到密钥助手，或它没有允许本平台的网址。请在这台电脑上启动密钥助手，再点「检测 USBKEY」；浏览器询问时请选「允许」。",
  denied: "浏览器没有允许本页访问这台电脑上的密钥助手。请在地址栏左侧的网站设置里允许访问本机或本地网络，再重新检测。",
  no_key: "请插入USBKEY",
  no_certificate: "USBKEY 里没有找到这张证书，请重新检测。",
  pin_locked: "USBKEY 已锁定：PIN 码输错的次数已用完，请到发证机构解锁。",
  pin_cancelled: "没有输入 PIN 码，没有登录。",
  busy: "密钥助手正在等待输入 PIN 码，请先在它的窗口里输入或取消。",
  timeout: "密钥助手没有及时答复，请重试。",
};

/** The sentence for a trouble; `triesLeft` where the key tells how often the PIN may still be wrong. */
export function keyTrouble(code: string, triesLeft: number | null): string {
  if (code === "pin_incorrect")
    return triesLeft === null
      ? "PIN 码不正确，请重试。多次输错会锁定 USBKEY。"
      : `PIN 码不正确，还可以试 ${triesLeft} 次。`;
  return SENTENCES[code] ?? "USBKEY 没有正常工作，请重新插入后再试。";
}

/** The rows of an answer; whatever has another shape is left out. */
export function keyRows(answer: Record<string, unknown>): KeyRow[] {
  const found = answer["certificates"];
  return Array.isArray(found) ? found.flatMap((one) => row(one)) : [];
}

function row(one: unknown): KeyRow[] {
  if (typeof one !== "object" || one === null) return [];
  const given = one as Record<string, unknown>;
  const text = (name: string): string => (typeof given[name] === "string" ? given[name] : "");
  if (!text("handle")) return [];
  const until = text("expires").slice(0, 10);
  const kind = text("use") === "encrypt" ? "加密证书，不能登录" : "";
  const parts = [until ? `有效至 ${until}` : "", text("issuer"), kind].filter(Boolean);
  return [
    {
      handle: text("handle"),
      name: text("enterprise") || "没有写企业名称的证书",
      text: parts.join("，"),
      isForSigning: text("use") === "sign",
    },
  ];
}
