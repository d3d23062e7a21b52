"""Revision: a saved version of a post or page, and the words that it changed."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from gql import engine
from gql.content.draft import EntryKind
from gql.content.permission import Action
from gql.content.text.word_diff import DiffSegment, word_diffs
from gql.engine import Context, argument
from gql.engine.page import page_size
from gql.errors import LimitExceeded, Refused
from gql.sql import revision as revision_sql
from gql.types.node import Node
from gql.types.permitted import permitted_entries
from gql.types.text_fields import ContentFormat

MAX_COMPARED_CHARACTERS = 5_000_000  # in the texts that are compared at once
REVISIONS_DESCRIPTION = "All saved versions, newest first. Null for those who may not edit it."


@strawberry.enum(description="How a piece of text changed from one version to the next.")
class WordChange(Enum):
    KEPT = strawberry.enum_value("KEPT", description="In both versions.")
    ADDED = strawberry.enum_value("ADDED", description="Only in the newer version.")
    REMOVED = strawberry.enum_value("REMOVED", description="Only in the older version.")


@strawberry.type(description="A piece of text, and how it changed.")
class Words:
    change: WordChange = strawberry.field(description="How it changed.")
    text: str = strawberry.field(description="The text, with all white space.")


async def changes(context: Context, revisions: list[int]) -> list[list[Words] | Refused]:
    """The changes from the version before it, word by word."""
    texts = await revision_sql.revision_texts(context.db, revisions)
    # one bound for all revisions of the operation: they are compared together, in one thread
    characters = sum(len(text) for pair in texts.values() for text in pair)
    if characters > MAX_COMPARED_CHARACTERS:
        what = "The texts to be compared are too long"
        refused = LimitExceeded(
            "changes", requested=characters, allowed=MAX_COMPARED_CHARACTERS, what=what
        )
        return [refused] * len(revisions)
    diffs = dict(zip(texts, await word_diffs(list(texts.values())), strict=True))
    return [[_to_words(piece) for piece in diffs.get(id, ())] for id in revisions]


def _to_words(piece: DiffSegment) -> Words:
    return Words(change=WordChange(piece.change), text=piece.text)


@engine.record_type("revision")
class Revision(Node):
    """A saved version of a post or a page."""

    # not `version`: that of a post may be null, and GraphQL allows no two types of one name
    version_number: int = engine.column("The number of this version, from 1 on.", of="version")
    created_at: datetime = engine.column("When it was saved.", of="saved_at")
    updated_at: datetime = engine.column("The same: a saved version never changes.", of="saved_at")
    saved_at: datetime = engine.column("When it was saved.")
    saved_by: Author | None = engine.to_one(
        "saved_by_id", "Who saved it. Null: an API token or an import."
    )
    title: str = engine.column("The title, as plain text.")
    content: str = engine.column("The text as its author typed it.", lazy=True)
    format: ContentFormat = engine.column("The format of `content`: HTML or MARKDOWN.")
    changes: list[Words] = engine.batched(changes)


async def revisions_of_posts(
    context: Context,
    posts: list[int],
    first: Annotated[int, argument(description="How many, 1 to 100.")] = 10,
    before: Annotated[int | None, argument(description="Only versions before this one.")] = None,
) -> list[list[int] | None]:
    """Revision ids of each post, newest first, or None for one the viewer may not edit."""
    return await _revisions(context, EntryKind.POST, posts, first, before)


async def revisions_of_pages(
    context: Context,
    pages: list[int],
    first: Annotated[int, argument(description="How many, 1 to 100.")] = 10,
    before: Annotated[int | None, argument(description="Only versions before this one.")] = None,
) -> list[list[int] | None]:
    """Revision ids of each page, newest first, or None for one the viewer may not edit."""
    return await _revisions(context, EntryKind.PAGE, pages, first, before)


async def _revisions(
    context: Context, kind: EntryKind, entries: list[int], first: int, before: int | None
) -> list[list[int] | None]:
    size = page_size("first", first)
    act = Action.WRITE_PAGE if kind is EntryKind.PAGE else Action.READ_REVISIONS
    editable = await permitted_entries(context, act, entries)
    if not editable:
        return [None] * len(entries)
    ids = await revision_sql.revisions(context.db, sorted(editable), size, before)
    return [ids[entry] if entry in editable else None for entry in entries]


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.author import Author
