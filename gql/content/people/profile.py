"""What people may say of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gql.content.address import web_address
from gql.content.change_log import announce, menu_tags
from gql.content.draft import Format
from gql.content.people.display_name import shown_name
from gql.content.record import NewRecord
from gql.content.text.plain_text import title_text
from gql.content.text.render_queue import OF_ACCOUNTS
from gql.content.text.rendered_text import prose
from gql.db import Connection
from gql.errors import BadInput
from gql.sql.statements import statements

SQL = statements("profile")
LONGEST_BIO = 20_000
MOST_LINKS, LONGEST_SERVICE = 20, 100


async def update_profile(connection: Connection, author_id: int, changes: NewRecord) -> None:
    """`changes`: columns of the profile, made by the functions below."""
    await connection.execute(SQL["update_profile"].text, author_id, changes)
    menus = await connection.fetch(SQL["menus_to"].text, author_id)
    tags = ["authors", *menu_tags(menu["id"] for menu in menus)]
    await announce(connection, "UPDATED", f"author:{author_id}", tags)


def name(text: str | None) -> NewRecord:
    """Raises BadInput where nothing can be shown of it."""
    if not (shown := shown_name(text)):
        raise BadInput("A profile needs a name that can be shown.", field=["name"])
    return {"name": shown}


async def bio(text: str | None) -> NewRecord:
    """Markdown. Raises BadInput where it is too long, and WritersBusy."""
    if len(text or "") > LONGEST_BIO:
        raise BadInput(
            f"The bio has {len(text or ''):,} characters; {LONGEST_BIO:,} are allowed.",
            field=["bio"],
        )
    written = await OF_ACCOUNTS.rendered(prose, text or "", Format.MARKDOWN)
    return {
        "bio_html": written.html,
        "bio_markdown": written.markdown,
        "bio_text": written.text,
        "bio_source": written.source,
    }


def url(text: str | None) -> NewRecord:
    """Raises BadInput for what is no address of the web; nothing takes it away."""
    if not text:
        return {"url": None}
    return {"url": _address(text, ["url"])}


def links(pairs: Sequence[tuple[str, str]]) -> NewRecord:
    """Pairs of service and address. Raises BadInput."""
    if len(pairs) > MOST_LINKS:
        raise BadInput(f"These are {len(pairs)} links; {MOST_LINKS} are allowed.", field=["links"])
    return {"links": [_link(at, *pair) for at, pair in enumerate(pairs)]}


def _link(at: int, service: str, address: str) -> dict[str, Any]:
    named = title_text(service)
    if not 0 < len(named) <= LONGEST_SERVICE:
        raise BadInput(
            f"The service of a link has 1 to {LONGEST_SERVICE} characters.",
            field=["links", str(at), "service"],
        )
    return {"service": named, "url": _address(address, ["links", str(at), "url"])}


def _address(text: str, field: list[str]) -> str:
    if not (address := web_address(text)):
        raise BadInput("An address begins with https:// or http://.", field=field)
    return address
