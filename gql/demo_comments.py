"""Writes a comment into the demo every 20 seconds, for who looks at a live thread.

Its text follows from the time alone, and is its idempotency key too: however many processes write,
there is one comment at a time.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from gql.auth.account import viewer_of
from gql.content.comments.comment_settings import CommentSettings
from gql.content.comments.commenter import Commenter
from gql.content.comments.create import NewComment, create_comment
from gql.content.draft import CommentDraft, EntryKind, Format
from gql.db import Database
from gql.periodic import Work, every
from gql.settings import Settings
from gql.sql.statements import statements

SECONDS = 20  # between two comments
EDITOR_EMAIL = "ines@smallhours.example"  # whose comments are never held
SLUG = "bread-at-four"
ACCOUNT, SQL = statements("account"), statements("demo")
SENTENCES = (
    "Somebody is awake.",
    "The oven is at two hundred and forty.",
    "A window across the street has gone dark.",
    "The first tram is late again.",
    "Still dark, and the dough has doubled.",
)


def writing_comments(database: Database, settings: Settings) -> Work:
    """Write a comment, and again every 20 seconds, until cancelled."""
    rules = CommentSettings.from_settings(settings)

    async def write() -> None:
        await write_comment(database, rules, int(time.time()) // SECONDS)

    return every(SECONDS, write, at_once=True)


async def write_comment(database: Database, settings: CommentSettings, number: int) -> None:
    """Write the comment of one stretch of 20 seconds, unless it is there or the demo is not."""
    accounts = await database.fetch_as_owner(ACCOUNT["account_by_email"], EDITOR_EMAIL)
    posts = await database.fetch_as_owner(SQL["post_by_slug"], SLUG)
    if not accounts or not posts:
        return
    when = datetime.fromtimestamp(number * SECONDS, UTC)
    draft = CommentDraft(
        source_id="",
        content=f"{SENTENCES[number % len(SENTENCES)]} It is {when:%H:%M:%S} in Greenwich.",
        published_at=when,
        format=Format.MARKDOWN,
    )
    new = NewComment((EntryKind.POST, posts[0]["id"]), draft, idempotency_key=f"demo {number}")
    await create_comment(database, settings, Commenter(viewer_of(accounts[0])), new)
