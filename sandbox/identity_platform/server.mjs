// A stand-in for a government identity platform: account and password, then back to the site by OpenID Connect or by ticket.
// The OpenID Connect part is oidc-provider; what is written here is the login page, the demo accounts and the ticket kind
// (docs/integrations.md). Started by scripts/run.py with IDENTITY_PLATFORM_FILE; knows nothing of the platform but that file.

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { leavePage, loginPage, papersPage, plainPage } from "./pages.mjs";
import { Tickets } from "./tickets.mjs";

// oidc-provider says at start that it is kept for newer Node versions and that it keeps nothing: right for a stand-in.
const { warn } = console;
console.warn = (text) => String(text).startsWith("oidc-provider ") || warn(text);
const { Provider } = await import("oidc-provider");

const LONGEST_BODY = 64 * 1024;
const settings = JSON.parse(readFileSync(process.env.IDENTITY_PLATFORM_FILE, "utf8"));
const accounts = new Map(settings.accounts.filter((one) => !one.paper).map((one) => [one.login, one]));
// What is shown from a phone's wallet: chosen there, so without account and password.
const papers = new Map(settings.accounts.filter((one) => one.paper).map((one) => [one.login, one]));
const bySubject = new Map(settings.accounts.map((one) => [one.subject, one]));
// Accounts with this behaviour log in, and then the platform does not answer the site's server, once.
let isDownOnce = false;

function signingKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const kid = randomBytes(8).toString("hex");
  return { ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" };
}

function claimsOf(account) {
  const kind = { account_type: account.uscc ? "legal" : "natural" };
  return account.uscc ? { ...kind, corp_name: account.enterprise_name, corp_code: account.uscc } : kind;
}

const provider = new Provider(settings.issuer, {
  clients: [
    {
      client_id: settings.client_id,
      client_secret: settings.secret,
      redirect_uris: settings.redirect_uris,
      post_logout_redirect_uris: settings.leave_uris,
      response_types: ["code"],
      grant_types: ["authorization_code"],
    },
  ],
  jwks: { keys: [signingKey()] },
  cookies: { keys: [randomBytes(24).toString("hex")] },
  pkce: { required: () => true },
  scopes: ["openid", "account"],
  claims: { openid: ["sub"], account: ["account_type", "corp_name", "corp_code"] },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = leavePage(form);
      },
      postLogoutSuccessSource: (ctx) => {
        ctx.body = plainPage("您已退出", "您已退出统一身份认证。");
      },
    },
  },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  ttl: { AccessToken: 300, AuthorizationCode: 60, IdToken: 300, Interaction: 600, Session: 3600, Grant: 3600 },
  // The site is the platform's own partner: nobody is asked for consent a second time.
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid account");
    await grant.save();
    return grant;
  },
  findAccount: (_ctx, subject) => {
    const account = bySubject.get(subject);
    return account && { accountId: subject, claims: () => ({ sub: subject, ...claimsOf(account) }) };
  },
  renderError: (ctx, out) => {
    ctx.body = plainPage("不能登录", `请回到刚才的网站重新登录（${out.error}）。`);
  },
});
const oidc = provider.callback();
const tickets = new Tickets(settings, claimsOf);

function read(request) {
  return new Promise((resolve, reject) => {
    const parts = [];
    let length = 0;
    request.on("data", (part) => {
      length += part.length;
      if (length > LONGEST_BODY) reject(new Error("too large"));
      else parts.push(part);
    });
    request.on("end", () => resolve(Buffer.concat(parts)));
    request.on("error", reject);
  });
}

function show(response, status, html) {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
  response.end(html);
}

// Who typed account and password; null where they do not fit.
function known(form) {
  const account = accounts.get(String(form.get("login") ?? "").trim());
  return account && form.get("password") === account.password ? account : null;
}

const WRONG = "账号或密码不正确，请重新输入。";

async function interaction(request, response) {
  await provider.interactionDetails(request, response);
  const page = (problem) => loginPage(settings, request.url, [], problem);
  if (request.method !== "POST") return show(response, 200, page(""));
  const form = new URLSearchParams((await read(request)).toString());
  const account = form.get("cancel") ? undefined : known(form);
  if (account === null) return show(response, 401, page(WRONG));
  if (!account || account.behaviour === "refused") {
    const result = { error: "access_denied", error_description: "denied" };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  isDownOnce = account.behaviour === "down";
  const result = { login: { accountId: account.subject } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function ticketLogin(request, response, url) {
  const form = request.method === "POST" ? new URLSearchParams((await read(request)).toString()) : null;
  const asked = {
    app_id: (form ?? url.searchParams).get("app_id"),
    return_url: (form ?? url.searchParams).get("return_url"),
  };
  if (!tickets.isReturn(asked)) return show(response, 400, plainPage("不能登录", "请回到刚才的网站重新登录。"));
  const hidden = Object.entries(asked);
  const proves = tickets.provesOf(asked.app_id);
  const shown = [...papers.values()].filter((one) => one.paper === proves);
  const page = (problem) =>
    proves ? papersPage(proves, shown, hidden, problem) : loginPage(settings, "/ticket/login", hidden, problem);
  if (!form) return show(response, 200, page(""));
  const chosen = () => shown.find((one) => one.login === form.get("login")) ?? null;
  const account = form.get("cancel") ? undefined : proves ? chosen() : known(form);
  if (account === null) return show(response, 401, page(proves ? "请选择要出示的一张。" : WRONG));
  const back = new URL(asked.return_url);
  if (!account || account.behaviour === "refused") back.searchParams.set("error", "access_denied");
  else {
    isDownOnce = account.behaviour === "down";
    back.searchParams.set("ticket", tickets.make(asked.app_id, account));
  }
  response.writeHead(303, { location: back.href, "cache-control": "no-store" });
  return response.end();
}

function ticketLogout(response, url) {
  const asked = { app_id: url.searchParams.get("app_id"), return_url: url.searchParams.get("return_url") };
  if (!tickets.isReturn(asked)) return show(response, 400, plainPage("不能退出", "请回到刚才的网站。"));
  response.writeHead(303, { location: asked.return_url });
  return response.end();
}

async function handle(request, response) {
  const url = new URL(request.url, settings.issuer);
  if (url.pathname === "/ready") return show(response, 200, "ready");
  if (url.pathname === "/favicon.ico") return response.writeHead(204).end();
  if (url.pathname.startsWith("/interaction/")) return interaction(request, response);
  if (url.pathname === "/ticket/login") return ticketLogin(request, response, url);
  if (url.pathname === "/ticket/logout") return ticketLogout(response, url);
  const isAskedByServer = url.pathname === "/token" || url.pathname === "/ticket/exchange";
  if (isAskedByServer && isDownOnce) {
    isDownOnce = false;
    return show(response, 503, plainPage("系统维护中", "系统维护中。"));
  }
  if (url.pathname === "/ticket/exchange") return tickets.exchange(request, response, await read(request));
  return oidc(request, response);
}

const server = createServer((request, response) => {
  handle(request, response).catch(() => {
    if (!response.headersSent) show(response, 400, plainPage("不能登录", "登录已过期，请回到刚才的网站重新登录。"));
    else response.end();
  });
});
server.listen(settings.port, settings.host.replace(/^\[|\]$/g, ""));
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
