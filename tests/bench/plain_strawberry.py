"""The stories in plain Strawberry: the schema with its caches, and its view."""

from __future__ import annotations

from enum import Enum

import asyncpg
import strawberry
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

from gql.engine import Key, Order
from tests.bench import plain_loaders as loaders
from tests.bench.plain_loaders import Loaders
from tests.bench.plain_types import Author, Info, Post

CURSOR_ORDER = Order("post/newest", (Key("published_at", "timestamptz"),), descending=True)


@strawberry.type
class PageInfo:
    """Relay's PageInfo, as far as the stories select it."""

    end_cursor: str | None
    has_next_page: bool


@strawberry.type
class PostConnection:
    """A page of posts."""

    nodes: list[Post]
    page_info: PageInfo


@strawberry.enum
class PostOrder(Enum):
    """Orders of posts: each value is its statement."""

    NEWEST = loaders.NEWEST
    MOST_DISCUSSED = loaders.DISCUSSED


@strawberry.input
class Slug:
    """The key of a post or author."""

    slug: str


@strawberry.type
class Query:
    """The root fields of the stories."""

    @strawberry.field
    async def post(self, info: Info, by: Slug) -> Post | None:
        record = await info.context.pool.fetchrow(loaders.POST_BY_SLUG, by.slug)
        return Post.of(record) if record else None

    @strawberry.field
    async def author(self, info: Info, by: Slug) -> Author | None:
        record = await info.context.pool.fetchrow(loaders.AUTHOR_BY_SLUG, by.slug)
        return Author.of(record) if record else None

    @strawberry.field
    async def posts(
        self, info: Info, first: int = 10, order_by: PostOrder = PostOrder.NEWEST
    ) -> PostConnection:
        # one more than asked for, to know whether there is a next page
        records = await info.context.pool.fetch(order_by.value, first + 1)
        nodes = [Post.of(record) for record in records[:first]]
        end = CURSOR_ORDER.cursor([nodes[-1].published_at, nodes[-1].key]) if nodes else None
        return PostConnection(
            nodes=nodes, page_info=PageInfo(end_cursor=end, has_next_page=len(records) > first)
        )


# without these caches each request is parsed and validated again: no comparison would be fair
schema = strawberry.Schema(Query, extensions=[ParserCache, ValidationCache])


class View(GraphQL[Loaders, None]):
    """Strawberry's own ASGI view, with loaders in the context of each request."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        super().__init__(schema)
        self.pool = pool

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Loaders:
        return Loaders(self.pool)
