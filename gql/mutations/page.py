"""Writing pages, as posts are written."""

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
from gql.types.page import Page

PAGE = EntryKind.PAGE
_PARENT = "The global id of the page above it: its path begins with that page's."
_ORDER = "Where it stands among its siblings: smaller numbers first."


@strawberry.input(description="A new draft of a page.")
class CreatePageInput(NewEntry):
    parent: strawberry.ID | None = strawberry.field(default=UNCHANGED, description=_PARENT)
    menu_order: int | None = strawberry.field(default=UNCHANGED, description=_ORDER)


@strawberry.input(description="What changes of a page; what is left out stays as it is.")
class UpdatePageInput(EntryChange):
    parent: strawberry.ID | None = strawberry.field(
        default=UNCHANGED, description=f"{_PARENT} Null: it stands at the top."
    )
    menu_order: int | None = strawberry.field(default=UNCHANGED, description=_ORDER)


@strawberry.input(description="A page that readers are to see.")
class PublishPageInput(Publishing): ...


@strawberry.input(description="A page.")
class PageIdInput(ThisEntry): ...


@strawberry.input(description="A version of a page to go back to.")
class RestorePageRevisionInput(EarlierVersion): ...


@strawberry.type(description="The page with its newest text, or what kept it from being changed.")
class PagePayload(EntryPayload):
    page: Page | None = engine.to_one(
        "page_id", "The page as it was saved, also where readers still see what was there before."
    )


async def create_page(info: Info, input: Annotated[CreatePageInput, Input]) -> PagePayload:
    return _payload(await created(info.context, PAGE, input, input.idempotency_key))


async def update_page(info: Info, input: Annotated[UpdatePageInput, Input]) -> PagePayload:
    return _payload(await updated(info.context, PAGE, input))


async def publish_page(info: Info, input: Annotated[PublishPageInput, Input]) -> PagePayload:
    return await _changed(info, input.id, publish.publish, input.at, input.expected_version)


async def unpublish_page(info: Info, input: Annotated[PageIdInput, Input]) -> PagePayload:
    return await _changed(info, input.id, publish.unpublish)


async def trash_page(info: Info, input: Annotated[PageIdInput, Input]) -> PagePayload:
    return await _changed(info, input.id, publish.trash)


async def restore_page(info: Info, input: Annotated[PageIdInput, Input]) -> PagePayload:
    return await _changed(info, input.id, publish.restore)


async def restore_page_revision(
    info: Info, input: Annotated[RestorePageRevisionInput, Input]
) -> PagePayload:
    return _payload(await gone_back(info.context, PAGE, input.id, input.version))


async def _changed(info: Info, id: str, change: Change, *given: object) -> PagePayload:
    return _payload(await changed(info.context, PAGE, id, change, *given))


def _payload(outcome: Outcome) -> PagePayload:
    return engine.instance(PagePayload, outcome.values("page_id"))
