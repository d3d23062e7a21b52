"""What is written for search engines and link previews of posts, pages, terms and profiles.

No part of a version, as meta is none: readers see it at once, beside the text that they see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from gql.content.address import http_url
from gql.content.text.plain_text import title_text
from gql.db import Connection
from gql.errors import BadInput
from gql.sql.statements import statements

SQL = statements("seo")
MAX_TITLE, MAX_DESCRIPTION = 300, 1_000  # characters

Owner = Literal["entry", "term", "author"]
SeoChanges = Mapping[str, Any]
"""By the names of the columns; None: it is made of the thing itself again."""


async def write_seo(
    connection: Connection, owner: Owner, owner_id: int, changes: SeoChanges
) -> None:
    """Write what changes. Raises BadInput.

    The caller has checked that the viewer may change the owner, and has locked it.
    """
    values = {name: _CHECKS.get(name, _as_it_is)(value) for name, value in changes.items()}
    if values.get("image_id") is not None:
        await _require_picture(connection, values["image_id"], owner, owner_id)
    owners: tuple[Owner, ...] = ("entry", "term", "author")
    ids = [owner_id if one == owner else None for one in owners]
    if not await connection.fetchval(SQL["update_seo"].text, *ids, values):
        record = {f"{owner}_id": owner_id, **values}
        await connection.execute(SQL["insert_seo"].text, [record])


async def _require_picture(
    connection: Connection, media_id: int, owner: Owner, owner_id: int
) -> None:
    """Raise BadInput unless readers can see a picture, or will when they see its entry."""
    entry_id = owner_id if owner == "entry" else None
    if not await connection.fetchval(SQL["showable_picture"].text, media_id, entry_id):
        raise BadInput("There is no such picture that readers can see.", field=["seo", "image"])


def _url(text: str | None) -> str | None:
    if not text:
        return None
    if not (url := http_url(text)):
        raise BadInput("An address begins with https:// or http://.", field=["seo", "canonicalUrl"])
    return url


def plain_line(text: str | None) -> str | None:
    """A text as one line without markup; None for an empty one."""
    return title_text(text or "") or None


def _as_it_is(value: Any) -> Any:
    return value


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "title": plain_line,
    "description": plain_line,
    "open_graph_title": plain_line,
    "open_graph_description": plain_line,
    "canonical_url": _url,
}
