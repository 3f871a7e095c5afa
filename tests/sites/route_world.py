"""One enterprise and one institution with one object of every kind, and a client for every role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.test import Client

from tests import factories
from tests.conftest import to_staff_side
from tests.sites.ops.test_verifications import in_review
from yuzhengdai.domain.access.models import PlatformLink
from yuzhengdai.domain.accounts.models import SecondFactor, StaffPost, User
from yuzhengdai.domain.agreements.models import Agreement
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.agreements.services import agreements_install
from yuzhengdai.domain.applications.models import Application, ApplicationDocument, AuthorityLimit, CostList
from yuzhengdai.domain.certificates.models import EnterpriseKey, TrustedCa
from yuzhengdai.domain.content.models import Article
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.credit_reports.models import CreditReport
from yuzhengdai.domain.demands.models import FinancingDemand, Offer
from yuzhengdai.domain.enterprises.models import (
    Enterprise,
    EnterpriseMember,
    MemberInvitation,
    UtilityAccount,
)
from yuzhengdai.domain.feedback.models import Feedback
from yuzhengdai.domain.institutions.models import Branch, Institution, Officer
from yuzhengdai.domain.products.models import Product
from yuzhengdai.domain.verification.models import CounterRight, CounterSession, Verification
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.codes import make_uscc
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.files.services import file_store
from yuzhengdai.foundation.notifications.models import Notification, OutboxMessage
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY, SECOND_FACTOR_KEY


@dataclass
class World:
    """What the table's arguments point at. Every object belongs to ``enterprise`` or ``institution``."""

    enterprise: Enterprise
    members: dict[str, EnterpriseMember]
    utility: UtilityAccount
    colleague: EnterpriseMember
    requested: EnterpriseMember
    invitation: MemberInvitation
    institution: Institution
    branch: Branch
    officer: Officer
    officers: dict[str, Officer]
    posts: dict[str, StaffPost]
    product: Product
    application: Application
    late: Application
    authority_limit: AuthorityLimit
    wanted: FinancingDemand
    draft: Application
    approved: Application
    document: ApplicationDocument
    grant: DataAuthorisation
    report: CreditReport
    demand: FinancingDemand
    demand_draft: FinancingDemand
    offer: Offer
    verification: Verification
    feedback: Feedback
    feedback_picture: StoredFile
    notification: Notification
    agreement: Agreement
    policy: Article
    help: Article
    message: OutboxMessage
    loose_user: User
    counter_session: CounterSession
    counter_sample: CounterSession
    counter_right: CounterRight
    platform_link: PlatformLink
    usb_key: EnterpriseKey
    trusted_ca: TrustedCa
    proposed_ca: TrustedCa

    def client(self, role: str) -> Client:
        """A browser of that role."""
        if role == "visitor":
            return Client()
        if role == "user":
            return _client(self.loose_user)
        if role in self.members:
            member = self.members[role]
            return _client(member.user, **{ENTERPRISE_KEY: str(member.enterprise_id)})
        user = self.officers[role].user if role in self.officers else self.posts[role].user
        return to_staff_side(_client(user, **{SECOND_FACTOR_KEY: now().isoformat()}))


def _client(user: User, **values: str) -> Client:
    client = Client()
    client.force_login(user)
    session = client.session
    session.update(values)
    session.save()
    return client


def _members(enterprise: Enterprise) -> tuple[dict[str, EnterpriseMember], Verification]:
    verification = in_review()
    claimed = EnterpriseMember.objects.get(enterprise=verification.enterprise)
    members = {
        "unverified": claimed,
        "admin": factories.member(enterprise=enterprise),
        "agent": factories.member(
            enterprise=enterprise, role="agent", scopes=[], is_legal_representative=False
        ),
        "viewer": factories.member(enterprise=enterprise, role="viewer", is_legal_representative=False),
        "foreign": factories.member(),
    }
    return members, verification


def make_world() -> World:
    """Everything once."""
    agreements_install()
    enterprise = factories.enterprise()
    members, verification = _members(enterprise)
    institution = factories.institution()
    branch, other_branch = (
        factories.branch(institution=institution),
        factories.branch(institution=institution),
    )
    officers = {
        "manager": factories.officer(institution=institution, role="manager"),
        "officer": factories.officer(institution=institution, branch=branch),
        "branch_officer": factories.officer(institution=institution, branch=other_branch),
        "viewer_officer": factories.officer(institution=institution, branch=branch, role="viewer"),
        "foreign_officer": factories.officer(),
    }
    roles = {
        "operator": "operator",
        "regulator": "regulator",
        "system": "system_administrator",
        "security": "security_administrator",
        "auditor": "auditor",
    }
    product = factories.product(institution=institution, version={"data_items": [{"code": "tax"}]})
    application, draft, approved = _applications(enterprise, product, branch, members["admin"].user)
    admin = members["admin"]
    return World(
        enterprise=enterprise,
        members=members,
        utility=factories.utility_account(enterprise=enterprise),
        colleague=factories.member(enterprise=enterprise, role="viewer", is_legal_representative=False),
        requested=factories.member(
            enterprise=enterprise, role="viewer", state="requested", is_legal_representative=False
        ),
        invitation=_invitation(enterprise, admin.user),
        institution=institution,
        branch=branch,
        officer=_enrolled(officers["officer"]),
        officers=officers,
        posts={key: factories.staff_post(role=role) for key, role in roles.items()},
        product=product,
        application=application,
        authority_limit=AuthorityLimit.objects.create(
            institution=institution, role="manager", up_to_yuan=Decimal(9_000_000_000)
        ),
        late=factories.application(is_late=True, due_at=now() - timedelta(days=2)),
        wanted=factories.demand(),
        draft=draft,
        approved=approved,
        document=_document(application, admin),
        platform_link=PlatformLink.objects.create(
            platform="henan", subject_index="x" * 64, user=admin.user, kind="person", used_at=now()
        ),
        **_keys(admin),
        grant=_grant(application, admin.user),
        report=factories.credit_report(member=admin),
        **_demands(enterprise, officers["officer"]),
        verification=verification,
        **_feedback(admin),
        notification=_notification(enterprise),
        agreement=agreement_current(kind="platform"),
        policy=_article("policy"),
        help=_article("help"),
        message=OutboxMessage.objects.create(kind="sms", dedupe_key="world", payload={"text": "x"}),
        loose_user=factories.user(),
        **_counter(officers["officer"], verification),
    )


def _counter(officer: Officer, verification: Verification) -> dict[str, Any]:
    """The right of ``officer``, whom the operator proposed; a session that waits, and one that was drawn for review."""
    proposer = factories.staff_post()
    right = CounterRight.objects.create(
        user=officer.user,
        institution=officer.institution,
        holder_name=officer.name,
        proposed_by=proposer.user,
        proposed_name=proposer.name,
        proposed_side="operator",
        confirmed_at=now(),
    )
    common: dict[str, Any] = {
        "officer": officer.user,
        "officer_name": officer.name,
        "institution": officer.institution,
        "branch": officer.branch,
        "counter_name": "示例银行 郑州支行",
        "phone_index": "x",
        "uscc": make_uscc(seed="world counter"),
        "enterprise_name": "郑州示例窗口商贸有限公司",
        "entity_type": "company",
        "expires_at": now() + timedelta(minutes=15),
    }
    waiting = CounterSession.objects.create(phone="+8613800138111", **common)
    drawn = CounterSession.objects.create(
        state="done",
        outcome="passed",
        sample_state="waiting",
        verification=verification,
        consented_at=now(),
        confirmed_at=now(),
        ended_at=now(),
        **common,
    )
    return {"counter_session": waiting, "counter_sample": drawn, "counter_right": right}


def _applications(
    enterprise: Enterprise, product: Product, branch: Branch, user: User
) -> tuple[Application, Application, Application]:
    common: dict[str, Any] = {
        "enterprise": enterprise,
        "product": product,
        "branch": branch,
        "created_by": user,
    }
    approved = factories.application(state="approved", **common)
    CostList.objects.create(application=approved, all_in_rate_pct="4.5", sha256="0" * 64)
    return factories.application(**common), factories.application(state="draft", **common), approved


def _demands(enterprise: Enterprise, officer: Officer) -> dict[str, Any]:
    offer = factories.offer(demand=factories.demand(enterprise=enterprise), officer=officer)
    draft = factories.demand(enterprise=enterprise, state="draft", published_at=None)
    return {"demand": offer.demand, "offer": offer, "demand_draft": draft}


def _enrolled(officer: Officer) -> Officer:
    SecondFactor.objects.create(user=officer.user, secret="JBSWY3DPEHPK3PXP", confirmed_at=now())
    return officer


def _invitation(enterprise: Enterprise, user: User) -> MemberInvitation:
    return MemberInvitation.objects.create(
        enterprise=enterprise,
        invited_by=user,
        phone="+8613900009999",
        phone_index="x",
        role="viewer",
        expires_at=now() + timedelta(days=3),
    )


def _stored(subject_kind: str, subject_id: Any, member: EnterpriseMember) -> StoredFile:
    from tests.sites.console.verification.test_pages import picture

    return file_store(
        actor=factories.enterprise_actor(member),
        content=picture().read(),
        name="a.jpg",
        subject_kind=subject_kind,
        subject_id=subject_id,
        purpose="picture",
    )


def _document(application: Application, member: EnterpriseMember) -> ApplicationDocument:
    file = _stored("application", application.pk, member)
    return ApplicationDocument.objects.create(
        application=application, file=file, kind="other", added_in_state="draft"
    )


def _grant(application: Application, user: User) -> DataAuthorisation:
    return DataAuthorisation.objects.create(
        enterprise=application.enterprise,
        institution=application.institution,
        item="tax",
        purpose="融资申请审核",
        subject_kind="application",
        subject_id=application.pk,
        granted_by=user,
        granted_at=now(),
        valid_until=now() + timedelta(days=90),
        text="示例",
        text_sha256="0" * 64,
    )


def _feedback(member: EnterpriseMember) -> dict[str, Any]:
    row = Feedback.objects.create(
        number="FK20260101TESTAB",
        kind="problem",
        text="点了没有反应",
        user_id=member.user_id,
        enterprise_id=member.enterprise_id,
    )
    return {"feedback": row, "feedback_picture": _stored("feedback", row.pk, member)}


def _notification(enterprise: Enterprise) -> Notification:
    return Notification.objects.create(
        recipient_kind="enterprise",
        recipient_id=enterprise.pk,
        category="enterprise",
        title="示例",
        body="示例",
        dedupe_key="world",
    )


def _article(kind: str) -> Article:
    return Article.objects.create(
        kind=kind, slug=f"{kind}-example", title="示例", body="正文", published_at=now() - timedelta(days=1)
    )


def _keys(admin: EnterpriseMember) -> dict[str, Any]:
    """A trusted CA with the administrator's USBKEY, and a CA that waits for a second person."""
    common = {"chain_pem": "", "uscc_place": "subject", "uscc_oid": "2.5.4.5", "list_addresses": ""}
    trusted = TrustedCa.objects.create(name="示例 CA", state="trusted", fingerprint="a" * 64, **common)
    return {
        "trusted_ca": trusted,
        "proposed_ca": TrustedCa.objects.create(name="提出的 CA", fingerprint="b" * 64, **common),
        "usb_key": EnterpriseKey.objects.create(
            ca=trusted,
            enterprise=admin.enterprise,
            user=admin.user,
            serial_hex="1f2e3d4c",
            fingerprint="c" * 64,
            certificate_pem="",
            not_after=now() + timedelta(days=300),
            bound_at=now(),
            used_at=now(),
        ),
    }
