"""House rules that no linter knows: size of files and functions, integrations without models, no stray inline code.

Prints every breach and ends with status 1 where there is one.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "yuzhengdai"
FOLDERS = [
    SOURCE,
    *(ROOT / name for name in ("demo", "engines", "keyagent", "sandbox", "scripts", "benchmarks")),
]
FILE_LINES = 400
FUNCTION_LINES = 50
FILE_P95 = 250
FUNCTION_P95 = 30
TEMPLATE_COLUMNS = 160
DOC_WORDS = 3
DOC_WORD = re.compile(r"[\u4e00-\u9fff]|[^\s\u4e00-\u9fff\W][^\s\u4e00-\u9fff]*")
INLINE = re.compile(
    r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style|<script(?![^>]*\s(src|nonce)\s*=)|javascript:", re.IGNORECASE
)
# A handler without quotes looks like an argument of a macro: looked for in tags, with what Jinja fills in blanked.
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
HANDLER = re.compile(r"(?<=[\s\"'])on[a-z]+\s*=", re.IGNORECASE)
TAG = re.compile(r"<[a-z][^<>]*", re.IGNORECASE)

# Classes put together of two parts: a macro or function fills in what follows. Each must itself be named somewhere.
FILLED_IN = (
    "alert--", "application-row__sub--", "button--", "conditions__verdict--", "cost-form__", "deadline--", "dialog--",
    "face-steps__item--", "field__control--", "icon--", "kpi__delta--", "page-head--", "result-mark--", "seal--",
    "stages__item--", "status--", "tag--", "viewfinder--", "wizard-bar__part--",
)  # fmt: skip
# Set by htmx itself.
OF_LIBRARIES = ("htmx-request",)

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ADDRESS = re.compile(r"url\([^)]*\)|\"[^\"]*\"")
SELECTORS = re.compile(r"([^{};]+)\{")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
WORD = re.compile(r"[\w-]+")
CLASS_PLACES = re.compile(r"class=\"((?:\{\{.*?\}\}|\{%.*?%\}|[^\"])*)\"|_class %\}(.*?)\{%", re.DOTALL)
QUOTED = re.compile(r"[\"'`]([^\"'`\n]*)[\"'`]()")


def python_files() -> Iterator[Path]:
    """Yield our Python files, migrations apart."""
    for folder in FOLDERS:
        yield from (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def check_length(path: Path, way_out: str) -> Iterator[str]:
    """Yield a breach where a file is longer than ``FILE_LINES``; ``way_out`` says what to do then."""
    lines = path.read_text(encoding="utf-8").count("\n")
    if lines > FILE_LINES:
        yield f"{path.relative_to(ROOT)}: {lines} lines (at most {FILE_LINES}): {way_out}"


def check_sizes(path: Path) -> Iterator[str]:
    """Yield breaches of the limits on file and function length (a function's docstring does not count)."""
    text = path.read_text(encoding="utf-8")
    yield from check_length(path, "make it a package, one file per use case")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)
            if length > FUNCTION_LINES:
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} has {length} lines (at most {FUNCTION_LINES})"


def check_spread(name: str, lengths: list[int], most: int) -> Iterator[str]:
    """Yield a breach where more than one in twenty of ``lengths`` (lines) is above ``most``."""
    ranked = sorted(lengths)
    p95 = ranked[max(0, -(-len(ranked) * 95 // 100) - 1)] if ranked else 0
    if p95 > most:
        yield f"{name}: the 95th percentile is {p95} lines (at most {most}): split the longest"


def file_lengths(paths: list[Path]) -> list[int]:
    """Lines of each file."""
    return [path.read_text(encoding="utf-8").count("\n") for path in paths]


def function_lengths(paths: list[Path]) -> list[int]:
    """Lines of each function and method, without its docstring."""
    return [
        (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        return (first.end_lineno or first.lineno) - first.lineno + 1
    return 0


def check_docstrings(path: Path) -> Iterator[str]:
    """Yield docstrings that only say the name again. A Chinese character counts as a word; an example in backticks or an
    arrow may stand alone.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        said = ast.get_docstring(node) or ""
        if said and "``" not in said and "→" not in said and len(DOC_WORD.findall(said)) <= DOC_WORDS:
            line = getattr(node, "lineno", 1)
            yield f"{path.relative_to(ROOT)}:{line}: {said!r} says nothing the name does not: say why, or leave it out"


def check_integrations(path: Path) -> Iterator[str]:
    """Yield imports of Django's database layer in integrations, which know no models."""
    if "integrations" not in path.parts:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        for name in names:
            if name.startswith(("django.db", "django.contrib")):
                yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}: integrations must not import {name}"


def check_template(path: Path) -> Iterator[str]:
    """Yield lines too long to read, and inline code, which the content security policy would block."""
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT)
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > TEMPLATE_COLUMNS:
            yield f"{name}:{number}: {len(line)} characters (at most {TEMPLATE_COLUMNS})"
    # Tables are drawn by `ui.table`: caption, heads, a frame that scrolls, blocks on a phone.
    if "components" not in path.parts:
        for number in (number for number, line in enumerate(text.splitlines(), start=1) if "<table" in line):
            yield f"{name}:{number}: a raw table: use ui.table (templates/components/data.html)"
    lines = text.split("\n")
    for number in inline_code(text):
        yield f"{name}:{number}: inline script, style or handler: {lines[number - 1].strip()[:80]}"


def inline_code(text: str) -> list[int]:
    """The lines on which inline scripts, styles and handlers begin; a tag may stretch over many lines."""
    starts = [found.start() + found.group().startswith("\n") for found in INLINE.finditer(text)]
    bare = JINJA.sub(lambda found: re.sub(r"[^\n]", "_", found.group()), text)
    for tag in TAG.finditer(bare):
        starts += [tag.start() + found.start() for found in HANDLER.finditer(tag.group())]
    return sorted({text.count("\n", 0, start) + 1 for start in starts})


def classes_of(css: str) -> set[str]:
    """The classes that the selectors of a style sheet name."""
    bare = ADDRESS.sub("", COMMENT.sub("", css))
    selectors = (found.strip() for found in SELECTORS.findall(bare))
    return {name for one in selectors if not one.startswith("@") for name in CLASS.findall(one)}


def words_of(paths: Iterable[Path]) -> set[str]:
    """What files name that could be a class or its beginning; a plain word only where it stands as a class."""
    words: set[str] = set()
    for path in paths:
        text = path.read_text(encoding="utf-8")
        words |= {word for word in WORD.findall(text) if "-" in word or "_" in word}
        places = QUOTED if path.suffix == ".ts" else CLASS_PLACES
        words |= {word for place in places.findall(text) for word in WORD.findall("".join(place))}
    return words


def check_classes(styles: Iterable[tuple[str, str]], words: set[str]) -> Iterator[str]:
    """Yield the classes of style sheets (name, text) that nobody names, and the beginnings that nobody fills in."""
    filled_in = tuple(start for start in FILLED_IN if start in words)
    for start in FILLED_IN:
        if start not in words:
            yield f"scripts/check_structure.py: nobody fills in {start}"
    for name, text in styles:
        for one in sorted(classes_of(text) - words - set(OF_LIBRARIES)):
            if not one.startswith(filled_in):
                yield f"{name}: no template, script or Python names .{one}"


def check_style_sheets(root: Path, folders: Iterable[Path]) -> Iterator[str]:
    """Yield the breaches in a checkout; ``folders`` hold its Python and templates."""
    paths = [path for folder in folders for kind in ("*.html", "*.py") for path in folder.rglob(kind)]
    paths += (root / "frontend" / "ts").rglob("*.ts")
    words = words_of(path for path in paths if path.name != Path(__file__).name)
    sheets = sorted((root / "frontend" / "css").rglob("*.css"))
    styles = ((path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")) for path in sheets)
    yield from check_classes(styles, words)


def main() -> int:
    breaches: list[str] = []
    files = list(python_files())
    breaches += check_spread("files", file_lengths(files), FILE_P95)
    breaches += check_spread("functions", function_lengths(files), FUNCTION_P95)
    for path in files:
        breaches += [*check_sizes(path), *check_integrations(path), *check_docstrings(path)]
    for path in sorted((SOURCE / "templates").rglob("*.html")):
        breaches += check_template(path)
    breaches += check_style_sheets(ROOT, FOLDERS)
    for path in sorted((ROOT / "frontend" / "css").rglob("*.css")):
        breaches += check_length(path, "split it by what its rules are about")
    print("\n".join(breaches) or "structure: ok")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
