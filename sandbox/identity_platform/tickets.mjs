// The ticket kind: one-time tickets, exchanged by a call that both sides sign (docs/integrations.md, 「签名」).

import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const SCHEME = "YZD1-HMAC-SHA256";
const SKEW_SECONDS = 300;
const TICKET_SECONDS = 60;

const digest = (body) => createHash("sha256").update(body).digest("hex");
const seconds = () => Math.floor(Date.now() / 1000);

function isEqual(told, expected) {
  const [left, right] = [Buffer.from(String(told)), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

export class Tickets {
  constructor(settings, claimsOf) {
    this.clients = new Map(settings.ticket_clients.map((one) => [one.client_id, one]));
    this.claimsOf = claimsOf;
    this.open = new Map();
    this.nonces = new Map();
  }

  // Whether a browser may be sent back there: only below what the site has registered.
  isReturn({ app_id, return_url }) {
    const client = this.clients.get(app_id);
    return Boolean(client) && client.return_prefixes.some((prefix) => String(return_url).startsWith(prefix));
  }

  // "licence" or "person" for an application that those are shown to, "" for one that accounts log in to.
  provesOf(appId) {
    return this.clients.get(appId)?.proves ?? "";
  }

  make(appId, account) {
    const ticket = randomBytes(24).toString("base64url");
    this.open.set(ticket, { appId, account, at: seconds() });
    return ticket;
  }

  exchange(request, response, body) {
    const told = request.headers;
    const client = this.clients.get(told["x-yzd-key-id"]);
    const [timestamp, nonce] = [String(told["x-yzd-timestamp"] ?? ""), String(told["x-yzd-nonce"] ?? "")];
    const sign = (...lines) =>
      createHmac("sha256", client.secret)
        .update([SCHEME, ...lines].join("\n"))
        .digest("hex");
    const isFresh = /^[0-9]{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) - seconds()) <= SKEW_SECONDS;
    const isGood =
      client &&
      isFresh &&
      /^[0-9a-f]{32}$/.test(nonce) &&
      isEqual(told["x-yzd-signature"], sign("REQUEST", request.method, request.url, timestamp, nonce, digest(body)));
    if (!isGood || this.nonces.has(nonce)) return this.answer(response, 401, this.refusal("bad_signature"), []);
    this.nonces.set(nonce, seconds());
    for (const [old, at] of this.nonces) if (seconds() - at > 2 * SKEW_SECONDS) this.nonces.delete(old);
    const [status, data] = this.redeem(client, body);
    const raw = JSON.stringify(data);
    const now = String(seconds());
    return this.answer(response, status, data, [
      ["x-yzd-timestamp", now],
      ["x-yzd-nonce", nonce],
      ["x-yzd-signature", sign("ANSWER", String(status), request.url, now, nonce, digest(raw))],
    ]);
  }

  redeem(client, body) {
    let asked;
    try {
      asked = JSON.parse(body);
    } catch {
      return [422, this.refusal("not_json")];
    }
    const found = this.open.get(String(asked?.ticket));
    if (!found) return [422, this.refusal("ticket_unknown")];
    if (found.appId !== client.client_id) return [422, this.refusal("ticket_of_another")];
    this.open.delete(asked.ticket);
    if (seconds() - found.at > TICKET_SECONDS) return [422, this.refusal("ticket_expired")];
    const who = { subject: found.account.subject, ...this.told(found.account, asked) };
    return [200, { ...who, issued_for: found.appId, issued_at: found.at }];
  }

  // A licence says what the register does; a person is only compared with what was asked, and nothing of them is told.
  told(account, asked) {
    const serial = randomBytes(8).toString("hex");
    if (account.paper === "licence") {
      const { holder, holder_name, legal_rep, address, established_on } = account;
      const register_state = account.register_state || "1";
      const holds = { holder, holder_name, legal_rep, address, established_on, register_state };
      return { corp_name: account.enterprise_name, corp_code: account.uscc, ...holds, serial };
    }
    if (account.paper === "person") {
      const isNumber = !asked.id_number || asked.id_number === account.id_number;
      return { matched: asked.person_name === account.person_name && isNumber, face: account.face !== "no", serial };
    }
    return this.claimsOf(account);
  }

  refusal(code) {
    return { error: { code, message: "" } };
  }

  answer(response, status, data, headers) {
    response.writeHead(status, { "content-type": "application/json", ...Object.fromEntries(headers) });
    response.end(JSON.stringify(data));
  }
}
