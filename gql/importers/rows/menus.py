"""Saves menus; the items of a changed menu are deleted and inserted again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gql.content.draft import MenuDraft, MenuItemDraft, TermKind
from gql.content.record import NewRecord
from gql.content.site.menu_record import depth_first, menu_slug, menu_url
from gql.content.text.plain_text import title_text
from gql.content.unique_name import unique_names
from gql.importers.report import ImportReport
from gql.importers.rows.deleted import drop_deleted
from gql.importers.rows.import_map import SQL, ImportMap


@dataclass(frozen=True, slots=True)
class _MenuWithTargets:
    """A menu, whose digest also changes when the target of an item is imported after it.

    It does not when editors here merge or delete a target: their own changes of the menu stay.
    """

    source_id: str
    draft: MenuDraft
    imported: tuple[str, ...]
    """The items whose target is here, or was once."""


async def write_menus(
    import_map: ImportMap, report: ImportReport, drafts: Sequence[MenuDraft]
) -> None:
    """Save menus and their items. To be called when all targets of items are stored."""
    kept = await drop_deleted(import_map, report, "menus", "menu", drafts)
    there = {draft.source_id for draft in kept}
    for draft in drafts:
        if draft.items and draft.source_id not in there:
            ids = [item.source_id for item in draft.items]
            report.count_skipped("menu items", "its menu was deleted here", len(ids), ids)
    targets = await _Targets.load(import_map, kept)
    menus = [
        _MenuWithTargets(draft.source_id, draft, targets.imported_items(draft)) for draft in kept
    ]
    mapped = await import_map.match_drafts("menu", "quire.menu", menus)
    report.count_items("menus", mapped)
    for menu in mapped:
        rows = _item_rows(menu.draft.draft, targets, report)
        # items have no row in the import map: they count as their menu does
        for row in rows:
            report.count_item("menu items", row["source_id"], menu)
        if menu.needs_write:
            await _write_menu(import_map, menu.id, menu.draft.draft, rows)
    await import_map.save("menu", mapped)


@dataclass(frozen=True, slots=True)
class _Targets:
    """The row ids, by source id, of everything that the items of some menus lead to."""

    site_url: str
    entries: dict[str, int]
    terms: dict[TermKind, dict[str, int]]
    authors: dict[str, int]
    deleted_terms: dict[TermKind, set[str]]

    @classmethod
    async def load(cls, import_map: ImportMap, drafts: Sequence[MenuDraft]) -> _Targets:
        items = [item for draft in drafts for item in draft.items]
        site = await import_map.connection.fetchrow(SQL["site"].text)
        terms = {
            kind: {i.term[1] for i in items if i.term and i.term[0] is kind} for kind in TermKind
        }
        return cls(
            site["url"],
            await import_map.row_ids("entry", (item.entry for item in items)),
            {kind: await import_map.row_ids(kind, terms[kind]) for kind in TermKind},
            await import_map.row_ids("author", (item.author for item in items)),
            {kind: await import_map.deleted_here(kind, terms[kind]) for kind in TermKind},
        )

    def imported_items(self, draft: MenuDraft) -> tuple[str, ...]:
        """The items of a menu whose target is here, or was deleted here."""
        return tuple(
            item.source_id
            for item in draft.items
            if any(value is not None for value in self.target_columns(item).values())
            or self.is_deleted(item)
        )

    def is_deleted(self, item: MenuItemDraft) -> bool:
        """Whether an item led to what was deleted here."""
        return bool(item.term and item.term[1] in self.deleted_terms[item.term[0]])

    def target_columns(self, item: MenuItemDraft) -> NewRecord:
        """The target columns of an item; all are None where its target was not imported."""
        return {
            "url": menu_url(item.url, self.site_url) if item.url else None,
            "entry_id": self.entries.get(item.entry or ""),
            "term_id": self.terms[item.term[0]].get(item.term[1]) if item.term else None,
            "author_id": self.authors.get(item.author or ""),
        }


def _item_rows(draft: MenuDraft, targets: _Targets, report: ImportReport) -> list[NewRecord]:
    """Rows in reading order, whose parent_id is a position until ids are reserved.

    Items without a target are left out, and their children take their place.
    """
    rows: list[NewRecord] = []
    parent_positions: dict[str, int | None] = {}
    depths: dict[int | None, int] = {None: -1}
    for item, _ in depth_first(draft.items):
        parent = parent_positions.get(item.parent or "")
        target_columns = targets.target_columns(item)
        if sum(value is not None for value in target_columns.values()) != 1:
            reason = _why_left_out(item, is_deleted=targets.is_deleted(item))
            report.count_skipped("menu items", reason, ids=[item.source_id])
            parent_positions[item.source_id] = parent
            continue
        position = len(rows)
        parent_positions[item.source_id] = position
        depths[position] = depths[parent] + 1
        label = title_text(item.label)
        rows.append(
            {"source_id": item.source_id, "position": position, "parent_id": parent}
            | {"depth": depths[position], "label": label}
            | target_columns
        )
    if unreachable := len(draft.items) - len(depth_first(draft.items)):
        report.count_skipped("menu items", "is its own ancestor", unreachable)
    return rows


def _why_left_out(item: MenuItemDraft, *, is_deleted: bool) -> str:
    if item.url:
        return "its address is none that a link may have"
    if is_deleted:
        return "its target was deleted here"
    named = item.entry or item.term or item.author
    return "its target was not imported" if named else "leads to nothing that is kept here"


async def _write_menu(
    import_map: ImportMap, menu_id: int, menu: MenuDraft, items: Sequence[NewRecord]
) -> None:
    connection = import_map.connection
    taken = SQL["taken_menu_slugs"]
    (slug,) = await unique_names(connection, taken, [menu_slug(menu)], [menu_id])
    location = menu.location
    if location:
        (unique,) = await unique_names(
            connection, SQL["taken_menu_locations"], [location], [menu_id]
        )
        # a location has one menu: the one that is there stays
        location = location if unique == location else None
    name = title_text(menu.name) or slug
    await connection.execute(SQL["upsert_menu"].text, menu_id, slug, name, location)
    await connection.execute(SQL["delete_menu_items"].text, menu_id)
    if items:
        ids = await import_map.reserve_ids("quire.menu_item", len(items))
        rows = [_with_ids(row, menu_id, ids) for row in items]
        await connection.execute(SQL["insert_menu_items"].text, rows)


def _with_ids(row: NewRecord, menu_id: int, ids: list[int]) -> NewRecord:
    """The row with ids in place of positions."""
    parent = row["parent_id"]
    return row | {
        "id": ids[row["position"]],
        "menu_id": menu_id,
        "parent_id": None if parent is None else ids[parent],
    }
