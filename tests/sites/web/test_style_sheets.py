"""A template uses what its page's style sheets hold: what stands in another site's would be drawn without a look."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.test import RequestFactory

from scripts import check_structure

TEMPLATES = check_structure.SOURCE / "templates"
STYLES = check_structure.ROOT / "frontend" / "css"
IMPORT = re.compile(r'@import url\("([^"]+)"\)')
# Beginnings of the templates whose pages load the sheet, and of the macros that are drawn for them alone.
LOADED_BY = {
    "staff": (
        "bank/", "ops/", "layouts/staff", "components/work.html", "components/data.html", "shared/staff/",
        "shared/errors/403_staff.html", "shared/frame_staff.html", "shared/gallery",
    ),
    "app": ("app/", "layouts/app", "components/phone.html", "components/member.html", "shared/gallery"),
    "gallery": ("shared/gallery",),
}  # fmt: skip
MACROS_OF_STAFF = re.compile(r"\bui\.(panel|queue|decision_bar|hints|case_head|kpi)\(")

# Every part of components/member.html once.
PARTS = """
{% import "components/member.html" as member with context %}
<p class="{{ member.entry.values()|join(" ") }} {{ member.classes.values()|select|join(" ") }}"></p>
{{ member.entry_head("标题", "导语") }}{{ member.side_part("承诺", [("受理", "1 天")], "说明") }}{{ member.pairs([("一", "二")]) }}
{{ member.todo("标题", "内容", "今天", "去办", "/") }}{{ member.readings([("今天", "王敏", "查看")]) }}
{% call member.part("标题", aside="旁注") %}内容{% endcall %}{% call member.card("标题", "旁注") %}内容{% endcall %}
"""


def classes_behind(sheet: str) -> set[str]:
    """The classes of the files that a sheet imports; print.css, which every sheet imports, gives none its look."""
    files = set(IMPORT.findall((STYLES / f"{sheet}.css").read_text(encoding="utf-8"))) - {"screens/print.css"}
    return set().union(
        *(check_structure.classes_of((STYLES / file).read_text(encoding="utf-8")) for file in files)
    )


def templates_without(sheet: str) -> list[Path]:
    """The templates whose pages do not load a sheet."""
    return [
        path
        for path in sorted(TEMPLATES.rglob("*.html"))
        if not path.relative_to(TEMPLATES).as_posix().startswith(LOADED_BY[sheet])
    ]


@pytest.mark.parametrize("sheet", LOADED_BY)
def test_what_stands_in_the_sheet_of_one_site_is_used_there_alone(sheet: str) -> None:
    alone = classes_behind(sheet) - classes_behind("main")
    assert alone
    strayed = {
        path.relative_to(TEMPLATES).as_posix(): sorted(found)
        for path in templates_without(sheet)
        if (found := check_structure.words_of([path]) & alone)
    }
    assert not strayed, f"move the rules to a file that main.css imports: {strayed}"


@pytest.mark.parametrize("path", ["/", "/console/", "/app/"])
def test_parts_of_members_wear_the_classes_of_the_phone_in_the_app_alone(path: str) -> None:
    drawn = str(engines["jinja2"].from_string(PARTS).render({}, RequestFactory().get(path)))
    found = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', drawn))))
    strayed = found & (classes_behind("app") - classes_behind("main"))
    assert bool(strayed) == (path == "/app/"), strayed


def test_macros_of_the_workbench_are_called_there_alone() -> None:
    strayed = [
        path.relative_to(TEMPLATES).as_posix()
        for path in templates_without("staff")
        if MACROS_OF_STAFF.search(path.read_text(encoding="utf-8"))
    ]
    assert not strayed


def test_every_style_is_loaded_somewhere() -> None:
    imported = {
        file
        for sheet in ("main", *LOADED_BY)
        for file in IMPORT.findall((STYLES / f"{sheet}.css").read_text(encoding="utf-8"))
    }
    there = {
        path.relative_to(STYLES).as_posix()
        for folder in ("components", "screens")
        for path in (STYLES / folder).glob("*.css")
    }
    assert there | {"tokens.css", "base.css"} == imported
