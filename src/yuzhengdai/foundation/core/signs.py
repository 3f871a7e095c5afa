"""A look-up that an index of single characters answers: short Chinese texts searched for a word within, without an extension."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Lookup


class HoldsSigns(Lookup):
    """``title__holds_signs="钧瓷"``: every character of the word occurs in the text, in any order and case. PostgreSQL only.

    Never alone: beside ``icontains``, which says what is meant. Databases other than PostgreSQL leave it out (true for every
    row). There it is answered by a GIN index over the same expression, which a migration makes (``signs_index``): 20,000 rows
    in a tenth of a millisecond where reading each of them takes ten.
    """

    lookup_name = "holds_signs"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """True for every row: ``icontains`` beside it decides."""
        return "1 = 1", ()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """The expression exactly as the index has it; the database lowers the word as it lowered the text."""
        text, text_params = self.process_lhs(compiler, connection)
        word, word_params = self.process_rhs(compiler, connection)
        sql = f"{_signs_of(text)} @> {_signs_of(word)}"
        return sql, [*text_params, *word_params]


def signs_index(*, name: str, table: str, column: str, condition: str) -> str:
    """The statement that makes the index, for migrations on PostgreSQL. All parts are SQL that a developer wrote."""
    return f'CREATE INDEX "{name}" ON "{table}" USING gin (({_signs_of(column)})) WHERE {condition}'


def _signs_of(text: str) -> str:
    return f"regexp_split_to_array(lower({text}), '')"


def register() -> None:
    """Make the look-up known; called once as the application starts."""
    CharField.register_lookup(HoldsSigns)
