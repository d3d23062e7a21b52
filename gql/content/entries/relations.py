"""What a post names: its authors, its terms, its picture, the page above it. Each by what people
call it, found or made."""

from __future__ import annotations

from collections.abc import Sequence

from gql.content.draft import TermKind
from gql.content.site.term_record import term_uri
from gql.content.slug import kept_slug, slug_of
from gql.content.text.plain_text import title_text
from gql.content.unique_name import free_names
from gql.db import Connection
from gql.errors import BadInput
from gql.sql.statements import statements

SQL = statements("entry")
TAKEN = statements("import")
MOST_TERMS, LONGEST_TERM, MOST_AUTHORS = 50, 200, 20
FIELDS = {TermKind.CATEGORY: "categories", TermKind.TAG: "tags"}


async def are_slugs_of(
    connection: Connection, authors: Sequence[int], slugs: Sequence[str]
) -> bool:
    """Whether these are the authors, in this order: asked of what is known already, so that nobody
    learns from an answer who else there is."""
    records = await connection.fetch(SQL["slugs_of"].text, list(authors))
    return [record["slug"] for record in records] == list(slugs)


async def author_ids(connection: Connection, slugs: Sequence[str]) -> tuple[int, ...]:
    """In order. Raises BadInput for what is nobody's slug."""
    wanted = list(dict.fromkeys(slugs))
    if not 0 < len(wanted) <= MOST_AUTHORS:
        raise BadInput(f"Name 1 to {MOST_AUTHORS} authors.", field=["authors"])
    found = {
        record["slug"]: record["id"]
        for record in await connection.fetch(SQL["authors_by_slug"].text, wanted)
    }
    for slug in wanted:
        if slug not in found:
            raise BadInput(f"There is no author {slug!r}.", field=["authors"])
    return tuple(found[slug] for slug in wanted)


async def term_ids(connection: Connection, kind: TermKind, names: Sequence[str]) -> list[int]:
    """By name or by slug, in order. What is not there is made, and shown when something published
    carries it."""
    wanted = [_name(kind, name) for name in dict.fromkeys(names)]
    if len(wanted) > MOST_TERMS:
        raise BadInput(
            f"These are {len(wanted)} {FIELDS[kind]}; {MOST_TERMS} are allowed.",
            field=[FIELDS[kind]],
        )
    found = await _known(connection, kind, wanted)
    if any(name.lower() not in found for name in wanted):
        await connection.execute(SQL["take_names"].text)
        found = await _known(connection, kind, wanted)
    ids = []
    for name in wanted:
        if name.lower() not in found:
            found[name.lower()] = await _made(connection, kind, name)
        ids.append(found[name.lower()])
    return list(dict.fromkeys(ids))


async def usable_media(connection: Connection, media_id: int, author_id: int | None) -> int:
    """Raises BadInput for what is not there, or is not for this author to show."""
    found = await connection.fetchval(SQL["usable_media"].text, media_id, author_id)
    if found is None:
        raise BadInput("There is no such picture.", field=["featuredImage"])
    return int(found)


async def parent_page(connection: Connection, parent_id: int, own_id: int | None) -> int:
    """Raises BadInput for what is no page, and for what stands below the page itself."""
    if await connection.fetchval(SQL["parent_uri"].text, parent_id) is None:
        raise BadInput("There is no such page.", field=["parent"])
    if own_id and await connection.fetchval(SQL["is_below"].text, parent_id, own_id):
        raise BadInput("A page cannot stand below itself.", field=["parent"])
    return parent_id


def _name(kind: TermKind, text: str) -> str:
    name = title_text(text)
    if not 0 < len(name) <= LONGEST_TERM:
        raise BadInput(
            f"The name of a {kind.lower()} has 1 to {LONGEST_TERM} characters.",
            field=[FIELDS[kind]],
        )
    return name


async def _known(connection: Connection, kind: TermKind, names: list[str]) -> dict[str, int]:
    """Ids by names in lower case. Only what is a slug already is taken for one: the slug that would
    be made of "C++" is that of "C"."""
    slugs = [name for name in names if kept_slug(name, "") == name]
    records = await connection.fetch(
        SQL["terms_named"].text, kind, slugs, [name.lower() for name in names]
    )
    by_slug = {record["slug"]: record["id"] for record in records}
    by_name = {record["name"]: record["id"] for record in reversed(records)}
    found = {}
    for name in names:
        if id := by_name.get(name.lower()) or (by_slug.get(name) if name in slugs else None):
            found[name.lower()] = id
    return found


async def _made(connection: Connection, kind: TermKind, name: str) -> int:
    wanted = slug_of(name, kind.lower())
    (slug,) = await free_names(connection, TAKEN["taken_term_slugs"], [wanted], [], kind)
    uri = term_uri(kind, slug)
    return int(await connection.fetchval(SQL["insert_term"].text, kind, slug, uri, name))
