"""Profiles as administrators change them: those of others, with their slugs."""

from __future__ import annotations

from gql.content.change_log import menu_tags, record_change
from gql.content.entries.entry_tags import record_scheduled_again
from gql.content.expected_version import require_version
from gql.content.meta import MetaChanges, write_meta
from gql.content.people.profile import PROFILE_REFUSALS
from gql.content.people.profile import SQL as PROFILE
from gql.content.permission import Action, require
from gql.content.record import NewRecord
from gql.content.seo import SeoChanges, write_seo
from gql.content.slug import preserved_slug
from gql.content.unique_name import unique_names
from gql.content.uri_bases import folder, uri_bases
from gql.db import Connection, Record
from gql.errors import Conflict, Forbidden, NotSignedIn, RecordNotFound
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL, NAMES = statements("people"), statements("entry")
AUTHOR_REFUSALS = (*PROFILE_REFUSALS, Conflict, Forbidden, NotSignedIn, RecordNotFound)


async def update_author(
    connection: Connection,
    viewer: Viewer,
    author_id: int,
    changes: NewRecord,
    *,
    slug: str | None,
    meta: MetaChanges,
    seo: SeoChanges,
    expected_version: int | None,
) -> None:
    """Save what changes of a profile. `changes`: columns, from gql.content.people.profile; `slug`:
    None where it stays.

    Raises NotSignedIn, Forbidden, RecordNotFound, Conflict and BadInput.
    """
    require(viewer, Action.MANAGE_PEOPLE)
    await connection.execute(NAMES["lock_names"].text)
    author = await connection.fetchrow(SQL["lock_profile"].text, author_id)
    if author is None:
        raise RecordNotFound(field=["id"])
    require_version(author["version"], expected_version)
    await connection.execute(PROFILE["update_profile"].text, author_id, changes)
    if meta:
        await write_meta(connection, viewer, "author", author_id, meta)
    if seo:
        await write_seo(connection, "author", author_id, seo)
    paths = await _move(connection, author, slug) if slug else []
    menus = await connection.fetch(PROFILE["menus_linking_to"].text, author_id)
    # by the slug of an author their posts, pages and comments are listed
    lists = ["posts", "pages", "comments"] if paths else []
    tags = ["authors", *lists, *paths, *menu_tags(menu["id"] for menu in menus)]
    await record_change(connection, "UPDATED", f"author:{author_id}", tags)
    if paths:
        await record_scheduled_again(connection, authors=[author_id])


async def _move(connection: Connection, author: Record, slug: str) -> list[str]:
    """Give a profile another slug, numbered where it is taken. Returns the tags of its paths."""
    requested = preserved_slug(slug, "author")
    if requested == author["slug"]:
        return []
    above = folder((await uri_bases(connection)).author)
    (free,) = await unique_names(connection, SQL["taken_slugs"], [requested], [author["id"]], above)
    uri = f"{above}{free}/"
    await connection.execute(SQL["move_profile"].text, author["id"], free, uri)
    await connection.execute(SQL["insert_former_uri"].text, author["uri"], author["id"])
    former = await connection.fetch(SQL["former_uris"].text, author["id"])
    return [f"uri:{uri}", *(f"uri:{record['uri']}" for record in former)]
