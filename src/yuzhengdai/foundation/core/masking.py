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


def mask_email(email: str) -> str:
    """``zhang@example.cn`` → ``z****@example.cn``."""
    local, at, host = email.partition("@")
    return f"{local[:1]}****{at}{host}" if at else "****"


def _keep_ends(value: str, start: int, end: int) -> str:
    if len(value) <= start + end:
        return "*" * len(value)
    return value[:start] + "*" * (len(value) - start - end) + value[-end:]
