"""Writing posts."""

from __future__ import annotations

from typing import Annotated

import strawberry

from gql import engine
from gql.content.draft import EntryKind
from gql.content.entries import publish
from gql.mutations.entry_change import (
    Change,
    EntryPayload,
    Outcome,
    changed,
    created,
    gone_back,
    updated,
)
from gql.mutations.entry_input import (
    UNCHANGED,
    EarlierVersion,
    EntryChange,
    NewEntry,
    Publishing,
    ThisEntry,
)
from gql.mutations.user_error import Info, Input
from gql.types.post import Post

POST = EntryKind.POST
_TERMS = "By slug or name, in order. What is not there yet is made."
_AUTHORS = "Slugs of all who wrote it, the first one first. Editors choose them."
_PINGS = "Whether other sites may tell that they mention it."


@strawberry.input(description="A new draft.")
class CreatePostInput(NewEntry):
    excerpt: str | None = strawberry.field(
        default=UNCHANGED,
        description="A few words that make one want to read on. Without it, the first of the text.",
    )
    categories: list[str] | None = strawberry.field(default=UNCHANGED, description=_TERMS)
    tags: list[str] | None = strawberry.field(default=UNCHANGED, description=_TERMS)
    authors: list[str] | None = strawberry.field(default=UNCHANGED, description=_AUTHORS)
    pings_open: bool | None = strawberry.field(default=UNCHANGED, description=_PINGS)


@strawberry.input(description="What changes of a post; what is left out stays as it is.")
class UpdatePostInput(EntryChange):
    excerpt: str | None = strawberry.field(
        default=UNCHANGED, description="Null: the first words of the text."
    )
    categories: list[str] | None = strawberry.field(default=UNCHANGED, description=_TERMS)
    tags: list[str] | None = strawberry.field(default=UNCHANGED, description=_TERMS)
    authors: list[str] | None = strawberry.field(default=UNCHANGED, description=_AUTHORS)
    pings_open: bool | None = strawberry.field(default=UNCHANGED, description=_PINGS)
    is_sticky: bool | None = strawberry.field(
        default=UNCHANGED, description="Whether it is kept on top of lists. Editors choose."
    )


@strawberry.input(description="A post that readers are to see.")
class PublishPostInput(Publishing): ...


@strawberry.input(description="A post.")
class PostIdInput(ThisEntry): ...


@strawberry.input(description="A version of a post to go back to.")
class RestoreRevisionInput(EarlierVersion): ...


@strawberry.type(description="The post with its newest text, or what kept it from being changed.")
class PostPayload(EntryPayload):
    post: Post | None = engine.to_one(
        "post_id", "The post as it was saved, also where readers still see what was there before."
    )


async def create_post(info: Info, input: Annotated[CreatePostInput, Input]) -> PostPayload:
    return _payload(await created(info.context, POST, input, input.idempotency_key))


async def update_post(info: Info, input: Annotated[UpdatePostInput, Input]) -> PostPayload:
    return _payload(await updated(info.context, POST, input))


async def publish_post(info: Info, input: Annotated[PublishPostInput, Input]) -> PostPayload:
    return await _changed(info, input.id, publish.publish, input.at, input.expected_version)


async def unpublish_post(info: Info, input: Annotated[PostIdInput, Input]) -> PostPayload:
    return await _changed(info, input.id, publish.unpublish)


async def submit_post(info: Info, input: Annotated[PostIdInput, Input]) -> PostPayload:
    return await _changed(info, input.id, publish.submit)


async def trash_post(info: Info, input: Annotated[PostIdInput, Input]) -> PostPayload:
    return await _changed(info, input.id, publish.trash)


async def restore_post(info: Info, input: Annotated[PostIdInput, Input]) -> PostPayload:
    return await _changed(info, input.id, publish.restore)


async def restore_revision(
    info: Info, input: Annotated[RestoreRevisionInput, Input]
) -> PostPayload:
    return _payload(await gone_back(info.context, POST, input.id, input.version))


async def _changed(info: Info, id: str, change: Change, *given: object) -> PostPayload:
    return _payload(await changed(info.context, POST, id, change, *given))


def _payload(outcome: Outcome) -> PostPayload:
    return engine.instance(PostPayload, outcome.values("post_id"))
