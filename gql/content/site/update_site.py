"""Changes of the site itself: its title, pictures, front page, and rules for comments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gql.content.address import origin
from gql.content.change_log import EVERYTHING, record_change
from gql.content.entries.entry_tags import record_scheduled_again
from gql.content.expected_version import require_version
from gql.content.permission import Action, require
from gql.content.site.site_record import language_tag
from gql.content.text.plain_text import title_text
from gql.db import Connection, Record
from gql.errors import BadInput, Conflict, Forbidden, NotSignedIn
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("site")
SITE_REFUSALS = (BadInput, Conflict, Forbidden, NotSignedIn)
MAX_TITLE_LENGTH, MAX_NAME_LENGTH = 300, 100  # characters
MAX_DEPTH, MAX_EDIT_MINUTES = 499, 525_600  # as of the settings
# what many records are shown with, whatever their tags are: the language has a word for guests
# without a name, and finds other texts; the depth is that of discussions
EVERYWHERE = ("url", "language", "anonymous_name", "comment_depth")

SiteChanges = Mapping[str, Any]
"""By the names of the columns; None takes a value away, or leaves the setting to decide."""


async def update_site(
    connection: Connection, viewer: Viewer, changes: SiteChanges, expected_version: int | None
) -> None:
    """Save what changes of the site. Raises NotSignedIn, Forbidden, Conflict and BadInput."""
    require(viewer, Action.CHANGE_SITE)
    site = await connection.fetchrow(SQL["lock_site"].text)
    require_version(site["version"], expected_version)
    values = {name: _CHECKS[name](value) for name, value in changes.items()}
    if not {name for name, value in values.items() if value != site[name]}:
        return
    await _require_references(connection, values)
    after = {**dict(site), **values}
    if after["front_page_id"] is not None and after["front_page_id"] == after["posts_page_id"]:
        raise BadInput("One page cannot be both.", field=["postsPage"])
    await connection.execute(SQL["update_site"].text, after)
    await record_change(connection, "UPDATED", "site", await _tags(connection, site, after))
    pages = (after["front_page_id"], after["posts_page_id"])
    await record_scheduled_again(connection, entries=[page for page in pages if page is not None])


async def _tags(connection: Connection, before: Record, after: Mapping[str, Any]) -> list[str]:
    tags = [EVERYTHING] if any(before[name] != after[name] for name in EVERYWHERE) else []
    for name in ("front_page_id", "posts_page_id"):
        if before[name] != after[name]:
            pages = [page for page in (before[name], after[name]) if page is not None]
            uris = [await connection.fetchval(SQL["uri_of_page"].text, page) for page in pages]
            tags += ["uri:/", *(f"uri:{uri}" for uri in uris if uri)]
            tags += [f"page:{page}" for page in pages]
    return tags


async def _require_references(connection: Connection, values: Mapping[str, Any]) -> None:
    """Raise BadInput for pictures, pages and time zones that are not there."""
    for name, field in (("logo_id", "logo"), ("icon_id", "icon")):
        media = values.get(name)
        if media is not None and not await connection.fetchval(SQL["public_media"].text, media):
            raise BadInput("There is no such picture that readers can see.", field=[field])
    for name, field in (("front_page_id", "frontPage"), ("posts_page_id", "postsPage")):
        page = values.get(name)
        if page is not None and not await connection.fetchval(SQL["uri_of_page"].text, page):
            raise BadInput("There is no such page.", field=[field])
    zone = values.get("time_zone")
    if zone is not None and not await connection.fetchval(SQL["is_time_zone"].text, zone):
        raise BadInput("There is no such time zone; write it as Europe/Rome.", field=["timeZone"])


def _title(text: str) -> str:
    title = title_text(text)
    if not 0 < len(title) <= MAX_TITLE_LENGTH:
        raise BadInput(f"A title has 1 to {MAX_TITLE_LENGTH} characters.", field=["title"])
    return title


def _tagline(text: str | None) -> str | None:
    tagline = title_text(text or "")
    if len(tagline) > MAX_TITLE_LENGTH:
        raise BadInput(f"A tagline has at most {MAX_TITLE_LENGTH} characters.", field=["tagline"])
    return tagline or None


def _url(text: str) -> str:
    url = origin(text)
    # a path would be lost: the paths of posts and pages begin at the root
    if not url or url != text.strip().rstrip("/").lower():
        what = "The address of a site is as https://blog.example, without a path."
        raise BadInput(what, field=["url"])
    return url


def _language(text: str) -> str:
    if not (tag := language_tag(text)) or len(tag) > 35:
        raise BadInput("This is no language; write it as en or pt-BR.", field=["language"])
    return tag


def _anonymous_name(text: str | None) -> str | None:
    name = title_text(text or "")
    if len(name) > MAX_NAME_LENGTH:
        what = f"A name for guests has at most {MAX_NAME_LENGTH} characters."
        raise BadInput(what, field=["anonymousName"])
    return name or None


def _depth(depth: int | None) -> int | None:
    return _bounded(depth, MAX_DEPTH, "depth")


def _edit_minutes(minutes: int | None) -> int | None:
    return _bounded(minutes, MAX_EDIT_MINUTES, "editMinutes")


def _bounded(number: int | None, most: int, field: str) -> int | None:
    if number is not None and not 0 <= number <= most:
        raise BadInput(f"It is {number}; 0 to {most:,} are allowed.", field=["commentRules", field])
    return number


def _as_it_is(value: Any) -> Any:
    return value


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "tagline": _tagline,
    "url": _url,
    "language": _language,
    "logo_id": _as_it_is,
    "icon_id": _as_it_is,
    "time_zone": _as_it_is,
    "anonymous_name": _anonymous_name,
    "front_page_id": _as_it_is,
    "posts_page_id": _as_it_is,
    "comment_depth": _depth,
    "hold_comments": _as_it_is,
    "comment_edit_minutes": _edit_minutes,
}
