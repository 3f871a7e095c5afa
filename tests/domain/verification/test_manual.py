"""人工认证: from the first field to the operator's decision (R6, R8, R9, C4, O1)."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from tests import factories
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.agreements.services import agreements_install, consent_record
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_desk, verification_pictures
from yuzhengdai.domain.verification.services import draft, review
from yuzhengdai.domain.verification.services.clockwork import verifications_expire
from yuzhengdai.domain.verification.services.submit import verification_submit
from yuzhengdai.domain.verification.workflow import WORKFLOW
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import frozen, now, today
from yuzhengdai.foundation.core.codes import make_id_number
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, NotFound, Refused
from yuzhengdai.foundation.files.checks import file_check
from yuzhengdai.foundation.files.enums import DOCUMENTS
from yuzhengdai.foundation.notifications.models import Notification, OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> EnterpriseMember:
    claimed = factories.enterprise(state="claimed", verified_at=None, claimed_by=factories.user())
    return factories.member(enterprise=claimed, user=claimed.claimed_by, is_legal_representative=False)


@pytest.fixture
def operator() -> Actor:
    return factories.staff_actor(factories.staff_post())


def consent(actor: Actor) -> None:
    agreements_install()
    user = User.objects.get(pk=actor.user_id)
    agreement = agreement_current(kind="identity_data")
    consent_record(actor=actor, agreement=agreement, user=user, enterprise=None)


def identity(**values: Any) -> dict[str, Any]:
    return {
        "person_name": "李示例",
        "id_number": make_id_number(seed=7),
        "id_address": "郑州市中原区示例路 8 号",
        "id_valid_until": (today() + timedelta(days=900)).isoformat(),
        **values,
    }


def licence(enterprise: Enterprise, **values: Any) -> dict[str, Any]:
    return {
        "name": enterprise.name,
        "uscc": enterprise.uscc,
        "entity_type": "company",
        "legal_representative_name": "李示例",
        "registered_address": "郑州市中原区示例路 88 号",
        "established_on": "2016-08-17",
        "region_code": "410100",
        **values,
    }


def picture() -> Any:
    buffer = io.BytesIO()
    Image.new("RGB", (800, 500), "white").save(buffer, "JPEG")
    return file_check(content=buffer.getvalue(), name="a.jpg", kinds=DOCUMENTS)


def fill(member: EnterpriseMember, *, role: str = "legal_representative", skip: str = "") -> Verification:
    actor = factories.enterprise_actor(member)
    consent(actor)
    row = draft.verification_open(actor=actor)
    data = {
        "role": role,
        "agent_scopes": ["submit_application"],
        "agent_ends_on": str(today() + timedelta(days=90)),
    }
    draft.verification_save_role(actor=actor, verification_id=row.pk, data=data)
    draft.verification_save_identity(actor=actor, verification_id=row.pk, data=identity())
    draft.verification_save_licence(actor=actor, verification_id=row.pk, data=licence(member.enterprise))
    for kind in ("id_front", "id_back", "licence", "letter"):
        if kind != skip:
            draft.verification_picture_attach(
                actor=actor, verification_id=row.pk, kind=kind, picture=picture()
            )
    return Verification.objects.get(pk=row.pk)


def hand_in(member: EnterpriseMember, **how: Any) -> Verification:
    row = fill(member, **how)
    return verification_submit(actor=factories.enterprise_actor(member), verification_id=row.pk)


def test_whole_way_of_a_legal_representative(owner: EnterpriseMember, operator: Actor) -> None:
    row = hand_in(owner)
    assert row.state == "in_review"
    assert list(verification_desk(actor=operator)) == [row]
    review.verification_pass(actor=operator, verification_id=row.pk, expected_version=row.version)
    enterprise = Enterprise.objects.get(pk=owner.enterprise_id)
    assert enterprise.is_verified
    assert enterprise.registered_address == "郑州市中原区示例路 88 号"
    member = EnterpriseMember.objects.get(pk=owner.pk)
    assert (member.role, member.is_legal_representative, member.name) == ("admin", True, "李示例")
    assert Notification.objects.filter(recipient_id=owner.enterprise_id, title="企业已认证").exists()
    assert OutboxMessage.objects.latest("created_at").payload["phone"] == owner.user.phone
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"verification.submit", "verification.pass", "enterprises.verify"} <= actions


def test_an_agent_gets_the_ticked_powers_until_the_end_date(owner: EnterpriseMember, operator: Actor) -> None:
    row = hand_in(owner, role="agent")
    review.verification_pass(actor=operator, verification_id=row.pk)
    member = EnterpriseMember.objects.get(pk=owner.pk)
    assert (member.role, member.scopes, member.is_legal_representative) == (
        "agent",
        ["submit_application"],
        False,
    )
    assert member.ends_on == today() + timedelta(days=90)


def test_an_agent_needs_the_letter(owner: EnterpriseMember) -> None:
    with pytest.raises(FieldErrors) as caught:
        hand_in(owner, role="agent", skip="letter")
    assert set(caught.value.fields) == {"letter"}


def test_nothing_before_consent(owner: EnterpriseMember) -> None:
    actor = factories.enterprise_actor(owner)
    agreements_install()
    row = draft.verification_open(actor=actor)
    with pytest.raises(Refused, match="同意"):
        draft.verification_save_identity(actor=actor, verification_id=row.pk, data=identity())
    with pytest.raises(Refused, match="同意"):
        draft.verification_picture_attach(
            actor=actor, verification_id=row.pk, kind="id_front", picture=picture()
        )


@pytest.mark.parametrize(
    ("values", "field", "word"),
    [
        ({"id_number": "41010119900307123X"}, "id_number", "身份证"),
        ({"id_number": ""}, "id_number", "请填写"),
        (
            {"id_number": make_id_number(seed=3, born_on=today() - timedelta(days=17 * 365))},
            "id_number",
            "18",
        ),
        ({"id_valid_until": "2020-01-01"}, "id_valid_until", "有效"),
        ({"id_valid_until": "明年"}, "id_valid_until", "日期"),
        ({"person_name": "<b>李</b>"}, "person_name", "汉字"),
        ({"person_name": "李\x00明"}, "person_name", "汉字"),
        ({"id_address": "x" * 500}, "id_address", "120"),
    ],
)
def test_bad_identity_is_named_at_the_field(
    owner: EnterpriseMember, values: dict[str, Any], field: str, word: str
) -> None:
    actor = factories.enterprise_actor(owner)
    consent(actor)
    row = draft.verification_open(actor=actor)
    with pytest.raises(FieldErrors) as caught:
        draft.verification_save_identity(actor=actor, verification_id=row.pk, data=identity(**values))
    assert word in caught.value.fields[field]
    assert Verification.objects.get(pk=row.pk).id_number == ""


def test_long_term_cards_and_minority_names_and_full_width(owner: EnterpriseMember) -> None:
    actor = factories.enterprise_actor(owner)
    consent(actor)
    row = draft.verification_open(actor=actor)
    number = make_id_number(seed=9)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    data = identity(person_name="阿卜杜拉•买买提", id_number=wide, id_is_long_term="on", id_valid_until="")
    saved = draft.verification_save_identity(actor=actor, verification_id=row.pk, data=data)
    assert (saved.person_name, saved.id_number, saved.id_is_long_term) == ("阿卜杜拉·买买提", number, True)


def test_the_licence_must_carry_the_registered_code(owner: EnterpriseMember) -> None:
    actor = factories.enterprise_actor(owner)
    row = draft.verification_open(actor=actor)
    data = licence(owner.enterprise, uscc=factories.enterprise().uscc)
    with pytest.raises(FieldErrors) as caught:
        draft.verification_save_licence(actor=actor, verification_id=row.pk, data=data)
    assert "不一致" in caught.value.fields["uscc"]


def test_a_new_picture_replaces_the_one_before(owner: EnterpriseMember) -> None:
    row = fill(owner)
    actor = factories.enterprise_actor(owner)
    before = verification_pictures(verification=row)["id_front"]
    draft.verification_picture_attach(actor=actor, verification_id=row.pk, kind="id_front", picture=picture())
    after = verification_pictures(verification=row)
    assert after["id_front"].pk != before.pk
    assert set(after) == {"id_front", "id_back", "licence", "letter"}


def test_return_mend_and_pass(owner: EnterpriseMember, operator: Actor) -> None:
    row = hand_in(owner)
    review.verification_return(
        actor=operator,
        verification_id=row.pk,
        reason_code="picture_unclear",
        reason="营业执照右侧被手指挡住，请重拍",
    )
    actor = factories.enterprise_actor(owner)
    draft.verification_picture_attach(actor=actor, verification_id=row.pk, kind="licence", picture=picture())
    again = verification_submit(actor=actor, verification_id=row.pk)
    assert again.state == "in_review"
    review.verification_pass(actor=operator, verification_id=row.pk)


def test_refusing_needs_a_reason_and_two_operators_do_not_both_decide(
    owner: EnterpriseMember, operator: Actor
) -> None:
    row = hand_in(owner)
    with pytest.raises(FieldErrors):
        review.verification_refuse(actor=operator, verification_id=row.pk, reason_code="", reason="")
    review.verification_refuse(
        actor=operator,
        verification_id=row.pk,
        reason_code="enterprise_state",
        reason="登记机关显示企业已注销",
        expected_version=row.version,
    )
    with pytest.raises((Conflict, Refused)):
        review.verification_pass(actor=operator, verification_id=row.pk, expected_version=row.version)
    assert not Enterprise.objects.get(pk=owner.enterprise_id).is_verified


def test_pictures_and_numbers_open_only_for_operators_and_are_recorded(
    owner: EnterpriseMember, operator: Actor
) -> None:
    row = hand_in(owner)
    review.verification_picture_open(
        actor=operator, verification_id=row.pk, kind="id_front", reason="核对证件"
    )
    assert (
        review.verification_number_reveal(actor=operator, verification_id=row.pk, reason="核对证件")
        == row.id_number
    )
    opened = AuditEvent.objects.filter(action__in=["verification.picture_open", "verification.number_reveal"])
    assert opened.count() == 2
    auditor = factories.staff_actor(factories.staff_post(role="auditor"))
    stranger = factories.enterprise_actor(factories.member())
    for actor in (auditor, stranger):
        with pytest.raises(NotFound):
            review.verification_picture_open(
                actor=actor, verification_id=row.pk, kind="id_front", reason="好奇"
            )


def test_legal_representative_takes_a_verified_enterprise_over(
    owner: EnterpriseMember, operator: Actor
) -> None:
    standing = factories.enterprise(uscc=owner.enterprise.uscc)
    other = factories.member(enterprise=standing)
    row = hand_in(owner)
    review.verification_pass(actor=operator, verification_id=row.pk)
    assert EnterpriseMember.objects.get(pk=other.pk).state == "ended"
    assert User.objects.get(pk=other.user_id).session_epoch == 1
    now_admin = EnterpriseMember.objects.get(enterprise=standing, user=owner.user)
    assert (now_admin.role, now_admin.is_legal_representative) == ("admin", True)
    assert Enterprise.objects.get(pk=owner.enterprise_id).state == "cancelled"


def test_an_agent_cannot_take_over(owner: EnterpriseMember, operator: Actor) -> None:
    factories.enterprise(uscc=owner.enterprise.uscc)
    row = hand_in(owner, role="agent")
    with pytest.raises(Refused, match="申请加入"):
        review.verification_pass(actor=operator, verification_id=row.pk)
    assert Verification.objects.get(pk=row.pk).state == "in_review"


def test_who_comes_back_too_late_begins_anew(owner: EnterpriseMember) -> None:
    """R9: also before the worker has come by; what was typed is gone with the old attempt."""
    old = fill(owner)
    actor = factories.enterprise_actor(owner)
    with frozen(now() + timedelta(days=7, minutes=1)):
        new = draft.verification_open(actor=actor)
        assert (new.pk != old.pk, new.state, new.person_name) == (True, "draft", "")
        assert draft.verification_open(actor=actor).pk == new.pk
    assert Verification.objects.get(pk=old.pk).state == "expired"


def test_drafts_expire_after_seven_days(owner: EnterpriseMember) -> None:
    with frozen() as at:
        row = fill(owner)
        at.advance(days=6)
        assert verifications_expire() == 0
        at.advance(days=2)
        assert verifications_expire() == 1
    assert Verification.objects.get(pk=row.pk).state == "expired"


def test_verified_enterprises_do_not_start_again() -> None:
    with pytest.raises(Refused):
        draft.verification_open(actor=factories.enterprise_actor(factories.member()))


ALLOWED = {
    ("liveness", "draft"),
    ("liveness", "returned"),
    ("edit", "draft"),
    ("edit", "returned"),
    ("submit", "draft"),
    ("submit", "returned"),
}

BY_THE_PLATFORM = {
    ("send_to_review", "submitted"),
    ("auto_pass", "submitted"),
    ("auto_refuse", "submitted"),
    ("change_way", "draft"),
    ("change_way", "returned"),
    ("withdraw", "draft"),
    ("withdraw", "submitted"),
    ("withdraw", "in_review"),
    ("withdraw", "returned"),
    ("expire", "draft"),
    ("expire", "returned"),
}


@pytest.mark.parametrize("state", list(WORKFLOW.state_labels))
@pytest.mark.parametrize("action", WORKFLOW.actions)
def test_applicants_and_operators_may_only_what_is_written(action: str, state: str) -> None:
    applicant = WORKFLOW.is_allowed(action=action, state=state, roles=frozenset({"enterprise:admin"}))
    assert applicant == ((action, state) in ALLOWED)
    operator = WORKFLOW.is_allowed(action=action, state=state, roles=frozenset({"operator:operator"}))
    assert operator == (action in {"pass", "refuse", "return"} and state == "in_review")
    system = WORKFLOW.is_allowed(action=action, state=state, roles=frozenset({"system"}))
    assert system == ((action, state) in BY_THE_PLATFORM)
    for role in ("operator:auditor", "operator:regulator", "enterprise:viewer", "institution:manager"):
        assert not WORKFLOW.is_allowed(action=action, state=state, roles=frozenset({role}))
