"""The types of a paged list:

edges and nodes, pageInfo, totalCount. Rows and counts are read only when they are selected.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import strawberry

NodeT = TypeVar("NodeT")


@dataclass(frozen=True, slots=True)
class Slice:
    """What was read for a page: the nodes in order, a cursor for each, and what lies beyond."""

    nodes: list[Any]
    cursors: list[str]
    has_next: bool
    has_previous: bool


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether anything follows this page.")
    has_previous_page: bool = strawberry.field(
        description="Whether anything comes before this page."
    )
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first edge: give it as `before`. Null on an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor of the last edge: give it as `after`. Null on an empty page."
    )


@strawberry.type(description="A node and its place in the list.")
class Edge(Generic[NodeT]):
    cursor: str = strawberry.field(
        description="The place of this node in the order that was asked for."
    )
    node: NodeT = strawberry.field(description="What stands here.")


@strawberry.type(description="One page of a list, and how to ask for the next.")
class Connection(Generic[NodeT]):
    read_slice: strawberry.Private[Callable[[], Awaitable[Slice]]]
    hand_out: strawberry.Private[Callable[[int], None]]
    read_total: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="The nodes of this page with their cursors.")
    async def edges(self) -> list[Edge[NodeT]]:
        page = await self.read_slice()
        self.hand_out(len(page.nodes))
        return [
            Edge(cursor=cursor, node=node)
            for cursor, node in zip(page.cursors, page.nodes, strict=True)
        ]

    @strawberry.field(description="The nodes of this page.")
    async def nodes(self) -> list[NodeT]:
        page = await self.read_slice()
        self.hand_out(len(page.nodes))
        return page.nodes

    @strawberry.field(description="Where this page lies in the list.")
    async def page_info(self) -> PageInfo:
        return page_info(await self.read_slice())

    @strawberry.field(
        description="How many nodes the whole list holds. Counted only when it is asked for."
    )
    async def total_count(self) -> int:
        return await self.read_total()


def page_info(page: Slice) -> PageInfo:
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=page.cursors[0] if page.cursors else None,
        end_cursor=page.cursors[-1] if page.cursors else None,
    )
