"""认证平台 (L6): which platforms' accounts may log in, read from a file of the operator's, or from the demo's stand-in.

IDENTITY_PLATFORMS_FILE names a TOML file with one table a platform (docs/login.md). It holds secrets: only its user may read it.
"""

from __future__ import annotations

import json
import re
import secrets
import stat
import tomllib
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from yuzhengdai.config.addresses import is_loopback
from yuzhengdai.config.env import Environment
from yuzhengdai.config.sandbox import leave

KINDS: Final = ("oidc", "ticket")
SECRET_CHARACTERS: Final = 16
REQUIRED: Final = ("name", "kind", "address", "client_id", "secret", "claims")
OPTIONAL: Final = (
    "seal",
    "scopes",
    "enterprise_values",
    "login_address",
    "logout_address",
    "further_origins",
    "proves",
    "counts_as_verification",
    "holders",
    "register_states",
)
CLAIMS: Final = (
    *("subject", "account_kind", "enterprise_name", "uscc", "reference"),
    *("legal_representative", "address", "established_on", "register_state", "holder", "holder_name"),
    *("is_same_person", "is_face_checked"),
)
LICENCE_CLAIMS: Final = frozenset(
    {"enterprise_name", "uscc", "legal_representative", "address", "register_state", "holder"}
)
HOLDERS: Final = ("legal_representative", "manager", "clerk")
REGISTER_STATES: Final = ("active", "moved_out", "cancelled", "revoked", "unknown")
DEMO_KEY: Final = "henan"
DEMO_PAPERS: Final = {"licence": "licence", "network-id": "person"}
"""Key of the demo's row → what it shows."""
_KEY: Final = re.compile(r"[a-z][a-z0-9-]{0,29}")


def platforms_from_environment(env: Environment) -> dict[str, dict[str, Any]]:
    """The rows of the file, checked; none where no file is named. Stand-ins are not accepted, whatever else is allowed."""
    name = env.text("IDENTITY_PLATFORMS_FILE")
    if not name:
        return {}
    path = Path(name)
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
        mode = stat.S_IMODE(path.stat().st_mode)
    except (OSError, ValueError) as error:
        env.problems.append(f"IDENTITY_PLATFORMS_FILE cannot be read: {error}")
        return {}
    if mode & 0o007:
        env.problems.append("IDENTITY_PLATFORMS_FILE holds secrets and may be read by everybody: chmod 640")
    problems = [
        f"IDENTITY_PLATFORMS_FILE, {key}: {said}" for key, row in rows.items() for said in wrong(key, row)
    ]
    env.problems.extend(problems)
    return {} if problems else rows


def wrong(key: str, row: object) -> list[str]:
    """What is wrong with one row, in sentences for the operator."""
    if not _KEY.fullmatch(key) or not isinstance(row, dict):
        return ["a table with a name of small letters, digits and hyphens is wanted"]
    said = [f"{name} is missing" for name in REQUIRED if not row.get(name)]
    said += [f"{name} is not known" for name in row if name not in {*REQUIRED, *OPTIONAL}]
    if said:
        return said
    if row["kind"] not in KINDS:
        return [f"kind must be one of {', '.join(KINDS)}"]
    addresses = [row["address"], row.get("login_address", ""), row.get("logout_address", "")]
    said += [
        f"{one!r} must be a public https address"
        for one in [*addresses, *row.get("further_origins", [])]
        if one and not _is_public(one)
    ]
    if row["kind"] == "ticket" and not row.get("login_address"):
        said.append("login_address is missing: where the browser logs in")
    if len(str(row["secret"])) < SECRET_CHARACTERS:
        said.append(f"secret is too short (at least {SECRET_CHARACTERS} characters)")
    claims = row["claims"]
    if not isinstance(claims, dict) or "subject" not in claims:
        said.append("claims must name the subject")
    elif unknown := [name for name in claims if name not in CLAIMS]:
        said.append(f"claims: {', '.join(unknown)} is not known (known: {', '.join(CLAIMS)})")
    elif row.get("enterprise_values") and not {"uscc", "enterprise_name"} <= set(claims):
        said.append("claims must name uscc and enterprise_name where enterprises have accounts")
    else:
        said += _wrong_papers(row)
    return said


def _wrong_papers(row: dict[str, Any]) -> list[str]:
    """What is wrong with a row that says it shows a licence or a person."""
    proves, counts = row.get("proves", ""), row.get("counts_as_verification", False)
    if not isinstance(counts, bool):
        return ["counts_as_verification must be true or false"]
    if proves not in ("", "licence", "person"):
        return ["proves must be licence or person"]
    if not proves:
        given = [name for name in ("counts_as_verification", "holders", "register_states") if row.get(name)]
        return [f"{name} needs proves" for name in given]
    if row["kind"] != "ticket":
        return ["proves needs kind = ticket"]
    if proves == "person":
        return [] if "is_same_person" in row["claims"] else ["claims must name is_same_person"]
    said = [f"claims must name {name}" for name in sorted(LICENCE_CLAIMS - set(row["claims"]))]
    for name, known in (("holders", HOLDERS), ("register_states", REGISTER_STATES)):
        table = row.get(name)
        if not isinstance(table, dict) or not table or any(value not in known for value in table.values()):
            said.append(f"{name} must map the platform's values to {', '.join(known)}")
    return said


def _is_public(address: object) -> bool:
    parts = urlsplit(str(address))
    host = parts.hostname or ""
    return parts.scheme == "https" and bool(host) and not is_loopback(host) and not parts.query


def write(
    path: Path, *, host: str, shown_host: str, port: int, site: str, accounts: list[dict[str, str]]
) -> str:
    """Leave for both sides what they must know of each other: the demo's platform and the site. Returns the platform's address."""
    address = f"http://{shown_host}:{port}"
    ways = [f"{site}{prefix}/login/platforms" for prefix in ("", "/app")]
    leave(
        path,
        {
            "issuer": address, "host": host, "port": port, "client_id": "yuzhengdai",
            "secret": secrets.token_urlsafe(32),
            "redirect_uris": [f"{way}/{DEMO_KEY}/back/" for way in ways],
            "leave_uris": [f"{site}/", f"{site}/app/"],
            "ticket_clients": [paper_client(key, proves, site) for key, proves in DEMO_PAPERS.items()],
            "accounts": accounts,
        },
    )  # fmt: skip
    return address


def of_demo(path: Path) -> dict[str, dict[str, Any]]:
    """The rows of the running stand-in; none where there is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        papers = {one["client_id"].removeprefix("yzd-"): one for one in found["ticket_clients"]}
        return {DEMO_KEY: row_of_stand_in(found)} | {
            key: paper_row(found["issuer"], one) for key, one in papers.items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def row_of_stand_in(found: dict[str, Any]) -> dict[str, Any]:
    """How the site knows the stand-in."""
    return {
        "name": "河南政务服务网",
        "seal": "政",
        "kind": "oidc",
        "address": found["issuer"],
        "client_id": found["client_id"],
        "secret": found["secret"],
        "scopes": ["openid", "account"],
        "claims": {
            "subject": "sub",
            "account_kind": "account_type",
            "enterprise_name": "corp_name",
            "uscc": "corp_code",
        },
        "enterprise_values": ["legal"],
        "allow_plain_http": True,
        "is_stand_in": True,
    }


def paper_client(key: str, proves: str, site: str) -> dict[str, Any]:
    """How the stand-in knows the site as one that licences or persons are shown to."""
    return {
        "client_id": f"yzd-{key}", "secret": secrets.token_urlsafe(32),
        "return_prefixes": [f"{site}/"], "proves": proves,
    }  # fmt: skip


def paper_row(issuer: str, client: dict[str, Any]) -> dict[str, Any]:
    """How the site knows the stand-in for 电子营业执照 or 网号/网证."""
    is_licence = client["proves"] == "licence"
    row: dict[str, Any] = {
        "name": "电子营业执照" if is_licence else "国家网络身份认证",
        "seal": "照" if is_licence else "网",
        "kind": "ticket",
        "address": issuer,
        "login_address": f"{issuer}/ticket/login",
        "client_id": client["client_id"],
        "secret": client["secret"],
        "proves": client["proves"],
        "counts_as_verification": True,
        "claims": {"subject": "subject", "reference": "serial"},
        "allow_plain_http": True,
        "is_stand_in": True,
    }
    if not is_licence:
        row["claims"] |= {"is_same_person": "matched", "is_face_checked": "face"}
        return row
    row["claims"] |= {
        "enterprise_name": "corp_name", "uscc": "corp_code", "legal_representative": "legal_rep",
        "address": "address", "established_on": "established_on", "register_state": "register_state",
        "holder": "holder", "holder_name": "holder_name",
    }  # fmt: skip
    row["holders"] = {"FR": "legal_representative", "GL": "manager", "BS": "clerk"}
    row["register_states"] = {"1": "active", "2": "cancelled", "3": "revoked", "4": "moved_out"}
    return row
