"""Importing a source again after editors have deleted, merged or moved its terms and menus here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gql.content.draft import (
    AuthorDraft,
    Draft,
    MenuDraft,
    MenuItemDraft,
    MetaDraft,
    SiteDraft,
    TermDraft,
    TermKind,
)
from gql.content.terms.merge_and_delete import delete_term, merge_terms
from gql.db import Database
from gql.viewer import Role, Viewer
from tests.importers.draft_factories import AUTHOR, import_drafts, post
from tests.importers.stored_rows import table_rows

EDITOR = Viewer(Role.EDITOR)
CATEGORY = TermKind.CATEGORY
PARENTS = "select t.name, p.name from term t left join term p on p.id = t.parent_id order by 1"


def category(name: str, parent: str | None = None, **more: str) -> TermDraft:
    return TermDraft(name, CATEGORY, name, parent=parent, **more)


async def term_id(database: Database, name: str) -> int:
    ((id,),) = await table_rows(database, "select id from term where name = $1", name)
    return int(id)


async def merge(database: Database, into: str, *names: str) -> None:
    ids = [await term_id(database, name) for name in names]
    into_id = await term_id(database, into)
    async with database.transaction() as connection:
        await merge_terms(connection, EDITOR, CATEGORY, into_id, ids)


async def test_what_editors_have_deleted_stays_deleted(database: Database) -> None:
    tag = TermDraft("t", TermKind.TAG, "T")
    terms = ((CATEGORY, "A"), (CATEGORY, "B"), (TermKind.TAG, "t"))
    menu = MenuDraft("m", "Menu", items=(MenuItemDraft("i", label="A", term=(CATEGORY, "A")),))
    drafts: list[Draft] = [AUTHOR, category("A"), category("B", "A"), tag, menu]
    await import_drafts(database, [*drafts, post("1", terms=terms)])
    for kind, name in ((CATEGORY, "A"), (TermKind.TAG, "T")):
        id = await term_id(database, name)
        async with database.transaction() as connection:
            await delete_term(connection, EDITOR, kind, id)
    async with database.transaction() as connection:
        await connection.execute("delete from menu")

    again: list[Draft] = [
        AUTHOR,
        category("A", description="New."),
        category("B", "A", description="New."),
        replace(tag, name="Other"),
        replace(menu, name="Other"),
        post("1", terms=terms, content="New."),
    ]
    for _ in range(2):
        report = await import_drafts(database, again)
        assert await table_rows(database, PARENTS) == [("B", None)]
        assert await table_rows(database, "select count(*) from menu") == [(0,)]
        linked = "select t.name from post_term l join term t on t.id = l.term_id"
        assert await table_rows(database, linked) == [("B",)]
        skipped = {line.kind: line.skip_summary for line in report.lines.values() if line.skipped}
        assert skipped == {
            "categories": "was deleted here",
            "tags": "was deleted here",
            "menus": "was deleted here",
            "menu items": "its menu was deleted here",
        }
        assert all(line.unchanged >= 0 for line in report.lines.values())
        left_out = report.notes["a category or tag that is not here is left out of a post"]
        assert left_out == (2 if report.lines["posts"].changed else 0)


async def test_what_a_merged_term_becomes_in_the_source_changes_nothing_here(
    database: Database,
) -> None:
    drafts = [category("Top"), category("A", "B"), category("B", "Top"), category("C")]
    await import_drafts(database, drafts)
    await merge(database, "A", "B", "C")
    renamed = replace(category("C", "Top"), name="Renamed")
    for again in (drafts, [*drafts[:2], category("B", description="New."), renamed]):
        report = await import_drafts(database, again)
        assert await table_rows(database, PARENTS) == [("A", "Top"), ("Top", None)]
        assert report.lines["categories"].changed == 0
    # nor does its meta take the place of another's
    values = [MetaDraft(CATEGORY, name, ((name, "1"),)) for name in ("A", "B")]
    report = await import_drafts(database, [*drafts, *values])
    assert await table_rows(database, "select key from meta") == [("A",)]
    assert report.lines["term meta"].skip_reasons == {"belongs to nothing that is here": 1}
    # below one that is itself now
    await import_drafts(database, [category("A", "B", description="New.")])
    assert await table_rows(database, PARENTS) == [("A", "Top"), ("Top", None)]


async def test_a_menu_keeps_what_editors_have_made_of_it_when_they_merge_or_delete_its_targets(
    database: Database,
) -> None:
    items = tuple(MenuItemDraft(name, term=(CATEGORY, name)) for name in ("A", "B", "C", "D"))
    menu = MenuDraft("m", "Menu", items=items)
    drafts: list[Draft] = [*(category(name) for name in ("A", "B", "C")), menu]
    await import_drafts(database, drafts)
    await merge(database, "A", "B")
    id = await term_id(database, "C")
    async with database.transaction() as connection:
        await delete_term(connection, EDITOR, CATEGORY, id)
        await connection.execute("update menu_item set label = 'Edited' where position = 0")
    labels = "select label from menu_item order by position"
    report = await import_drafts(database, drafts)
    assert report.lines["menus"].unchanged == 1
    assert report.lines["menu items"].skip_reasons == {
        "its target was deleted here": 1,
        "its target was not imported": 1,
    }
    assert await table_rows(database, labels) == [("Edited",), ("",), ("",)]
    # a target that the source brings only now
    assert (await import_drafts(database, [*drafts, category("D")])).lines["menus"].changed == 1
    assert await table_rows(database, labels) == [("",), ("",), ("",)]


@pytest.mark.parametrize(
    ("again", "parents"),
    [
        # unchanged in the source: where an editor has put it here
        ([category("A"), category("B", "A")], {"A": "C", "B": None, "C": None}),
        ([category("A"), category("B", "A", description="New.")], {"A": "C", "B": "A", "C": None}),
        (
            [category("A", description="New."), category("B", "A")],
            {"A": None, "B": None, "C": None},
        ),
        # C is above A here
        ([category("C", "A", description="New.")], {"A": "C", "B": None, "C": None}),
        # a parent that the source brings only now
        ([category("D"), category("B", "D")], {"A": "C", "B": "D", "C": None, "D": None}),
        # C is above A here, and not in the source
        (
            [category("A", description="New."), category("C", "A", description="New.")],
            {"A": None, "B": None, "C": "A"},
        ),
    ],
)
async def test_a_category_is_moved_only_if_it_has_changed_in_the_source(
    database: Database, again: list[TermDraft], parents: dict[str, str | None]
) -> None:
    await import_drafts(database, [category("A"), category("B", "A"), category("C")])
    async with database.transaction() as connection:
        await connection.execute("update term set parent_id = null")
        await connection.execute("update term set parent_id = 3 where name = 'A'")
    await import_drafts(database, again)
    assert dict(await table_rows(database, PARENTS)) == parents


async def test_a_change_by_an_import_is_a_new_version(database: Database) -> None:
    versions = "select version from {} order by 1"
    first: list[Draft] = [
        SiteDraft("S"),
        AuthorDraft("ada", "Ada"),
        category("A"),
        MenuDraft("m", "Menu"),
    ]
    changed: list[Draft] = [
        SiteDraft("S", tagline="New."),
        AuthorDraft("ada", "Ada", bio="New."),
        category("A", description="New."),
        MenuDraft("m", "Menu", items=(MenuItemDraft("i", label="L", url="https://x.example/"),)),
    ]
    tables = ("site", "author", "term", "menu")
    await import_drafts(database, first)
    before = [await table_rows(database, versions.format(table)) for table in tables]
    for _ in range(2):  # equal the second time
        await import_drafts(database, changed)
        after = [await table_rows(database, versions.format(table)) for table in tables]
        assert after == [[(version + 1,)] for ((version,),) in before]
