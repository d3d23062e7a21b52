"""The inputs, the payload and the mutations of pages."""

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
from gql.types.page import Page

_PARENT = "The global id of the page above it: its path begins with that page's."
_AUTHOR = "The slug of who it is by: a page has one author."
_ORDER = "Where it stands among its siblings: smaller numbers first."


@strawberry.input(description="A new draft of a page.")
class CreatePageInput(NewEntry):
    excerpt: str | None = strawberry.field(
        default=UNCHANGED,
        description="A short summary. Without it, the first words of the content.",
        metadata=at_most(MAX_EXCERPT_LENGTH),
    )
    author: str | None = strawberry.field(
        default=UNCHANGED,
        description=f"{_AUTHOR} Without it, who creates it; an API token has to name somebody.",
    )
    parent: strawberry.ID | None = strawberry.field(default=UNCHANGED, description=_PARENT)
    menu_order: int | None = strawberry.field(default=UNCHANGED, description=_ORDER)


@strawberry.input(description="What changes of a page; what is left out stays as it is.")
class UpdatePageInput(EntryUpdate):
    excerpt: str | None = strawberry.field(
        default=UNCHANGED,
        description="Null: the first words of the text.",
        metadata=at_most(MAX_EXCERPT_LENGTH),
    )
    author: str | None = strawberry.field(default=UNCHANGED, description=_AUTHOR)
    parent: strawberry.ID | None = strawberry.field(
        default=UNCHANGED, description=f"{_PARENT} Null: it stands at the top."
    )
    menu_order: int | None = strawberry.field(default=UNCHANGED, description=_ORDER)


@strawberry.input(description="A page to publish, and when.")
class PublishPageInput(Publication):
    """The input of publishPage: which page, from when on, and the expected version."""


@strawberry.input(description="A page.")
class PageIdInput(EntryId):
    """The input of mutations that only change the status of a page."""


@strawberry.input(description="The version of a page to restore.")
class RestorePageRevisionInput(EarlierVersion):
    """The input of restorePageRevision: a page, and the number of the version to restore."""

    # not that of the revision, which has one too
    id: strawberry.ID = strawberry.field(description="The global id of the page.")


@payload(
    description="The page with its newest version, or why the change was refused.",
    errors=error_type("Page", ENTRY_REFUSALS),
)
class PagePayload(EntryPayload):
    page: Page | None = engine.to_one(
        "page_id", "The page as it was saved, also where readers still see what was there before."
    )


# pages have no submit: only editors write them, and they publish
_mutation = partial(entry_mutation, EntryKind.PAGE, PagePayload)

create_page = _mutation(
    "create_page", CreatePageInput, create_entry, "Creates a draft of a page. Only editors see it."
)
update_page = _mutation(
    "update_page",
    UpdatePageInput,
    update_entry,
    "Saves a new version. Readers of a published page see the one before until `publishPage`.",
)
publish_page = _mutation("publish_page", PublishPageInput, publish_entry, PUBLISHES)
unpublish_page = _mutation(
    "unpublish_page", PageIdInput, status_change(publish.unpublish), UNPUBLISHES
)
trash_page = _mutation("trash_page", PageIdInput, status_change(publish.trash), TRASHES)
restore_page = _mutation("restore_page", PageIdInput, status_change(publish.restore), RESTORES)
restore_page_revision = _mutation(
    "restore_page_revision", RestorePageRevisionInput, restore_entry_revision, RESTORES_REVISION
)
