from django.apps import AppConfig


class ProductsConfig(AppConfig):
    """金融产品"""

    name = "yuzhengdai.domain.products"
    label = "products"
    verbose_name = "金融产品"

    def ready(self) -> None:
        """A changed institution changes the catalogue."""
        from yuzhengdai.domain.institutions.events import InstitutionEvent
        from yuzhengdai.domain.products import handlers
        from yuzhengdai.foundation.core.events import subscribe

        subscribe(InstitutionEvent.CHANGED, handlers.on_institution_changed)
