"""Writing posts and pages: each save is a version. What readers see stays as it is until it is
published again; what they do not see is changed at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gql.content.draft import EntryKind, TermKind
from gql.content.entries import entry_tags, revisions, slug_and_uri
from gql.content.entries.derived_columns import EMPTY, MadeText, columns, made_text, stored_text
from gql.content.entries.entry_input import Written, changed, written
from gql.content.entries.lock_and_authorise import EDIT, opened, require_not_trash
from gql.content.entries.relations import (
    are_slugs_of,
    author_ids,
    parent_page,
    term_ids,
    usable_media,
)
from gql.content.entries.validation import Changes, checked
from gql.content.permission import Act, Reach, reach, require
from gql.content.slug import kept_slug
from gql.db import Connection, Record
from gql.errors import BadInput
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("entry")


async def create(
    connection: Connection, viewer: Viewer, kind: EntryKind, given: Changes, text: MadeText
) -> int:
    """The id of a new draft. Raises NotSignedIn, Forbidden and BadInput."""
    require_to_begin(viewer, kind)
    site = await connection.fetchrow(SQL["site"].text)
    empty = changed(
        EMPTY, kind=kind, language=site["language"], authors=_own_profile(viewer, given)
    )
    first = await _with_changes(connection, viewer, None, empty, {"slug": None, **checked(given)})
    uri = await slug_and_uri.new_uri(connection, kind, first.slug, first.parent)
    record = columns(first, text) | {"uri": uri}
    await hold_counted(connection, first.terms, first.authors)
    entry_id = int(await connection.fetchval(SQL["insert_entry"].text, record))
    await link(connection, entry_id, first)
    await revisions.note(connection, entry_id, 1, viewer.author_id, record["content_text"], first)
    await entry_tags.created(connection, kind, entry_id)
    return entry_id


def require_to_begin(viewer: Viewer, kind: EntryKind) -> None:
    """Raises NotSignedIn and Forbidden."""
    require(viewer, Act.WRITE_PAGE if kind is EntryKind.PAGE else Act.WRITE_POST)


async def update(
    connection: Connection,
    viewer: Viewer,
    kind: EntryKind,
    entry_id: int,
    given: Changes,
    expected_version: int | None,
    text: MadeText,
) -> None:
    """Raises NotSignedIn, NotThere, Forbidden, Conflict and BadInput."""
    entry = await opened(connection, viewer, kind, entry_id, EDIT)
    require_not_trash(entry)
    await revisions.require_version(connection, entry, expected_version)
    before = written(kind, entry)
    after = await _with_changes(connection, viewer, entry, before, checked(given))
    await save(connection, viewer, entry, after, text)


async def go_back(
    connection: Connection,
    viewer: Viewer,
    kind: EntryKind,
    entry_id: int,
    version: int,
    text: MadeText,
) -> None:
    """What an earlier version said is saved as the newest; what its writer may not choose stays as
    it is. Raises as update does."""
    entry = await opened(connection, viewer, kind, entry_id, EDIT)
    require_not_trash(entry)
    kept = await revisions.written_before(connection, entry, version)
    after = await _allowed(connection, viewer, entry, written(kind, entry), kept)
    slug = await slug_and_uri.free_slug(connection, kind, after.slug, entry_id)
    await save(connection, viewer, entry, changed(after, slug=slug), text)


async def save(
    connection: Connection, viewer: Viewer, entry: Record, after: Written, text: MadeText
) -> None:
    """Nothing where nothing was changed."""
    before = written(after.kind, entry)
    if after == before:
        return
    if not text.is_of(after):  # somebody else has saved meanwhile
        text = await _text(connection, entry, after)
    await revisions.note_first(connection, entry, before)
    touched: list[str] = []
    if entry["is_public"]:
        await connection.execute(SQL["write_draft"].text, entry["id"], columns(after, text))
    else:
        touched = await put(connection, entry, after, text)
    version = entry["version"] + 1
    await connection.execute(SQL["set_version"].text, entry["id"], version)
    said = text.columns["content_text"]
    await revisions.note(connection, entry["id"], version, viewer.author_id, said, after)
    await entry_tags.saved(connection, entry, touched)


async def put(connection: Connection, entry: Record, after: Written, text: MadeText) -> list[str]:
    """What was written becomes what the entry is. Returns the tags of what answers otherwise."""
    await hold_counted(
        connection, [*entry["filed_under"], *after.terms], [*entry["owners"], *after.authors]
    )
    uri = await slug_and_uri.moved_uri(connection, entry, after.slug, after.parent)
    record = columns(after, text) | {"uri": uri}
    await connection.execute(SQL["update_entry"].text, entry["id"], record)
    await link(connection, entry["id"], after)
    return await slug_and_uri.leave_uri(connection, entry, uri)


async def put_anew(connection: Connection, entry: Record, *, is_leaving: bool) -> list[str]:
    """The newest text becomes what the entry is, with a slug that is free now. `is_leaving`: what
    leaves readers is not kept from it by the page that it should stand below."""
    newest = written(EntryKind(entry["kind"]), entry)
    text = await stored_text(connection, entry["id"], newest)
    slug = await slug_and_uri.free_slug(connection, newest.kind, newest.slug, entry["id"])
    parent = await _standing(connection, entry, newest.parent, is_leaving=is_leaving)
    return await put(connection, entry, changed(newest, slug=slug, parent=parent), text)


async def link(connection: Connection, entry_id: int, after: Written) -> None:
    if after.kind is EntryKind.PAGE:
        return
    for statement, ids in (("terms", after.terms), ("authors", after.authors)):
        await connection.execute(SQL[f"forget_{statement}"].text, entry_id, list(ids))
        await connection.execute(SQL[f"set_{statement}"].text, entry_id, list(ids))


async def hold_counted(
    connection: Connection, terms: Iterable[int], authors: Iterable[int]
) -> None:
    """Whose posts are counted: terms before authors, and each by id, so that nobody waits in a
    circle."""
    await connection.execute(SQL["hold_terms"].text, list(terms))
    await connection.execute(SQL["hold_authors"].text, list(authors))


async def _standing(
    connection: Connection, entry: Record, parent: int | None, *, is_leaving: bool
) -> int | None:
    """The page that an entry is to stand below, if that is there still and not below the entry."""
    if parent is None or parent == entry["own_parent"]:
        return parent
    try:
        return await parent_page(connection, parent, entry["id"])
    except BadInput:
        if is_leaving:
            return int(entry["own_parent"]) if entry["own_parent"] else None
        raise


async def _text(connection: Connection, entry: Record, after: Written) -> MadeText:
    before = written(after.kind, entry)
    stored = await stored_text(connection, entry["id"], before)
    return stored if stored.is_of(after) else await made_text(after)


async def _allowed(
    connection: Connection, viewer: Viewer, entry: Record, before: Written, kept: Written
) -> Written:
    """An earlier version, as far as this viewer may choose what it says."""
    if reach(viewer, EDIT[kept.kind][0]) is not Reach.ALL:
        kept = changed(kept, authors=before.authors, is_sticky=before.is_sticky)
        if kept.featured_media and kept.featured_media != before.featured_media:
            await usable_media(connection, kept.featured_media, viewer.author_id)
    if kept.parent and kept.parent != entry["own_parent"]:
        await parent_page(connection, kept.parent, entry["id"])
    return kept


def _own_profile(viewer: Viewer, given: Changes) -> tuple[int, ...]:
    if viewer.author_id is not None:
        return (viewer.author_id,)
    if not given.get("authors"):
        raise BadInput(
            "The token of a machine has no profile: say who wrote it.", field=["authors"]
        )
    return ()


async def _with_changes(
    connection: Connection, viewer: Viewer, entry: Record | None, before: Written, given: Changes
) -> Written:
    """Raises Forbidden and BadInput."""
    values = dict(given)
    own_id = entry["id"] if entry else 0
    if values.get("is_sticky", before.is_sticky) != before.is_sticky:
        require(viewer, Act.STICK_POST)
    if (slugs := values.pop("authors", None)) is not None:
        if not await are_slugs_of(connection, before.authors, slugs):
            require(viewer, Act.CHOOSE_AUTHORS)
        values["authors"] = await author_ids(connection, slugs)
    if (picture := values.get("featured_media")) is not None:
        free = reach(viewer, Act.EDIT_POST) is Reach.ALL
        await usable_media(connection, picture, None if free else viewer.author_id)
    if (parent := values.get("parent")) is not None:
        await parent_page(connection, parent, own_id)
    values |= await _terms(connection, before, values)
    values |= await _slug(connection, entry, before, values)
    return changed(before, **values)


async def _terms(
    connection: Connection, before: Written, values: dict[str, Any]
) -> dict[str, tuple[int, ...]]:
    """Categories, then tags; the kind that is not given stays."""
    given = {
        TermKind.CATEGORY: values.pop("categories", None),
        TermKind.TAG: values.pop("tags", None),
    }
    if all(names is None for names in given.values()):
        return {}
    kept = await connection.fetch(SQL["terms"].text, list(before.terms))
    ids: list[int] = []
    for kind, names in given.items():
        if names is None:
            ids += [term["id"] for term in kept if term["kind"] == kind]
        else:
            ids += await term_ids(connection, kind, names)
    return {"terms": tuple(ids)}


async def _slug(
    connection: Connection, entry: Record | None, before: Written, values: dict[str, Any]
) -> dict[str, str]:
    """The one given, or made of the title: while readers have not seen it, it follows the title."""
    title, wanted = values.get("title", before.title), before.slug
    if "slug" in values:
        given = values.pop("slug")
        wanted = kept_slug(given, slug_and_uri.UNTITLED) if given else slug_and_uri.slug_for(title)
    elif entry and not _was_seen(entry) and before.slug == slug_and_uri.slug_for(before.title):
        wanted = slug_and_uri.slug_for(title)
    if wanted == before.slug:
        return {}
    own_id = entry["id"] if entry else 0
    return {"slug": await slug_and_uri.free_slug(connection, before.kind, wanted, own_id)}


def _was_seen(entry: Record) -> bool:
    return bool(entry["was_public"] or entry["is_published"])
