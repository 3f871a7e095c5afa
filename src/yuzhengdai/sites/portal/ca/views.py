"""What anybody needs to check a phone certificate, in DER, as its distribution point says."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.http import Http404, HttpRequest, HttpResponse

from yuzhengdai.domain.certificates.authority import get_ca
from yuzhengdai.domain.certificates.services import crl_current, crl_der
from yuzhengdai.sites.web.gates import PublicView

_MAX_AGE_S = 60


class RevocationListView(PublicView):
    """application/pkix-crl (RFC 5280 §4.2.1.13)."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        row = crl_current(issuer_name=name)
        response = HttpResponse(crl_der(row), content_type="application/pkix-crl")
        response["Cache-Control"] = f"public, max-age={_MAX_AGE_S}"
        return response


class CaCertificateView(PublicView):
    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        ca = get_ca()
        if name != ca.issuer_name():
            raise Http404
        issuer = x509.load_pem_x509_certificates(ca.chain_pem().encode())[0]
        response = HttpResponse(issuer.public_bytes(Encoding.DER), content_type="application/pkix-cert")
        response["Cache-Control"] = f"public, max-age={_MAX_AGE_S}"
        return response
