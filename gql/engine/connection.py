"""The GraphQL types of connections (Relay cursor connections), and the page that they render.

The page and the total count are read only when a field that needs them is selected.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import strawberry

NodeT = TypeVar("NodeT")


@dataclass(frozen=True, slots=True)
class Slice:
    """A page that was read: its nodes in order, the cursor of each, and whether more follow."""

    nodes: list[Any]
    cursors: list[str]
    has_next: bool
    has_previous: bool


@strawberry.type(description="The position of a page in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether anything follows this page.")
    has_previous_page: bool = strawberry.field(
        description="Whether anything comes before this page."
    )
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first edge, to pass as `before`. Null on an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor of the last edge, to pass as `after`. Null on an empty page."
    )


@strawberry.type(description="A node and its position in the list.")
class Edge(Generic[NodeT]):
    cursor: str = strawberry.field(description="The position of this node in the requested order.")
    node: NodeT = strawberry.field(description="The node.")


@strawberry.type(description="One page of a list, with the cursors for the pages around it.")
class Connection(Generic[NodeT]):
    read_slice: strawberry.Private[Callable[[], Awaitable[Slice]]]
    count_records: strawberry.Private[Callable[[int], None]]
    read_total: strawberry.Private[Callable[[], Awaitable[int]]]
    facet_source: strawberry.Private[object]  # Facets; what they are, a type of its own says

    @strawberry.field(description="The nodes of this page with their cursors.")
    async def edges(self) -> list[Edge[NodeT]]:
        page = await self.read_slice()
        # here and not when the page is read: two aliases of `edges` complete the nodes twice
        self.count_records(len(page.nodes))
        return [
            Edge(cursor=cursor, node=node)
            for cursor, node in zip(page.cursors, page.nodes, strict=True)
        ]

    @strawberry.field(description="The nodes of this page.")
    async def nodes(self) -> list[NodeT]:
        page = await self.read_slice()
        self.count_records(len(page.nodes))
        return page.nodes

    @strawberry.field(description="The position of this page in the list.")
    async def page_info(self) -> PageInfo:
        return page_info(await self.read_slice())

    @strawberry.field(
        description="The number of nodes in the whole list. Counted only if it is selected."
    )
    async def total_count(self) -> int:
        return await self.read_total()


def page_info(page: Slice) -> PageInfo:
    """Relay's PageInfo of a page: both flags, and the cursors of its first and last edge."""
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=page.cursors[0] if page.cursors else None,
        end_cursor=page.cursors[-1] if page.cursors else None,
    )
