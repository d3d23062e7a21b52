"""The stories as a competent user of Strawberry writes them: typed classes, DataLoaders, caches; no engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

import asyncpg
import strawberry
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

from gql.engine import Key, Order, encode_id
from gql.types.text_fields import excerpt
from tests.bench import plain_loaders as loaders
from tests.bench.connections import SERVICE_URL
from tests.bench.plain_loaders import Loaders

Info = strawberry.Info[Loaders, None]
MARK = Order("post/newest", (Key("published_at", "timestamptz"),), descending=True)


@strawberry.type
class Avatar:
    url: str


@strawberry.type
class SocialLink:
    service: str
    url: str


@strawberry.type
class Term:
    name: str
    uri: str


@strawberry.type
class CommentCounts:
    total: int
    comments: int
    mentions: int


@strawberry.type
class Commenter:
    avatar_key: strawberry.Private[object]
    name: str | None
    url: str | None

    @strawberry.field
    def avatar(self) -> Avatar:
        return Avatar(url=avatar_url(self.avatar_key))


@strawberry.type
class Comment:
    key: strawberry.Private[int]
    author_id: strawberry.Private[int | None]
    guest: strawberry.Private[Commenter]
    number: int | None
    content: str
    published_at: datetime

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Comment:
        return cls(
            key=record["id"],
            author_id=record["author_id"],
            guest=Commenter(
                avatar_key=record["guest_avatar_key"],
                name=record["guest_name"],
                url=record["guest_url"],
            ),
            number=record["number"],
            content=record["content_html"],
            published_at=record["published_at"],
        )

    @strawberry.field
    def id(self) -> strawberry.ID:
        return strawberry.ID(encode_id("Comment", self.key))

    @strawberry.field
    async def author(self, info: Info) -> Commenter:
        found = self.author_id and await info.context.one(loaders.AUTHORS).load(self.author_id)
        if not found:
            return self.guest
        return Commenter(avatar_key=found["avatar_key"], name=found["name"], url=found["url"])

    @strawberry.field
    def replies(self, first: int = 10) -> CommentConnection:
        return CommentConnection(parent=self.key, first=first, listed=loaders.REPLIES)


@strawberry.type
class CommentConnection:
    parent: strawberry.Private[int]
    first: strawberry.Private[int]
    listed: strawberry.Private[loaders.Listed]

    @strawberry.field
    async def nodes(self, info: Info) -> list[Comment]:
        found = await info.context.many(self.listed.page, self.first).load(self.parent)
        return [Comment.of(record) for record in found]

    @strawberry.field
    async def total_count(self, info: Info) -> int:
        return (await info.context.one(self.listed.count).load(self.parent))["count"]


@strawberry.input
class CommentWhere:
    roots_only: bool = False


@strawberry.type
class Post:
    key: strawberry.Private[int]
    author_id: strawberry.Private[int]
    counts: strawberry.Private[CommentCounts]
    short: strawberry.Private[str]
    short_is_written: strawberry.Private[bool]
    title: str
    slug: str
    uri: str
    published_at: datetime

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Post:
        return cls(
            key=record["id"],
            author_id=record["author_id"],
            counts=CommentCounts(
                total=record["response_count"],
                comments=record["comment_count"],
                mentions=record["mention_count"],
            ),
            short=record["excerpt"],
            short_is_written=record["excerpt_is_written"],
            title=record["title"],
            slug=record["slug"],
            uri=record["uri"],
            published_at=record["published_at"],
        )

    @strawberry.field
    def id(self) -> strawberry.ID:
        return strawberry.ID(encode_id("Post", self.key))

    @strawberry.field
    async def content(self, info: Info) -> str:
        return (await info.context.one(loaders.CONTENTS).load(self.key))["content_html"]

    @strawberry.field
    def excerpt(self) -> str:
        return excerpt(self.short, self.short_is_written)

    @strawberry.field
    async def author(self, info: Info) -> Author:
        return Author.of(await info.context.one(loaders.AUTHORS).load(self.author_id))

    @strawberry.field
    async def categories(self, info: Info) -> list[Term]:
        return await terms(info, self.key, "CATEGORY")

    @strawberry.field
    async def tags(self, info: Info) -> list[Term]:
        return await terms(info, self.key, "TAG")

    @strawberry.field
    def comment_counts(self) -> CommentCounts:
        return self.counts

    @strawberry.field
    def comments(self, first: int = 10, where: CommentWhere | None = None) -> CommentConnection:
        listed = loaders.ROOTS if where and where.roots_only else loaders.ON_POST
        return CommentConnection(parent=self.key, first=first, listed=listed)


@strawberry.type
class Author:
    key: strawberry.Private[int]
    avatar_key: strawberry.Private[object]
    name: str
    uri: str
    bio: str
    links: list[SocialLink]

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Author:
        return cls(
            key=record["id"],
            avatar_key=record["avatar_key"],
            name=record["name"],
            uri=record["uri"],
            bio=record["bio_html"],
            links=[SocialLink(**link) for link in record["links"]],
        )

    @strawberry.field
    def avatar(self) -> Avatar:
        return Avatar(url=avatar_url(self.avatar_key))

    @strawberry.field
    async def post_count(self, info: Info) -> int:
        return (await info.context.one(loaders.POST_COUNTS).load(self.key))["count"]

    @strawberry.field
    async def posts(self, info: Info, first: int = 10) -> PostList:
        found = await info.context.many(loaders.POSTS_OF_AUTHORS, first).load(self.key)
        return PostList(nodes=[Post.of(record) for record in found])


@strawberry.type
class PostList:
    nodes: list[Post]


@strawberry.type
class PageInfo:
    end_cursor: str | None
    has_next_page: bool


@strawberry.type
class PostConnection:
    nodes: list[Post]
    page_info: PageInfo


@strawberry.enum
class PostOrder(Enum):
    NEWEST = loaders.NEWEST
    MOST_DISCUSSED = loaders.DISCUSSED


@strawberry.input
class Slug:
    slug: str


@strawberry.type
class Query:
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
        records = await info.context.pool.fetch(order_by.value, first + 1)
        nodes = [Post.of(record) for record in records[:first]]
        end = MARK.cursor([nodes[-1].published_at, nodes[-1].key]) if nodes else None
        return PostConnection(
            nodes=nodes, page_info=PageInfo(end_cursor=end, has_next_page=len(records) > first)
        )


def avatar_url(key: object) -> str:
    return f"{SERVICE_URL}/avatars/{key}.svg?size=96"


async def terms(info: Info, post: int, kind: str) -> list[Term]:
    found = await info.context.many(loaders.TERMS).load(post)
    return [Term(name=term["name"], uri=term["uri"]) for term in found if term["kind"] == kind]


schema = strawberry.Schema(Query, extensions=[ParserCache, ValidationCache])


class View(GraphQL[Loaders, None]):
    """Strawberry's own view."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        super().__init__(schema)
        self.pool = pool

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Loaders:
        return Loaders(self.pool)
