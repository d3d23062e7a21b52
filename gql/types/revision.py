"""Versions: what was saved, when, by whom, and which words it changed."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from gql import engine
from gql.content.difference import word_difference
from gql.content.draft import EntryKind
from gql.content.permission import Act, Reach, reach
from gql.db import Record
from gql.engine import Context, argument
from gql.engine.page import page_size
from gql.errors import Forbidden, Refused
from gql.sql import revision as statements
from gql.types.content import ContentFormat

REFUSED = Forbidden("Only those who may change it read its revisions.")
ABOUT = "All saves, the last first. Null for those who may not change it."


@strawberry.enum(description="What became of some words.")
class WordChange(Enum):
    KEPT = strawberry.enum_value("KEPT", description="They were there, and are.")
    ADDED = strawberry.enum_value("ADDED", description="They are new.")
    REMOVED = strawberry.enum_value("REMOVED", description="They are gone.")


@strawberry.type(description="Some words of a text, and what became of them.")
class Words:
    change: WordChange = strawberry.field(description="What became of them.")
    text: str = strawberry.field(description="The words, with the space between them.")


@strawberry.type(description="One save of a post or a page.")
class Revision:
    version: int = strawberry.field(description="Its number, from 1 on.")
    saved_at: datetime = strawberry.field(description="When it was saved.")
    saved_by: Author | None = engine.to_one(
        "author_id", "Who saved it. Null: a machine, or an import."
    )
    title: str = strawberry.field(description="The title, as plain text.")
    content: str = strawberry.field(description="What its author wrote, as it was written.")
    format: ContentFormat = strawberry.field(description="How that is written: HTML or MARKDOWN.")
    text: strawberry.Private[str]
    text_before: strawberry.Private[str]

    @strawberry.field(description="The words of the text, beside those of the version before it.")
    def changes(self) -> list[Words]:
        return [
            Words(change=WordChange(piece.change), text=piece.text)
            for piece in word_difference(self.text_before, self.text)
        ]


async def revisions_of_posts(
    context: Context,
    posts: list[int],
    first: Annotated[int, argument(description="How many, 1 to 100.")] = 10,
    before: Annotated[int | None, argument(description="Only versions before this one.")] = None,
) -> list[list[Revision] | Refused]:
    return await _revisions(context, EntryKind.POST, posts, first, before)


async def revisions_of_pages(
    context: Context,
    pages: list[int],
    first: Annotated[int, argument(description="How many, 1 to 100.")] = 10,
    before: Annotated[int | None, argument(description="Only versions before this one.")] = None,
) -> list[list[Revision] | Refused]:
    return await _revisions(context, EntryKind.PAGE, pages, first, before)


async def _revisions(
    context: Context, kind: EntryKind, entries: list[int], first: int, before: int | None
) -> list[list[Revision] | Refused]:
    size = page_size("first", first)
    act = Act.WRITE_PAGE if kind is EntryKind.PAGE else Act.READ_REVISIONS
    may_read = reach(context.viewer, act)
    if may_read is Reach.NONE:
        return [REFUSED] * len(entries)
    open_ = set(entries)
    if may_read is Reach.OWN:
        open_ = await statements.posts_of(context.db, entries, context.viewer.author_id)
    found = await statements.revisions(context.db, sorted(open_), size, before)
    return [
        [_revision(record) for record in found[entry]] if entry in open_ else REFUSED
        for entry in entries
    ]


def _revision(record: Record) -> Revision:
    kept = record["written"]
    return engine.instance(
        Revision,
        {
            "version": record["version"],
            "saved_at": record["saved_at"],
            "author_id": record["saved_by"],
            "title": kept["title"],
            "content": kept["content"],
            "format": ContentFormat(kept["format"]),
            "text": record["content_text"],
            "text_before": record["text_before"],
        },
    )


from gql.types.author import Author
