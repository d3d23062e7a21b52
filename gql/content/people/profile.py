"""Changes of a profile: each function turns one input field into columns, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gql.content.address import http_url
from gql.content.change_log import menu_tags, record_change
from gql.content.draft import Format
from gql.content.expected_version import require_version
from gql.content.people.display_name import public_name
from gql.content.record import NewRecord
from gql.content.text.plain_text import title_text
from gql.content.text.render_queue import ACCOUNT_QUEUE
from gql.content.text.rendered_text import render_author_text
from gql.db import Connection
from gql.errors import BadInput, TooComplex
from gql.sql.statements import statements

SQL, PEOPLE = statements("profile"), statements("people")
PROFILE_REFUSALS = (BadInput, TooComplex)
MAX_BIO_LENGTH = 20_000
MAX_LINKS, MAX_SERVICE_LENGTH = 20, 100


async def update_profile(
    connection: Connection, author_id: int, changes: NewRecord, expected_version: int | None
) -> int:
    """Update columns of a profile, record the change and return the version that it now has.

    `changes`: from the functions below. Raises Conflict.
    """
    author = await connection.fetchrow(PEOPLE["lock_profile"].text, author_id)
    require_version(author["version"], expected_version)
    await connection.execute(SQL["update_profile"].text, author_id, changes)
    menus = await connection.fetch(SQL["menus_linking_to"].text, author_id)
    tags = ["authors", *menu_tags(menu["id"] for menu in menus)]
    await record_change(connection, "UPDATED", f"author:{author_id}", tags)
    return int(author["version"]) + 1


def name_columns(text: str | None) -> NewRecord:
    """The display name. Raises BadInput if nothing of it may be public, as in an e-mail address."""
    if not (name := public_name(text)):
        raise BadInput("A profile needs a name that can be shown.", field=["name"])
    return {"name": name}


async def bio_columns(text: str | None) -> NewRecord:
    """A biography in Markdown, rendered. Raises TooComplex and RenderQueueFull."""
    rendered = await ACCOUNT_QUEUE.run(
        render_author_text, text or "", Format.MARKDOWN, length=len(text or "")
    )
    return {
        "bio_html": rendered.html,
        "bio_markdown": rendered.markdown,
        "bio_text": rendered.text,
        "bio_source": rendered.source,
    }


def url_columns(text: str | None) -> NewRecord:
    """A website; an empty one is removed. Raises BadInput for what is no http URL."""
    if not text:
        return {"url": None}
    return {"url": _validate_url(text, ["url"])}


def links_columns(pairs: Sequence[tuple[str, str]]) -> NewRecord:
    """All links, as pairs of service and URL. Raises BadInput."""
    if len(pairs) > MAX_LINKS:
        raise BadInput(f"These are {len(pairs)} links; {MAX_LINKS} are allowed.", field=["links"])
    return {"links": [_link(at, *pair) for at, pair in enumerate(pairs)]}


def _link(at: int, service: str, url: str) -> dict[str, Any]:
    name = title_text(service)
    if not 0 < len(name) <= MAX_SERVICE_LENGTH:
        raise BadInput(
            f"The service of a link has 1 to {MAX_SERVICE_LENGTH} characters.",
            field=["links", str(at), "service"],
        )
    return {"service": name, "url": _validate_url(url, ["links", str(at), "url"])}


def _validate_url(text: str, field: list[str]) -> str:
    # anything else, such as javascript:, would run in the browser of who follows the link
    if not (url := http_url(text)):
        raise BadInput("An address begins with https:// or http://.", field=field)
    return url
