"""Making valid, invented identification codes for the demo province and for tests.

The codes carry right check digits and belong to nobody on purpose; whoever shows them marks them 示例.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from yuzhengdai.foundation.core.check_digits import (
    USCC_ALPHABET,
    id_number_check_digit,
    organisation_code_check_digit,
    uscc_check_digit,
)

_ORGANISATION_DIGITS = "0123456789"


def make_uscc(org_type: str = "91", region: str = "410100", seed: int | str = 0) -> str:
    """A valid 统一社会信用代码 (GB 32100 and GB 11714 digits both right), the same for the same arguments.

    ``org_type``: the first two characters (91 enterprise, 92 sole trader, 93 farmers' co-operative, 12 public
    institution, 52 …); ``region``: six digits of GB/T 2260.
    """
    if len(org_type) != 2 or any(char not in USCC_ALPHABET for char in org_type):
        raise ValueError("org_type is two characters of the USCC alphabet")
    if len(region) != 6 or not region.isdigit():
        raise ValueError("region is six digits")
    rng = random.Random(f"uscc:{org_type}:{region}:{seed}")
    # "MA" opens the organisation codes given out since 2015.
    body = "MA" + "".join(rng.choices(_ORGANISATION_DIGITS, k=6))
    first_17 = org_type + region + body + organisation_code_check_digit(body)
    return first_17 + uscc_check_digit(first_17)


def make_id_number(
    region: str = "410105", born_on: date | None = None, *, male: bool | None = None, seed: int | str = 0
) -> str:
    """A valid 公民身份号码, the same for the same arguments. Born between 1965 and 1995 unless told."""
    if len(region) != 6 or not region.isdigit():
        raise ValueError("region is six digits")
    rng = random.Random(f"id:{region}:{born_on}:{male}:{seed}")
    if born_on is None:
        born_on = date(1965, 1, 1) + timedelta(days=rng.randrange(30 * 365))
    sequence = rng.randrange(1, 1000)
    if male is not None and sequence % 2 != int(male):
        sequence = sequence + 1 if sequence < 999 else 998
    first_17 = f"{region}{born_on:%Y%m%d}{sequence:03d}"
    return first_17 + id_number_check_digit(first_17)


def make_phone(seed: int | str = 0) -> str:
    """A well-formed mainland mobile in E.164, the same for the same seed."""
    rng = random.Random(f"phone:{seed}")
    prefix = rng.choice(("138", "139", "150", "158", "159", "177", "186", "188"))
    return "+86" + prefix + "".join(rng.choices("0123456789", k=8))


def make_electricity_account_number(seed: int | str = 0) -> str:
    """A ten-digit 电力户号 in the form used in Henan, the same for the same seed."""
    rng = random.Random(f"electricity:{seed}")
    return "41" + "".join(rng.choices("0123456789", k=8))


def make_social_insurance_unit_number(seed: int | str = 0) -> str:
    """A nine-digit 单位社保编号, the same for the same seed."""
    rng = random.Random(f"social:{seed}")
    return "41010" + "".join(rng.choices("0123456789", k=4))
