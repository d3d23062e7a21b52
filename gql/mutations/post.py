"""The inputs, the payload and the mutations of posts."""

from __future__ import annotations

from functools import partial

import strawberry

from gql import engine
from gql.content.draft import EntryKind
from gql.content.entries import publish
from gql.content.entries.validation import MAX_EXCERPT_LENGTH
from gql.mutations.entry_input import (
    UNCHANGED,
    EarlierVersion,
    EntryId,
    EntryUpdate,
    NewEntry,
    Publication,
)
from gql.mutations.entry_mutation import (
    PUBLISHES,
    RESTORES,
    RESTORES_REVISION,
    TRASHES,
    UNPUBLISHES,
    create_entry,
    entry_mutation,
    publish_entry,
    restore_entry_revision,
    status_change,
    update_entry,
)
from gql.mutations.entry_payload import ENTRY_REFUSALS, EntryPayload
from gql.mutations.payload import payload
from gql.mutations.text_bounds import at_most
from gql.mutations.user_error import error_type
from gql.types.post import Post

_TERMS = "By slug or name, in order. What is not there yet is made."
_AUTHORS = "Slugs of all who wrote it, the first one first. Editors choose them."
_PINGS = "Whether other sites may send mentions of it."


@strawberry.input(description="A new draft.")
class CreatePostInput(NewEntry):
    excerpt: str | None = strawberry.field(
        default=UNCHANGED,
        description="A short summary. Without it, the first words of the content.",
        metadata=at_most(MAX_EXCERPT_LENGTH),
    )
    categories: list[str] | None = strawberry.field(default=UNCHANGED, description=_TERMS)
    tags: list[str] | None = strawberry.field(default=UNCHANGED, description=_TERMS)
    authors: list[str] | None = strawberry.field(default=UNCHANGED, description=_AUTHORS)
    pings_open: bool | None = strawberry.field(default=UNCHANGED, description=_PINGS)


@strawberry.input(description="What changes of a post; what is left out stays as it is.")
class UpdatePostInput(EntryUpdate):
    excerpt: str | None = strawberry.field(
        default=UNCHANGED,
        description="Null: the first words of the text.",
        metadata=at_most(MAX_EXCERPT_LENGTH),
    )
    categories: list[str] | None = strawberry.field(default=UNCHANGED, description=_TERMS)
    tags: list[str] | None = strawberry.field(default=UNCHANGED, description=_TERMS)
    authors: list[str] | None = strawberry.field(default=UNCHANGED, description=_AUTHORS)
    pings_open: bool | None = strawberry.field(default=UNCHANGED, description=_PINGS)
    is_sticky: bool | None = strawberry.field(
        default=UNCHANGED, description="Whether it is kept on top of lists. Editors choose."
    )


@strawberry.input(description="A post to publish, and when.")
class PublishPostInput(Publication):
    """The input of publishPost: which post, from when on, and the expected version."""


@strawberry.input(description="A post.")
class PostIdInput(EntryId):
    """The input of mutations that only change the status of a post."""


@strawberry.input(description="The version of a post to restore.")
class RestoreRevisionInput(EarlierVersion):
    # not that of the revision, which has one too
    id: strawberry.ID = strawberry.field(description="The global id of the post.")


@payload(
    description="The post with its newest version, or why the change was refused.",
    errors=error_type("Post", ENTRY_REFUSALS),
)
class PostPayload(EntryPayload):
    post: Post | None = engine.to_one(
        "post_id", "The post as it was saved, also where readers still see what was there before."
    )


# name, input, what it runs, description; `info` and the payload are the same for all
_mutation = partial(entry_mutation, EntryKind.POST, PostPayload)

create_post = _mutation(
    "create_post",
    CreatePostInput,
    create_entry,
    "Creates a draft. Only its authors and editors see it.",
)
update_post = _mutation(
    "update_post",
    UpdatePostInput,
    update_entry,
    "Saves a new version. Readers of a published post see the one before until `publishPost`.",
)
publish_post = _mutation("publish_post", PublishPostInput, publish_entry, PUBLISHES)
unpublish_post = _mutation(
    "unpublish_post", PostIdInput, status_change(publish.unpublish), UNPUBLISHES
)
submit_post = _mutation(
    "submit_post",
    PostIdInput,
    status_change(publish.submit),
    "Submits a draft for review: it is PENDING.",
)
trash_post = _mutation("trash_post", PostIdInput, status_change(publish.trash), TRASHES)
restore_post = _mutation("restore_post", PostIdInput, status_change(publish.restore), RESTORES)
restore_revision = _mutation(
    "restore_revision", RestoreRevisionInput, restore_entry_revision, RESTORES_REVISION
)
