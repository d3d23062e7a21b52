"""Posts and pages: their slugs and paths, those of pages below a page, and the redirects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gql.content.address import normalised_path
from gql.content.draft import EntryKind
from gql.content.slug_repair.cut_slug import free_slugs, mended_slug
from gql.content.unique_name import unique_names
from gql.db import Connection, Record
from gql.sql.statements import statements

SQL, IMPORT_SQL = statements("slug_repair"), statements("import")


async def repair_entries(connection: Connection) -> None:
    """Mend the slugs of entries, by the paths that imports have kept or by their titles."""
    entries = await connection.fetch(SQL["entries"].text)
    slugs = {e["id"]: mended_slug(e["slug"], e["title"], _last_part(e["uri"])) for e in entries}
    posts = [entry for entry in entries if entry["kind"] == EntryKind.POST]
    # pages may share a slug, for their paths differ
    wanted = [slugs[post["id"]] for post in posts]
    slugs |= await free_slugs(connection, "taken_post_slugs", posts, wanted)
    uris = await _uris(connection, entries, slugs)
    changed = [e for e in entries if (e["slug"], e["uri"]) != (slugs[e["id"]], uris[e["id"]])]
    ids = [entry["id"] for entry in changed]
    after = [slugs[id] for id in ids]
    await connection.execute(SQL["update_entries"].text, ids, after, [uris[id] for id in ids])
    before = [entry["slug"] for entry in changed]
    await connection.execute(SQL["update_versions"].text, ids, before, after)
    await _redirect(connection, changed, uris)


async def _uris(
    connection: Connection, entries: Sequence[Record], slugs: Mapping[int, str]
) -> dict[int, str]:
    """The path of each entry: with its mended slug at the end, below its parent that moved."""
    former = {entry["id"]: entry["uri"] for entry in entries}
    uris: dict[int, str] = {}
    for entry in entries:  # parents before the pages below them
        uri, above = entry["uri"], former.get(entry["parent_id"])
        if above and uri.startswith(above):
            uri = uris[entry["parent_id"]] + uri[len(above) :]
        if _last_part(uri) == entry["slug"]:
            uri = f"{_folder(uri)}/{slugs[entry['id']]}/"
        uri = normalised_path(uri) or uri
        if uri != entry["uri"]:
            (uri,) = await unique_names(connection, IMPORT_SQL["taken_uris"], [uri], [])
        uris[entry["id"]] = uri
    return uris


async def _redirect(
    connection: Connection, changed: Sequence[Record], uris: Mapping[int, str]
) -> None:
    """Redirect from the former paths, and from the paths that end with the slugs that were cut."""
    old = await connection.fetch(SQL["former_uris"].text)
    former = [(path, row["entry_id"]) for row in old if (path := normalised_path(row["uri"]))]
    for entry in changed:
        cut = normalised_path(f"{_folder(uris[entry['id']])}/{entry['slug']}/")
        former += [(path, entry["id"]) for path in (entry["uri"], cut) if path]
    records = [{"uri": uri, "entry_id": id} for uri, id in former if uri != uris.get(id)]
    await connection.execute(IMPORT_SQL["insert_old_uris"].text, records)


def _last_part(uri: str) -> str:
    return uri.rstrip("/").rpartition("/")[2]


def _folder(uri: str) -> str:
    return uri.rstrip("/").rpartition("/")[0]
