"""What the editor of WordPress can insert is kept, becomes a link, or is counted; the guide says which."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import AsyncIterator

import pytest

from gql.db import Database
from gql.importers.report import ImportReport
from gql.importers.wordpress import import_wordpress
from tests.house.source_tree import ROOT
from tests.importers.stored_rows import public_rows
from tests.importers.wordpress.editor_blocks import (
    EXAMPLES,
    FIRST_ID,
    KEPT,
    LEFT_OUT,
    LINK,
    MENU,
    Example,
    export_parts,
)
from tests.importers.wordpress.wxr_factories import write_file, wxr

GUIDE = ROOT / "deploy" / "importing.md"
OUTCOMES = {KEPT: "kept", LINK: "a link", LEFT_OUT: "left out, counted", MENU: "a menu"}


class Outcome:
    """The stored HTML of each example, its lines in the whole list, and the report."""

    def __init__(self) -> None:
        self.html: dict[str, str] = {}
        self.items: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self.report = ImportReport()


@pytest.fixture(scope="module")
async def outcome(
    module_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Outcome]:
    """All examples, imported once."""
    database = await Database.open(module_database, pool_size=2)
    file = write_file(tmp_path_factory.mktemp("editor"), wxr(*export_parts()))
    found = Outcome()

    def record(kind: str, id: str, what: str, why: str) -> None:
        found.items[id].append((kind, what, why))

    found.report = await import_wordpress(database, [file], record=record)
    rows = await public_rows(database, "select slug, content_html from post")
    found.html = {slug: re.sub(r">\n+<", "><", html) for slug, html in rows}
    menus = await public_rows(
        database, "select m.name, i.label from menu m join menu_item i on i.menu_id = m.id"
    )
    assert menus == [("Main", "Bread")]
    yield found
    await database.close()


@pytest.mark.parametrize(
    ("number", "example"), [*enumerate(EXAMPLES)], ids=[example.name for example in EXAMPLES]
)
def test_what_an_example_holds_is_kept_or_counted(
    outcome: Outcome, number: int, example: Example
) -> None:
    html = outcome.html[f"example-{number}"]
    assert example.kept in html
    assert "wp:" not in html
    items = outcome.items[str(FIRST_ID + number)]
    skipped = [(kind, why) for kind, what, why in items if what == "skipped"]
    if example.becomes == LEFT_OUT:
        assert not re.sub(r"<[^<>]*>", "", html).strip()
        assert {kind for kind, _ in skipped} in ({"dynamic blocks"}, {"shortcodes"})
    elif example.becomes == KEPT:
        assert skipped == []


def test_the_guide_says_what_becomes_of_each() -> None:
    rows = re.findall(r"^\| (.*?) \| (.*?) \|$", GUIDE.read_text(), re.MULTILINE)
    told: dict[str, str] = {}
    for names, becomes in rows:
        told |= dict.fromkeys(re.findall(r"`([^`]+)`", names), becomes)
    missing = [e.name for e in EXAMPLES if not told.get(e.name, "").startswith(OUTCOMES[e.becomes])]
    assert missing == []


def test_every_element_of_the_export_is_in_the_whole_list(outcome: Outcome) -> None:
    lines = outcome.report.lines.values()
    listed = [entry for entries in outcome.items.values() for entry in entries]
    counted = sum(line.in_file for line in lines) + sum(outcome.report.notes.values())
    assert len(listed) == counted
