"""Merging terms into another one, and deleting one: what becomes of all that refers to them."""

from __future__ import annotations

from collections.abc import Sequence

from gql.content.draft import TermKind
from gql.content.permission import Action, require
from gql.content.terms import term_tags
from gql.content.terms.bounds import require_few_levels, require_few_posts
from gql.content.terms.locked_terms import lock_names, lock_term, lock_terms
from gql.db import Connection, Record
from gql.errors import BadInput, Forbidden, LimitExceeded, NotSignedIn, RecordNotFound
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("term")
DELETE_REFUSALS = (Forbidden, LimitExceeded, NotSignedIn, RecordNotFound)
MERGE_REFUSALS = (*DELETE_REFUSALS, BadInput)
MAX_MERGED = 20  # terms at once


async def merge_terms(
    connection: Connection, viewer: Viewer, kind: TermKind, into_id: int, ids: Sequence[int]
) -> None:
    """Merge terms into another: it gets their posts, drafts, children, menu items and paths.

    In drafts, versions and what is saved, their ids, slugs and names go on meaning it. Those that
    were merged into it before are done already. Raises NotSignedIn, Forbidden, RecordNotFound,
    BadInput and LimitExceeded.
    """
    require(viewer, Action.MANAGE_TERMS)
    if into_id in ids:
        raise BadInput("A term cannot be merged into itself.", field=["from"])
    await lock_names(connection)
    merged = await connection.fetch(SQL["merged_into"].text, list(ids), kind)
    done = {record["id"] for record in merged if record["term_id"] == into_id}
    left = [id for id in dict.fromkeys(ids) if id not in done]
    found = await lock_terms(connection, kind, [into_id, *left])
    if into_id not in found:
        raise RecordNotFound(field=["into"])
    for id in left:
        if id not in found:
            raise RecordNotFound(field=["from", str(list(ids).index(id))])
    if left:
        await require_few_posts(connection, left)
        await _merge(connection, kind, found[into_id], [found[id] for id in left])


async def delete_term(connection: Connection, viewer: Viewer, kind: TermKind, term_id: int) -> None:
    """Delete a term. Its posts stay, without it; the terms below it move up to its parent.

    Raises NotSignedIn, Forbidden, RecordNotFound and LimitExceeded.
    """
    require(viewer, Action.MANAGE_TERMS)
    await lock_names(connection)
    term = await lock_term(connection, kind, term_id)
    await require_few_posts(connection, [term_id])
    tags = await term_tags.leading_tags(connection, [term_id])
    children = await _move_children(connection, [term_id], term["parent_id"], ())
    await connection.execute(SQL["move_draft_terms"].text, [term_id], None)
    # the links by a cascade, whose triggers count, and menu items lose their target by another
    await connection.execute(SQL["delete_terms"].text, [term_id])
    related = [*term["path"][:-1], *children]
    await term_tags.record_deleted(connection, kind, term_id, related, tags)


async def _merge(
    connection: Connection, kind: TermKind, into: Record, terms: Sequence[Record]
) -> None:
    into_id, ids = into["id"], [term["id"] for term in terms]
    tags = await term_tags.leading_tags(connection, ids)
    for statement in ("delete_double_links", "move_links", "move_draft_terms"):
        await connection.execute(SQL[statement].text, ids, into_id)
    # out of the trees that are merged into it: their children would be above it and below it
    above = [one for one in into["path"] if one in ids]
    if above:
        first = next(term for term in terms if term["id"] == above[0])
        await connection.execute(SQL["set_parents"].text, [into_id], first["parent_id"])
    children = await _move_children(connection, ids, into_id, (into_id, *ids))
    if children:
        await require_few_levels(connection, into_id)
    for statement in ("move_menu_items", "move_former_uris", "move_merged"):
        await connection.execute(SQL[statement].text, ids, into_id)
    await connection.execute(
        SQL["insert_former_uris"].text, [term["uri"] for term in terms], into_id
    )
    await connection.execute(SQL["delete_terms"].text, ids)
    await connection.execute(SQL["increment_version"].text, into_id)
    for id in ids:
        await term_tags.record_deleted(connection, kind, id)
    related = [*into["path"], *children, *(one for term in terms for one in term["path"])]
    await term_tags.record_updated(connection, kind, into_id, related, tags)


async def _move_children(
    connection: Connection, ids: Sequence[int], parent: int | None, but: Sequence[int]
) -> list[int]:
    """Put the children of terms below another, except some. Returns those that were moved."""
    records = await connection.fetch(SQL["children"].text, list(ids))
    moved = [record["id"] for record in records if record["id"] not in but]
    if moved:
        await connection.execute(SQL["set_parents"].text, moved, parent)
    return moved
