"""Institutions, their branches and officers."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from demo.accounts import BY_KEY
from demo.data.institutions import ALL, ROWS, InstitutionRow
from demo.data.names import GIVEN, SURNAMES
from demo.rows import write
from demo.seed import LoadDay, demo_id, stream
from yuzhengdai.domain.accounts.models import User, phone_index
from yuzhengdai.domain.institutions.enums import OfficerRole
from yuzhengdai.domain.institutions.models import Branch, Institution, Officer
from yuzhengdai.foundation.core.codes import make_phone
from yuzhengdai.foundation.reference.regions import Region, cities

_JOINED_DAYS_AGO = 900
_WAN = 10_000
_APPROVERS = {"songyue": "approver", "yishui": "approver_2"}
_APPROVER_LIMIT_WAN = 500
_CHECKERS = {"songyue": "checker", "yishui": "checker_2"}


@dataclass(slots=True)
class InstitutionSide:
    """What later parts need: institutions by slug, branches by (slug, city code), officers by (slug, branch id)."""

    institutions: dict[str, Institution] = field(default_factory=dict)
    branches: dict[tuple[str, str], Branch] = field(default_factory=dict)
    officers: dict[str, list[Officer]] = field(default_factory=dict)

    def branch_for(self, slug: str, city_code: str) -> Branch:
        """The branch of a city, else the head office."""
        found = self.branches.get((slug, city_code))
        if found is not None:
            return found
        return next(b for (s, _), b in self.branches.items() if s == slug and b.is_head_office)


def person_name(*key: object) -> str:
    rng = stream("person", *key)
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def make_user(day: LoadDay, phone: str, name: str, days_ago: int) -> User:
    """A user of an E.164 phone; not yet written."""
    made_at = day.moment(days_ago, 9, 30)
    return User(
        id=demo_id(made_at, "user", phone),
        phone=phone,
        phone_index=phone_index(phone),
        name=name,
        created_at=made_at,
    )


def load_institutions(day: LoadDay) -> InstitutionSide:
    """Write institutions, branches and officers (the demo's staff accounts among them)."""
    side = InstitutionSide()
    city_by_name = {city.short_name: city for city in cities()}
    for number, row in enumerate(ROWS, start=1):
        institution = _institution(day, number, row)
        side.institutions[row.slug] = institution
        names = list(city_by_name) if row.cities == ALL else row.cities.split()
        for name in sorted(names, key=lambda n, home=row.home: n != home):  # type: ignore[misc]
            city = city_by_name[name]
            side.branches[row.slug, city.code] = _branch(day, institution, row, city)
    write(side.institutions.values())
    write(side.branches.values())
    users, officers = _officers(day, side)
    write(users)
    write(officers)
    return side


def load_approvers(day: LoadDay) -> list[str]:
    """审批人 and 放款审核 among the demo's accounts that an older demo does not have yet; returns their names."""
    rows = [(slug, key, OfficerRole.APPROVER) for slug, key in _APPROVERS.items()]
    rows += [(slug, key, OfficerRole.CHECKER) for slug, key in _CHECKERS.items()]
    return [name for slug, key, role in rows if (name := _load_post(day, slug, key, role))]


def _load_post(day: LoadDay, slug: str, key: str, role: OfficerRole) -> str:
    account = BY_KEY[key]
    bank = Institution.objects.filter(slug=slug).first()
    if bank is None or User.objects.filter(phone_index=phone_index(account.phone_e164)).exists():
        return ""
    user = make_user(day, account.phone_e164, account.name, _JOINED_DAYS_AGO - 80)
    limit = Decimal(_APPROVER_LIMIT_WAN * _WAN) if role == OfficerRole.APPROVER else None
    write([user])
    write([
        Officer(
            id=demo_id(user.created_at, "officer", account.phone_e164), created_at=user.created_at, user=user,
            institution=bank, role=role, name=account.name, approval_limit_yuan=limit,
        )
    ])  # fmt: skip
    return account.name


def _institution(day: LoadDay, number: int, row: InstitutionRow) -> Institution:
    made_at = day.moment(_JOINED_DAYS_AGO - number, 9)
    return Institution(
        id=demo_id(made_at, "institution", row.slug),
        created_at=made_at,
        slug=row.slug,
        name=row.name,
        short_name=row.short_name,
        kind=row.kind,
        seal=row.seal,
        tone=row.tone,
        about=f"{row.about}（示例机构）",
        phone=f"0371-0000-{1000 + number}",
        address=f"河南省{row.home}市示例大道 {number} 号"
        if row.home != "济源"
        else f"河南省济源示范区示例大道 {number} 号",
        sort_key=number,
    )


def _branch(day: LoadDay, institution: Institution, row: InstitutionRow, city: Region) -> Branch:
    is_head = city.short_name == row.home
    made_at = day.moment(_JOINED_DAYS_AGO - 60, 9)
    word = {"guarantee": "办事处", "leasing": "业务部", "microcredit": "营业部"}.get(row.kind, "分行")
    is_bank_chain = row.kind not in {"rural_bank", "village_bank"}
    if "分行" in row.name:
        name = f"{city.short_name}二级分行" if not is_head else "省分行营业部"
    elif is_bank_chain:
        name = f"{city.short_name}{word}"
    else:
        name = f"{city.short_name}总行" if is_head else f"{city.short_name}支行"
    rng = stream("branch", row.slug, city.code)
    return Branch(
        id=demo_id(made_at, "branch", row.slug, city.code),
        created_at=made_at,
        institution=institution,
        name=name,
        region_code=city.code,
        is_head_office=is_head,
        phone=f"0371-0000-{rng.randrange(2000, 9999)}",
        address=f"{city.name}示例路 {rng.randrange(1, 300)} 号",
    )


def _officers(day: LoadDay, side: InstitutionSide) -> tuple[list[User], list[Officer]]:
    """One manager, 审批人 and 放款审核 for each institution, one officer for each branch; the demo's accounts take their places."""
    users: list[User] = []
    officers: list[Officer] = []

    def add(
        slug: str,
        branch: Branch | None,
        role: OfficerRole,
        limit_wan: int | None,
        key: str = "",
    ) -> None:
        account = BY_KEY.get(key)
        name = (
            account.name if account else person_name("officer", slug, branch.region_code if branch else role)
        )
        phone = (
            account.phone_e164
            if account
            else make_phone(f"officer:{slug}:{branch and branch.region_code}:{role}")
        )
        user = make_user(day, phone, name, _JOINED_DAYS_AGO - 80)
        officer = Officer(
            id=demo_id(user.created_at, "officer", phone),
            created_at=user.created_at,
            user=user,
            institution=side.institutions[slug],
            branch=branch,
            role=role,
            also_roles=[OfficerRole.APPROVER.value] if key == "officer" else [],
            name=name,
            approval_limit_yuan=None if limit_wan is None else Decimal(limit_wan * _WAN),
        )
        users.append(user)
        officers.append(officer)
        side.officers.setdefault(slug, []).append(officer)

    for slug in side.institutions:
        add(
            slug, None, OfficerRole.MANAGER, None, {"songyue": "manager", "yishui": "manager_2"}.get(slug, "")
        )
    for (slug, _), branch in side.branches.items():
        key = {"songyue": "officer", "yishui": "officer_2"}.get(slug, "") if branch.is_head_office else ""
        add(slug, branch, OfficerRole.OFFICER, 200 if key == "officer" else None, key)
    add("songyue", None, OfficerRole.VIEWER, None, "bank_viewer")
    add("songyue", side.branch_for("songyue", "410100"), OfficerRole.OFFICER, None, "colleague")
    for slug in side.institutions:
        add(slug, None, OfficerRole.APPROVER, _APPROVER_LIMIT_WAN, _APPROVERS.get(slug, ""))
        add(slug, None, OfficerRole.CHECKER, None, _CHECKERS.get(slug, ""))
    return users, officers
