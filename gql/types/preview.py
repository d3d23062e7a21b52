"""Preview: a token that shows the newest text of a post or page, for those who may edit it."""

from __future__ import annotations

from datetime import datetime

from gql import engine
from gql.content.permission import Action
from gql.engine import Context, RecordTags
from gql.sql import preview as preview_sql
from gql.types.node import Node
from gql.types.permitted import permitted_entries

PREVIEWS_DESCRIPTION = (
    "Its previews that were neither revoked nor have expired, newest first. Null for those who may "
    "not edit it."
)


@engine.record_type("preview", tags=RecordTags())
class Preview(Node):
    """A token that shows the newest text to whoever has it. It was answered once."""

    created_at: datetime = engine.column("When it was made.")
    updated_at: datetime = engine.column("The same: a preview never changes.", of="created_at")
    expires_at: datetime = engine.column(
        "When it expires. It ends before where who made it may not preview the text any more."
    )
    created_by: Author | None = engine.to_one("created_by_id", "Who made it; null: an API token.")
    machine: str | None = engine.column("The name of the API token that made it; null: a person.")


async def previews_of_posts(context: Context, posts: list[int]) -> list[list[int] | None]:
    """Preview ids of each post, newest first, or None for one the viewer may not preview."""
    return await _previews(context, Action.PREVIEW_POST, posts)


async def previews_of_pages(context: Context, pages: list[int]) -> list[list[int] | None]:
    """Preview ids of each page, newest first, or None for one the viewer may not preview."""
    return await _previews(context, Action.WRITE_PAGE, pages)


async def _previews(context: Context, action: Action, entries: list[int]) -> list[list[int] | None]:
    permitted = await permitted_entries(context, action, entries)
    ids = await preview_sql.previews(context.db, sorted(permitted))
    return [ids[entry] if entry in permitted else None for entry in entries]


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.author import Author
