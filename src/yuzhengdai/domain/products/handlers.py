"""What happens elsewhere and touches the catalogue."""

from __future__ import annotations

from yuzhengdai.domain.products.models import Product
from yuzhengdai.domain.products.services import catalogue_bump, catalogue_rebuild
from yuzhengdai.foundation.core.events import Event


def on_institution_changed(event: Event) -> None:
    """Names of institutions are in search texts, kinds in facets; one that closed takes its products off the lists."""
    institution_id = event.ids["institution"]
    if Product.objects.filter(institution_id=institution_id, published_version__isnull=False).exists():
        catalogue_rebuild()
    else:
        catalogue_bump()
