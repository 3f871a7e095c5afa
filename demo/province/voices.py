"""意见反馈 with its answers."""

from __future__ import annotations

from datetime import timedelta

from demo.accounts import BY_KEY
from demo.data.voices import FEEDBACK
from demo.province.enterprises import Profile
from demo.rows import write
from demo.seed import LoadDay, demo_id, stream
from yuzhengdai.domain.feedback.models import Feedback, FeedbackReply, FeedbackState
from yuzhengdai.foundation.core.clock import local
from yuzhengdai.foundation.core.validators import national_phone

FEEDBACK_COUNT = 60
_WAN = 10_000
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


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
