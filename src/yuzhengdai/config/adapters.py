"""Which adapter serves each kind of outside system, and what production accepts."""

import re
from typing import Any

from yuzhengdai.config.env import Environment

# Stand-ins: right for a demo, never silently in production.
STAND_INS = frozenset({"sandbox", "inbox", "fake"})
SMS_VENDOR_VARIABLES = {
    "aliyun": ["SMS_ALIYUN_KEY_ID", "SMS_ALIYUN_KEY_SECRET", "SMS_ALIYUN_SIGN_NAME"],
    "tencent": [
        "SMS_TENCENT_SECRET_ID",
        "SMS_TENCENT_SECRET_KEY",
        "SMS_TENCENT_APP_ID",
        "SMS_TENCENT_SIGN_NAME",
    ],
}
# Providers of the verification: kind → names that production knows; the first is the default.
PROVIDERS = {
    "ocr": ["embedded", "http"],
    "face": ["embedded", "http"],
    "identity": ["none", "http"],
    "gov_data": ["none", "http"],
    "bank_transfer": ["none", "http"],
}
# Kinds without a provider to choose from, apart from a CA of the site's own (ADAPTER_PATHS).
FIXED = {"storage": ["local"], "ca": ["embedded"]}
VARIABLES = {"storage": "STORAGE", "ca": "CA_PROVIDER"}
# A secret signs with HMAC-SHA256: as long as its digest.
SECRET_CHARACTERS = 32


def adapters_from_environment(env: Environment) -> dict[str, list[str]]:
    """Read SMS_VENDORS, STORAGE and the providers (OCR_PROVIDER, …); note what production does not accept.

    Stand-ins are accepted only where ALLOW_SANDBOX_ADAPTERS lists them in as many words, as `sms:inbox`.
    """
    adapters = {
        "sms": env.required_items(
            "SMS_VENDORS", "SMS vendors in the order they are tried, as aliyun,tencent"
        ),
        "storage": env.items("STORAGE") or ["local"],
        # A licensed CA is a package of its own, named in ADAPTER_PATHS as "ca:<name>".
        "ca": [env.text("CA_PROVIDER", "embedded")],
    }
    own = adapter_paths_from_environment(env)
    for kind, known in PROVIDERS.items():
        name = env.text(f"{kind.upper()}_PROVIDER", known[0])
        adapters[kind] = [name]
        if name not in known and name not in STAND_INS and f"{kind}:{name}" not in own:
            env.problems.append(f"{kind.upper()}_PROVIDER: {name!r} is not known (known: {', '.join(known)})")
    for kind, known in FIXED.items():
        for name in adapters[kind]:
            if name not in known and name not in STAND_INS and f"{kind}:{name}" not in own:
                env.problems.append(f"{VARIABLES[kind]}: {name!r} is not known (known: {', '.join(known)})")
    _refuse_stand_ins(env, adapters)
    for vendor in adapters["sms"]:
        for variable in SMS_VENDOR_VARIABLES.get(vendor, []):
            env.required_text(variable, f"credentials of the SMS vendor {vendor}")
        if vendor not in SMS_VENDOR_VARIABLES and vendor not in STAND_INS:
            env.problems.append(
                f"SMS_VENDORS: {vendor!r} is not known (known: {', '.join(SMS_VENDOR_VARIABLES)})"
            )
    return adapters


def adapter_paths_from_environment(env: Environment) -> dict[str, str]:
    """Adapters of the site's own, as ADAPTER_PATHS=`ca:licensed=package.module:make,…`: kind:name → module:factory."""
    paths: dict[str, str] = {}
    for item in env.items("ADAPTER_PATHS"):
        name, _, path = item.partition("=")
        if not re.fullmatch(r"[a-z_]+:[a-z0-9_-]+", name) or not re.fullmatch(r"[\w.]+:\w+", path):
            env.problems.append(f"ADAPTER_PATHS: {item!r} is not kind:name=package.module:factory")
        elif name.partition(":")[2] not in STAND_INS:
            paths[name] = path
    return paths


def _refuse_stand_ins(env: Environment, adapters: dict[str, list[str]]) -> None:
    allowed = set(env.items("ALLOW_SANDBOX_ADAPTERS"))
    for kind, names in adapters.items():
        for name in names:
            if name in STAND_INS and f"{kind}:{name}" not in allowed:
                env.problems.append(
                    f"the {kind} adapter {name!r} is a stand-in; "
                    f"ALLOW_SANDBOX_ADAPTERS={kind}:{name} would accept it in as many words"
                )


def outside_services_from_environment(env: Environment, adapters: dict[str, list[str]]) -> dict[str, Any]:
    """Address and key of each provider that is spoken to over signed HTTP (docs/integrations.md).

    For IDENTITY_PROVIDER=http: IDENTITY_URL (https), IDENTITY_KEY_ID, IDENTITY_SECRET; likewise the other kinds, and SANDBOX_…
    where a stand-in was accepted. FACE_ASSURANCE tells what a face provider's yes is worth: assist (default) or certified.
    """
    services = {kind: _service(env, kind) for kind in PROVIDERS if adapters.get(kind) == ["http"]}
    if any(adapters.get(kind) == ["sandbox"] for kind in PROVIDERS):
        services["sandbox"] = _service(env, "sandbox")
    if "face" in services:
        services["face"]["assurance"] = env.choice("FACE_ASSURANCE", ["assist", "certified"])
    return services


def _service(env: Environment, kind: str) -> dict[str, str]:
    prefix = kind.upper()
    url = env.required_text(
        f"{prefix}_URL", f"address of the {kind} service, as https://{kind}.example.cn/v1"
    )
    if url and not url.startswith("https://"):
        env.problems.append(f"{prefix}_URL must begin with https://")
    return {
        "url": url.rstrip("/"),
        "key_id": env.required_text(f"{prefix}_KEY_ID", f"name of the key the {kind} service gave out"),
        "secret": env.required_text(
            f"{prefix}_SECRET", f"signs calls to the {kind} service", at_least=SECRET_CHARACTERS
        ),
    }


def sms_vendors_from_environment(env: Environment, names: list[str]) -> dict[str, dict[str, str]]:
    """Options of the SMS vendors in use, as integrations.sms.registry wants them: SMS_ALIYUN_KEY_ID → key_id.

    SMS_ALIYUN_TEMPLATES and SMS_TENCENT_TEMPLATES name the approved texts as `login_code=SMS_1001,…`; for
    Tencent with the order of the parameters, as `login_code=1001:code+minutes`.
    """
    options: dict[str, dict[str, str]] = {}
    for vendor in names:
        if vendor not in SMS_VENDOR_VARIABLES:
            continue
        prefix = f"SMS_{vendor.upper()}_"
        options[vendor] = {
            variable.removeprefix(prefix).lower(): env.text(variable)
            for variable in SMS_VENDOR_VARIABLES[vendor]
        }
        options[vendor]["templates"] = env.required_text(
            f"{prefix}TEMPLATES",
            f"texts approved by the SMS vendor {vendor}, as login_code=1001:code+minutes",
        )
    return options
