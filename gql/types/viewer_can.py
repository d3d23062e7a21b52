"""ViewerCan: what the viewer may do with a post or page, for the buttons of an editor's screen."""

from __future__ import annotations

import strawberry

from gql.content.draft import EntryKind, EntryStatus
from gql.content.entries.lock_and_authorise import EDIT, PUBLISH, TRASH, RequiredActions
from gql.content.permission import Action, is_allowed
from gql.engine import Context
from gql.types.permitted import permitted_entries

# the columns that the functions below need of each post or page
VIEWER_CAN_NEEDS = ("id", "status")
VIEWER_CAN = "What the viewer may do with it now."
_Key = tuple[int, str]


@strawberry.type(description="What a viewer may do with a post or page as it is now.")
class ViewerCan:
    edit: bool = strawberry.field(description="Save a new version of it.")
    publish: bool = strawberry.field(description="Publish it, or its newest version.")
    trash: bool = strawberry.field(description="Move it to the trash.")
    moderate: bool = strawberry.field(description="Decide about comments on it.")


async def viewer_can_with_posts(context: Context, posts: list[_Key]) -> list[ViewerCan]:
    """What the viewer may do with each of these posts."""
    return await _viewer_can(context, EntryKind.POST, Action.EDIT_POST, posts)


async def viewer_can_with_pages(context: Context, pages: list[_Key]) -> list[ViewerCan]:
    """What the viewer may do with each of these pages."""
    return await _viewer_can(context, EntryKind.PAGE, Action.WRITE_PAGE, pages)


async def _viewer_can(
    context: Context, kind: EntryKind, action: Action, entries: list[_Key]
) -> list[ViewerCan]:
    own = await permitted_entries(context, action, [id for id, _ in entries])
    moderate = is_allowed(context.viewer, Action.MODERATE)
    return [
        ViewerCan(
            edit=id in own and _may(context, EDIT, kind, status),
            publish=id in own and _may(context, PUBLISH, kind, status),
            trash=id in own and _may(context, TRASH, kind, status),
            moderate=moderate,
        )
        for id, status in entries
    ]


def _may(context: Context, required: RequiredActions, kind: EntryKind, status: str) -> bool:
    """Whether the viewer may do this to an entry of theirs, or to any if they may do it to all."""
    if status == EntryStatus.TRASH:  # from there it can only be restored
        return False
    unpublished, published = required[kind]
    is_published = status in (EntryStatus.PUBLISHED, "SCHEDULED")
    return is_allowed(context.viewer, published if is_published else unpublished)
