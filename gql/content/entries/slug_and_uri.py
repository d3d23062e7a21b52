"""Unique slugs and URIs of entries, and the redirects from former URIs."""

from __future__ import annotations

from gql.content.draft import EntryKind
from gql.content.entries.entry_record import build_uri
from gql.content.slug import slug_of
from gql.content.text.plain_text import title_text
from gql.content.unique_name import unique_names
from gql.db import Connection, Record
from gql.errors import BadInput
from gql.sql.statements import statements

SQL = statements("entry")
IMPORT_SQL = statements("import")
UNTITLED = "untitled"


def slug_from_title(title: str) -> str:
    """The slug that an entry gets while nobody has chosen one."""
    return slug_of(title_text(title), UNTITLED)


async def unique_slug(connection: Connection, kind: EntryKind, requested: str, own_id: int) -> str:
    """The slug, or for a post that is not the first with it, numbered: a-2.

    Pages may share a slug, as their URIs differ. Locks all names until the transaction ends.
    """
    # One lock for all slugs and URIs: what is free is read and then written, and a unique index
    # would only turn the second of two equal titles into an error.
    await connection.execute(SQL["lock_names"].text)
    if kind is EntryKind.PAGE:
        return requested
    (slug,) = await unique_names(connection, IMPORT_SQL["taken_post_slugs"], [requested], [own_id])
    return slug


async def new_uri(connection: Connection, kind: EntryKind, slug: str, parent: int | None) -> str:
    """The URI of a new entry, numbered where it is taken."""
    uri = build_uri(slug, await _parent_uri(connection, parent))
    return await _unique_uri(connection, uri, 0)


async def updated_uri(connection: Connection, entry: Record, slug: str, parent: int | None) -> str:
    """The URI of an entry with this slug and parent page.

    An entry whose slug stays keeps its URI: an import may have brought one of another form.
    """
    uri: str = entry["uri"]
    if entry["kind"] == EntryKind.PAGE:
        if slug != entry["own_slug"] or parent != entry["own_parent"]:
            uri = build_uri(slug, await _parent_uri(connection, parent))
    elif slug != entry["own_slug"]:
        folder = uri.rstrip("/").rpartition("/")[0]
        uri = build_uri(slug, f"{folder}/")
    return await _unique_uri(connection, uri, entry["id"])


async def redirect_former_uri(connection: Connection, entry: Record, uri: str) -> list[str]:
    """Redirect the former URI of an entry to `uri`, and move the pages below it.

    Returns the cache tags of what now answers differently.
    """
    former: str = entry["uri"]
    if uri == former:
        return []
    tags = []
    # `route` answers 301 for a former URI. One that only a draft had is not stored: a redirect, or
    # a 410 of the trash, would disclose that there was something.
    if entry["is_public"]:
        await connection.execute(SQL["insert_old_uri"].text, former, entry["id"])
        tags += [f"uri:{former}", f"uri:{uri}"]
    if entry["kind"] == EntryKind.PAGE:
        tags += await _move_descendants(connection, entry, uri)
    return tags


async def _move_descendants(connection: Connection, entry: Record, uri: str) -> list[str]:
    """Replace the former URI at the beginning of all URIs below a page. Returns cache tags."""
    former, tags = entry["uri"], []
    # lock_entry has locked these rows already, with the page: here the locks wait for nobody
    pages = await connection.fetch(SQL["lock_descendants"].text, entry["id"], former)
    for page in pages:
        moved_uri = uri + page["uri"][len(former) :]
        await _move_page(connection, page, moved_uri)
        node = f"page:{page['id']}"
        tags += [node, f"comments of {node}", f"uri:{page['uri']}", f"uri:{moved_uri}"]
    if pages:
        ids = [page["id"] for page in pages]
        records = await connection.fetch(SQL["uri_and_menu_tags"].text, ids, [], [])
        tags += [record["tag"] for record in records]
    return tags


async def _move_page(connection: Connection, page: Record, uri: str) -> None:
    # not numbered: what an editor moves is the page above, and nobody chose this URI
    if await _unique_uri(connection, uri, page["id"]) != uri:
        raise BadInput(f"The path {uri} is already taken.", field=["slug"])
    if page["is_public"]:
        await connection.execute(SQL["insert_old_uri"].text, page["uri"], page["id"])
    await connection.execute(IMPORT_SQL["set_uris"].text, [page["id"]], [uri])


async def _parent_uri(connection: Connection, parent: int | None) -> str | None:
    if parent is None:
        return None
    uri: str | None = await connection.fetchval(SQL["parent_uri"].text, parent)
    return uri


async def _unique_uri(connection: Connection, uri: str, own_id: int) -> str:
    (free,) = await unique_names(connection, IMPORT_SQL["taken_uris"], [uri], [own_id])
    return free
