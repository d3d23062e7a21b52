"""Creating and updating categories and tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gql.content.draft import TermKind
from gql.content.expected_version import require_version
from gql.content.meta import write_meta
from gql.content.permission import Action, require
from gql.content.record import NewRecord
from gql.content.seo import write_seo
from gql.content.site.term_record import name_key
from gql.content.slug import preserved_slug, slug_of
from gql.content.terms import bounds, term_tags
from gql.content.terms.locked_terms import lock_names, lock_term
from gql.content.terms.slugs_and_uris import slugs_and_uris
from gql.content.text.plain_text import title_text
from gql.db import Connection, Record
from gql.errors import BadInput, Conflict, Forbidden, LimitExceeded, NotSignedIn, RecordNotFound
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("term")
TERM_REFUSALS = (BadInput, Conflict, Forbidden, LimitExceeded, NotSignedIn, RecordNotFound)
MAX_NAME_LENGTH, MAX_DESCRIPTION_LENGTH = 200, 20_000  # characters

TermChanges = Mapping[str, Any]
"""Of name, slug, description, parent (an id), meta and seo those that change. A slug that is None
is derived from the name."""


async def create_term(
    connection: Connection, viewer: Viewer, kind: TermKind, changes: TermChanges
) -> int:
    """Insert a term, which readers see at once, and return its id.

    Raises NotSignedIn, Forbidden and BadInput.
    """
    require(viewer, Action.MANAGE_TERMS)
    await lock_names(connection)
    values = {"slug": None, "description": None, "parent": None, **_validate(kind, changes)}
    meta, seo = values.pop("meta", None), values.pop("seo", None)
    await _require_parent(connection, kind, values["parent"], None)
    await _require_free_name(connection, kind, values["name"], values["parent"], 0)
    record = await _record(connection, kind, values, 0)
    record["parent_id"] = values["parent"]
    term_id = int(await connection.fetchval(SQL["insert_term"].text, record))
    if meta:
        await write_meta(connection, viewer, "term", term_id, meta)
    if seo:
        await write_seo(connection, "term", term_id, seo)
    await term_tags.record_created(connection, kind, term_id)
    return term_id


async def update_term(
    connection: Connection,
    viewer: Viewer,
    kind: TermKind,
    term_id: int,
    changes: TermChanges,
    expected_version: int | None,
) -> None:
    """Save what changes of a term; its former path leads to it.

    Raises NotSignedIn, Forbidden, RecordNotFound, Conflict, BadInput and LimitExceeded.
    """
    require(viewer, Action.MANAGE_TERMS)
    await lock_names(connection)
    term = await lock_term(connection, kind, term_id)
    require_version(term["version"], expected_version)
    before = {
        "name": term["name"],
        "slug": term["slug"],
        "description": term["description"],
        "parent": term["parent_id"],
    }
    values = {**before, **_validate(kind, changes)}
    if meta := values.pop("meta", None):
        await write_meta(connection, viewer, "term", term_id, meta)
    if seo := values.pop("seo", None):
        await write_seo(connection, "term", term_id, seo)
    if values["parent"] != before["parent"]:
        await _require_parent(connection, kind, values["parent"], term)
        await bounds.require_few_posts(connection, [term_id])
    is_renamed = name_key(values["name"]) != name_key(before["name"])
    if is_renamed or values["parent"] != before["parent"]:
        await _require_free_name(connection, kind, values["name"], values["parent"], term_id)
    await _write(connection, kind, term, values)


async def _write(
    connection: Connection, kind: TermKind, term: Record, values: dict[str, Any]
) -> None:
    """Overwrite a term, keep its former path, and record both."""
    tags = await term_tags.leading_tags(connection, [term["id"]])
    record = await _record(connection, kind, values, term["id"], term)
    await connection.execute(SQL["update_term"].text, term["id"], record)
    if values["parent"] != term["parent_id"]:
        await connection.execute(SQL["set_parents"].text, [term["id"]], values["parent"])
    if record["uri"] != term["uri"]:
        await connection.execute(SQL["insert_former_uris"].text, [term["uri"]], term["id"])
    (after,) = await connection.fetch(SQL["terms"].text, [term["id"]], kind)
    above = [*term["path"], *after["path"]]
    await term_tags.record_updated(connection, kind, term["id"], above, tags)


async def _record(
    connection: Connection,
    kind: TermKind,
    values: dict[str, Any],
    term_id: int,
    before: Record | None = None,
) -> NewRecord:
    """The columns of a term, but its parent. With a slug that stays, so does its path."""
    fallback = kind.lower()
    wanted = values["slug"]
    if before is not None and wanted == before["slug"]:
        slug, uri = before["slug"], before["uri"]
    else:
        from_name = slug_of(values["name"], fallback)
        requested = preserved_slug(wanted, from_name) if wanted else from_name
        ((slug, uri),) = await slugs_and_uris(connection, kind, [requested], [term_id])
    return {
        "kind": kind,
        "slug": slug,
        "uri": uri,
        "name": values["name"],
        "name_key": name_key(values["name"]),
        "description": values["description"],
    }


def _validate(kind: TermKind, changes: TermChanges) -> dict[str, Any]:
    values = dict(changes)
    if "name" in values:
        values["name"] = _name(kind, values["name"])
    if "description" in values:
        values["description"] = (values["description"] or "").strip() or None
    return values


def _name(kind: TermKind, text: str) -> str:
    name = title_text(text)
    if not 0 < len(name) <= MAX_NAME_LENGTH:
        raise BadInput(
            f"The name of a {kind.lower()} has 1 to {MAX_NAME_LENGTH} characters.", field=["name"]
        )
    return name


async def _require_free_name(
    connection: Connection, kind: TermKind, name: str, parent: int | None, own_id: int
) -> None:
    """Raise BadInput if another term of this kind, with the same parent, has this name."""
    found = await connection.fetchrow(
        SQL["sibling_named"].text, kind, name_key(name), parent, own_id
    )
    if found:
        raise BadInput(f"There is a {kind.lower()} named {found['name']} already.", field=["name"])


async def _require_parent(
    connection: Connection, kind: TermKind, parent: int | None, term: Record | None
) -> None:
    """Raise BadInput unless a term may stand below this one."""
    if parent is None:
        return
    records = await connection.fetch(SQL["terms"].text, [parent], kind)
    if not records:
        raise BadInput("There is no such category.", field=["parent"])
    path = records[0]["path"]
    if term is not None and term["id"] in path:
        raise BadInput("A category cannot stand below itself.", field=["parent"])
    below = await connection.fetchval(SQL["levels_below"].text, term["id"]) if term else 0
    if len(path) + 1 + below > bounds.MAX_DEPTH:
        raise BadInput(f"Categories stand at most {bounds.MAX_DEPTH} deep.", field=["parent"])
