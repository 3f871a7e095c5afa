"""OpenID Connect: authorization code with PKCE (S256), nonce, discovery and key rotation.

Requests and tokens are made and read by Authlib and joserfc; the calls go through the platform's one HTTP client. An ID token
counts when a key of the issuer's published set signed it by an asymmetric algorithm, and issuer, audience, nonce and times fit
(OpenID Connect Core 1.0, 3.1.3.7). Times are the real time of day, not ``core.clock``: the other side lives today.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata
from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.breaker import Breaker
from yuzhengdai.foundation.integrations.http import HttpClient, Limits
from yuzhengdai.foundation.integrations.identity_platform import refusals
from yuzhengdai.foundation.integrations.identity_platform.base import Begun, Identity, PlatformRow
from yuzhengdai.foundation.integrations.identity_platform.claims import identity_of, is_complete

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Asymmetric ones alone: with HS256 whoever knows our secret could sign, with "none" everybody."""
SKEW_S: Final = 120
METADATA_KEPT_S: Final = 3600
KEYS_ASKED_AGAIN_S: Final = 10
"""A token by an unknown key makes us ask for the keys again (rotation), but not more often than this."""
LONGEST_TOKEN: Final = 16_384
_LIMITS: Final = Limits(connect_s=3.0, read_s=5.0, total_s=8.0, retries=1, max_bytes=512 * 1024)
_FORM: Final = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}


class OidcPlatform:
    """One issuer. ``wall_clock`` and ``transport`` are for tests. Safe between threads."""

    def __init__(
        self,
        row: PlatformRow,
        *,
        wall_clock: Callable[[], float] = time.time,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.row = row
        self._wall_clock = wall_clock
        self._transport = transport
        self._breaker = Breaker(f"platform:{row.key}")
        self._lock = threading.Lock()
        self._clients: dict[str, HttpClient] = {}
        self._metadata: dict[str, Any] = {}
        self._metadata_at = 0.0
        self._keys: KeySet | None = None
        self._keys_at = 0.0

    def begin(self, *, return_address: str, state: str) -> Begun:
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        address = prepare_grant_uri(
            self._endpoint("authorization_endpoint"),
            client_id=self.row.client_id,
            response_type="code",
            redirect_uri=return_address,
            scope=" ".join(self.row.scopes),
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return Begun(str(address), {"verifier": verifier, "nonce": nonce})

    def finish(
        self, *, answer: Mapping[str, str], kept: Mapping[str, str], return_address: str, began_at: float
    ) -> Identity:
        self._check_issuer(answer)
        if answer.get("error") in {"server_error", "temporarily_unavailable"}:
            raise refusals.down(self.row, ExternalError(source=self.row.key))
        if answer.get("error") or not answer.get("code"):
            raise refusals.denied(self.row)
        tokens = self._tokens(answer["code"], kept.get("verifier", ""), return_address)
        claims = self._claims(str(tokens.get("id_token", "")), kept.get("nonce", ""), tokens)
        told: dict[str, Any] = dict(claims)
        if not is_complete(self.row, told) and tokens.get("access_token"):
            told = self._more(told, str(tokens["access_token"]))
        return identity_of(self.row, told)

    def leave_address(self, *, return_address: str) -> str:
        try:
            address = self._endpoint("end_session_endpoint", is_optional=True)
        except ExternalError:
            return ""
        query = {"client_id": self.row.client_id, "post_logout_redirect_uri": return_address}
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}" if address else ""

    def _check_issuer(self, answer: Mapping[str, str]) -> None:
        """RFC 9207: who answers says who they are, wherever the metadata promises so (mix-up of two platforms)."""
        told = answer.get("iss", "")
        is_promised = bool(self._told_metadata().get("authorization_response_iss_parameter_supported"))
        if told != self.row.address and (told or is_promised):
            raise refusals.wrong_issuer(self.row)

    def _tokens(self, code: str, verifier: str, return_address: str) -> dict[str, Any]:
        """Code → tokens. Refused ``platform.used_up`` for one that is not worth anything (any more)."""
        body = prepare_token_request(
            "authorization_code", redirect_uri=return_address, code=code, code_verifier=verifier
        )
        login = f"{quote(self.row.client_id, safe='')}:{quote(self.row.secret, safe='')}"
        headers = _FORM | {"authorization": f"Basic {base64.b64encode(login.encode()).decode()}"}
        address = self._endpoint("token_endpoint")
        answer = self._call("POST", address, headers=headers, content=str(body).encode(), accept_4xx=True)
        if answer.get("error") == "invalid_grant":
            raise refusals.used_up(self.row)
        if "error" in answer or "id_token" not in answer:
            raise refusals.down(self.row, ExternalError(permanent=True, source=self.row.key))
        return answer

    def _claims(self, token: str, nonce: str, tokens: Mapping[str, Any]) -> CodeIDToken:
        """The ID token's claims once everything about it fits."""
        try:
            decoded = self._decoded(token)
        except (JoseError, ValueError, TypeError, KeyError):
            raise refusals.forged(self.row) from None
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            options={
                "iss": {"essential": True, "value": self.row.address},
                "aud": {"essential": True, "value": self.row.client_id},
            },
            params={
                "nonce": nonce,
                "client_id": self.row.client_id,
                "access_token": tokens.get("access_token"),
            },
        )
        try:
            claims.validate(now=int(self._wall_clock()), leeway=SKEW_S)
        except ExpiredTokenError:
            raise refusals.wrong_time(self.row) from None
        except ClaimError as error:
            raise self._refusal(error.claim) from None
        if not nonce or not hmac.compare_digest(str(claims.get("nonce", "")), nonce):
            raise refusals.other_login(self.row)
        return claims

    def _refusal(self, claim: str) -> Exception:
        of_claim = {
            "iss": refusals.wrong_issuer,
            "aud": refusals.not_for_us,
            "azp": refusals.not_for_us,
            "nonce": refusals.other_login,
            "exp": refusals.wrong_time,
            "iat": refusals.wrong_time,
            "nbf": refusals.wrong_time,
            "auth_time": refusals.wrong_time,
            "sub": refusals.incomplete,
        }
        return of_claim.get(claim, refusals.forged)(self.row)

    def _decoded(self, token: str) -> jwt.Token:
        if len(token) > LONGEST_TOKEN:
            raise ValueError
        keys, asked_at = self._key_set()
        try:
            return jwt.decode(token, keys, algorithms=list(ALGORITHMS))
        except (InvalidKeyIdError, ValueError):
            # A key that we do not know yet: the platform has changed keys, or nobody has such a key.
            if self._wall_clock() - asked_at < KEYS_ASKED_AGAIN_S:
                raise
            return jwt.decode(token, self._key_set(again=True)[0], algorithms=list(ALGORITHMS))

    def _more(self, told: dict[str, Any], access_token: str) -> dict[str, Any]:
        """With what the platform tells only at its userinfo endpoint; of the same subject, or not at all."""
        address = self._endpoint("userinfo_endpoint", is_optional=True)
        if not address:
            return told
        headers = {"authorization": f"Bearer {access_token}", "accept": "application/json"}
        more = self._call("GET", address, headers=headers)
        if more.get("sub") != told.get("sub"):
            raise refusals.other_login(self.row)
        return {**more, **told}

    def _key_set(self, *, again: bool = False) -> tuple[KeySet, float]:
        with self._lock:
            keys, at = self._keys, self._keys_at
        if keys is None or again or self._wall_clock() - at > METADATA_KEPT_S:
            told = self._call("GET", self._endpoint("jwks_uri"))
            try:
                keys = KeySet.import_key_set({"keys": [key for key in told["keys"] if _is_for_signing(key)]})
            except (JoseError, ValueError, TypeError, KeyError):
                raise refusals.forged(self.row) from None
            at = self._wall_clock()
            with self._lock:
                self._keys, self._keys_at = keys, at
        return keys, at

    def _endpoint(self, name: str, *, is_optional: bool = False) -> str:
        """An address of the issuer's metadata, on an origin that its row knows."""
        address = str(self._told_metadata().get(name, ""))
        if not address and is_optional:
            return ""
        if _origin(address) not in {_origin(self.row.address), *self.row.further_origins}:
            raise refusals.down(self.row, ExternalError(permanent=True, source=self.row.key))
        return address

    def _told_metadata(self) -> dict[str, Any]:
        with self._lock:
            metadata, at = self._metadata, self._metadata_at
        if not metadata or self._wall_clock() - at > METADATA_KEPT_S:
            metadata = self._call("GET", f"{self.row.address.rstrip('/')}/.well-known/openid-configuration")
            if metadata.get("issuer") != self.row.address:
                raise refusals.wrong_issuer(self.row)
            self._check(metadata)
            with self._lock:
                self._metadata, self._metadata_at = metadata, self._wall_clock()
        return metadata

    def _check(self, metadata: dict[str, Any]) -> None:
        told = OpenIDProviderMetadata(metadata)
        try:
            told.validate_response_types_supported()
            told.validate_id_token_signing_alg_values_supported()
            told.validate_token_endpoint_auth_methods_supported()
        except ValueError:
            raise refusals.down(self.row, ExternalError(permanent=True, source=self.row.key)) from None

    def _call(self, method: str, address: str, **options: Any) -> dict[str, Any]:
        """One call; every failure in the words of a login. The answer is a JSON object."""
        parts = urlsplit(address)
        try:
            with self._breaker.guard():
                answer = self._client(_origin(address)).request(
                    method, parts.path or "/", params=parts.query or None, **options
                )
                return answer.json_object()
        except ExternalError as error:
            raise refusals.down(self.row, error) from error
        except ValueError:
            raise refusals.down(self.row, ExternalError(permanent=True, source=self.row.key)) from None

    def _client(self, origin: str) -> HttpClient:
        with self._lock:
            if origin not in self._clients:
                self._clients[origin] = HttpClient(
                    f"platform:{self.row.key}",
                    origin,
                    limits=_LIMITS,
                    allow_plain_http=self.row.allow_plain_http,
                    transport=self._transport,
                )
            return self._clients[origin]


def _is_for_signing(key: Any) -> bool:
    """Keys of other uses, of kinds that sign nothing we take, or secret ones are none of ours."""
    is_known = isinstance(key, dict) and key.get("kty") in {"RSA", "EC"}
    return is_known and key.get("use", "sig") == "sig" and len(json.dumps(key)) < LONGEST_TOKEN


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()


def make(row: PlatformRow) -> OidcPlatform:
    """For the registry: one adapter a row, made once a process."""
    return OidcPlatform(row)
