"""Which adapter serves each kind of outside system, and what production accepts."""

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


def adapters_from_environment(env: Environment) -> dict[str, list[str]]:
    """Read SMS_VENDORS and STORAGE; note problems for stand-ins that ALLOW_SANDBOX_ADAPTERS does not name.

    ALLOW_SANDBOX_ADAPTERS lists them in as many words, as `sms:inbox`.
    """
    adapters = {
        "sms": env.required_items(
            "SMS_VENDORS", "SMS vendors in the order they are tried, as aliyun,tencent"
        ),
        "storage": env.items("STORAGE") or ["local"],
    }
    allowed = set(env.items("ALLOW_SANDBOX_ADAPTERS"))
    for kind, names in adapters.items():
        for name in names:
            if name in STAND_INS and f"{kind}:{name}" not in allowed:
                env.problems.append(
                    f"the {kind} adapter {name!r} is a stand-in; "
                    f"ALLOW_SANDBOX_ADAPTERS={kind}:{name} would accept it in as many words"
                )
    for vendor in adapters["sms"]:
        for variable in SMS_VENDOR_VARIABLES.get(vendor, []):
            env.required_text(variable, f"credentials of the SMS vendor {vendor}")
        if vendor not in SMS_VENDOR_VARIABLES and vendor not in STAND_INS:
            env.problems.append(
                f"SMS_VENDORS: {vendor!r} is not known (known: {', '.join(SMS_VENDOR_VARIABLES)})"
            )
    return adapters


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
