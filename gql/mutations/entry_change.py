"""What the mutations of posts and pages have in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import strawberry

from gql import engine
from gql.content.draft import EntryKind, Format
from gql.content.entries import derived_columns, save
from gql.content.entries.derived_columns import MadeText
from gql.content.entries.lock_and_authorise import PREVIEW, opened
from gql.content.idempotency import once
from gql.db import Database, Record
from gql.engine.global_id import decode_id
from gql.errors import BadInput, Conflict, NotThere, Refused
from gql.mutations.entry_input import UNCHANGED
from gql.mutations.mutation_context import WritingContext
from gql.mutations.user_error import InputProblem, problem
from gql.sql.statements import statements
from gql.types.author import Author
from gql.types.text_fields import ContentFormat
from gql.viewer import Viewer

FORMATS = {ContentFormat.HTML: Format.HTML, ContentFormat.MARKDOWN: Format.MARKDOWN}
TYPES = {EntryKind.POST: "Post", EntryKind.PAGE: "Page"}
CAN_BE_TAKEN_AWAY = {"excerpt", "featured_image", "parent", "slug"}
NOT_WRITTEN = {"id", "expected_version", "idempotency_key"}
STANDING = statements("entry")["standing"]
Change = Callable[..., Awaitable[Any]]
"""Of a connection, a viewer, a kind and an id, and what else is given."""
Making = Callable[[Database, Viewer, EntryKind, int], Awaitable[MadeText]]


@strawberry.type(description="The save that came between: what stands there now.")
class SaveConflict:
    version: int = strawberry.field(description="The newest version.")
    saved_by: Author | None = engine.to_one("author_id", "Who saved it.")
    saved_at: datetime = strawberry.field(description="When it was saved.")


@strawberry.type
class EntryPayload:
    version: int | None = strawberry.field(
        description="The number of its newest version: give it as expectedVersion."
    )
    conflict: SaveConflict | None = strawberry.field(
        description="With CONFLICT: who saved another version, and when."
    )
    user_errors: list[InputProblem] = strawberry.field(
        description="UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT or BAD_USER_INPUT; empty "
        "where it worked."
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """The entry as it is then, or what kept it from being changed."""

    key: int | None = None
    version: int | None = None
    conflict: SaveConflict | None = None
    problems: tuple[InputProblem, ...] = ()

    def values(self, key: str) -> dict[str, Any]:
        """As a payload holds them."""
        return {
            key: self.key,
            "version": self.version,
            "conflict": self.conflict,
            "user_errors": list(self.problems),
        }


async def created(
    context: WritingContext, kind: EntryKind, input: Any, idempotency_key: str | None
) -> Outcome:
    """A new draft, or the one that was made with the same key."""
    viewer = context.viewer
    try:
        save.require_to_begin(viewer, kind)
        values = _given(input)
        text = await derived_columns.text_of_new(values)
        async with context.database.transaction() as connection:
            key, is_new = await once(
                connection,
                f"{kind} of {viewer.name}",
                idempotency_key,
                lambda: save.create(connection, viewer, kind, values, text),
            )
            if not is_new:  # it may have become somebody else's since
                await opened(connection, viewer, kind, key, PREVIEW, hold=False)
            standing = await connection.fetchrow(STANDING.text, key)
    except Refused as refused:
        return Outcome(problems=(problem(refused),))
    return _shown(context, key, standing)


async def updated(context: WritingContext, kind: EntryKind, input: Any) -> Outcome:
    try:
        values = _given(input)
    except Refused as refused:
        return Outcome(problems=(problem(refused),))
    text = partial(derived_columns.text_of_changed, given=values)
    given = (values, input.expected_version)
    return await changed(context, kind, input.id, save.update, *given, text=text)


async def gone_back(context: WritingContext, kind: EntryKind, id: str, version: int) -> Outcome:
    text = partial(derived_columns.text_of_version, version=version)
    return await changed(context, kind, id, save.go_back, version, text=text)


async def changed(
    context: WritingContext,
    kind: EntryKind,
    id: str,
    change: Change,
    *given: object,
    text: Making | None = None,
) -> Outcome:
    """The entry after a change. `text` makes the last of what it is given, before it begins."""
    found = decode_id(id)
    key = found[1] if found and found[0] == TYPES[kind] else 0
    try:
        if text:
            given = (*given, await text(context.database, context.viewer, kind, key))
        async with context.database.transaction() as connection:
            await change(connection, context.viewer, kind, key, *given)
            standing = await connection.fetchrow(STANDING.text, key)
    except Conflict as conflict:
        context.show(preview=key)
        told = conflict.extensions
        return Outcome(key, int(str(told["version"])), _conflict(told), (problem(conflict),))
    except NotThere as refused:
        return Outcome(problems=(problem(refused, "id"),))
    except Refused as refused:
        return Outcome(problems=(problem(refused),))
    return _shown(context, key, standing)


def _shown(context: WritingContext, key: int, standing: Record) -> Outcome:
    """With its newest text. What is in the trash has no preview."""
    context.show(preview=None if standing["is_trash"] else key)
    return Outcome(key, standing["version"])


def _conflict(told: Mapping[str, object]) -> SaveConflict:
    values = {
        "version": told["version"],
        "author_id": told["saved_by"],
        "saved_at": told["saved_at"],
    }
    return engine.instance(SaveConflict, values)


def _given(input: Any) -> dict[str, Any]:
    """What an input gives, under the names of the rules. Null and absent are the same, but for
    what can be taken away. Raises BadInput."""
    found = {
        name: value
        for name, value in vars(input).items()
        if name not in NOT_WRITTEN
        and value is not UNCHANGED
        and (value is not None or name in CAN_BE_TAKEN_AWAY)
    }
    if "format" in found:
        found["format"] = _format(found["format"])
    if found.get("parent") is not None:
        found["parent"] = _key(found["parent"], "Page", "parent")
    if "featured_image" in found:
        picture = found.pop("featured_image")
        found["featured_media"] = picture and _key(picture, "Media", "featuredImage")
    return found


def _format(format: ContentFormat) -> Format:
    if format not in FORMATS:
        raise BadInput("Write HTML or MARKDOWN.", field=["format"])
    return FORMATS[format]


def _key(id: str, type_: str, field: str) -> int:
    found = decode_id(id)
    if not found or found[0] != type_:
        raise BadInput(f"This is no id of a {type_}.", field=[field])
    return found[1]
