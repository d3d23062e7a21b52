"""The types of the plain Strawberry schema, with DataLoaders as its documentation suggests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry

from gql.engine import encode_id
from gql.types.text_fields import excerpt
from tests.bench import plain_loaders as loaders
from tests.bench.connections import SERVICE_URL
from tests.bench.plain_loaders import Loaders

Info = strawberry.Info[Loaders, None]


@strawberry.type
class Avatar:
    """A picture of an author or guest."""

    url: str


@strawberry.type
class SocialLink:
    """A link from a profile to another service."""

    service: str
    url: str


@strawberry.type
class Term:
    """A category or tag."""

    name: str
    uri: str


@strawberry.type
class CommentCounts:
    """The counts of a post, from columns that were read with it."""

    total: int
    comments: int
    mentions: int


@strawberry.type
class Commenter:
    """Who wrote a comment: an author, or a guest."""

    avatar_key: strawberry.Private[object]
    name: str
    homepage: str | None

    @strawberry.field
    def avatar(self) -> Avatar:
        return Avatar(url=avatar_url(self.avatar_key))


@strawberry.type
class Comment:
    """A comment, whose author and replies are loaded when selected."""

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
                name=record["guest_name"] or "Anonymous",
                homepage=record["guest_url"],
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
        found = self.author_id and await info.context.record_loader(loaders.AUTHORS).load(
            self.author_id
        )
        if not found:
            return self.guest
        return Commenter(avatar_key=found["avatar_key"], name=found["name"], homepage=found["url"])

    @strawberry.field
    def replies(self, first: int = 10) -> CommentConnection:
        return CommentConnection(parent=self.key, first=first, statements=loaders.REPLIES)


@strawberry.type
class CommentConnection:
    """A page of comments, with a count of all."""

    parent: strawberry.Private[int]
    first: strawberry.Private[int]
    statements: strawberry.Private[loaders.CommentStatements]

    @strawberry.field
    async def nodes(self, info: Info) -> list[Comment]:
        found = await info.context.list_loader(self.statements.page, self.first).load(self.parent)
        return [Comment.of(record) for record in found]

    @strawberry.field
    async def total_count(self, info: Info) -> int:
        return (await info.context.record_loader(self.statements.count).load(self.parent))["count"]


@strawberry.input
class CommentWhere:
    """A filter on comments."""

    roots_only: bool = False


@strawberry.type
class Post:
    """A post, whose content, author, terms and comments are loaded when selected."""

    key: strawberry.Private[int]
    author_id: strawberry.Private[int]
    counts: strawberry.Private[CommentCounts]
    excerpt_text: strawberry.Private[str]
    excerpt_is_written: strawberry.Private[bool]
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
            excerpt_text=record["excerpt"],
            excerpt_is_written=record["excerpt_is_written"],
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
        return (await info.context.record_loader(loaders.CONTENTS).load(self.key))["content_html"]

    @strawberry.field
    def excerpt(self) -> str:
        return excerpt(self.excerpt_text, self.excerpt_is_written)

    @strawberry.field
    async def author(self, info: Info) -> Author:
        return Author.of(await info.context.record_loader(loaders.AUTHORS).load(self.author_id))

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
        statements = loaders.ROOTS if where and where.roots_only else loaders.OF_POST
        return CommentConnection(parent=self.key, first=first, statements=statements)


@strawberry.type
class Author:
    """A profile with its posts."""

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
        return (await info.context.record_loader(loaders.POST_COUNTS).load(self.key))["count"]

    @strawberry.field
    async def posts(self, info: Info, first: int = 10) -> PostList:
        found = await info.context.list_loader(loaders.POSTS_OF_AUTHORS, first).load(self.key)
        return PostList(nodes=[Post.of(record) for record in found])


@strawberry.type
class PostList:
    """The posts of an author."""

    nodes: list[Post]


def avatar_url(key: object) -> str:
    """The URL that Quire gives to the same avatar."""
    return f"{SERVICE_URL}/avatars/{key}.svg?size=96"


async def terms(info: Info, post: int, kind: str) -> list[Term]:
    """The terms of a post of one kind; both kinds share a batch."""
    found = await info.context.list_loader(loaders.TERMS).load(post)
    return [Term(name=term["name"], uri=term["uri"]) for term in found if term["kind"] == kind]
