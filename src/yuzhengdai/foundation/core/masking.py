"""What may be shown of sensitive values: done on the server, before anything reaches a template or a log."""

from __future__ import annotations


def mask_phone(phone: str) -> str:
    """``+8613812346021`` or ``13812346021`` → ``138****6021``; others keep two digits at each end."""
    digits = phone.removeprefix("+86")
    if len(digits) == 11 and digits.isdigit():
        return f"{digits[:3]}****{digits[-4:]}"
    return _keep_ends(digits, 2, 2)


def mask_name(name: str) -> str:
    """The first character stays: ``张三`` → ``张*``, ``李建国`` → ``李**``; at most four stars."""
    return name[:1] + "*" * min(max(len(name) - 1, 1), 4) if name else ""


_LEGAL_FORMS = (
    "农民专业合作社",
    "股份有限公司",
    "有限责任公司",
    "有限合伙",
    "有限公司",
    "合伙企业",
    "合作社",
    "经营部",
    "商行",
)


def mask_organisation(name: str) -> str:
    """Two characters and the legal form stay, for who is not yet known to belong to it: ``郑州中原机械有限公司`` →
    ``郑州****有限公司``; always four stars. Names of three characters and fewer keep one.
    """
    form = next((form for form in _LEGAL_FORMS if name.endswith(form) and len(name) > len(form) + 2), "")
    return f"{name[: 2 if len(name) > 3 else 1]}****{form}" if name else ""


def mask_id_number(number: str) -> str:
    """``411303198501013018`` → ``4113********3018``, always eight stars."""
    return f"{number[:4]}********{number[-4:]}" if len(number) > 12 else _keep_ends(number, 2, 2)


def mask_account_number(number: str) -> str:
    """Electricity and bank accounts: ``4101234562087`` → ``4101****2087``, always four stars."""
    return f"{number[:4]}****{number[-4:]}" if len(number) > 8 else _keep_ends(number, 2, 2)


def mask_social_insurance_unit_number(number: str) -> str:
    """``41010123456`` → ``41010****56``."""
    return f"{number[:5]}****{number[-2:]}" if len(number) > 8 else _keep_ends(number, 2, 2)


def mask_address(address: str) -> str:
    """The first six characters (province and city) stay."""
    return address[:6] + "****" if len(address) > 6 else "****"


def _keep_ends(value: str, start: int, end: int) -> str:
    if len(value) <= start + end:
        return "*" * len(value)
    return value[:start] + "*" * (len(value) - start - end) + value[-end:]
