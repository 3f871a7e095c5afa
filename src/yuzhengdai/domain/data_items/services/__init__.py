"""Use cases of data items."""

from yuzhengdai.domain.data_items.services.fetching import ItemAnswer, facts_fetch, refresh_require
from yuzhengdai.domain.data_items.services.retention import answers_purge

__all__ = ["ItemAnswer", "answers_purge", "facts_fetch", "refresh_require"]
