"""Redirects that editors make: from a path at which nothing is to another, or to another site."""

from __future__ import annotations

from urllib.parse import urlsplit

from gql.content.address import http_url, normalised_path, origin
from gql.content.change_log import record_change
from gql.content.former_uri import possible_uris
from gql.content.permission import Action, require
from gql.db import Connection, Record
from gql.errors import BadInput, Forbidden, NotSignedIn, RecordNotFound
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL, IMPORT_SQL, ENTRY_SQL = statements("redirect"), statements("import"), statements("entry")
REDIRECT_REFUSALS = (BadInput, Forbidden, NotSignedIn, RecordNotFound)
DELETE_REFUSALS = (Forbidden, NotSignedIn, RecordNotFound)
MAX_STEPS = 10  # from redirect to redirect: longer chains are refused as circles are


async def create_redirect(connection: Connection, viewer: Viewer, uri: str, to: str) -> int:
    """Redirect a path and return the id of the redirect, which is there already if it is equal.

    Raises NotSignedIn, Forbidden and BadInput, for a path at which something is, and for a circle.
    """
    require(viewer, Action.MANAGE_REDIRECTS)
    # with it, nothing moves to the path, and no other redirect closes a circle meanwhile
    await connection.execute(ENTRY_SQL["lock_names"].text)
    path, location = _path(uri), await _location(connection, to)
    existing = await connection.fetchrow(SQL["redirect_at"].text, path)
    if existing and existing["location"] == location:
        return int(existing["id"])
    await _require_free(connection, path, existing)
    await _require_no_circle(connection, path, location)
    redirect_id = int(await connection.fetchval(SQL["insert_redirect"].text, path, location))
    await record_change(
        connection, "CREATED", f"redirect:{redirect_id}", ["redirects", f"uri:{path}"]
    )
    return redirect_id


async def update_redirect(
    connection: Connection, viewer: Viewer, redirect_id: int, uri: str | None, to: str | None
) -> None:
    """Change where a redirect begins and leads to; None: it stays.

    Raises what create_redirect raises, and RecordNotFound.
    """
    require(viewer, Action.MANAGE_REDIRECTS)
    await connection.execute(ENTRY_SQL["lock_names"].text)
    before = await connection.fetchrow(SQL["lock_redirect"].text, redirect_id)
    if before is None:
        raise RecordNotFound(field=["id"])
    path = before["uri"] if uri is None else _path(uri)
    location = before["location"] if to is None else await _location(connection, to)
    if (path, location) == (before["uri"], before["location"]):
        return
    if path != before["uri"]:
        await _require_free(
            connection, path, await connection.fetchrow(SQL["redirect_at"].text, path)
        )
    # first, so that the former path of this one is no step any more
    await connection.execute(SQL["update_redirect"].text, redirect_id, path, location)
    await _require_no_circle(connection, path, location)
    paths = dict.fromkeys((before["uri"], path))
    tags = ["redirects", *(f"uri:{one}" for one in paths)]
    await record_change(connection, "UPDATED", f"redirect:{redirect_id}", tags)


async def delete_redirect(connection: Connection, viewer: Viewer, redirect_id: int) -> None:
    """Delete a redirect: its path answers what it did before. Raises NotSignedIn, Forbidden and
    RecordNotFound.
    """
    require(viewer, Action.MANAGE_REDIRECTS)
    uri = await connection.fetchval(SQL["delete_redirect"].text, redirect_id)
    if uri is None:
        raise RecordNotFound(field=["id"])
    await record_change(
        connection, "DELETED", f"redirect:{redirect_id}", ["redirects", f"uri:{uri}"]
    )


def _path(uri: str) -> str:
    """The path at which a redirect begins."""
    path = next(iter(possible_uris(uri)), None)
    if path is None:
        raise BadInput("A redirect begins at a path of the site, as /old/.", field=["uri"])
    return path


async def _require_free(connection: Connection, path: str, existing: Record | None) -> None:
    """Raise BadInput if something is at the path: `existing`, a redirect, or what is shown."""
    if existing:
        raise BadInput(
            f"{path} leads to {existing['location']} already. Delete that redirect first.",
            field=["uri"],
        )
    # drafts and scheduled ones too: they would be published over it
    if await connection.fetch(IMPORT_SQL["taken_uris"].text, [path], []):
        raise BadInput(
            f"There is something at {path}: move it to another path or to the trash first.",
            field=["uri"],
        )


async def _location(connection: Connection, to: str) -> str:
    """The path within the site, or the full URL, that a redirect leads to."""
    site_url = (await connection.fetchrow(ENTRY_SQL["site"].text))["url"]
    url = http_url(to)
    if url and origin(url) not in (None, origin(site_url)):
        return url
    try:
        parts = urlsplit(to.strip())
    except ValueError:  # malformed IPv6 hosts, such as http://[
        parts = urlsplit("")
    path = "/" if parts.path == "/" or (url and not parts.path) else normalised_path(parts.path)
    # //host is a URL without its scheme; what has none begins with a slash
    is_within = origin(url) is not None or (to.strip().startswith("/") and not parts.netloc)
    suffix = (f"?{parts.query}" if parts.query else "") + (
        f"#{parts.fragment}" if parts.fragment else ""
    )
    if not path or not is_within or len(suffix) > 500 or any(c.isspace() for c in suffix):
        raise BadInput("Lead to a path, as /new/, or to a URL with https://.", field=["to"])
    return path + suffix


async def _require_no_circle(connection: Connection, path: str, location: str) -> None:
    """Raise BadInput if the location leads back to the path, or too far."""
    for _ in range(MAX_STEPS):
        following = next(iter(possible_uris(location)), None)
        if following is None or http_url(location):
            return
        if following == path:
            raise BadInput("It would lead back to where it begins.", field=["to"])
        record = await connection.fetchrow(SQL["redirect_at"].text, following)
        if record is None:
            return
        location = record["location"]
    raise BadInput(f"It would lead on more than {MAX_STEPS} times.", field=["to"])
