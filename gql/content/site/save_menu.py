"""Menus as editors change them: each save replaces all items of a menu."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gql.content.change_log import menu_tags, record_change
from gql.content.entries.entry_tags import record_scheduled_again
from gql.content.expected_version import require_version
from gql.content.permission import Action, require
from gql.content.record import NewRecord
from gql.content.site.menu_record import menu_url
from gql.content.slug import preserved_slug, slug_of
from gql.content.text.plain_text import title_text
from gql.content.unique_name import unique_names
from gql.db import Connection
from gql.errors import BadInput, Conflict, Forbidden, NotSignedIn, RecordNotFound
from gql.sql.statements import statements
from gql.viewer import Viewer

MENU_REFUSALS = (BadInput, Conflict, Forbidden, NotSignedIn, RecordNotFound)
SQL, IMPORT_SQL, ENTRY_SQL = statements("menu"), statements("import"), statements("entry")
# a top-level item has depth 0; WordPress has eleven levels, and what it had can be saved here
MAX_ITEMS, MAX_DEPTH = 200, 10
MAX_NAME_LENGTH, MAX_LOCATION_LENGTH = 200, 100  # characters
# the column of the table, by the kind of what an item leads to
TARGET_COLUMNS = {
    "POST": "entry_id",
    "PAGE": "entry_id",
    "CATEGORY": "term_id",
    "TAG": "term_id",
    "AUTHOR": "author_id",
}


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item: a label ("": that of the target), a URL or a target (kind and id), and a depth."""

    label: str
    url: str | None
    target: tuple[str, int] | None
    depth: int


MenuChanges = Mapping[str, Any]
"""Of name, slug (None: from the name), location (None: none) and items those that change."""


async def create_menu(connection: Connection, viewer: Viewer, changes: MenuChanges) -> int:
    """Insert a menu with its items and return its id. Raises NotSignedIn, Forbidden, BadInput."""
    require(viewer, Action.MANAGE_MENUS)
    await connection.execute(ENTRY_SQL["lock_names"].text)
    values = {"slug": None, "location": None, "items": (), **_validate(changes)}
    await _require_free_location(connection, values["location"], 0)
    slug = await _slug(connection, values, 0)
    menu_id = int(
        await connection.fetchval(SQL["insert_menu"].text, slug, values["name"], values["location"])
    )
    await _insert_items(connection, menu_id, values["items"])
    await record_change(connection, "CREATED", f"menu:{menu_id}", menu_tags([menu_id]))
    await _record_scheduled_targets(connection, values["items"])
    return menu_id


async def update_menu(
    connection: Connection,
    viewer: Viewer,
    menu_id: int,
    changes: MenuChanges,
    expected_version: int | None,
) -> None:
    """Save what changes of a menu. Raises NotSignedIn, Forbidden, RecordNotFound, Conflict and
    BadInput.
    """
    require(viewer, Action.MANAGE_MENUS)
    await connection.execute(ENTRY_SQL["lock_names"].text)
    menu = await connection.fetchrow(SQL["lock_menu"].text, menu_id)
    if menu is None:
        raise RecordNotFound(field=["id"])
    require_version(menu["version"], expected_version)
    changed = _validate(changes)
    values = {"slug": menu["slug"], "name": menu["name"], "location": menu["location"], **changed}
    await _require_free_location(connection, values["location"], menu_id)
    slug = menu["slug"]
    if values["slug"] != slug:
        slug = await _slug(connection, values, menu_id)
    await connection.execute(
        SQL["update_menu"].text, menu_id, slug, values["name"], values["location"]
    )
    if "items" in values:
        await connection.execute(IMPORT_SQL["delete_menu_items"].text, menu_id)
        await _insert_items(connection, menu_id, values["items"])
    await record_change(connection, "UPDATED", f"menu:{menu_id}", menu_tags([menu_id]))
    await _record_scheduled_targets(connection, values.get("items", ()))


async def delete_menu(connection: Connection, viewer: Viewer, menu_id: int) -> None:
    """Delete a menu with its items. Raises NotSignedIn, Forbidden and RecordNotFound."""
    require(viewer, Action.MANAGE_MENUS)
    if await connection.fetchval(SQL["delete_menu"].text, menu_id) is None:
        raise RecordNotFound(field=["id"])
    await record_change(connection, "DELETED", f"menu:{menu_id}", menu_tags([menu_id]))


async def _record_scheduled_targets(connection: Connection, items: Iterable[NewItem]) -> None:
    """Record that items will appear with what they lead to, as that does at a time to come."""
    ids: dict[str, list[int]] = {column: [] for column in TARGET_COLUMNS.values()}
    for item in items:
        if item.target:
            ids[TARGET_COLUMNS[item.target[0]]].append(item.target[1])
    await record_scheduled_again(
        connection, entries=ids["entry_id"], terms=ids["term_id"], authors=ids["author_id"]
    )


def _validate(changes: MenuChanges) -> dict[str, Any]:
    values = dict(changes)
    if "name" in values:
        values["name"] = title_text(values["name"])
        if not 0 < len(values["name"]) <= MAX_NAME_LENGTH:
            what = f"The name of a menu has 1 to {MAX_NAME_LENGTH} characters."
            raise BadInput(what, field=["name"])
    if "location" in values:
        values["location"] = title_text(values["location"] or "") or None
        if len(values["location"] or "") > MAX_LOCATION_LENGTH:
            what = f"A location has at most {MAX_LOCATION_LENGTH} characters."
            raise BadInput(what, field=["location"])
    return values


async def _slug(connection: Connection, values: Mapping[str, Any], menu_id: int) -> str:
    wanted = values["slug"]
    from_name = slug_of(values["name"], "menu")
    requested = preserved_slug(wanted, from_name) if wanted else from_name
    taken = IMPORT_SQL["taken_menu_slugs"]
    (slug,) = await unique_names(connection, taken, [requested], [menu_id])
    return slug


async def _require_free_location(
    connection: Connection, location: str | None, menu_id: int
) -> None:
    """Raise BadInput if another menu is at this location."""
    if location is None:
        return
    other = await connection.fetchval(SQL["menu_at"].text, location, menu_id)
    if other is not None:
        raise BadInput(f"The menu {other} is there. Take it away first.", field=["location"])


async def _insert_items(connection: Connection, menu_id: int, items: Sequence[NewItem]) -> None:
    """Insert items in reading order. Raises BadInput about the first that is not valid."""
    parents = _parents(items)
    site = await connection.fetchrow(ENTRY_SQL["site"].text)
    await _require_targets(connection, items)
    ids = [
        record["id"]
        for record in await connection.fetch(
            IMPORT_SQL["new_ids"].text, "quire.menu_item", len(items)
        )
    ]
    rows = [
        {
            "id": ids[at],
            "menu_id": menu_id,
            "parent_id": None if parent is None else ids[parent],
            "position": at,
            "depth": item.depth,
            "label": title_text(item.label),
            **_target_columns(item, at, site["url"]),
        }
        for at, (item, parent) in enumerate(zip(items, parents, strict=True))
    ]
    if rows:
        await connection.execute(IMPORT_SQL["insert_menu_items"].text, rows)


def _parents(items: Sequence[NewItem]) -> list[int | None]:
    """The place of each item's parent, the last item before it that is one level higher."""
    parents: list[int | None] = []
    above: list[int] = []  # the items above the next one, from the top down
    for at, item in enumerate(items):
        if not 0 <= item.depth <= min(len(above), MAX_DEPTH):
            raise BadInput(
                f"An item has depth 0, or at most one more than the item before it, up to "
                f"{MAX_DEPTH}; this one has {item.depth}.",
                field=["items", str(at), "depth"],
            )
        del above[item.depth :]
        parents.append(above[-1] if above else None)
        above.append(at)
    return parents


def _target_columns(item: NewItem, at: int, site_url: str) -> NewRecord:
    if item.target is not None:
        return {TARGET_COLUMNS[item.target[0]]: item.target[1]}
    url = menu_url(item.url or "", site_url)
    if url is None or not item.url:
        raise BadInput(
            "An address begins with https://, http://, mailto:, tel:, sms: or /.",
            field=["items", str(at), "url"],
        )
    return {"url": url}


async def _require_targets(connection: Connection, items: Sequence[NewItem]) -> None:
    """Raise BadInput for an item that leads to both, to nothing, or to what is not there."""
    wanted: dict[str, list[int]] = {"entry_id": [], "term_id": [], "author_id": []}
    for at, item in enumerate(items):
        if (item.url is None) == (item.target is None):
            what = "An item leads to a url or to a target: give one of them."
            raise BadInput(what, field=["items", str(at)])
        if item.target:
            wanted[TARGET_COLUMNS[item.target[0]]].append(item.target[1])
    records = await connection.fetch(SQL["existing_targets"].text, *wanted.values())
    found = {(record["kind"], record["id"]) for record in records}
    for at, item in enumerate(items):
        if item.target and item.target not in found:
            raise BadInput("There is nothing with this id.", field=["items", str(at), "target"])
