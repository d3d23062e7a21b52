"""Writes menus: a changed menu is written anew, item by item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gql.content.draft import MenuDraft, MenuItemDraft, TermKind
from gql.content.record import NewRecord
from gql.content.site.menu_record import in_reading_order, menu_slug, menu_url
from gql.content.text.plain_text import title_text
from gql.content.unique_name import free_names
from gql.importers.report import Tally
from gql.importers.rows.import_map import SQL, Ledger


@dataclass(frozen=True, slots=True)
class _Menu:
    """A menu and what its items lead to: it has changed, too, when a target has come or gone."""

    source_id: str
    draft: MenuDraft
    items: list[NewRecord]


async def write_menus(ledger: Ledger, tally: Tally, drafts: Sequence[MenuDraft]) -> None:
    """To be called last: the items lead to what was written before."""
    targets = await _Targets.of(ledger, drafts)
    menus = [_Menu(draft.source_id, draft, _items(draft, targets, tally)) for draft in drafts]
    work = await ledger.work("menu", "quire.menu", menus)
    tally.count("menus", work)
    for w in work:
        items = tally.line("menu items")
        items.in_file += len(w.draft.items)
        items.imported += len(w.draft.items) if w.is_new else 0
        items.changed += len(w.draft.items) if w.is_changed else 0
        if w.is_due:
            await _write(ledger, w.id, w.draft)
    await ledger.remember("menu", work)


@dataclass(frozen=True, slots=True)
class _Targets:
    site_url: str
    entries: dict[str, int]
    terms: dict[TermKind, dict[str, int]]
    authors: dict[str, int]

    @classmethod
    async def of(cls, ledger: Ledger, drafts: Sequence[MenuDraft]) -> _Targets:
        items = [item for draft in drafts for item in draft.items]
        site = await ledger.connection.fetchrow(SQL["site"].text)
        return cls(
            site["url"],
            await ledger.ids("entry", (item.entry for item in items)),
            {
                kind: await ledger.ids(
                    kind, (i.term[1] for i in items if i.term and i.term[0] is kind)
                )
                for kind in TermKind
            },
            await ledger.ids("author", (item.author for item in items)),
        )

    def columns(self, item: MenuItemDraft) -> NewRecord:
        """One of them is not None, where the item leads to something that is here."""
        return {
            "url": menu_url(item.url, self.site_url) if item.url else None,
            "entry_id": self.entries.get(item.entry or ""),
            "term_id": self.terms[item.term[0]].get(item.term[1]) if item.term else None,
            "author_id": self.authors.get(item.author or ""),
        }


def _items(draft: MenuDraft, targets: _Targets, tally: Tally) -> list[NewRecord]:
    """Rows in reading order. What stood under an item that leads nowhere stands in its place."""
    rows: list[NewRecord] = []
    above: dict[str, int | None] = {}
    depths: dict[int | None, int] = {None: -1}
    for item, _ in in_reading_order(draft.items):
        parent = above.get(item.parent or "")
        columns = targets.columns(item)
        if sum(value is not None for value in columns.values()) != 1:
            tally.skip("menu items", "leads to nothing that was imported")
            above[item.source_id] = parent
            continue
        position = len(rows)
        above[item.source_id] = position
        depths[position] = depths[parent] + 1
        label = title_text(item.label)
        rows.append(
            {"position": position, "parent_id": parent, "depth": depths[position], "label": label}
            | columns
        )
    if lost := len(draft.items) - len(in_reading_order(draft.items)):
        tally.skip("menu items", "stands under itself", lost)
    return rows


async def _write(ledger: Ledger, menu_id: int, menu: _Menu) -> None:
    connection = ledger.connection
    taken = SQL["taken_menu_slugs"]
    (slug,) = await free_names(connection, taken, [menu_slug(menu.draft)], [menu_id])
    location = menu.draft.location
    if location:
        (free,) = await free_names(connection, SQL["taken_menu_locations"], [location], [menu_id])
        location = location if free == location else None
    name = title_text(menu.draft.name) or slug
    await connection.execute(SQL["write_menu"].text, menu_id, slug, name, location)
    await connection.execute(SQL["forget_menu_items"].text, menu_id)
    if menu.items:
        ids = await ledger.new_ids("quire.menu_item", len(menu.items))
        rows = [_row(row, menu_id, ids) for row in menu.items]
        await connection.execute(SQL["insert_menu_items"].text, rows)


def _row(row: NewRecord, menu_id: int, ids: list[int]) -> NewRecord:
    """Positions become ids."""
    parent = row["parent_id"]
    return row | {
        "id": ids[row["position"]],
        "menu_id": menu_id,
        "parent_id": None if parent is None else ids[parent],
    }
