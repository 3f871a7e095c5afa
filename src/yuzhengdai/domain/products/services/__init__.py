"""Changing products: drafting, review, the shelf. Each use case has its file."""

from yuzhengdai.domain.products.services.data import ProductData
from yuzhengdai.domain.products.services.draft import (
    product_create,
    product_submit,
    product_version_create,
    product_version_update,
)
from yuzhengdai.domain.products.services.publish import (
    catalogue_bump,
    catalogue_rebuild,
    product_publish,
    product_return,
)
from yuzhengdai.domain.products.services.shelf import product_put_back, product_take_off

__all__ = [
    "ProductData",
    "catalogue_bump",
    "catalogue_rebuild",
    "product_create",
    "product_publish",
    "product_put_back",
    "product_return",
    "product_submit",
    "product_take_off",
    "product_version_create",
    "product_version_update",
]
