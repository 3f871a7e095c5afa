"""Everybody who may meet a form, and what their forms are about; each made when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.test import Client

from tests import counter_way, factories
from tests.conftest import to_staff_side
from tests.domain.applications import applying
from tests.phones import registration
from tests.sites.app.walk import picture
from tests.sites.ops.test_verifications import in_review
from yuzhengdai.domain.accounts.enums import StaffRoleKind
from yuzhengdai.domain.accounts.models import SecondFactor, StaffPost
from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.agreements.services import agreements_install, consent_record
from yuzhengdai.domain.applications.models import Application, AuthorityLimit, CostItem, CostList
from yuzhengdai.domain.certificates.models import TrustedCa
from yuzhengdai.domain.content.models import Article
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.demands.models import FinancingDemand, Offer
from yuzhengdai.domain.demands.services.draft import demand_draft_open
from yuzhengdai.domain.enterprises.models import EnterpriseMember, MemberInvitation, UtilityAccount
from yuzhengdai.domain.feedback.models import Feedback
from yuzhengdai.domain.institutions.models import Branch, Officer
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.domain.verification.models import CounterRight, CounterSession, Verification
from yuzhengdai.domain.verification.services import draft
from yuzhengdai.domain.verification.services.draft import verification_open
from yuzhengdai.domain.verification.services.papers import picture_keep
from yuzhengdai.domain.verification.services.wizard import utilities_done, wizard_way_choose
from yuzhengdai.foundation.core.clock import iso, now
from yuzhengdai.foundation.core.codes import make_id_number, make_phone
from yuzhengdai.foundation.core.ids import new_id
from yuzhengdai.foundation.files.checks import file_check
from yuzhengdai.foundation.files.enums import IMAGES
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY, SECOND_FACTOR_KEY


class World:
    """One institution, one verified and one claimed enterprise, their people."""

    def __init__(self) -> None:
        agreements_install()

    @cached_property
    def owner(self) -> EnterpriseMember:
        """The administrator and legal representative of a verified enterprise that agreed to the 平台协议."""
        return applying.applicant()

    @cached_property
    def wanted(self) -> FinancingDemand:
        """A live demand without an offer."""
        return factories.demand()

    @cached_property
    def authority_limit(self) -> AuthorityLimit:
        """A row of the authority table of ``officer``'s institution."""
        return AuthorityLimit.objects.create(
            institution=self.officer.institution, role="approver", up_to_yuan=Decimal(1_000_000)
        )

    @cached_property
    def held(self) -> FinancingDemand:
        """What the text check holds."""
        return factories.demand(state="in_review", published_at=None, held_for=["phone"])

    @cached_property
    def offered(self) -> Offer:
        """An open offer of the institution of ``officer``."""
        return factories.offer(officer=self.officer, product_version=self.product.published_version)

    @cached_property
    def newcomer(self) -> EnterpriseMember:
        """Of a claimed enterprise, with consent for identity data and a verification begun."""
        claimed = factories.enterprise(state="claimed", verified_at=None, claimed_by=factories.user())
        member = factories.member(enterprise=claimed, user=claimed.claimed_by, is_legal_representative=False)
        actor = factories.enterprise_actor(member)
        agreement = agreement_current(kind=AgreementKind.IDENTITY_DATA)
        consent_record(actor=actor, agreement=agreement, user=member.user, enterprise=None)
        return member

    @cached_property
    def begun(self) -> Verification:
        """The newcomer's verification."""
        return verification_open(actor=factories.enterprise_actor(self.newcomer))

    def at_step(self, step: str) -> Verification:
        """The newcomer's attempt on the phone, filled in up to this step of the wizard."""
        actor, row = factories.enterprise_actor(self.newcomer), self.begun
        way = {"face": "face", "transfer": "bank_transfer"}.get(step, "manual")
        role = "agent" if step in {"letter", "network-id"} else "legal_representative"
        ends_on = (now() + timedelta(days=90)).date().isoformat()
        words = {"role": role, "agent_scopes": ["submit_application"], "agent_ends_on": ends_on}
        draft.verification_save_role(actor=actor, verification_id=row.pk, data=words)
        wizard_way_choose(actor=actor, verification_id=row.pk, way=way)
        if step in {"network-id", "id-number"}:
            Verification.objects.filter(pk=row.pk).update(way="network_id")
            for name in ("licence", "licence-confirm", *(("letter",) if role == "agent" else ())):
                self._do_step(name, row)
            return row
        if way == "face":
            agreement = agreement_current(kind=AgreementKind.FACE_DATA)
            consent_record(actor=actor, agreement=agreement, user=self.newcomer.user, enterprise=None)
        order = ["id-front", "id-back", "id-confirm", "face", "transfer", "licence", "licence-confirm"]
        for name in order[: order.index(step)] if step in order else order:
            self._do_step(name, row)
        if step == "result":
            utilities_done(actor=actor, verification_id=row.pk)
        return row

    def _do_step(self, name: str, row: Verification) -> None:
        actor, kind = factories.enterprise_actor(self.newcomer), name.replace("-", "_")
        enterprise = self.newcomer.enterprise
        if kind in {"id_front", "id_back", "licence", "letter"}:
            paper = file_check(content=picture().read(), name="a.jpg", kinds=IMAGES)
            picture_keep(actor=actor, verification_id=row.pk, kind=kind, picture=paper)
        elif name == "id-confirm":
            person = {
                "person_name": "李示例",
                "id_number": make_id_number(seed=7),
                "id_address": "郑州市中原区示例路 8 号",
                "id_is_long_term": True,
            }
            draft.verification_save_identity(actor=actor, verification_id=row.pk, data=person)
        elif name == "licence-confirm":
            licence = {
                "name": enterprise.name,
                "uscc": enterprise.uscc,
                "entity_type": "company",
                "legal_representative_name": "李示例",
                "registered_address": "郑州市中原区示例路 88 号",
                "established_on": "2016-08-17",
                "region_code": "410100",
            }
            draft.verification_save_licence(actor=actor, verification_id=row.pk, data=licence)

    @cached_property
    def product(self) -> Product:
        """On the shelf; asks for grants."""
        return applying.product()

    @cached_property
    def draft(self) -> Application:
        """The owner's draft."""
        return applying.opened(self.owner, self.product)

    @cached_property
    def officer(self) -> Officer:
        """A manager of the product's institution: every action is his."""
        return factories.officer(institution=self.product.institution, role="manager")

    @cached_property
    def second_factor(self) -> SecondFactor:
        """The officer's, enrolled."""
        user = self.officer.user
        return SecondFactor.objects.create(user=user, secret="JBSWY3DPEHPK3PXP", confirmed_at=now())

    @cached_property
    def colleague(self) -> Officer:
        """Somebody to hand over to."""
        return factories.officer(institution=self.product.institution)

    def application(self, state: str) -> Application:
        """The owner's application in a state, with what its forms need."""
        found = self._applications.get(state)
        if found is None:
            found = factories.application(state=state, product=self.product, enterprise=self.owner.enterprise)
            self._applications[state] = found
            if state == "due_diligence":
                found.due_diligence_notes.create(officer=self.officer, text="现场核查")
            if state == "approved":
                costs = CostList.objects.create(application=found, all_in_rate_pct="4.35", sha256="0" * 64)
                CostItem.objects.create(cost_list=costs, position=1, name="利息")
        return found

    @cached_property
    def late(self) -> Application:
        """One whose institution is past its promise."""
        return factories.application(
            product=self.product,
            enterprise=self.owner.enterprise,
            is_late=True,
            due_at=now() - timedelta(days=2),
        )

    @cached_property
    def demand_draft(self) -> FinancingDemand:
        """The owner's draft of a demand."""
        actor = factories.enterprise_actor(self.owner)
        return demand_draft_open(actor=actor, enterprise=self.owner.enterprise)

    @cached_property
    def offer(self) -> Offer:
        """On a published demand of the owner's."""
        return factories.offer(demand=factories.demand(enterprise=self.owner.enterprise))

    @cached_property
    def _applications(self) -> dict[str, Application]:
        return {}

    @cached_property
    def grant(self) -> DataAuthorisation:
        """A live grant of the owner's."""
        applying.submit(self.owner, self.draft)
        return DataAuthorisation.objects.filter(state="active").latest("created_at")

    @cached_property
    def in_review(self) -> Verification:
        """A verification on the operator's desk."""
        return in_review()

    @cached_property
    def invitation(self) -> MemberInvitation:
        """To the owner's enterprise."""
        phone = make_phone("invited")
        client = self.client("owner")
        client.post("/console/members/invite/", {"phone": phone.removeprefix("+86"), "role": "viewer"})
        return MemberInvitation.objects.latest("created_at")

    @cached_property
    def invited(self) -> MemberInvitation:
        """To the owner's number, from another enterprise."""
        inviter = factories.member()
        return MemberInvitation.objects.create(
            enterprise=inviter.enterprise,
            invited_by=inviter.user,
            phone=str(self.owner.user.phone),
            phone_index=self.owner.user.phone_index,
            role="viewer",
            expires_at=now() + timedelta(days=3),
        )

    @cached_property
    def agent(self) -> EnterpriseMember:
        """Another member of the owner's enterprise."""
        return factories.member(
            enterprise=self.owner.enterprise, role="viewer", is_legal_representative=False, name="周示例"
        )

    @cached_property
    def utility(self) -> UtilityAccount:
        """A verified 电力户号 of the owner's enterprise."""
        return factories.utility_account(enterprise=self.owner.enterprise)

    @cached_property
    def feedback(self) -> Feedback:
        """Sent by the owner and answered."""
        client = self.client("owner")
        client.post(
            "/feedback/", {"kind": "suggestion", "text": "请在列表页加上按利率排序的说明", "contact": ""}
        )
        row = Feedback.objects.latest("created_at")
        Feedback.objects.filter(pk=row.pk).update(state="answered")
        return row

    @cached_property
    def version(self) -> ProductVersion:
        """Handed in for review."""
        shown = ProductVersion.objects.get(product=self.product)
        fields = {f.attname: getattr(shown, f.attname) for f in ProductVersion._meta.concrete_fields}
        more = {"id": new_id(), "number": 2, "state": "in_review", "published_at": None}
        return ProductVersion.objects.create(**{**fields, **more})

    @cached_property
    def branch(self) -> Branch:
        """Of the product's institution."""
        return factories.branch(institution=self.product.institution)

    @cached_property
    def article(self) -> Article:
        """A published notice."""
        return Article.objects.create(
            kind="notice", slug="shili-notice", title="示例通知", body="正文", published_at=now()
        )

    @cached_property
    def post(self) -> StaffPost:
        """Another post of the operator side."""
        return factories.staff_post(role="auditor")

    @cached_property
    def proposed(self) -> StaffPost:
        """A post that the command line proposed and nobody has confirmed."""
        return factories.staff_post(role="regulator", confirmed_at=None, proposed_role="system")

    @cached_property
    def trusted_ca(self) -> TrustedCa:
        """A CA whose USBKEYs log in."""
        return TrustedCa.objects.create(
            name="示例 CA",
            state="trusted",
            chain_pem="",
            fingerprint="a" * 64,
            uscc_place="subject",
            uscc_oid="2.5.4.5",
            list_addresses="",
        )

    @cached_property
    def counter_right(self) -> CounterRight:
        """The officer's, given by the operator and a colleague of the same rank."""
        return counter_way.give_right(self.officer)

    def counter(self, step: str) -> CounterSession:
        """A session of the officer's at this page of 窗口协办."""
        _ = self.counter_right
        actor = factories.officer_actor(self.officer)
        session = self._sessions.get("one") or counter_way.start(actor)
        self._sessions["one"] = session
        if step == "consent":
            return session
        if session.state == "called":
            self._sessions["one"] = session = counter_way.agree(actor, session)
        if step != "role":
            counter_way.fill(actor, session)
        return session

    @cached_property
    def _sessions(self) -> dict[str, CounterSession]:
        return {}

    @cached_property
    def drawn(self) -> CounterSession:
        """One that waits for the operator's second look."""
        _ = self.counter_right
        return counter_way.whole(factories.officer_actor(self.officer))

    def client(self, who: str) -> Client:
        """visitor, owner, newcomer, officer, or a role of the operator side."""
        if who == "visitor":
            return Client()
        if who == "officer" or who in StaffRoleKind.values:
            user = self.officer.user if who == "officer" else factories.staff_post(role=who).user
            return to_staff_side(_logged_in(user, {SECOND_FACTOR_KEY: iso()}))
        member: EnterpriseMember = getattr(self, who)
        return _logged_in(member.user, {ENTERPRISE_KEY: str(member.enterprise_id)})


def _logged_in(user: Any, values: dict[str, str]) -> Client:
    client = Client()
    client.force_login(user)
    session = client.session
    session.update(values)
    session.save()
    return client


Make = Callable[[World], dict[str, Any]]
REGISTRATION = registration(make_phone("bad-input-new"))
