"""Who may open what: one entry a route of portal, console, app, bank and ops. `test_routes.py` walks the URLs with it.

An entry says the gate, how to build the arguments (always of objects of the world's own enterprise and institution, foreign to
everybody else), which roles of the gate's side may, and whose the object is. What follows for each role is worked out in
``expected``. A route that is not here fails the test: decide who may, then add it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.sites.route_world import World

Args = Callable[[World], dict[str, Any]]

ENTERPRISE_ROLES = ("unverified", "admin", "agent", "viewer", "foreign")
OFFICER_ROLES = ("manager", "officer", "branch_officer", "viewer_officer", "foreign_officer")
STAFF_ROLES = ("operator", "regulator", "system", "security", "auditor")
NOT_LOGGED_IN = ("visitor", *OFFICER_ROLES, *STAFF_ROLES)
"""Who is a visitor on the enterprise side: sessions of the two sides are separate."""
ROLES = ("visitor", "user", *ENTERPRISE_ROLES, *OFFICER_ROLES, *STAFF_ROLES)


@dataclass(frozen=True)
class Route:
    """``may``: roles of this side that the role check lets in (None: all). ``sees``: those who find the object (None: all).

    ``leads_back``: GET shows nothing and goes to a page of its own, whoever's object it is (a reloaded POST).
    ``but``: roles that are treated differently than the gate says.
    """

    gate: str
    args: Args | None = None
    may: frozenset[str] | None = None
    sees: frozenset[str] | None = None
    posts: bool = True
    leads_back: bool = False
    but: tuple[tuple[str, str], ...] = ()


def _of(*roles: str) -> frozenset[str]:
    return frozenset(roles)


ADMINS = _of("admin", "unverified", "foreign")
"""Administrators, each of their own enterprise."""
SUBMITTERS = ADMINS
"""Who hands applications in: administrators, agents only with the tick, which the world's agent lacks."""
VERIFIERS = ADMINS | {"agent"}
HEADS = _of("admin", "foreign")
"""Legal representatives in the world: administrators of verified enterprises."""
OWN = _of("admin", "agent", "viewer")
"""Members of the world's enterprise."""
AUTHOR = _of("admin")
"""Who wrote the feedback: nobody else sees it, not even the own enterprise."""
INSIDE = _of("manager", "officer", "viewer_officer")
"""Posts that see the file: of the institution, not of another branch."""
WORKERS = _of("manager", "officer", "branch_officer", "foreign_officer")
OF_THE_INSTITUTION = _of("manager", "officer", "branch_officer", "viewer_officer")
OPERATOR = _of("operator")
KEEPERS = _of("operator", "system")
SYSTEM = _of("system")
SECURITY = _of("security")
ADMINISTRATORS = _of("system", "security")
"""One proposes a post, the other confirms it."""
AUDITOR = _of("auditor")

_application: Args = lambda w: {"application_id": w.application.pk}  # noqa: E731
_draft: Args = lambda w: {"application_id": w.draft.pk}  # noqa: E731
_approved: Args = lambda w: {"application_id": w.approved.pk}  # noqa: E731
_document: Args = lambda w: {"application_id": w.application.pk, "document_id": w.document.pk}  # noqa: E731
_product: Args = lambda w: {"product_id": w.product.pk}  # noqa: E731
_utility: Args = lambda w: {"account_id": w.utility.pk}  # noqa: E731
_member: Args = lambda w: {"member_id": w.colleague.pk}  # noqa: E731
_platform: Args = lambda _: {"platform": "henan"}  # noqa: E731
_key: Args = lambda w: {"key_id": w.usb_key.pk}  # noqa: E731
_ca: Args = lambda w: {"ca_id": w.trusted_ca.pk}  # noqa: E731
_proposed_ca: Args = lambda w: {"ca_id": w.proposed_ca.pk}  # noqa: E731
_copy: Args = lambda _: {"form": "json"}  # noqa: E731
_link: Args = lambda w: {"link_id": w.platform_link.pk}  # noqa: E731
_verification: Args = lambda w: {"verification_id": w.verification.pk}  # noqa: E731
_picture: Args = lambda w: {"verification_id": w.verification.pk, "kind": "id_front"}  # noqa: E731
_feedback: Args = lambda w: {"feedback_id": w.feedback.pk}  # noqa: E731
_feedback_picture: Args = lambda w: {"feedback_id": w.feedback.pk, "file_id": w.feedback_picture.pk}  # noqa: E731
_demand: Args = lambda w: {"demand_id": w.demand.pk}  # noqa: E731
_demand_draft: Args = lambda w: {"demand_id": w.demand_draft.pk}  # noqa: E731
_offer: Args = lambda w: {"offer_id": w.offer.pk}  # noqa: E731
_grant: Args = lambda w: {"authorisation_id": w.grant.pk}  # noqa: E731
_no_session: Args = lambda w: {"session_id": w.enterprise.pk}  # noqa: E731
_no_scan: Args = lambda w: {"scan_id": w.enterprise.pk}  # noqa: E731
_invitation: Args = lambda w: {"invitation_id": w.invitation.pk}  # noqa: E731
_wanted: Args = lambda w: {"demand_id": w.wanted.pk}  # noqa: E731
_institution: Args = lambda w: {"institution_id": w.institution.pk}  # noqa: E731
_session: Args = lambda w: {"session_id": w.counter_session.pk}  # noqa: E731
_session_paper: Args = lambda w: {"session_id": w.counter_session.pk, "kind": "id_front"}  # noqa: E731
_session_field: Args = lambda w: {**_session_paper(w), "field": "id_address"}  # noqa: E731
_right: Args = lambda w: {"right_id": w.counter_right.pk}  # noqa: E731
_article: Args = lambda w: {"article_id": w.policy.pk}  # noqa: E731


def _public(args: Args | None = None) -> Route:
    return Route("public", args, posts=False)


def _case(args: Args = _application, may: frozenset[str] | None = None, **more: Any) -> Route:
    return Route("officer", args, may=may, sees=INSIDE, **more)


def _desk(may: frozenset[str] = OPERATOR, args: Args | None = None) -> Route:
    return Route("operator", args, may=may)


def _login_routes(site: str) -> dict[str, Route]:
    names = ("login", "login-code", "login-second", "login-recovery", "login-enrol", "logout")
    return {f"{site}:{name}": _public() for name in names}


def _report_routes(site: str) -> dict[str, Route]:
    one: Args = lambda w: {"report_id": w.report.pk}  # noqa: E731
    return {
        f"{site}:credit-report": Route("verified-enterprise"),
        f"{site}:credit-report-list": Route("verified-enterprise"),
        f"{site}:credit-report-new": Route("verified-enterprise", may=ADMINS),
        f"{site}:credit-report-detail": Route("verified-enterprise", one, sees=OWN),
        # The worker has made none yet.
        f"{site}:credit-report-pdf": Route("verified-enterprise", one, sees=_of()),
        f"{site}:credit-report-state": Route("verified-enterprise", one, sees=OWN),
    }


PORTAL: dict[str, Route] = {
    "portal:home": _public(),
    "portal:session": _public(),
    "portal:session-back": _public(),
    "portal:product-list": _public(),
    "portal:product-count": _public(),
    "portal:product-compare": _public(),
    "portal:product-detail": _public(_product),
    "portal:product-calculation": _public(_product),
    "portal:product-plan": _public(_product),
    "portal:institution-list": _public(),
    "portal:institution-detail": _public(lambda w: {"slug": w.institution.slug}),
    "portal:policy-list": _public(),
    "portal:policy-detail": _public(lambda w: {"slug": w.policy.slug}),
    "portal:counters": _public(),
    "portal:help": _public(),
    "portal:help-article": _public(lambda w: {"slug": w.help.slug}),
    "portal:manual": _public(lambda _: {"number": "1.1"}),
    "portal:manual-picture": _public(lambda _: {"file": "1.1-01.pc.jpg"}),
    "portal:agreement": _public(),
    "portal:agreement-kind": _public(lambda _: {"kind": "privacy-policy"}),
    "portal:join": _public(),
    "portal:fees": _public(),
    "portal:accessibility": _public(),
    "portal:register": _public(),
    "portal:register-code": _public(),
    "portal:register-uscc": _public(),
    "portal:register-join": _public(),
    "portal:register-reclaim": _public(),
    "portal:login": _public(),
    "portal:login-code": _public(),
    "portal:login-registered": _public(),
    "portal:login-scan": _public(),
    # Both answer only to the browser that holds the code's secret; all others read as if the code had run out.
    "portal:login-scan-status": _public(_no_scan),
    "portal:login-scan-finish": _public(_no_scan),
    "portal:login-ca": _public(),
    "portal:login-ca-challenge": _public(),
    "portal:login-ca-member": _public(),
    "portal:login-ca-member-code": _public(),
    "portal:login-platforms": _public(),
    # Without a connected platform (as in this world) these lead back to the choice.
    "portal:login-platform": _public(_platform),
    "portal:login-platform-back": _public(_platform),
    "portal:platform-leave": _public(_platform),
    "portal:platform-phone": _public(),
    "portal:platform-phone-code": _public(),
    "portal:choose-enterprise": Route("user"),
    "portal:login-prove": Route("user"),
    "portal:login-prove-code": Route("user"),
    "portal:login-prove-phone": Route("user"),
    "portal:login-prove-phone-status": Route("user"),
    "portal:login-prove-phone-done": Route("user"),
    "portal:invitations": Route("user"),
    # The world's invitation is to a number that nobody of the world has.
    "portal:invitation-accept": Route("user", _invitation, sees=_of(), leads_back=True),
    "portal:invitation-decline": Route("user", _invitation, sees=_of(), leads_back=True),
    "portal:logout": _public(),
    "portal:feedback": Route(
        "public", posts=False, but=(*((role, "login") for role in NOT_LOGGED_IN), ("unverified", "gate"))
    ),  # R4; with ?kind= of a failed registration or verification it is open to all
    "portal:feedback-sent": _public(lambda w: {"number": w.feedback.number}),
    "portal:feedback-lookup": _public(),
    "portal:gate": Route("enterprise"),
    "portal:gate-status": _public(),  # answers only to the session its address was made for
    "portal:apply": Route("verified-enterprise", _product, may=SUBMITTERS),
    "portal:apply-agreement": Route("verified-enterprise", _product, may=SUBMITTERS),
    "portal:apply-grant-text": Route(
        "verified-enterprise", lambda w: {"product_id": w.product.pk, "item": "tax"}
    ),
    "portal:apply-draft": Route("verified-enterprise", _draft, may=SUBMITTERS, sees=OWN),
    "portal:apply-summary": Route("verified-enterprise", _draft, may=SUBMITTERS, sees=OWN),
    "portal:apply-documents": Route("verified-enterprise", _draft, may=SUBMITTERS, sees=OWN),
    "portal:apply-phone": Route("verified-enterprise", _draft, may=SUBMITTERS, sees=OWN),
    "portal:apply-phone-code": Route("verified-enterprise", _draft, may=SUBMITTERS, sees=OWN),
    "portal:apply-success": Route("enterprise", _application, sees=OWN),
    "portal:ca-crl": _public(lambda _: {"name": "yzd-phone-g1"}),
    "portal:ca-certificate": _public(lambda _: {"name": "yzd-phone-g1"}),
    **_report_routes("portal"),
    "portal:verify": _public(),
    "portal:verify-certificates": _public(),
    "portal:demand-list": _public(),
    "portal:demand-page": _public(_demand),
    "portal:demand-new": Route("verified-enterprise", may=SUBMITTERS),
}

CONSOLE: dict[str, Route] = {
    "console:home": Route("enterprise"),
    "console:profile": Route("none"),
    "console:profile-basic": Route("enterprise"),
    "console:profile-name": Route("enterprise"),
    "console:profile-phone": Route("enterprise"),
    "console:profile-phone-old": Route("enterprise"),
    "console:profile-phone-new": Route("enterprise"),
    "console:profile-verification": Route("enterprise"),
    "console:consents": Route("enterprise"),
    "console:consent-withdraw": Route("enterprise", lambda _: {"kind": "face-data"}),
    "console:keys": Route("enterprise"),
    "console:key-meant": Route("enterprise", _key, may=ADMINS, sees=_of("admin")),
    "console:key-unbind": Route("enterprise", _key, sees=_of("admin")),
    "console:platform-links": Route("enterprise"),
    "console:platform-unlink": Route("enterprise", _link, sees=_of("admin")),
    "console:profile-details": Route("enterprise", may=ADMINS),
    "console:utilities": Route("enterprise"),
    "console:electricity": Route("enterprise", may=ADMINS),
    "console:electricity-absent": Route("enterprise", may=ADMINS, leads_back=True),
    "console:electricity-change": Route("enterprise", _utility, may=ADMINS, sees=OWN),
    "console:social-insurance": Route("enterprise", may=ADMINS),
    "console:utility-end": Route("enterprise", _utility, may=ADMINS, sees=OWN, leads_back=True),
    "console:devices": Route("enterprise"),
    "console:personal-data": Route("enterprise", posts=False),
    "console:personal-data-export": Route("enterprise", _copy, posts=False),
    "console:account-close": Route("enterprise"),
    "console:devices-end": Route("enterprise", leads_back=True),
    # Nobody of the world logged in by a page, so no session is listed.
    "console:device-end": Route("enterprise", _no_session, sees=_of(), leads_back=True),
    "console:members": Route("enterprise"),
    "console:member-invite": Route("enterprise", may=ADMINS),
    "console:member": Route("enterprise", _member, may=ADMINS, sees=OWN),
    "console:member-end": Route("enterprise", _member, sees=OWN, but=(("agent", "403"), ("viewer", "403"))),
    "console:member-confirm": Route("enterprise", _member, may=HEADS, sees=OWN, leads_back=True),
    "console:member-refuse": Route(
        "enterprise", lambda w: {"member_id": w.requested.pk}, may=ADMINS, sees=OWN, leads_back=True
    ),
    "console:invitation-withdraw": Route("enterprise", _invitation, may=ADMINS, sees=OWN, leads_back=True),
    "console:messages": Route("enterprise"),
    "console:messages-read-all": Route("enterprise"),
    "console:message": Route("enterprise", lambda w: {"notification_id": w.notification.pk}, sees=OWN),
    "console:my-feedback": Route("enterprise"),
    "console:my-feedback-detail": Route("enterprise", _feedback, sees=AUTHOR),
    "console:my-feedback-picture": Route("enterprise", _feedback_picture, sees=AUTHOR),
    "console:agreement": Route("enterprise"),
    "console:agreement-version": Route("enterprise", lambda w: {"agreement_id": w.agreement.pk}),
    "console:application-list": Route("enterprise"),
    "console:application-export": Route("enterprise"),
    "console:application-detail": Route("enterprise", _application, sees=OWN),
    "console:application-withdraw": Route("enterprise", _application, may=SUBMITTERS, sees=OWN),
    "console:application-forgo": Route("enterprise", _approved, may=SUBMITTERS, sees=OWN),
    "console:application-discard": Route("enterprise", _draft, may=SUBMITTERS, sees=OWN),
    "console:application-supplement": Route(
        "enterprise", _application, may=SUBMITTERS, sees=OWN, leads_back=True
    ),
    "console:application-call-report": Route("enterprise", _application, sees=OWN, leads_back=True),
    "console:application-carry-over": Route(
        "verified-enterprise", _application, may=SUBMITTERS, sees=OWN, leads_back=True
    ),
    "console:application-costs": Route("enterprise", _approved, sees=OWN),
    "console:application-documents": Route("enterprise", _application, may=SUBMITTERS, sees=OWN),
    "console:application-document": Route("enterprise", _document, sees=OWN),
    "console:application-document-delete": Route("enterprise", _document, may=SUBMITTERS, sees=OWN),
    "console:verification": Route("enterprise", may=VERIFIERS),
    "console:verification-start": Route("enterprise", may=VERIFIERS),
    "console:verification-role": Route("enterprise", may=VERIFIERS),
    "console:verification-identity": Route("enterprise", may=VERIFIERS),
    "console:verification-licence": Route("enterprise", may=VERIFIERS),
    "console:verification-review": Route("enterprise", may=VERIFIERS),
    "console:verification-letter": Route("enterprise", may=VERIFIERS),
    "console:verification-put-away": Route("enterprise", may=VERIFIERS),
    "console:verification-show": Route("enterprise", lambda _: {"proves": "licence"}, may=VERIFIERS),
    "console:verification-picture": Route(
        "enterprise", lambda _: {"kind": "id_front"}, may=VERIFIERS, sees=_of("unverified")
    ),
    # As app:verification-part.
    "console:verification-part": Route(
        "enterprise", lambda _: {"kind": "id_front", "field": "person_name"}, may=VERIFIERS, sees=_of()
    ),
    "console:authorisations": Route("enterprise"),
    "console:data-readings": Route("enterprise"),
    "console:data-readings-export": Route("enterprise"),
    "console:authorisation": Route("enterprise", _grant, sees=OWN),
    # Without a signing key there is no receipt.
    "console:authorisation-receipt": Route(
        "enterprise", lambda w: {**_grant(w), "event": "given"}, sees=_of()
    ),
    "console:authorisation-revoke": Route("enterprise", _grant, may=ADMINS, sees=OWN),
    "console:authorisations-revoke": Route(
        "enterprise", lambda w: {"subject_id": w.grant.subject_id}, may=ADMINS, sees=OWN
    ),
    "console:authorisations-visible": Route(
        "enterprise", lambda w: {"subject_id": w.grant.subject_id}, sees=OWN
    ),
    "console:authorisation-confirm": Route("enterprise", _grant, may=HEADS, sees=OWN),
    "console:demands": Route("enterprise"),
    "console:demand-new": Route("verified-enterprise", may=SUBMITTERS),
    "console:demand-preview": Route("verified-enterprise", may=SUBMITTERS),
    "console:demand-detail": Route("enterprise", _demand, sees=OWN),
    "console:demand-draft": Route("verified-enterprise", _demand_draft, may=SUBMITTERS, sees=OWN),
    "console:demand-done": Route("enterprise", _demand, sees=OWN),
    "console:demand-edit": Route("verified-enterprise", _demand, may=SUBMITTERS, sees=OWN),
    "console:demand-delete": Route("enterprise", _demand, may=SUBMITTERS, sees=OWN),
    "console:demand-close": Route("enterprise", _demand, may=SUBMITTERS, sees=OWN),
    "console:demand-extend": Route("enterprise", _demand, may=SUBMITTERS, sees=OWN),
    "console:demand-reopen": Route("enterprise", _demand, may=SUBMITTERS, sees=OWN),
    "console:offer-decline": Route("enterprise", _offer, may=SUBMITTERS, sees=OWN),
    **_report_routes("console"),
}

_WIZARD = (
    "role consent way paper id-front id-back id-confirm face face-begin face-frames face-stop face-finish transfer licence "
    "licence-confirm letter letter-file id-number network-id put-away utilities result"
)
_SHARED = (
    "login-platforms login-platform login-platform-back platform-leave platform-phone platform-phone-code "
    "devices devices-end device-end "
    "login login-code logout choose-enterprise invitations invitation-accept invitation-decline register register-code "
    "register-join register-reclaim "
    "feedback feedback-sent feedback-lookup apply apply-agreement apply-grant-text apply-draft apply-summary "
    "apply-documents apply-phone apply-phone-code apply-success utilities electricity electricity-absent "
    "electricity-change social-insurance utility-end application-list application-detail application-withdraw "
    "application-forgo application-discard application-supplement application-call-report application-carry-over "
    "application-costs application-documents "
    "application-document application-document-delete authorisations authorisation authorisation-receipt "
    "authorisation-revoke authorisations-revoke "
    "authorisation-confirm authorisations-visible data-readings data-readings-export "
    "messages message messages-read-all my-feedback my-feedback-detail my-feedback-picture "
    "demands demand-new demand-preview demand-detail demand-draft demand-done demand-edit demand-delete demand-close "
    "demand-extend demand-reopen offer-decline demand-list demand-page"
)
_ANY_SCREEN = {name.partition(":")[2]: route for name, route in (CONSOLE | PORTAL).items()}
LIKE_ANY_SCREEN = {f"app:{name}": _ANY_SCREEN[name] for name in _SHARED.split()}
"""Pages of the app that portal and console have too: the same people may."""
APP: dict[str, Route] = {
    "app:counters": _public(),
    **LIKE_ANY_SCREEN,
    "app:home": _public(),
    "app:download": _public(),
    "app:continue": _public(),
    "app:continue-code": _public(),
    "app:manifest": _public(),
    "app:service-worker": _public(),
    "app:offline": _public(),
    "app:agreement-kind": _public(lambda _: {"kind": "privacy"}),
    "app:product-list": _public(),
    "app:product-detail": _public(_product),
    "app:mine": Route("user"),
    "app:consents": Route("user"),
    "app:personal-data": Route("user", posts=False),
    "app:personal-data-export": Route("user", _copy, posts=False),
    "app:account-close": Route("user"),
    "app:consent-withdraw": Route("user", lambda _: {"kind": "face-data"}),
    "app:login-prove": Route("user"),
    "app:login-prove-code": Route("user"),
    "app:login-prove-phone": Route("user"),
    "app:login-prove-phone-status": Route("user"),
    "app:login-prove-phone-done": Route("user"),
    "app:scan": Route("user"),
    "app:pc-proof": Route("enterprise"),
    # Nobody of the world has scanned a code.
    "app:scan-login": Route("user", _no_scan, sees=_of()),
    "app:scan-login-cancel": Route("user", _no_scan, sees=_of(), leads_back=True),
    "app:keys": Route("enterprise"),
    "app:key-meant": Route("enterprise", _key, may=ADMINS, sees=_of("admin")),
    "app:key-unbind": Route("enterprise", _key, sees=_of("admin")),
    "app:platform-links": Route("user"),
    "app:platform-unlink": Route("user", _link, sees=_of("admin")),
    **_report_routes("app"),
    "app:verify": _public(),
    "app:verification": Route("enterprise", may=VERIFIERS),
    **{f"app:verification-{step}": Route("enterprise", may=VERIFIERS) for step in _WIZARD.split()},
    "app:verification-show": Route("enterprise", lambda _: {"proves": "licence"}, may=VERIFIERS),
    "app:verification-picture": Route(
        "enterprise", lambda _: {"kind": "id_front"}, may=VERIFIERS, sees=_of("unverified")
    ),
    # Only of a field that was read without certainty; nothing in this world was read.
    "app:verification-part": Route(
        "enterprise", lambda _: {"kind": "id_front", "field": "person_name"}, may=VERIFIERS, sees=_of()
    ),
    "app:verification-certificate": Route("enterprise"),
    "app:verification-done": Route("enterprise"),
    "app:login-certificate": _public(),
    "app:login-certificate-challenge": _public(),
    "app:certificate": Route("enterprise"),
    "app:certificate-challenge": Route("enterprise"),
    "app:certificate-check": Route("enterprise"),
    "app:certificate-revoke": Route("enterprise"),
    "app:certificate-renew": Route("enterprise", may=VERIFIERS),
}

COUNTER_PAGES = (
    *("session", "cancel", "consent", "consent-code", "role", "papers", "identity", "licence"),
    *("confirm", "confirm-code"),
)
"""Pages about one session of 窗口协办: nobody sees another's, not even in the same branch."""


def _counter(site: str, may: frozenset[str], sees: frozenset[str]) -> dict[str, Route]:
    gate = "officer" if site == "bank" else "operator"
    pages = {f"{site}:counter-{page}": Route(gate, _session, may=may, sees=sees) for page in COUNTER_PAGES}
    return {
        **pages,
        f"{site}:counter-picture": Route(gate, _session_paper, may=may, sees=sees),
        f"{site}:counter-part": Route(gate, _session_field, may=may, sees=sees),
    }


BANK: dict[str, Route] = {
    **_login_routes("bank"),
    "bank:session": _public(),
    "bank:session-back": _public(),
    "bank:queue": Route("officer"),
    "bank:application-list": Route("officer"),
    "bank:case": _case(),
    "bank:case-approval": _case(may=WORKERS),
    "bank:case-proposal": _case(may=WORKERS),
    "bank:case-correction": _case(may=WORKERS),
    "bank:case-print": _case(),
    "bank:case-phone": _case(may=WORKERS),
    "bank:case-data": _case(may=WORKERS),
    "bank:case-identity": _case(may=WORKERS),
    "bank:case-identity-picture": _case(
        lambda w: {"application_id": w.application.pk, "picture": "id_front"}, may=WORKERS
    ),
    "bank:document": _case(_document),
    "bank:case-action": _case(
        lambda w: {"application_id": w.application.pk, "action": "decline"}, may=WORKERS
    ),
    "bank:case-tab": _case(lambda w: {"application_id": w.application.pk, "tab": "documents"}),
    "bank:messages": Route("officer"),
    # A live demand is for every institution; an offer is its institution's alone.
    "bank:demand-list": Route("officer"),
    "bank:demand-export": Route("officer"),
    "bank:demand": Route("officer", _wanted),
    "bank:demand-offer": Route("officer", _wanted, may=WORKERS, leads_back=True),
    "bank:demand-interest": Route("officer", _wanted, leads_back=True),
    "bank:offer-list": Route("officer"),
    "bank:offer": Route("officer", _offer, sees=OF_THE_INSTITUTION),
    "bank:offer-edit": Route("officer", _offer, may=WORKERS, sees=OF_THE_INSTITUTION),
    "bank:offer-action": Route(
        "officer",
        lambda w: {"offer_id": w.offer.pk, "action": "withdraw"},
        may=WORKERS,
        sees=OF_THE_INSTITUTION,
    ),
    "bank:lending": Route("officer", may=_of("manager")),
    "bank:authority": Route("officer", may=_of("manager")),
    "bank:authority-remove": Route(
        "officer",
        lambda w: {"limit_id": w.authority_limit.pk},
        may=_of("manager"),
        sees=OF_THE_INSTITUTION,
    ),
    "bank:counter": Route("officer", may=WORKERS),
    "bank:counter-rights": Route("officer", may=_of("manager")),
    "bank:counter-right-confirm": Route("officer", _right, may=_of("manager")),
    "bank:counter-right-end": Route("officer", _right, may=_of("manager")),
    **_counter("bank", WORKERS, _of("officer")),
}

OPS: dict[str, Route] = {
    **_login_routes("ops"),
    "ops:session": _public(),
    "ops:session-back": _public(),
    "ops:home": Route("operator"),
    "ops:verification-list": _desk(),
    "ops:verification-shared": _desk(),
    "ops:verification-detail": _desk(args=_verification),
    "ops:verification-decide": _desk(args=_verification),
    "ops:verification-number": _desk(args=_verification),
    "ops:verification-picture-open": _desk(args=_picture),
    "ops:verification-picture": Route("operator", _picture, may=OPERATOR, sees=_of()),  # masked until opened
    "ops:product-list": _desk(),
    "ops:product-detail": _desk(args=_product),
    "ops:product-shelf": _desk(args=_product),
    "ops:product-version": _desk(args=lambda w: {"version_id": w.product.published_version_id}),
    "ops:demand-list": _desk(),
    "ops:demand-detail": _desk(args=_demand),
    "ops:demand-pass": Route("operator", _demand, may=OPERATOR, leads_back=True),
    "ops:demand-return": _desk(args=_demand),
    "ops:demand-remove": _desk(args=_demand),
    "ops:late-list": _desk(),
    "ops:late-urge": _desk(args=lambda w: {"application_id": w.late.pk}),
    "ops:feedback-list": _desk(),
    "ops:feedback-detail": _desk(args=_feedback),
    "ops:feedback-close": _desk(args=_feedback),
    "ops:feedback-picture": _desk(args=_feedback_picture),
    "ops:enterprise-list": _desk(),
    "ops:enterprise-detail": _desk(args=lambda w: {"enterprise_id": w.enterprise.pk}),
    "ops:enterprise-state": _desk(args=lambda w: {"enterprise_id": w.enterprise.pk}),
    "ops:counter": _desk(OPERATOR | ADMINISTRATORS),
    "ops:counter-rights": _desk(OPERATOR | ADMINISTRATORS),
    "ops:counter-right-confirm": Route("operator", _right, may=OPERATOR | ADMINISTRATORS, sees=OPERATOR),
    "ops:counter-right-end": Route("operator", _right, may=OPERATOR | ADMINISTRATORS, sees=OPERATOR),
    "ops:counter-samples": _desk(),
    "ops:counter-sample": _desk(args=lambda w: {"session_id": w.counter_sample.pk}),
    **_counter("ops", OPERATOR, _of()),
    "ops:institution-list": _desk(KEEPERS),
    "ops:institution-new": _desk(KEEPERS),
    "ops:institution-detail": _desk(KEEPERS, _institution),
    "ops:institution-edit": _desk(KEEPERS, _institution),
    "ops:branch-new": _desk(KEEPERS, _institution),
    "ops:branch-edit": _desk(KEEPERS, lambda w: {"branch_id": w.branch.pk}),
    "ops:officer-new": _desk(KEEPERS, _institution),
    "ops:officer-edit": _desk(KEEPERS, lambda w: {"officer_id": w.officer.pk}),
    "ops:officer-active": _desk(KEEPERS, lambda w: {"officer_id": w.officer.pk}),
    "ops:agreement-list": _desk(),
    "ops:agreement-new": _desk(),
    "ops:agreement-detail": _desk(args=lambda w: {"agreement_id": w.agreement.pk}),
    "ops:article-list": _desk(),
    "ops:article-new": _desk(),
    "ops:article-edit": _desk(args=_article),
    "ops:article-publish": _desk(args=_article),
    "ops:state": _desk(KEEPERS),
    "ops:outbox": _desk(KEEPERS),
    "ops:outbox-retry": _desk(KEEPERS, lambda w: {"message_id": w.message.pk}),
    "ops:calendar": _desk(KEEPERS),
    "ops:calendar-remove": _desk(KEEPERS),
    "ops:trusted-ca-list": _desk(ADMINISTRATORS),
    "ops:trusted-ca-new": _desk(SECURITY),
    "ops:trusted-ca-confirm": _desk(ADMINISTRATORS, _proposed_ca),
    "ops:trusted-ca-decline": _desk(ADMINISTRATORS, _proposed_ca),
    "ops:trusted-ca-end": _desk(SECURITY, _ca),
    "ops:staff-list": _desk(ADMINISTRATORS),
    "ops:staff-new": _desk(ADMINISTRATORS),
    "ops:staff-confirm": _desk(ADMINISTRATORS, lambda w: {"post_id": w.posts["operator"].pk}),
    "ops:staff-decline": _desk(ADMINISTRATORS, lambda w: {"post_id": w.posts["operator"].pk}),
    "ops:staff-active": _desk(ADMINISTRATORS, lambda w: {"post_id": w.posts["operator"].pk}),
    "ops:second-factors": _desk(SECURITY),
    "ops:second-factor-reset": _desk(SECURITY, lambda w: {"user_id": w.officer.user_id}),
    "ops:audit-list": _desk(AUDITOR),
    "ops:audit-export": _desk(AUDITOR),
    "ops:audit-verify": _desk(AUDITOR),
}

TABLE: dict[str, Route] = {**PORTAL, **CONSOLE, **APP, **BANK, **OPS}

_SIDE = {
    "user": ("user", *ENTERPRISE_ROLES),
    "enterprise": ENTERPRISE_ROLES,
    "verified-enterprise": ENTERPRISE_ROLES,
    "officer": OFFICER_ROLES,
    "operator": STAFF_ROLES,
}


def expected(route: Route, role: str) -> str:
    """ "ok", "login", "choose" (an enterprise), "gate" (verify first), "403" or "404"."""
    if role in dict(route.but):
        return dict(route.but)[role]
    if route.gate in {"public", "none"}:
        return "ok"
    if role not in _SIDE[route.gate]:
        return "choose" if role == "user" and route.gate in {"enterprise", "verified-enterprise"} else "login"
    if route.gate == "verified-enterprise" and role == "unverified":
        return "gate"
    if route.may is not None and role not in route.may:
        return "403"
    if route.sees is not None and role not in route.sees:
        return "404"
    return "ok"


def matters(name: str, role: str) -> bool:
    """Whether a role is worth a request: of the many that are visitors on the other side, one each."""
    if TABLE[name].gate in {"public", "none"} and not TABLE[name].but:
        return role in {"visitor", "user", "unverified", "admin", "officer", "operator"}
    if name.startswith(("bank:", "ops:")):
        return role not in {"user", *ENTERPRISE_ROLES} or role == "admin"
    return role not in {*OFFICER_ROLES, *STAFF_ROLES} or role in {"officer", "operator"}
