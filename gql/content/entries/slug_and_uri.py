"""What entries are called: slugs and paths that nothing else has, and the paths left behind."""

from __future__ import annotations

from gql.content.draft import EntryKind
from gql.content.entries.entry_record import made_uri
from gql.content.slug import slug_of
from gql.content.text.plain_text import title_text
from gql.content.unique_name import free_names
from gql.db import Connection, Record
from gql.errors import BadInput
from gql.sql.statements import statements

SQL = statements("entry")
TAKEN = statements("import")
UNTITLED = "untitled"


def slug_for(title: str) -> str:
    return slug_of(title_text(title), UNTITLED)


async def free_slug(connection: Connection, kind: EntryKind, wanted: str, own_id: int) -> str:
    """Pages may share a slug: their paths tell them apart."""
    await connection.execute(SQL["take_names"].text)
    if kind is EntryKind.PAGE:
        return wanted
    (slug,) = await free_names(connection, TAKEN["taken_post_slugs"], [wanted], [own_id])
    return slug


async def new_uri(connection: Connection, kind: EntryKind, slug: str, parent: int | None) -> str:
    uri = made_uri(slug, await _parent_uri(connection, parent))
    return await _free_uri(connection, uri, 0)


async def moved_uri(connection: Connection, entry: Record, slug: str, parent: int | None) -> str:
    """The path an entry has from now on. A slug that stays keeps its path, however it is made."""
    uri: str = entry["uri"]
    if entry["kind"] == EntryKind.PAGE:
        if slug != entry["own_slug"] or parent != entry["own_parent"]:
            uri = made_uri(slug, await _parent_uri(connection, parent))
    elif slug != entry["own_slug"]:
        folder = uri.rstrip("/").rpartition("/")[0]
        uri = made_uri(slug, f"{folder}/")
    return await _free_uri(connection, uri, entry["id"])


async def leave_uri(connection: Connection, entry: Record, uri: str) -> list[str]:
    """What readers see at another path answers 301 where it stood, with the pages below it. Returns
    the tags of what answers otherwise now."""
    former: str = entry["uri"]
    if uri == former:
        return []
    touched = []
    if entry["is_public"]:
        await connection.execute(SQL["remember_uri"].text, former, entry["id"])
        touched += [f"uri:{former}", f"uri:{uri}"]
    if entry["kind"] == EntryKind.PAGE:
        touched += await _move_below(connection, entry, uri)
    return touched


async def _move_below(connection: Connection, entry: Record, uri: str) -> list[str]:
    former, touched = entry["uri"], []
    pages = await connection.fetch(SQL["pages_below"].text, entry["id"], former)
    for below in pages:
        moved = uri + below["uri"][len(former) :]
        await _move(connection, below, moved)
        touched += [f"page:{below['id']}", f"uri:{below['uri']}", f"uri:{moved}"]
    if pages:
        ids = [below["id"] for below in pages]
        leading = await connection.fetch(SQL["leading_to"].text, ids, [], [])
        touched += [row["tag"] for row in leading]
    return touched


async def _move(connection: Connection, page: Record, uri: str) -> None:
    if await _free_uri(connection, uri, page["id"]) != uri:
        raise BadInput(f"Something else stands at {uri} already.", field=["slug"])
    if page["is_public"]:
        await connection.execute(SQL["remember_uri"].text, page["uri"], page["id"])
    await connection.execute(TAKEN["set_uris"].text, [page["id"]], [uri])


async def _parent_uri(connection: Connection, parent: int | None) -> str | None:
    if parent is None:
        return None
    found: str | None = await connection.fetchval(SQL["parent_uri"].text, parent)
    return found


async def _free_uri(connection: Connection, uri: str, own_id: int) -> str:
    (free,) = await free_names(connection, TAKEN["taken_uris"], [uri], [own_id])
    return free
