"""The authors, terms, featured media and parent page of an entry, found by slug, name or id."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

from gql.content.draft import EntryKind, TermKind
from gql.content.site.term_record import name_key
from gql.content.slug import preserved_slug, slug_of, typed_slug
from gql.content.terms.slugs_and_uris import slugs_and_uris
from gql.content.text.plain_text import title_text
from gql.db import Connection
from gql.errors import BadInput
from gql.sql.statements import statements

SQL = statements("entry")
MAX_TERMS, MAX_TERM_LENGTH, MAX_AUTHORS = 50, 200, 20
INPUT_FIELDS = {TermKind.CATEGORY: "categories", TermKind.TAG: "tags"}
AUTHOR_FIELDS = {EntryKind.POST: "authors", EntryKind.PAGE: "author"}


async def authors_have_slugs(
    connection: Connection, authors: Sequence[int], slugs: Sequence[str]
) -> bool:
    """Whether `authors` (ids) have exactly these slugs, in this order."""
    # Reads the authors of the entry only: a contributor who names others is refused with
    # FORBIDDEN before any slug is looked up, and does not learn which hidden profiles exist.
    records = await connection.fetch(SQL["author_slugs"].text, list(authors))
    return [record["slug"] for record in records] == _typed(slugs)


async def author_ids(
    connection: Connection, kind: EntryKind, slugs: Sequence[str]
) -> tuple[int, ...]:
    """The ids of authors, in the order of their slugs. Raises BadInput for an unknown slug."""
    field = [AUTHOR_FIELDS[kind]]
    requested = list(dict.fromkeys(_typed(slugs)))
    if not 0 < len(requested) <= MAX_AUTHORS:
        raise BadInput(f"Name 1 to {MAX_AUTHORS} authors.", field=field)
    ids = {
        record["slug"]: record["id"]
        for record in await connection.fetch(SQL["authors_by_slug"].text, requested)
    }
    for slug in requested:
        if slug not in ids:
            raise BadInput(f"There is no author {slug!r}.", field=field)
    return tuple(ids[slug] for slug in requested)


async def find_or_create_terms(
    connection: Connection, kind: TermKind, names: Sequence[str]
) -> list[int]:
    """The ids of terms, by name or slug, in order; missing ones are created. Raises BadInput.

    A new term becomes visible with the first published post that has it.
    """
    requested = [_validate_name(kind, name) for name in dict.fromkeys(names)]
    if len(requested) > MAX_TERMS:
        raise BadInput(
            f"These are {len(requested)} {INPUT_FIELDS[kind]}; {MAX_TERMS} are allowed.",
            field=[INPUT_FIELDS[kind]],
        )
    known = await _existing_terms(connection, kind, requested)
    if any(name_key(name) not in known for name in requested):
        # another transaction may have created it meanwhile: names are not unique in the database
        await connection.execute(SQL["lock_names"].text)
        known = await _existing_terms(connection, kind, requested)
    ids = []
    for name in requested:
        key = name_key(name)
        if key not in known:
            known[key] = await _create_term(connection, kind, name)
        ids.append(known[key])
    return list(dict.fromkeys(ids))


async def present_terms(connection: Connection, ids: Sequence[int]) -> tuple[int, ...]:
    """These terms, in order: of one that was merged into another that one, none that was deleted.

    To be called when they are locked. The terms of a draft or of an old version may be long gone.
    """
    if not ids:
        return ()
    records = await connection.fetch(SQL["present_terms"].text, list(ids))
    present = {record["id"]: record["present_id"] for record in records}
    return tuple(dict.fromkeys(present[id] for id in ids if id in present))


async def require_usable_media(connection: Connection, media_id: int, author_id: int | None) -> int:
    """The id of media that this author may show; for `author_id` None, an editor, any media.

    Raises BadInput, with the same message where there is none and where it is another's.
    """
    usable_id = await connection.fetchval(SQL["usable_media"].text, media_id, author_id)
    if usable_id is None:
        raise BadInput("There is no such picture.", field=["featuredImage"])
    return int(usable_id)


async def require_parent_page(connection: Connection, parent_id: int, own_id: int | None) -> int:
    """The id of a page that may be the parent of page `own_id` (falsy: of a new page).

    Raises BadInput if there is no such page, and if it is the page itself or below it.
    """
    if await connection.fetchval(SQL["parent_uri"].text, parent_id) is None:
        raise BadInput("There is no such page.", field=["parent"])
    if own_id and await connection.fetchval(SQL["is_descendant"].text, parent_id, own_id):
        raise BadInput("A page cannot stand below itself.", field=["parent"])
    return parent_id


def _validate_name(kind: TermKind, text: str) -> str:
    name = title_text(text)
    if not 0 < len(name) <= MAX_TERM_LENGTH:
        raise BadInput(
            f"The name of a {kind.lower()} has 1 to {MAX_TERM_LENGTH} characters.",
            field=[INPUT_FIELDS[kind]],
        )
    return name


async def _existing_terms(
    connection: Connection, kind: TermKind, names: list[str]
) -> dict[str, int]:
    """Ids of terms by the keys of requested names. A name matches before a slug does."""
    keys = [name_key(name) for name in names]
    # only a name in the form of a slug is compared with slugs: that of "C++" would be that of "C"
    slugs = {
        slug: key
        for name, key in zip(names, keys, strict=True)
        if (slug := preserved_slug(name, "")) == normalize("NFC", name)
    }
    records = await connection.fetch(SQL["terms_by_name"].text, kind, list(slugs), keys)
    known: dict[str, int] = {}
    for is_former in (True, False):  # what a merged term was called, unless another is called so
        found = [r for r in reversed(records) if r["is_former"] is is_former]
        known |= {slugs[r["slug"]]: r["id"] for r in found if r["slug"] in slugs}
        # a term without a key was stored by the version before, during an upgrade
        by_name = {r["name_key"] or name_key(r["name"]): r["id"] for r in found}
        known |= {key: by_name[key] for key in keys if key in by_name}
    return known


async def _create_term(connection: Connection, kind: TermKind, name: str) -> int:
    requested = slug_of(name, kind.lower())
    ((slug, uri),) = await slugs_and_uris(connection, kind, [requested])
    key = name_key(name)
    return int(await connection.fetchval(SQL["insert_term"].text, kind, slug, uri, name, key))


def _typed(slugs: Sequence[str]) -> list[str]:
    """The slugs as they are stored; one that is too long, which no author has, as it is."""
    return [typed_slug(slug) or slug for slug in slugs]
