"""Discussion: whole comment threads in reading order, paginated by root comments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import strawberry

from gql.engine import PageInfo
from gql.engine.resolve.threads import ThreadEdge, ThreadPage


@strawberry.type(description="A comment and its position in a discussion.")
class DiscussionEdge:
    cursor: str = strawberry.field(
        description="The cursor of this comment. The page after it continues with the next thread."
    )
    node: Comment = strawberry.field(description="The comment.")
    depth: int = strawberry.field(description="The number of comments above it; a root has 0.")
    is_root: bool = strawberry.field(description="Whether it starts a thread.")
    hidden_replies: int = strawberry.field(
        description="How many of its direct replies are not on this page."
    )
    replies_cursor: str | None = strawberry.field(
        description="The cursor to continue its replies with: `Comment.replies(after:)`. "
        "Null: load them from the start."
    )


@strawberry.type(
    description="Whole threads in reading order. Pagination counts root comments; a reply never "
    "comes without its ancestors."
)
class DiscussionConnection:
    # functions that the resolver binds; each field calls the one it needs, and no other runs
    read_threads: strawberry.Private[Callable[[], Awaitable[ThreadPage]]]
    count_records: strawberry.Private[Callable[[int], None]]
    read_root_count: strawberry.Private[Callable[[], Awaitable[int]]]
    read_total: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="The comments of this page with their positions.")
    async def edges(self) -> list[DiscussionEdge]:
        places = (await self.read_threads()).edges
        self.count_records(len(places))
        return [_edge(place) for place in places]

    @strawberry.field(description="The comments of this page.")
    async def nodes(self) -> list[Comment]:
        places = (await self.read_threads()).edges
        self.count_records(len(places))
        return [place.node for place in places]

    @strawberry.field(description="The position of this page among all threads.")
    async def page_info(self) -> PageInfo:
        page = await self.read_threads()
        return PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=page.edges[0].cursor if page.edges else None,
            end_cursor=page.edges[-1].cursor if page.edges else None,
        )

    @strawberry.field(description="The number of threads.")
    async def root_count(self) -> int:
        return await self.read_root_count()

    @strawberry.field(description="The number of comments on all pages and at any depth.")
    async def total_count(self) -> int:
        return await self.read_total()


def _edge(place: ThreadEdge) -> DiscussionEdge:
    return DiscussionEdge(
        cursor=place.cursor,
        node=place.node,
        depth=place.depth,
        is_root=place.depth == 0,
        hidden_replies=place.hidden_replies,
        replies_cursor=place.replies_cursor,
    )


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.comment import Comment
