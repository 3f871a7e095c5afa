"""Tokens and tickets that look right and are not: each refused with its own sentence (L6)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from yuzhengdai.foundation.core.errors import AppError, ExternalError
from yuzhengdai.foundation.integrations import signing
from yuzhengdai.foundation.integrations.identity_platform.base import AccountKind, Identity, PlatformRow
from yuzhengdai.foundation.integrations.identity_platform.oidc import OidcPlatform
from yuzhengdai.foundation.integrations.identity_platform.ticket import TicketPlatform

NOW = 1_800_000_000
ISSUER = "https://login.example.cn"
BACK = "https://finance.example.cn/login/platforms/henan/back/"
SECRET = "s" * 40
KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"})
NONCE = "nonce-of-this-login-0123456789"


def _row(kind: str) -> PlatformRow:
    return PlatformRow(
        key="henan",
        name="河南政务服务网",
        seal="政",
        kind=kind,
        address=ISSUER,
        client_id="yuzhengdai",
        secret=SECRET,
        claims={"subject": "sub", "account_kind": "kind", "uscc": "code", "enterprise_name": "corp"},
        enterprise_values=frozenset({"legal"}),
        login_address=f"{ISSUER}/ticket/login",
    )


class Issuer:
    """An issuer that says whatever a test wants."""

    def __init__(self) -> None:
        self.keys = [KEY]
        self.token: Callable[[], str] = self.signed
        self.userinfo: dict[str, Any] = {"sub": "upstream-1", "kind": "natural"}
        self.metadata: dict[str, Any] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/auth",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/jwks",
            "userinfo_endpoint": f"{ISSUER}/me",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        self.now = NOW
        self.asked: list[str] = []

    def signed(self, key: Any = KEY, header: dict[str, Any] | None = None, **claims: Any) -> str:
        told = {
            "iss": ISSUER,
            "sub": "upstream-1",
            "aud": "yuzhengdai",
            "iat": NOW - 5,
            "exp": NOW + 300,
            "nonce": NONCE,
            "kind": "natural",
        } | claims
        told = {name: value for name, value in told.items() if value is not None}
        head = {"alg": "RS256", "kid": key.kid} if header is None else header
        return jwt.encode(head, told, key, algorithms=[head["alg"]])

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if request.url.path == "/.well-known/openid-configuration":
            return httpx.Response(200, json=self.metadata)
        if request.url.path == "/jwks":
            return httpx.Response(200, json={"keys": [key.as_dict(private=False) for key in self.keys]})
        if request.url.path == "/me":
            return httpx.Response(200, json=self.userinfo)
        return httpx.Response(
            200, json={"access_token": "a", "token_type": "Bearer", "id_token": self.token()}
        )

    def finish(self, platform: OidcPlatform | None = None, **answer: str) -> Identity:
        return (platform or self.platform()).finish(
            answer={"code": "the-code", **answer},
            kept={"nonce": NONCE, "verifier": "v" * 64},
            return_address=BACK,
            began_at=NOW - 60,
        )

    def platform(self) -> OidcPlatform:
        return OidcPlatform(
            _row("oidc"), wall_clock=lambda: self.now, transport=httpx.MockTransport(self.handle)
        )

    def refusal(self, token: str | None = None, **answer: str) -> str:
        if token is not None:
            self.token = lambda: token
        with pytest.raises(AppError) as refused:
            self.finish(**answer)
        assert "河南政务服务网" in refused.value.sentence
        return refused.value.code


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


def test_a_good_token_is_taken(issuer: Issuer) -> None:
    assert issuer.finish() == Identity("upstream-1", AccountKind.PERSON)


def test_a_token_without_signature_is_refused(issuer: Issuer) -> None:
    claims = issuer.signed().split(".")[1]
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")

    assert issuer.refusal(f"{head}.{claims}.") == "platform.forged"


def test_a_token_signed_with_our_own_secret_is_refused(issuer: Issuer) -> None:
    token = issuer.signed(OctKey.import_key(SECRET), {"alg": "HS256", "kid": "first"})

    assert issuer.refusal(token) == "platform.forged"


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(issuer: Issuer) -> None:
    public = OctKey.import_key(base64.b64encode(KEY.as_pem(private=False)))

    assert issuer.refusal(issuer.signed(public, {"alg": "HS256", "kid": "first"})) == "platform.forged"


def test_a_token_signed_by_a_key_of_nobody_is_refused(issuer: Issuer) -> None:
    assert issuer.refusal(issuer.signed(OTHER_KEY)) == "platform.forged"
    assert issuer.refusal(issuer.signed(OTHER_KEY, {"alg": "RS256", "kid": "first"})) == "platform.forged"


def test_a_token_that_was_changed_is_refused(issuer: Issuer) -> None:
    head, _, signature = issuer.signed().split(".")
    claims = issuer.signed(sub="somebody-else").split(".")[1]

    assert issuer.refusal(f"{head}.{claims}.{signature}") == "platform.forged"


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"aud": "another-site"}, "platform.audience"),
        ({"aud": ["yuzhengdai", "another-site"], "azp": "another-site"}, "platform.audience"),
        ({"aud": None}, "platform.audience"),
        ({"iss": "https://login.example.com"}, "platform.issuer"),
        ({"iss": None}, "platform.issuer"),
        ({"nonce": "of-another-login"}, "platform.nonce"),
        ({"nonce": None}, "platform.nonce"),
        ({"exp": NOW - 121, "iat": NOW - 400}, "platform.clock"),
        ({"iat": NOW + 300, "exp": NOW + 600}, "platform.clock"),
        ({"exp": None}, "platform.clock"),
        ({"nbf": NOW + 300}, "platform.clock"),
        ({"sub": None}, "platform.incomplete"),
        ({"sub": ""}, "platform.incomplete"),
        ({"kind": "legal", "corp": "示例有限公司", "code": "91350100M000100Y4Z"}, "platform.incomplete"),
        ({"kind": "legal", "corp": "示例有限公司"}, "platform.incomplete"),
        ({"kind": "legal", "code": "91350100M000100Y43"}, "platform.incomplete"),
    ],
)
def test_a_signed_token_that_does_not_fit_is_refused(issuer: Issuer, claims: Any, code: str) -> None:
    assert issuer.refusal(issuer.signed(**claims)) == code


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "." * 20_000, "e30.e30.e30", "ÿ.ÿ.ÿ"])
def test_what_is_no_token_is_refused(issuer: Issuer, token: str) -> None:
    assert issuer.refusal(token) == "platform.forged"


def test_an_answer_of_another_issuer_is_refused_before_the_code_is_used(issuer: Issuer) -> None:
    assert issuer.refusal(iss="https://login.example.com") == "platform.issuer"
    assert "/token" not in issuer.asked


def test_an_issuer_that_promises_its_name_must_give_it(issuer: Issuer) -> None:
    issuer.metadata["authorization_response_iss_parameter_supported"] = True

    assert issuer.refusal() == "platform.issuer"
    assert issuer.finish(iss=ISSUER).subject == "upstream-1"


def test_new_keys_are_asked_for_and_old_ones_end(issuer: Issuer) -> None:
    platform = issuer.platform()
    issuer.finish(platform)
    issuer.keys, issuer.now = [OTHER_KEY], NOW + 11
    issuer.token = lambda: issuer.signed(OTHER_KEY)

    assert issuer.finish(platform).subject == "upstream-1"
    issuer.token = lambda: issuer.signed(KEY)
    with pytest.raises(AppError) as refused:
        issuer.finish(platform)
    assert refused.value.code == "platform.forged"


def test_unknown_keys_do_not_make_us_ask_again_and_again(issuer: Issuer) -> None:
    platform = issuer.platform()
    issuer.token = lambda: issuer.signed(OTHER_KEY)
    for _ in range(5):
        with pytest.raises(AppError):
            issuer.finish(platform)

    assert issuer.asked.count("/jwks") <= 2


def test_claims_of_userinfo_count_only_of_the_same_subject(issuer: Issuer) -> None:
    issuer.token = lambda: issuer.signed(kind=None)
    issuer.userinfo = {"sub": "upstream-2", "kind": "legal"}
    assert issuer.refusal() == "platform.nonce"

    issuer.userinfo = {
        "sub": "upstream-1",
        "kind": "legal",
        "code": "91350100M000100Y43",
        "corp": "示例有限公司",
    }
    assert issuer.finish().uscc == "91350100M000100Y43"


@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri", "authorization_endpoint"])
def test_endpoints_elsewhere_are_not_spoken_to(issuer: Issuer, name: str) -> None:
    issuer.metadata[name] = "https://attacker.example.com/x"
    platform = issuer.platform()

    def whole_way() -> None:
        platform.begin(return_address=BACK, state="s")
        issuer.finish(platform)

    with pytest.raises(ExternalError):
        whole_way()


def test_metadata_of_another_issuer_is_refused(issuer: Issuer) -> None:
    issuer.metadata["issuer"] = "https://login.example.com"

    with pytest.raises(AppError) as refused:
        issuer.platform().begin(return_address=BACK, state="s")
    assert refused.value.code == "platform.issuer"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(503, text="down"),
        httpx.Response(200, text="<html>系统维护中</html>"),
        httpx.Response(200, json=[1]),
        httpx.Response(200, json={"access_token": "a"}),
        httpx.Response(400, json={"error": "invalid_client"}),
        httpx.Response(302, headers={"location": "https://attacker.example.com/"}),
    ],
)
def test_rubbish_at_the_token_endpoint_is_told_as_down(issuer: Issuer, answer: httpx.Response) -> None:
    whole = issuer.handle

    def handle(request: httpx.Request) -> httpx.Response:
        return answer if request.url.path == "/token" else whole(request)

    issuer.handle = handle  # type: ignore[method-assign]
    assert issuer.refusal() == "platform.down"


def test_begin_binds_state_nonce_and_pkce(issuer: Issuer) -> None:
    begun = issuer.platform().begin(return_address=BACK, state="the-state")
    query = httpx.URL(begun.address).params

    assert query["state"] == "the-state"
    assert query["nonce"] == begun.kept["nonce"]
    assert query["code_challenge_method"] == "S256"
    assert begun.kept["verifier"] not in begun.address


class Exchange:
    """The ticket kind's other side, saying whatever a test wants."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {
            "sub": "upstream-1",
            "kind": "natural",
            "issued_for": "yuzhengdai",
            "issued_at": NOW - 10,
        }
        self.secret = SECRET
        self.nonce = ""

    def handle(self, request: httpx.Request) -> httpx.Response:
        raw = json.dumps(self.told).encode()
        nonce = self.nonce or request.headers[signing.NONCE_HEADER]
        signature = signing.answer_signature(
            self.secret, status=200, path=request.url.path, timestamp=NOW, nonce=nonce, body=raw
        )
        headers = {
            "content-type": "application/json",
            signing.TIME_HEADER: str(NOW),
            signing.NONCE_HEADER: nonce,
            signing.SIGNATURE_HEADER: signature,
        }
        return httpx.Response(200, content=raw, headers=headers)

    def finish(self, ticket: str = "t" * 32) -> Identity:
        platform = TicketPlatform(
            _row("ticket"), wall_clock=lambda: NOW, transport=httpx.MockTransport(self.handle)
        )
        return platform.finish(answer={"ticket": ticket}, kept={}, return_address=BACK, began_at=NOW - 60)

    def refusal(self, ticket: str = "t" * 32) -> str:
        with pytest.raises(AppError) as refused:
            self.finish(ticket)
        assert "河南政务服务网" in refused.value.sentence
        return refused.value.code


def test_a_good_ticket_is_taken() -> None:
    assert Exchange().finish().subject == "upstream-1"


def test_an_answer_signed_by_somebody_else_is_refused() -> None:
    exchange = Exchange()
    exchange.secret = "another" * 8
    assert exchange.refusal() == "platform.forged"


def test_an_answer_kept_from_another_question_is_refused() -> None:
    exchange = Exchange()
    exchange.nonce = "0" * 32
    assert exchange.refusal() == "platform.forged"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"issued_for": "another-site"}, "platform.audience"),
        ({"issued_at": NOW - 600}, "platform.clock"),
        ({"issued_at": NOW + 600}, "platform.clock"),
        ({"issued_at": "now"}, "platform.clock"),
        ({"issued_at": True}, "platform.clock"),
        ({"sub": ""}, "platform.incomplete"),
        ({"sub": {"a": 1}}, "platform.incomplete"),
        ({"kind": "legal", "code": "110101199003077571", "corp": "示例有限公司"}, "platform.incomplete"),
    ],
)
def test_a_signed_answer_that_does_not_fit_is_refused(told: dict[str, Any], code: str) -> None:
    exchange = Exchange()
    exchange.told |= told
    assert exchange.refusal() == code


@pytest.mark.parametrize("ticket", ["short", "x" * 600, "a b" * 10, "../../etc/passwd-and-more", "票据" * 10])
def test_what_is_no_ticket_is_not_even_asked_about(ticket: str) -> None:
    assert Exchange().refusal(ticket) == "platform.used_up"
