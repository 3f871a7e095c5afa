"""Many verified enterprises at once, for measuring. Import only after ``django.setup()``."""

from __future__ import annotations

from benchmarks.copying import Copy, sealed
from yuzhengdai.domain.accounts.models import User, phone_index
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.foundation.core.check_digits import organisation_code_check_digit, uscc_check_digit
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.ids import new_id
from yuzhengdai.foundation.reference.regions import cities


def numbered_uscc(region: str, number: int) -> str:
    """A valid code that no other number gives: the running number is its organisation code."""
    organisation = f"{number:08d}"
    first_17 = f"91{region}{organisation}{organisation_code_check_digit(organisation)}"
    return first_17 + uscc_check_digit(first_17)


def load_enterprises(wanted: int) -> None:
    """Verified enterprises over the cities, each with a user who administers it."""
    have = Enterprise.objects.count()
    if wanted <= have:
        return
    at, codes = now(), [city.code for city in cities()]
    made = [(new_id(), new_id(), number) for number in range(have, wanted)]
    Copy(User, ["id", "phone", "phone_index", "name"]).run(
        (
            user_id,
            sealed(f"+8615{number:09d}", "accounts.user.phone", user_id),
            phone_index(f"+8615{number:09d}"),
            sealed("李示例", "accounts.user.name", user_id),
        )
        for _, user_id, number in made
    )
    varying = "id name uscc state entity_type region_code industry_code size verified_at".split()
    Copy(Enterprise, varying).run(
        (
            enterprise_id,
            f"{'郑开洛许新南商信'[number % 8]}州第{number}示例商贸有限公司",
            numbered_uscc(codes[number % len(codes)], number),
            "verified",
            "company",
            codes[number % len(codes)],
            "C13",
            "small",
            at,
        )
        for enterprise_id, _, number in made
    )
    Copy(EnterpriseMember, ["id", "enterprise_id", "user_id", "role", "state", "name"]).run(
        (
            member_id,
            enterprise_id,
            user_id,
            "admin",
            "active",
            sealed("李示例", "enterprises.member.name", member_id),
        )
        for enterprise_id, user_id, _ in made
        for member_id in [new_id()]
    )
