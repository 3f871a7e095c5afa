"""No screen, message, help text or seed row claims what no code does."""

import re
from importlib import import_module

import pytest

from tests.sentences.claims import CLAIMS, NO_CLAIM
from tests.sentences.collect import sentences

SAID = sentences()
PATTERNS = [*(pattern for _, *patterns in CLAIMS for pattern in patterns), *NO_CLAIM]


def test_every_claim_names_the_code_that_makes_it_true() -> None:
    known = [re.compile(pattern) for pattern in PATTERNS]
    unknown = {
        said: sorted(files)
        for said, files in SAID.items()
        if not any(pattern.search(said) for pattern in known)
    }
    assert unknown == {}


@pytest.mark.parametrize("code", sorted({code for code, *_ in CLAIMS}))
def test_that_code_is_there(code: str) -> None:
    module, _, name = code.partition(":")
    assert hasattr(import_module(module), name)


def test_no_row_is_left_over() -> None:
    """A row whose sentence is gone goes too, so that the table stays a table of what is said."""
    unused = [p for p in PATTERNS if not any(re.search(p, said) for said in SAID)]
    assert unused == []


@pytest.mark.parametrize("word", ["后续版本", "已查询用电", "升级到业务主管", "联系平台运营人员代办"])
def test_what_was_untrue_is_not_said_again(word: str) -> None:
    assert not any(word in said for said in SAID)
