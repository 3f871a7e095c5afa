"""The house rules are checked by a script that can fail."""

from pathlib import Path

import pytest

from scripts import check_structure


@pytest.fixture(autouse=True)
def _root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_structure, "ROOT", tmp_path)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_long_files_and_functions_are_found(tmp_path: Path) -> None:
    body = "\n".join("    pass" for _ in range(50))
    assert not list(check_structure.check_sizes(write(tmp_path / "a.py", f"def f():\n{body[:-9]}\n")))
    assert "f has 51 lines" in next(
        check_structure.check_sizes(write(tmp_path / "b.py", f"def f():\n{body}\n"))
    )
    assert "401 lines" in next(check_structure.check_sizes(write(tmp_path / "c.py", "x = 1\n" * 401)))
    sheet = write(tmp_path / "d.css", ".a {}\n" * 401)
    assert next(check_structure.check_length(sheet, "split it")).endswith("401 lines (at most 400): split it")


def test_docstrings_do_not_count(tmp_path: Path) -> None:
    docstring = '    """' + "word\n" * 30 + '    """\n'
    body = "\n".join("    pass" for _ in range(45))
    assert not list(check_structure.check_sizes(write(tmp_path / "a.py", f"def f():\n{docstring}{body}\n")))


@pytest.mark.parametrize(
    "line", ["from django.db import models", "import django.db.models", "from django.db.models import Q"]
)
def test_integrations_know_no_models(tmp_path: Path, line: str) -> None:
    inside = write(tmp_path / "integrations" / "sms" / "a.py", line)
    outside = write(tmp_path / "domain" / "a.py", line)
    assert list(check_structure.check_integrations(inside))
    assert not list(check_structure.check_integrations(outside))


@pytest.mark.parametrize(
    "line",
    [
        '<p style="color:red">',
        '<a onclick="x()">',
        "<style>",
        "<script>",
        '<script type="module">',
        '<a href="javascript:x">',
        '<a\n  onclick\n  =\n  "x()"\n>',
        '<a\n  href="/"\n  onclick=\n  x()\n>',
        '<a href="{{ a > b }}" onclick=x()>',
        '<script\n  type="module"\n>',
        '<script\n  data-src="/a.js"\n>',
        '<p\n  style\n  ="color:red">',
    ],
)
def test_inline_code_is_found(tmp_path: Path, line: str) -> None:
    assert list(check_structure.check_template(write(tmp_path / "a.html", line)))


@pytest.mark.parametrize(
    "line",
    [
        '<script type="module" src="/a.js">',
        '<script nonce="{{ request.csp_nonce }}">',
        '<p class="style">',
        "<option selected>",
        '<script\n  type="module"\n  src="/a.js"\n></script>',
        '<script\n  nonce="{{ request.csp_nonce }}"\n>',
        "{{ ui.choices(a, on=b, only=c) }}",
        "<a {{ ui.attrs(on=b) }}>",
    ],
)
def test_what_the_policy_allows_passes(tmp_path: Path, line: str) -> None:
    assert not list(check_structure.check_template(write(tmp_path / "a.html", line)))


def test_the_line_where_inline_code_begins_is_told(tmp_path: Path) -> None:
    breach = next(check_structure.check_template(write(tmp_path / "a.html", '<p>\n<a\n  onclick="x()"\n>')))
    assert breach.startswith("a.html:3: ")


def test_a_raw_table_stands_in_components_alone(tmp_path: Path) -> None:
    def breaches(name: str) -> list[str]:
        return list(check_structure.check_template(write(tmp_path / "templates" / name, "<p>\n<table\n>\n")))

    assert "ops/list.html:2: a raw table" in breaches("ops/list.html")[0]
    assert not breaches("components/data.html")
    assert breaches("portal/catalogue/compare.html")


def test_a_template_line_is_at_most_160_characters(tmp_path: Path) -> None:
    assert not list(check_structure.check_template(write(tmp_path / "a.html", "中" * 160 + "\n")))
    assert "b.html:2: 161 characters" in next(
        check_structure.check_template(write(tmp_path / "b.html", "<p>\n" + "中" * 161))
    )


def test_one_in_twenty_may_be_longer() -> None:
    assert not list(check_structure.check_spread("files", [250] * 95 + [400] * 5, 250))
    assert "the 95th percentile is 251 lines" in next(
        check_structure.check_spread("files", [10] * 94 + [251] * 6, 250)
    )
    assert not list(check_structure.check_spread("files", [], 250))


def test_lengths_are_counted_by_file_and_function(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.py", 'class A:\n    def f(self):\n        """One."""\n        return 1\n\n\nx = 1\n'
    )
    assert check_structure.file_lengths([path]) == [7]
    assert check_structure.function_lengths([path]) == [2]


def style_breaches(root: Path, css: str, **files: str) -> list[str]:
    write(root / "frontend" / "css" / "a.css", css)
    for name, text in files.items():
        write(root / "src" / f"{name.replace('_', '.')}", text)
    write(root / "src" / "all.html", " ".join(check_structure.FILLED_IN))
    return list(check_structure.check_style_sheets(root, [root / "src"]))


def test_a_class_nobody_names_is_found_wherever_it_stands(tmp_path: Path) -> None:
    css = """/* .in-a-comment */ .a-row, .gone-one > p { background: url("x.gone-two.svg"); }
    @media (max-width: 1.5rem) { .a-row:not(.gone-three) { content: ".gone-four"; } }"""
    found = style_breaches(tmp_path, css, page_html='<p class="a-row">')
    assert [line.rpartition(".")[2] for line in found] == ["gone-one", "gone-three"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page_html", '<p class="wide {{ "hall" if big }} x">'),
        ("page_html", "{% block main_class %}hall{% endblock %}"),
        ("tool_py", "MARKUP = '<p class=\"hall\">'"),
    ],
)
def test_a_plain_word_is_named_where_it_stands_as_a_class(tmp_path: Path, name: str, text: str) -> None:
    assert not style_breaches(tmp_path, ".hall { color: red }", **{name: text})


def test_a_plain_word_elsewhere_is_no_name(tmp_path: Path) -> None:
    assert style_breaches(tmp_path, ".hall { color: red }", page_html="<p>hall</p>", tool_py='x = "hall"')


def test_scripts_name_classes_and_what_is_filled_in_is_known_by_its_beginning(tmp_path: Path) -> None:
    write(tmp_path / "frontend" / "ts" / "a.ts", 'item.classList.add("hall");')
    assert not style_breaches(tmp_path, ".hall, .status--you, .htmx-request { color: red }")


def test_a_beginning_nobody_fills_in_is_found(tmp_path: Path) -> None:
    found = list(check_structure.check_classes([], {"status--"}))
    assert "scripts/check_structure.py: nobody fills in tag--" in found
    assert "scripts/check_structure.py: nobody fills in status--" not in found


@pytest.mark.parametrize("said", ["The page.", "账号", "Do it.", "Words of accounts."])
def test_docstrings_that_say_nothing_are_found(tmp_path: Path, said: str) -> None:
    module = write(tmp_path / "a.py", f'"""{said}"""\n')
    method = write(tmp_path / "b.py", f'class A:\n    def get(self):\n        """{said}"""\n')
    for path in (module, method):
        assert said in next(check_structure.check_docstrings(path))


@pytest.mark.parametrize(
    "said", ["Amounts are in yuan.", "``12 个月``.", "FROZEN → VERIFIED.", "工作台首页的待办", ""]
)
def test_docstrings_that_say_something_stay(tmp_path: Path, said: str) -> None:
    docstring = f'    """{said}"""\n' if said else ""
    assert not list(
        check_structure.check_docstrings(write(tmp_path / "a.py", f"def f():\n{docstring}    pass\n"))
    )
