"""Every sentence of a refusal ends as a sentence: pages, messages and programs show it as it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import yuzhengdai

SOURCE = Path(yuzhengdai.__file__).parent
REFUSALS = {"Refused", "Forbidden", "Conflict", "NotFound", "RateLimited", "ExternalError"}
ENDS = ("。", "？")


def _given(call: ast.Call) -> list[ast.expr]:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "sentence"]
    return named or call.args[1:2]


def _defaults(function: ast.FunctionDef) -> list[ast.expr]:
    plain = function.args.args[len(function.args.args) - len(function.args.defaults) :]
    pairs = [*zip(plain, function.args.defaults, strict=True)]
    pairs += [(a, v) for a, v in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True) if v]
    return [value for argument, value in pairs if argument.arg == "sentence"]


def _leaves(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.IfExp):
        yield from (leaf for side in (node.body, node.orelse) for leaf in _leaves(side))
    elif isinstance(node, ast.BoolOp):
        yield from (leaf for side in node.values for leaf in _leaves(side))
    elif isinstance(node, ast.BinOp):
        yield from _leaves(node.right)
    else:
        yield node


def _ending(node: ast.expr) -> str | None:
    """The literal end of a text; None where only running the code would tell."""
    if isinstance(node, ast.JoinedStr):
        node = node.values[-1]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _sentences(path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assigned: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                assigned.setdefault(ast.unparse(target), []).append(node.value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            assigned.setdefault(ast.unparse(node.target), []).append(node.value)
    for node in ast.walk(tree):
        found: list[ast.expr] = []
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in REFUSALS:
            found = _given(node)
        elif isinstance(node, ast.FunctionDef) and path.name == "errors.py":
            found = _defaults(node)
        for leaf in (leaf for value in found for leaf in _leaves(value)):
            named = assigned.get(leaf.id, []) if isinstance(leaf, ast.Name) else [leaf]
            for text in (_ending(end) for value in named for end in _leaves(value)):
                if text:
                    yield leaf.lineno, text


def test_every_refusal_ends_with_a_full_stop() -> None:
    told = [
        (f"{path.relative_to(SOURCE)}:{line}", text)
        for path in SOURCE.rglob("*.py")
        for line, text in _sentences(path)
    ]
    assert len(told) > 100, "the sentences are not found any more"
    assert [(where, text) for where, text in told if not text.endswith(ENDS)] == []


@pytest.mark.parametrize(
    ("code", "ends"),
    [
        ('Refused("a", "请稍后再试")', ["请稍后再试"]),
        ('errors.Conflict("a", f"{x}，请重试" if y else "好。")', ["，请重试", "好。"]),
        ('said = "请重试"\nraise RateLimited(3, sentence=said)', ["请重试"]),
    ],
)
def test_such_sentences_are_found(tmp_path: Path, code: str, ends: list[str]) -> None:
    path = tmp_path / "code.py"
    path.write_text(code, encoding="utf-8")
    assert [text for _, text in _sentences(path)] == ends
