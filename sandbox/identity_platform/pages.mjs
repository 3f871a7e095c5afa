// The pages of the stand-in, as government logins look: a red band, one card, account and password.

const STYLE = `
:root{font-family:"Noto Sans SC","Microsoft YaHei",sans-serif;color:#1f2329;background:#f3f5f8}
body{margin:0;min-height:100vh}
header{background:#b3261e;color:#fff;padding:18px 24px;font-size:22px;font-weight:700}
header small{display:block;font-size:14px;font-weight:400;margin-top:4px}
main{max-width:880px;margin:32px auto;padding:0 16px;display:flex;flex-wrap:wrap;gap:24px;align-items:flex-start}
section{background:#fff;border-radius:8px;padding:24px;box-shadow:0 1px 4px #0002;flex:1 1 320px}
h1{font-size:20px;margin:0 0 16px}h2{font-size:16px;margin:0 0 8px}
label{display:block;margin:12px 0 4px}
input{box-sizing:border-box;width:100%;font:inherit;padding:10px;border:1px solid #868d98;border-radius:6px}
button{font:inherit;padding:11px 16px;border-radius:6px;border:1px solid #b3261e;background:#b3261e;color:#fff;margin:16px 8px 0 0}
label.choice{padding:10px;border:1px solid #868d98;border-radius:6px}label.choice input{width:auto}
button.plain{background:#fff;color:#b3261e}
:focus-visible{outline:3px solid #1a56b0;outline-offset:2px}
.problem{color:#a61b14;font-weight:700}
table{border-collapse:collapse;width:100%;font-size:14px}td,th{text-align:left;padding:6px 4px;border-top:1px solid #dde1e7}`;

function escaped(text) {
  return String(text).replace(/[&<>"']/g, (mark) => `&#${mark.codePointAt(0)};`);
}

function page(title, body, owner = "河南政务服务网") {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head><body>
<header>${escaped(owner)}<small>演示，不是真实的政务网站</small></header><main>${body}</main></body></html>`;
}

export function plainPage(title, text) {
  return page(title, `<section><h1>${escaped(title)}</h1><p>${escaped(text)}</p></section>`);
}

export function leavePage(form) {
  return page(
    "退出登录",
    `<section><h1>退出统一身份认证</h1>${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes" id="leave">退出登录</button></section>
<script>document.getElementById("leave").click()</script>`,
  );
}

export function loginPage(settings, action, hidden, problem) {
  const fields = hidden.map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const rows = settings.accounts.filter((one) => !one.paper).map(
    (one) => `<tr><td>${escaped(one.login)}</td><td>${escaped(one.password)}</td><td>${escaped(one.note)}</td></tr>`,
  );
  const said = problem ? `<p class="problem" role="alert">${escaped(problem)}</p>` : "";
  return page(
    "统一身份认证",
    `<section><h1>账号登录</h1>${said}<form method="post" action="${escaped(action)}">${fields.join("")}
<label for="login">账号</label><input id="login" name="login" autocomplete="username" autofocus>
<label for="password">密码</label><input id="password" name="password" type="password" autocomplete="current-password">
<button type="submit">登录</button>
<button type="submit" class="plain" name="cancel" value="1">取消</button></form></section>
<section><h2>演示账号</h2><table><tr><th>账号</th><th>密码</th><th>是谁</th></tr>${rows.join("")}</table></section>`,
  );
}

const PAPERS = {
  licence: ["电子营业执照", "选择要出示的电子营业执照", "真实的系统在这里显示二维码，用手机上的电子营业执照小程序扫描后选择。"],
  person: ["国家网络身份认证", "选择出示网证的人", "真实的系统在这里打开国家网络身份认证 App，由本人刷脸确认。"],
};

export function papersPage(proves, shown, hidden, problem) {
  const [title, heading, note] = PAPERS[proves];
  const fields = hidden.map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const choices = shown.map(
    (one, at) => `<label class="choice" for="paper-${at}"><input type="radio" id="paper-${at}" name="login"
value="${escaped(one.login)}"${at === 0 ? " checked" : ""}> ${escaped(one.note)}</label>`,
  );
  const said = problem ? `<p class="problem" role="alert">${escaped(problem)}</p>` : "";
  return page(
    title,
    `<section><h1>${escaped(heading)}</h1><p>${escaped(note)}</p>${said}
<form method="post" action="/ticket/login">${fields.join("")}${choices.join("")}
<button type="submit">确认出示</button>
<button type="submit" class="plain" name="cancel" value="1">取消</button></form></section>`,
    title,
  );
}
