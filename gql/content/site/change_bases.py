"""Another base of categories, tags or authors: their paths move, and the former ones lead on.

One transaction: who is killed in the middle has changed nothing, and begins anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

from gql.content.change_log import EVERYTHING, record_change
from gql.content.slug import preserved_slug, typed_slug
from gql.content.uri_bases import RESERVED, UriBases, folder, uri_bases
from gql.db import Connection
from gql.errors import BadInput
from gql.sql.statements import statements

SQL, SITE = statements("uri_base"), statements("site")
NAMES, IMPORT = statements("entry"), statements("import")
MAX_BASE_LENGTH = 100  # characters
AT_ONCE = 1_000  # paths of one statement
PLURALS = {"category": "categories", "tag": "tags", "author": "authors"}

Progress = Callable[[str, int], None]
"""Takes what moves, in the plural, and how many of them have moved."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of the categories, tags or authors: their base before and now, how many moved."""

    what: str
    before: str
    after: str
    count: int


def base_of(text: str) -> str:
    """A base as it is stored: `/Blog/Topics/` is blog/topics. Raises BadInput."""
    parts = [part for part in text.strip().split("/") if part]
    slugs = [preserved_slug(part, "") for part in parts]
    if slugs != [typed_slug(part) for part in parts] or len("/".join(slugs)) > MAX_BASE_LENGTH:
        raise BadInput(
            f"{text!r} cannot begin a path. Write words of letters, digits and -, such as topics "
            f"or blog/topics, {MAX_BASE_LENGTH} characters at most."
        )
    if word := next((slug for slug in slugs if slug in RESERVED), None):
        raise BadInput(f"{text!r} cannot begin a path: /{word}/ means something else in one.")
    return "/".join(slugs)


async def change_bases(
    connection: Connection, after: UriBases, progress: Progress = lambda what, count: None
) -> list[Moved]:
    """Move everything that is not where these bases say. Give them in the form of `base_of`.

    Without the time limits of a request from here to the end of the transaction; nobody takes a
    slug or a path meanwhile. Raises BadInput where two things would be at one path.
    """
    await connection.execute(IMPORT["set_import_timeouts"].text)
    await connection.execute(NAMES["lock_names"].text)
    await connection.fetchrow(SITE["lock_site"].text)
    before = await uri_bases(connection)
    _require_distinct(before, after)
    moved = []
    for field in fields(UriBases):
        await _require_free_paths(connection, field.name, getattr(after, field.name))
    for field in fields(UriBases):
        name, base = field.name, getattr(after, field.name)
        count = await _move(connection, name, base, progress)
        moved.append(Moved(PLURALS[name], getattr(before, name), base, count))
    if before != after or any(one.count for one in moved):
        await connection.execute(SQL["update_bases"].text, after.category, after.tag, after.author)
        # each of them, and every answer with one: too many to name
        await record_change(connection, "UPDATED", "site", [EVERYTHING])
    return moved


def _require_distinct(before: UriBases, after: UriBases) -> None:
    if not after.tag or not after.author:
        raise BadInput("Paths of tags and of authors begin with something.")
    names = {after.category: "categories", after.tag: "tags", after.author: "authors"}
    if len(names) < len(fields(UriBases)):
        raise BadInput("Categories, tags and authors need a base each, unlike the others.")
    for base, other, what in (
        (after.category, before.tag, "tags"),
        (after.tag, before.category, "categories"),
    ):
        if base == other:
            raise BadInput(
                f"{base!r} is the base of {what} until now. Change theirs first, by itself."
            )


async def _require_free_paths(connection: Connection, name: str, base: str) -> None:
    """Raise BadInput if a post, a page or a redirect is where something would move."""
    taken = await connection.fetchrow(SQL["taken_path"].text, name.upper(), folder(base))
    if taken:
        raise BadInput(
            f"{taken['name']} would be at {taken['uri']}, where there is a {taken['what']}. "
            "Move that first, or choose another base."
        )
    if not base and (slug := await connection.fetchval(SQL["reserved_category"].text, RESERVED)):
        raise BadInput(
            f"A category would be at /{slug}/, which means something else. Give it another slug, "
            "or categories a base."
        )


async def _move(connection: Connection, name: str, base: str, progress: Progress) -> int:
    what = PLURALS[name]
    statement = SQL["move_authors" if name == "author" else "move_terms"]
    kind = () if name == "author" else (name.upper(),)
    last = moved = 0
    while True:
        records = await connection.fetch(statement.text, folder(base), last, AT_ONCE, *kind)
        moved += len(records)
        if records:
            progress(what, moved)
        if len(records) < AT_ONCE:
            return moved
        last = max(record["id"] for record in records)
