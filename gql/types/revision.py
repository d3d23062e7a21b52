"""Versions: what was saved, when, by whom, and which words it changed."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from gql import engine
from gql.content.draft import EntryKind
from gql.content.permission import Act, Reach, reach
from gql.content.text.word_diff import Piece, differences
from gql.engine import Context, argument
from gql.engine.page import page_size
from gql.errors import Forbidden, LimitExceeded, Refused
from gql.sql import revision as statements
from gql.types.node import Node
from gql.types.text_fields import ContentFormat

REFUSED = Forbidden("Only those who may change it read its revisions.")
MOST_LETTERS = 5_000_000  # in the texts that are compared at once
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


async def changes(context: Context, revisions: list[int]) -> list[list[Words] | Refused]:
    """The words of the text, beside those of the version before it."""
    texts = await statements.texts(context.db, revisions)
    letters = sum(len(text) for pair in texts.values() for text in pair)
    if letters > MOST_LETTERS:
        what = "The texts to be compared are too long"
        refused = LimitExceeded("changes", requested=letters, allowed=MOST_LETTERS, what=what)
        return [refused] * len(revisions)
    found = dict(zip(texts, await differences(list(texts.values())), strict=True))
    return [[_words(piece) for piece in found.get(id, ())] for id in revisions]


def _words(piece: Piece) -> Words:
    return Words(change=WordChange(piece.change), text=piece.text)


@engine.record_type("revision")
class Revision(Node):
    """One save of a post or a page."""

    version: int = engine.column("Its number, from 1 on.")
    saved_at: datetime = engine.column("When it was saved.")
    saved_by: Author | None = engine.to_one(
        "saved_by_id", "Who saved it. Null: a machine, or an import."
    )
    title: str = engine.column("The title, as plain text.")
    content: str = engine.column("What its author wrote, as it was written.", lazy=True)
    format: ContentFormat = engine.column("How that is written: HTML or MARKDOWN.")
    changes: list[Words] = engine.batched(changes)


async def revisions_of_posts(
    context: Context,
    posts: list[int],
    first: Annotated[int, argument(description="How many, 1 to 100.")] = 10,
    before: Annotated[int | None, argument(description="Only versions before this one.")] = None,
) -> list[list[int] | Refused]:
    return await _revisions(context, EntryKind.POST, posts, first, before)


async def revisions_of_pages(
    context: Context,
    pages: list[int],
    first: Annotated[int, argument(description="How many, 1 to 100.")] = 10,
    before: Annotated[int | None, argument(description="Only versions before this one.")] = None,
) -> list[list[int] | Refused]:
    return await _revisions(context, EntryKind.PAGE, pages, first, before)


async def _revisions(
    context: Context, kind: EntryKind, entries: list[int], first: int, before: int | None
) -> list[list[int] | Refused]:
    size = page_size("first", first)
    act = Act.WRITE_PAGE if kind is EntryKind.PAGE else Act.READ_REVISIONS
    may_read = reach(context.viewer, act)
    if may_read is Reach.NONE:
        return [REFUSED] * len(entries)
    open_ = set(entries)
    if may_read is Reach.OWN:
        open_ = await statements.posts_of(context.db, entries, context.viewer.author_id)
    found = await statements.revisions(context.db, sorted(open_), size, before)
    return [found[entry] if entry in open_ else REFUSED for entry in entries]


from gql.types.author import Author
