"""A form that was opened and not yet typed into has no draft behind it: looking writes nothing.

Its page says which draft it would become: a signed field names the key, the product and the enterprise. What is kept first (a word, a
file, another phone) writes the draft under that key, so that everything the page sends afterwards, and sends again, finds it.
"""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.draft import application_draft_look, application_draft_open
from yuzhengdai.domain.applications.validation import raw_values
from yuzhengdai.domain.products.models import Product
from yuzhengdai.domain.products.selectors import product_once_published
from yuzhengdai.sites.web.actors import current_enterprise
from yuzhengdai.sites.web.gates import PublicView

FIELD = "opened"
_SALT = "yuzhengdai.applying.opened"
_LONGEST_S = 7 * 24 * 3600


def is_written(draft: Application) -> bool:
    """Whether the draft is a row and not only what a new one would say."""
    return not draft._state.adding


def opened_token(draft: Application) -> str:
    """What the page of an unwritten draft carries; "" for a written one."""
    if is_written(draft):
        return ""
    return signing.dumps([draft.pk.hex, draft.product_id.hex, draft.enterprise_id.hex], salt=_SALT)


def unwritten(view: PublicView, application_id: UUID, product_id: UUID | None = None) -> Application | None:
    """What the sending page's draft would say, where nothing was kept of it yet; None where there is a draft, or the page is none of
    ours. The enterprise's other draft for the product, where another page has begun one meanwhile.
    """
    product = _product(view.request, application_id, product_id)
    enterprise = current_enterprise(view.request)
    if product is None or enterprise is None:
        return None
    return application_draft_look(
        actor=view.request.actor, enterprise=enterprise, product=product, application_id=application_id
    )


def begun(view: PublicView, application_id: UUID, product_id: UUID | None = None) -> UUID:
    """The key of the draft that the sending page belongs to, written now if nothing was kept of it yet."""
    product = _product(view.request, application_id, product_id)
    enterprise = current_enterprise(view.request)
    if product is None or enterprise is None:
        return application_id
    made: UUID = application_draft_open(
        actor=view.request.actor, enterprise=enterprise, product=product, application_id=application_id
    ).pk
    return made


def is_untouched(request: HttpRequest, draft: Application | None) -> bool:
    """Whether the page sends what an unwritten draft says by itself."""
    if draft is None or is_written(draft):
        return False
    return bool(raw_values(request.POST.dict()) == draft.draft_data)


def _product(request: HttpRequest, application_id: UUID, wanted: UUID | None) -> Product | None:
    token = request.POST.get(FIELD) or request.GET.get(FIELD, "")
    enterprise = current_enterprise(request)
    if not token or enterprise is None:
        return None
    try:
        named, product_id, owner = signing.loads(token, salt=_SALT, max_age=_LONGEST_S)
    except (signing.BadSignature, ValueError):
        return None
    if named != application_id.hex or owner != enterprise.pk.hex:
        return None
    if wanted is not None and product_id != wanted.hex:
        return None
    if Application.objects.filter(pk=application_id).exists():
        return None
    try:
        return product_once_published(product_id=UUID(product_id))
    except Product.DoesNotExist:
        return None
