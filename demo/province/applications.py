"""3,000 applications: who asked whom for what, and how far it went."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from demo.axis import WorkAxis
from demo.data import sentences
from demo.province.enterprises import Profile
from demo.province.grants import grant
from demo.province.institutions import InstitutionSide
from demo.province.play import Cast, Player
from demo.province.products import NEW_DAYS, PRODUCT_AGE_DAYS
from demo.province.scripts import COUNTS, LIVE, actions_to, timed
from demo.province.tape import Tape
from demo.seed import LoadDay, demo_id, stream
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.form import FORM
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.institutions.enums import OfficerRole
from yuzhengdai.domain.products.enums import LoanUse
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.foundation.core.clock import local
from yuzhengdai.foundation.reference.industries import section_of

FULL_QUEUE = "songyue"
"""The institution whose officers have full queues; 王敏 works in its Zhengzhou branch."""

SECOND_QUEUE = "yishui"
"""Has a queue worth looking at, too."""

_WAN = Decimal(10_000)
_TERMS = (1, 3, 6, 12, 18, 24, 36, 48, 60, 84, 120)
_OLDEST_DAYS = 400
_AGES: dict[S, tuple[int, int]] = {
    S.DISBURSED: (16, _OLDEST_DAYS), S.SETTLED: (150, _OLDEST_DAYS), S.DECLINED: (4, 400), S.REJECTED: (16, _OLDEST_DAYS),
    S.WITHDRAWN: (9, 400), S.FORGONE: (30, 400), S.LAPSED: (130, _OLDEST_DAYS), S.EXPIRED: (34, 400),
}  # fmt: skip
"""Days since submission of files that have ended."""


@dataclass(slots=True)
class Casting:
    """Picks enterprises and products for states; keeps what is taken."""

    day: LoadDay
    side: InstitutionSide
    profiles: list[Profile]
    products: list[Product]
    fitting: dict[int, list[Product]] = field(default_factory=dict)
    live_pairs: set[tuple[int, str]] = field(default_factory=set)
    _active: list[int] = field(default_factory=list)
    _zhengzhou: list[int] = field(default_factory=list)
    _weights: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, profile in enumerate(self.profiles):
            if profile.can_apply:
                self.fitting[number] = [p for p in self.products if _fits(profile, _version(p))]
        self._active = [
            n for n in self.fitting if self.profiles[n].enterprise.state == EnterpriseState.VERIFIED
        ]
        self._zhengzhou = [n for n in self._active if self.profiles[n].city_code == "410100"]
        fresh = [n for n in self._active if self.profiles[n].owner.name == "孙志强"]
        self._weights = {
            n: 0.0 if n in fresh else 0.4 + stream("weight", n).random() ** 2 * 3 for n in self.fitting
        }

    def cast(
        self, state: S, walked: int | None, rng: random.Random, *, is_first: bool
    ) -> tuple[Profile, Product]:
        """Who asks whom; chance is asked again where it found nothing."""
        for _ in range(80):
            if walked is None:
                number, slug = self._pick(state, rng)
            else:
                number, slug = walked, FULL_QUEUE if is_first else ""
            product = self._product(number, state, slug, rng)
            if product is not None:
                return self.profiles[number], product
            is_first = False
        raise RuntimeError(f"no product was found for a file that is {state}")

    def _pick(self, state: S, rng: random.Random) -> tuple[int, str]:
        """(profile number, institution or "" for any)."""
        pool, slug = (self._active if state in LIVE or state == S.DRAFT else list(self.fitting)), ""
        chance = rng.random()
        if state in LIVE and chance < 0.36:
            # The full queue: mostly of the branch that the demo's officer works in.
            pool, slug = (self._zhengzhou if rng.random() < 0.85 else self._active), FULL_QUEUE
        elif state in LIVE and chance < 0.45:
            slug = SECOND_QUEUE
        return rng.choices(pool, [self._weights[n] for n in pool])[0], slug

    def _product(self, number: int, state: S, slug: str, rng: random.Random) -> Product | None:
        is_young = state in LIVE or state == S.DRAFT
        # Nobody applied for a product before it was on the shelf: new ones have no files yet.
        needed = self.day.moment(NEW_DAYS if is_young else PRODUCT_AGE_DAYS)
        options = [
            p
            for p in self.fitting[number]
            if (not slug or p.institution.slug == slug) and p.created_at < needed
        ]
        product = rng.choice(options) if options else None
        if product is not None and is_young:
            pair = (number, str(product.pk))
            if pair in self.live_pairs:
                return None
            self.live_pairs.add(pair)
        return product


@dataclass(frozen=True, slots=True)
class Case:
    """One application to be played into ``state``."""

    state: S
    number: int
    profile: Profile
    product: Product


def _version(product: Product) -> ProductVersion:
    version = product.published_version
    assert version is not None  # noqa: S101 - only products on the shelf are here
    return version


def _fits(profile: Profile, version: ProductVersion) -> bool:
    enterprise = profile.enterprise
    section = section_of(enterprise.industry_code)
    return (
        (not version.regions or profile.city_code in version.regions)
        and (not version.entity_types or enterprise.entity_type in version.entity_types)
        and (not version.industries or (section is not None and section.code in version.industries))
    )


def load_applications(
    day: LoadDay, side: InstitutionSide, profiles: list[Profile], products: list[Product]
) -> Tape:
    """Write 3,000 applications with their histories; the walked enterprise has every state."""
    tape, axis = Tape(), WorkAxis(day)
    player = Player(day, axis, tape)
    casting = Casting(day, side, profiles, products)
    walked = next(n for n, profile in enumerate(profiles) if profile.is_walked)
    number = 0
    for state, count in COUNTS.items():
        for place in range(count):
            rng = stream("application", state, place)
            # The walked enterprise comes first in each state, and once more where there is something to do.
            is_walked = place < (2 if state in LIVE else 1)
            profile, product = casting.cast(state, walked if is_walked else None, rng, is_first=place == 0)
            _play_case(player, casting, Case(state, number, profile, product), rng)
            number += 1
    for application in tape.applications:
        if application.created_by is not None:
            grant(day, tape, application, application.created_by)
    tape.flush()
    return tape


def _play_case(player: Player, casting: Casting, case: Case, rng: random.Random) -> None:
    state, version = case.state, _version(case.product)
    low, high = _AGES.get(state, (1, 2))
    if state == S.DISBURSED:
        high = max(low + 5, min(high, version.term_max_months * 30 - 20))
    age_days = rng.randint(low, high)
    pace = {S.APPROVING: version.decision_days / 5}.get(state, version.due_diligence_days / 3)
    if state in {S.SUBMITTED, S.RETURNED, S.APPROVED, S.SIGNING}:
        pace = 1.0
    months = _months(version, state, age_days, rng)
    acts = timed(
        state, actions_to(state, rng), months=months, now=player.axis.now, age_days=age_days, pace=pace, rng=rng
    )  # fmt: skip
    application = _draft(player, case, acts[0].position if acts else None, rng)
    _fill(application, case.profile, version, months, rng)
    if not acts:
        _leave_as_draft(application, rng)
    else:
        application.branch = casting.side.branch_for(case.product.institution.slug, case.profile.city_code)
        day = local(player.axis.at(acts[0].position))
        application.number = f"YZ{day:%Y%m%d}-{(case.number * 6151 + 4099) % 1_000_000:06d}"
    player.play(application, acts, _people(casting, case, rng), rng)


def _people(casting: Casting, case: Case, rng: random.Random) -> Cast:
    slug = case.product.institution.slug
    branch = casting.side.branch_for(slug, case.profile.city_code)
    officers = casting.side.officers[slug]
    manager = next(o for o in officers if o.role == OfficerRole.MANAGER)
    local_ones = [o for o in officers if o.branch_id == branch.pk and o.role == OfficerRole.OFFICER]
    officer = local_ones[0] if rng.random() < 0.65 else local_ones[-1]
    colleague = next((o for o in local_ones if o is not officer), manager)
    approver = next(o for o in officers if o.role == OfficerRole.APPROVER)
    checker = next(o for o in officers if o.role == OfficerRole.CHECKER)
    return Cast(case.profile.owner, officer, colleague, manager, approver, checker)


def _months(version: ProductVersion, state: S, age_days: int, rng: random.Random) -> int:
    terms = [t for t in _TERMS if version.term_min_months <= t <= version.term_max_months]
    if state == S.DISBURSED:
        terms = [t for t in terms if t * 30 > age_days + 5] or terms[-1:]
    if state == S.SETTLED:
        terms = [t for t in terms if t <= 12 and t * 30 + 40 <= age_days] or terms[:1]
    return rng.choice(terms) if terms else version.term_max_months


def _draft(player: Player, case: Case, position: int | None, rng: random.Random) -> Application:
    profile, product = case.profile, case.product
    if position is None:
        created_at = player.day.moment(rng.randint(1, 40), rng.randint(8, 21), rng.randrange(60))
    else:
        created_at = player.axis.at(position) - timedelta(minutes=rng.randint(6, 90))
    return Application(
        id=demo_id(created_at, "application", case.number), created_at=created_at, enterprise=profile.enterprise,
        institution=product.institution, product=product, product_version=_version(product), created_by=profile.owner,
        contact_phone=profile.owner.phone, contact_name=profile.owner.name,
    )  # fmt: skip


def _fill(
    application: Application, profile: Profile, version: ProductVersion, months: int, rng: random.Random
) -> None:
    low, high = version.amount_min_yuan / _WAN, version.amount_max_yuan / _WAN
    wanted = profile.revenue_yuan / _WAN * Decimal(str(round(rng.uniform(0.06, 0.3), 3)))
    step = Decimal(10) if wanted >= 50 else Decimal(5) if wanted >= 20 else Decimal(1)
    amount = min(max((wanted / step).quantize(Decimal(1)) * step, low), high)
    uses = [LoanUse.RAW_MATERIALS, LoanUse.WORKING_CAPITAL, LoanUse.WORKING_CAPITAL, LoanUse.WAGES_RENT, LoanUse.ORDER,
            LoanUse.RESEARCH, LoanUse.OTHER]  # fmt: skip
    use = LoanUse.EQUIPMENT if "equipment" in version.tags else rng.choice(uses)
    enterprise = profile.enterprise
    application.amount_yuan, application.term_months = amount * _WAN, months
    application.use, application.use_note = use.value, rng.choice(sentences.USE_NOTES[use.value])
    application.repayment_method = rng.choice(version.repayment_methods)
    application.repayment_source = rng.choice(sentences.SOURCES)
    application.guarantee_mode = rng.choice(version.guarantee_modes)
    application.industry_code, application.size = enterprise.industry_code, enterprise.size
    application.annual_revenue_yuan, application.total_assets_yuan = profile.revenue_yuan, profile.assets_yuan
    application.staff_count, application.existing_debt_yuan = profile.staff, profile.debt_yuan


def _leave_as_draft(application: Application, rng: random.Random) -> None:
    """What was typed so far, as text; the columns stay empty until submission."""
    amount, months = application.amount_yuan or Decimal(0), application.term_months
    typed = {
        "amount_wan": f"{(amount / _WAN).normalize():f}",
        "term_months": str(months or ""),
        "use": application.use,
        "use_note": application.use_note,
        "industry_code": application.industry_code,
        "size": application.size,
        "contact_name": application.contact_name,
    }
    kept = list(typed.items())[: rng.randint(1, len(typed))]
    application.draft_data = {**dict(kept), "contact_name": application.contact_name}
    application.version = 1
    empty = Application()
    for asked in FORM:
        setattr(application, asked.kept_in(), getattr(empty, asked.kept_in()))
