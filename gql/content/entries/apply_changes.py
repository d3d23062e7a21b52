"""From the changes that a client requests to the values of a new version."""

from __future__ import annotations

from typing import Any

from gql.content.draft import TermKind
from gql.content.entries import slug_and_uri
from gql.content.entries.entry_values import EntryValues, replace_values
from gql.content.entries.relations import (
    author_ids,
    authors_have_slugs,
    find_or_create_terms,
    require_parent_page,
    require_usable_media,
)
from gql.content.entries.validation import Changes
from gql.content.permission import Action, Scope, require, scope
from gql.content.slug import preserved_slug
from gql.db import Connection, Record
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("entry")


async def apply_changes(
    connection: Connection,
    viewer: Viewer,
    entry: Record | None,
    before: EntryValues,
    changes: Changes,
) -> EntryValues:
    """`before` with validated changes: slugs, names and references resolved and checked.

    `entry`: its locked record, None for a new one. Raises Forbidden and BadInput.
    """
    values = dict(changes)
    own_id = entry["id"] if entry else 0
    if values.get("is_sticky", before.is_sticky) != before.is_sticky:
        require(viewer, Action.MAKE_STICKY)
    if (slugs := values.pop("authors", None)) is not None:
        if not await authors_have_slugs(connection, before.authors, slugs):
            require(viewer, Action.CHOOSE_AUTHORS)
        values["authors"] = await author_ids(connection, before.kind, slugs)
    if (picture := values.get("featured_media")) is not None:
        is_editor = scope(viewer, Action.EDIT_POST) is Scope.ALL
        await require_usable_media(connection, picture, None if is_editor else viewer.author_id)
    if (parent := values.get("parent")) is not None:
        await require_parent_page(connection, parent, own_id)
    values |= await _resolve_terms(connection, before, values)
    values |= await _resolve_slug(connection, entry, before, values)
    return replace_values(before, **values)


async def _resolve_terms(
    connection: Connection, before: EntryValues, values: dict[str, Any]
) -> dict[str, tuple[int, ...]]:
    """The ids of categories, then of tags; a kind that does not change keeps its terms."""
    requested = {
        TermKind.CATEGORY: values.pop("categories", None),
        TermKind.TAG: values.pop("tags", None),
    }
    if all(names is None for names in requested.values()):
        return {}
    kept = await connection.fetch(SQL["terms"].text, list(before.terms))
    ids: list[int] = []
    for kind, names in requested.items():
        if names is None:
            ids += [term["id"] for term in kept if term["kind"] == kind]
        else:
            ids += await find_or_create_terms(connection, kind, names)
    return {"terms": tuple(ids)}


async def _resolve_slug(
    connection: Connection, entry: Record | None, before: EntryValues, values: dict[str, Any]
) -> dict[str, str]:
    """The new slug, if it changes: the requested one, or for null one from the title."""
    title, requested_slug = values.get("title", before.title), before.slug
    if "slug" in values:
        requested = values.pop("slug")
        requested_slug = (
            preserved_slug(requested, slug_and_uri.UNTITLED)
            if requested
            else slug_and_uri.slug_from_title(title)
        )
    elif (  # a slug from the title follows the title until readers know the URI
        entry
        and not _is_or_was_published(entry)
        and before.slug == slug_and_uri.slug_from_title(before.title)
    ):
        requested_slug = slug_and_uri.slug_from_title(title)
    if requested_slug == before.slug:
        return {}
    own_id = entry["id"] if entry else 0
    return {"slug": await slug_and_uri.unique_slug(connection, before.kind, requested_slug, own_id)}


def _is_or_was_published(entry: Record) -> bool:
    return bool(entry["was_public"] or entry["is_published"])
