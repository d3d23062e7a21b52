"""Series as editors change them: a title, and posts in an order. A post is in one at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gql.content.change_log import record_change
from gql.content.entries.entry_tags import record_scheduled_again
from gql.content.expected_version import require_version
from gql.content.permission import Action, require
from gql.content.slug import preserved_slug, slug_of
from gql.content.text.plain_text import title_text
from gql.content.unique_name import unique_names
from gql.db import Connection, Record
from gql.errors import BadInput, Conflict, Forbidden, NotSignedIn, RecordNotFound
from gql.sql.statements import statements
from gql.viewer import Viewer

SERIES_REFUSALS = (BadInput, Conflict, Forbidden, NotSignedIn, RecordNotFound)
SQL, ENTRY_SQL = statements("series"), statements("entry")
MAX_POSTS = 500
MAX_TITLE_LENGTH, MAX_DESCRIPTION_LENGTH = 200, 20_000  # characters, as of terms

SeriesChanges = Mapping[str, Any]
"""Of title, slug (None: from the title), description (None: none) and posts (ids in their order)
those that change."""


async def create_series(connection: Connection, viewer: Viewer, changes: SeriesChanges) -> int:
    """Insert a series with its posts; return its id. Raises NotSignedIn, Forbidden, BadInput."""
    require(viewer, Action.MANAGE_SERIES)
    values = {"slug": None, "description": None, "posts": (), **_validate(changes)}
    before = await _lock_posts(connection, values["posts"], ())
    slug = await _slug(connection, values, 0)
    series_id = int(
        await connection.fetchval(
            SQL["insert_series"].text, slug, values["title"], values["description"]
        )
    )
    await _set_posts(connection, series_id, values["posts"])
    await _record(connection, "CREATED", series_id, before)
    await record_scheduled_again(connection, entries=values["posts"])
    return series_id


async def update_series(
    connection: Connection,
    viewer: Viewer,
    series_id: int,
    changes: SeriesChanges,
    expected_version: int | None,
) -> None:
    """Save what changes of a series. Raises NotSignedIn, Forbidden, RecordNotFound, Conflict and
    BadInput.
    """
    require(viewer, Action.MANAGE_SERIES)
    series = await _lock_series(connection, series_id)
    require_version(series["version"], expected_version)
    names = ("slug", "title", "description")
    values = {**{name: series[name] for name in names}, **_validate(changes)}
    moved: dict[int, int | None] = {}
    if "posts" in values:
        present = await _post_ids(connection, series_id)
        before = await _lock_posts(connection, values["posts"], present)
        # those that stay show other numbers, as the series itself does
        moved = {id: of for id, of in before.items() if (id in present) != (id in values["posts"])}
        await _set_posts(connection, series_id, values["posts"])
    slug = series["slug"]
    if values["slug"] != slug:
        slug = await _slug(connection, values, series_id)
    await connection.execute(
        SQL["update_series"].text, series_id, slug, values["title"], values["description"]
    )
    await _record(connection, "UPDATED", series_id, moved)
    await record_scheduled_again(connection, entries=moved)


async def delete_series(connection: Connection, viewer: Viewer, series_id: int) -> None:
    """Delete a series; its posts stay. Raises NotSignedIn, Forbidden and RecordNotFound."""
    require(viewer, Action.MANAGE_SERIES)
    await _lock_series(connection, series_id)
    before = await _lock_posts(connection, (), await _post_ids(connection, series_id))
    await connection.execute(SQL["delete_series"].text, series_id)
    await _record(connection, "DELETED", series_id, before)


async def _lock_series(connection: Connection, series_id: int) -> Record:
    series: Record | None = await connection.fetchrow(SQL["lock_series"].text, series_id)
    if series is None:
        raise RecordNotFound(field=["id"])
    return series


async def _post_ids(connection: Connection, series_id: int) -> list[int]:
    return [r["id"] for r in await connection.fetch(SQL["posts_of_series"].text, series_id)]


async def _lock_posts(
    connection: Connection, wanted: Sequence[int], present: Iterable[int]
) -> dict[int, int | None]:
    """Lock the posts that a series is to have, and has. Returns the series that each is in.

    Raises BadInput for a wanted one that is not there.
    """
    ids = list({*wanted, *present})
    found = {r["id"]: r for r in await connection.fetch(SQL["lock_posts"].text, ids)}
    for at, id in enumerate(wanted):
        if id not in found or found[id]["is_trash"]:
            raise BadInput("There is no such post.", field=["posts", str(at)])
    return {id: record["series_id"] for id, record in found.items()}


async def _set_posts(connection: Connection, series_id: int, posts: Sequence[int]) -> None:
    """Replace the posts of a series. One that is in another leaves that."""
    await connection.execute(SQL["clear_series"].text, series_id, list(posts))
    await connection.execute(SQL["set_posts"].text, series_id, list(posts))


async def _record(
    connection: Connection, event: Any, series_id: int, moved: Mapping[int, int | None]
) -> None:
    """Record a change of a series, with the posts that are in another series, or in none, now."""
    others = {of for of in moved.values() if of is not None}
    tags = ["series", *(f"series:{id}" for id in sorted(others))]
    tags += [f"post:{id}" for id in sorted(moved)]
    await record_change(connection, event, f"series:{series_id}", tags)


def _validate(changes: SeriesChanges) -> dict[str, Any]:
    values = dict(changes)
    if "title" in values:
        values["title"] = title_text(values["title"])
        if not 0 < len(values["title"]) <= MAX_TITLE_LENGTH:
            what = f"The title of a series has 1 to {MAX_TITLE_LENGTH} characters."
            raise BadInput(what, field=["title"])
    if "description" in values:
        values["description"] = (values["description"] or "").strip() or None
        if len(values["description"] or "") > MAX_DESCRIPTION_LENGTH:
            what = f"A description has at most {MAX_DESCRIPTION_LENGTH:,} characters."
            raise BadInput(what, field=["description"])
    if "posts" in values:
        values["posts"] = list(dict.fromkeys(values["posts"]))
    return values


async def _slug(connection: Connection, values: Mapping[str, Any], series_id: int) -> str:
    await connection.execute(ENTRY_SQL["lock_names"].text)  # after the posts, as everywhere
    wanted = values["slug"]
    requested = preserved_slug(wanted, "series") if wanted else slug_of(values["title"], "series")
    (slug,) = await unique_names(connection, SQL["taken_slugs"], [requested], [series_id])
    return slug
