"""融资需求 and 意见反馈."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from demo.accounts import BY_KEY
from demo.data.voices import DEMANDS, FEEDBACK
from demo.province.enterprises import Profile
from demo.rows import write
from demo.seed import LoadDay, demo_id, stream, weighted
from yuzhengdai.domain.demands.models import DemandState, FinancingDemand
from yuzhengdai.domain.feedback.models import Feedback, FeedbackReply, FeedbackState
from yuzhengdai.domain.products.enums import GuaranteeMode
from yuzhengdai.foundation.core.clock import local
from yuzhengdai.foundation.core.validators import national_phone

DEMAND_COUNT = 110
FEEDBACK_COUNT = 60
_WAN = 10_000
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_STATES = [
    (DemandState.PUBLISHED, 66.0), (DemandState.OFFERED, 16.0), (DemandState.MATCHED, 8.0), (DemandState.WITHDRAWN, 4.0),
    (DemandState.EXPIRED, 4.0), (DemandState.IN_REVIEW, 2.0),
]  # fmt: skip


def load_demands(day: LoadDay, profiles: list[Profile]) -> int:
    """Write demands of verified enterprises, most of them published; returns their number."""
    able = [profile for profile in profiles if profile.can_apply and profile.enterprise.state == "verified"]
    rows = []
    for number in range(DEMAND_COUNT):
        rng = stream("demand", number)
        profile = rng.choice(able)
        title, use, text = DEMANDS[number % len(DEMANDS)]
        state = DemandState.PUBLISHED if number < len(DEMANDS) * 2 else weighted(rng, _STATES)
        days_ago = 1 + number // 3
        made_at = day.moment(days_ago, rng.randint(8, 17), rng.randrange(60))
        is_over = state in {DemandState.EXPIRED, DemandState.MATCHED, DemandState.WITHDRAWN}
        enterprise = profile.enterprise
        rows.append(
            FinancingDemand(
                id=demo_id(made_at, "demand", number), created_at=made_at, enterprise=enterprise, title=title, state=state,
                amount_yuan=Decimal(rng.choice((30, 50, 60, 80, 100, 120, 150, 200, 260, 300, 480, 900)) * _WAN),
                term_months=rng.choice((6, 12, 12, 24, 36)), use=use,
                guarantee_mode=rng.choice((GuaranteeMode.CREDIT, GuaranteeMode.PLEDGE_REAL_ESTATE, GuaranteeMode.GUARANTEE)),
                rate_max_pct=Decimal(rng.choice(("3.900", "4.200", "4.500", "4.800", "5.200"))),
                region_code=profile.city_code, industry_code=enterprise.industry_code, description=text,
                valid_until=day.before(1 if is_over else -rng.randint(20, 90)), shows_name=rng.random() < 0.3,
                published_at=None if state == DemandState.IN_REVIEW else made_at + timedelta(minutes=2), version=1,
            )
        )  # fmt: skip
    return len(write(rows))


def load_feedback(day: LoadDay, profiles: list[Profile]) -> int:
    """Write feedback with answers; returns its number. The first ones are of the demo's own accounts."""
    rows, replies = [], []
    owners = [p for p in profiles if p.owner.phone in {a.phone_e164 for a in BY_KEY.values()}]
    operator = BY_KEY["operator"].name
    for number in range(FEEDBACK_COUNT):
        rng = stream("feedback", number)
        kind, text, answer = FEEDBACK[number % len(FEEDBACK)]
        profile = owners[number % len(owners)] if number < 6 else rng.choice(profiles)
        at = day.moment(1 + number, rng.randint(8, 21), rng.randrange(60))
        state = FeedbackState.OPEN
        if answer and number > 2:
            state = rng.choice((FeedbackState.ANSWERED, FeedbackState.ANSWERED, FeedbackState.CLOSED))
        code = "".join(rng.choices(_ALPHABET, k=6))
        row = Feedback(
            id=demo_id(at, "feedback", number), created_at=at, number=f"FK{local(at):%Y%m%d}{code}", kind=kind, state=state,
            text=text, contact=national_phone(profile.owner.phone), page="/", user_id=profile.owner.pk,
            enterprise_id=profile.enterprise.pk, version=0 if state == FeedbackState.OPEN else 1,
        )  # fmt: skip
        rows.append(row)
        if state != FeedbackState.OPEN:
            answered_at = at + timedelta(hours=rng.randint(3, 30))
            if answered_at >= day.starts_at:
                row.state, row.version = FeedbackState.OPEN, 0
                continue
            reply_id = demo_id(answered_at, "reply", number)
            replies.append(
                FeedbackReply(
                    id=reply_id, created_at=answered_at, feedback=row, by_operator=True, author_name=operator, text=answer
                )
            )  # fmt: skip
    write(rows)
    write(replies)
    return len(rows)
