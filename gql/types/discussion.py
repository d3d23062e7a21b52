"""A discussion: threads in reading order, a page of roots at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import strawberry

from gql.engine import PageInfo
from gql.engine.resolve.connections import Place, Threads


@strawberry.type(description="A comment and its place in a discussion.")
class DiscussionEdge:
    cursor: str = strawberry.field(
        description="Its place. After it, a page goes on with the next thread."
    )
    node: Comment = strawberry.field(description="The comment.")
    depth: int = strawberry.field(description="How many comments it stands below; a root has 0.")
    is_root: bool = strawberry.field(description="Whether it begins a thread.")
    hidden_replies: int = strawberry.field(
        description="How many of its direct replies are not on this page."
    )
    replies_cursor: str | None = strawberry.field(
        description="Where to go on reading its replies: `Comment.replies(after:)`. "
        "Null: from the start."
    )


@strawberry.type(
    description="Whole threads in reading order. first and after count roots; a reply never comes "
    "without its ancestors."
)
class DiscussionConnection:
    read_threads: strawberry.Private[Callable[[], Awaitable[Threads]]]
    hand_out: strawberry.Private[Callable[[int], None]]
    read_root_count: strawberry.Private[Callable[[], Awaitable[int]]]
    read_total: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="The comments of this page with their places.")
    async def edges(self) -> list[DiscussionEdge]:
        places = (await self.read_threads()).places
        self.hand_out(len(places))
        return [_edge(place) for place in places]

    @strawberry.field(description="The comments of this page.")
    async def nodes(self) -> list[Comment]:
        places = (await self.read_threads()).places
        self.hand_out(len(places))
        return [place.node for place in places]

    @strawberry.field(description="Where this page lies among all threads.")
    async def page_info(self) -> PageInfo:
        page = await self.read_threads()
        return PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=page.places[0].cursor if page.places else None,
            end_cursor=page.places[-1].cursor if page.places else None,
        )

    @strawberry.field(description="How many threads there are.")
    async def root_count(self) -> int:
        return await self.read_root_count()

    @strawberry.field(description="How many comments there are, on all pages and at any depth.")
    async def total_count(self) -> int:
        return await self.read_total()


def _edge(place: Place) -> DiscussionEdge:
    return DiscussionEdge(
        cursor=place.cursor,
        node=place.node,
        depth=place.depth,
        is_root=place.depth == 0,
        hidden_replies=place.hidden_replies,
        replies_cursor=place.replies_cursor,
    )


from gql.types.comment import Comment
