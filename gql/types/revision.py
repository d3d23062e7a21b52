"""Revision: a saved version of a post or page, and the words that it changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from functools import partial
from itertools import chain
from typing import Annotated

import strawberry

from gql import engine
from gql.content.permission import Action, Scope, scope
from gql.content.text.word_diff import DiffSegment, word_diffs
from gql.engine import Context, Key, Order, RecordTags, argument
from gql.engine.global_id import key_of
from gql.errors import BadInput, LimitExceeded, Refused
from gql.sql import revision as revision_sql
from gql.types.node import Node
from gql.types.text_fields import ContentFormat

_UNLIKE = "These are versions of two different texts; compare two of one post or page."
MAX_COMPARED_CHARACTERS = 5_000_000  # in the texts that are compared at once


@strawberry.enum(description="The order of a list of saved versions.")
class RevisionOrder(Enum):
    NEWEST = strawberry.enum_value("NEWEST", description="The newest version first.")
    OLDEST = strawberry.enum_value("OLDEST", description="The oldest version first.")


ORDERS = {
    RevisionOrder.NEWEST: Order("revision/newest", (Key("version", "bigint"),), descending=True),
    RevisionOrder.OLDEST: Order("revision/oldest", (Key("version", "bigint"),)),
}


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
    if refused := _too_long(texts.values()):
        return [refused] * len(revisions)
    diffs = dict(zip(texts, await word_diffs(list(texts.values())), strict=True))
    return [[_to_words(piece) for piece in diffs.get(id, ())] for id in revisions]


def _to_words(piece: DiffSegment) -> Words:
    return Words(change=WordChange(piece.change), text=piece.text)


@engine.record_type("revision", orders=ORDERS, tags=RecordTags())
class Revision(Node):
    """A saved version of a post or a page."""

    # not `version`: that of a post may be null, and GraphQL allows no two types of one name
    version_number: int = engine.column("The number of this version, from 1 on.", of="version")
    created_at: datetime = engine.column("When it was saved.", of="saved_at")
    updated_at: datetime = engine.column("The same: a saved version never changes.", of="saved_at")
    saved_at: datetime = engine.column("The same as createdAt.", reason="Use `createdAt` instead.")
    saved_by: Author | None = engine.to_one(
        "saved_by_id", "Who saved it. Null: an API token or an import."
    )
    title: str = engine.column("The title, as plain text.")
    content: str = engine.column("The text as its author typed it.", lazy=True)
    format: ContentFormat = engine.column("The format of `content`: HTML or MARKDOWN.")
    changes: list[Words] = engine.batched(changes, tags=())


def may_read_revisions(context: Context) -> bool:
    """Whether the viewer may read those of any post, of theirs at least."""
    return scope(context.viewer, Action.READ_REVISIONS) is not Scope.NONE


async def diff(
    context: Context,
    from_: Annotated[
        strawberry.ID, argument(name="from", description="The id of the version to begin with.")
    ],
    to: Annotated[strawberry.ID, argument(description="The id of the version to compare with it.")],
) -> list[Words] | None:
    """How a post or page changed from one saved version to another, word by word. Null for those
    who may not edit it."""
    # through the loader: one bound for all `diff` fields of the operation, and one statement
    pair = (key_of(from_, "Revision"), key_of(to, "Revision"))
    words: list[Words] | None = await context.load("diffs", lambda: partial(_diffs, context), pair)
    return words


async def _diffs(
    context: Context, pairs: list[tuple[int, int]]
) -> list[list[Words] | Refused | None]:
    saved = await revision_sql.entries_and_texts(context.db, sorted({*chain(*pairs)}))
    found: dict[tuple[int, int], list[Words] | Refused | None] = dict.fromkeys(pairs)
    seen = [(before, after) for before, after in pairs if before in saved and after in saved]
    alike = [pair for pair in seen if saved[pair[0]][0] == saved[pair[1]][0]]
    found |= {pair: BadInput(_UNLIKE, argument="to") for pair in seen if pair not in alike}
    texts = [(saved[before][1], saved[after][1]) for before, after in alike]
    if refused := _too_long(texts):
        return [refused] * len(pairs)
    for pair, pieces in zip(alike, await word_diffs(texts), strict=True):
        found[pair] = [_to_words(piece) for piece in pieces]
    return [found[pair] for pair in pairs]


def _too_long(texts: Iterable[tuple[str, str]]) -> LimitExceeded | None:
    """What is refused if these texts are too long to be compared at once."""
    characters = sum(len(text) for pair in texts for text in pair)
    if characters <= MAX_COMPARED_CHARACTERS:
        return None
    what = "The texts to be compared are too long"
    return LimitExceeded(
        "changes", requested=characters, allowed=MAX_COMPARED_CHARACTERS, what=what
    )


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.author import Author
