"""Search over everything that can be read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from html import escape
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from gql.db import Record
from gql.engine import PAGE_ARGUMENTS, Context, Key, Order, PageInfo, argument, check_words
from gql.engine.page import Page as PageRequest
from gql.sql import search as statements
from gql.types.author import Author
from gql.types.comment import Comment
from gql.types.page import Page
from gql.types.post import Post
from gql.types.scalars import HTML

_START, _STOP = "\ue000", "\ue001"
BEST = Order(
    "search/best",
    (
        Key("score", "bigint"),
        Key("kind", "text"),
    ),
    descending=True,
)


@strawberry.enum(description="What can be found.")
class SearchKind(Enum):
    POST = strawberry.enum_value("POST", description="Posts.")
    PAGE = strawberry.enum_value("PAGE", description="Pages.")
    COMMENT = strawberry.enum_value("COMMENT", description="Comments.")
    AUTHOR = strawberry.enum_value("AUTHOR", description="Authors.")


SearchResult = Annotated[
    Post | Page | Comment | Author,
    strawberry.union("SearchResult", description="Something that was found."),
]


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, in which kinds, and which page of what is found."""

    words: str
    kinds: tuple[str, ...]
    page: PageRequest


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, best first: kinds, ids and scores."""

    records: list[Record]
    has_next: bool
    has_previous: bool

    def cursor(self, record: Mapping[str, Any]) -> str:
        return BEST.cursor([record["score"], record["kind"], record["id"]])

    def score(self, record: Mapping[str, Any]) -> float:
        return float(record["score"] / 1_000_000)


@strawberry.type(description="Something that was found, and where.")
class SearchEdge:
    cursor: str = strawberry.field(description="Its place among what was found.")
    node: SearchResult = strawberry.field(description="What was found.")
    score: float = strawberry.field(description="How well it matches; greater is better.")
    read_highlight: strawberry.Private[Callable[[], Awaitable[HTML]]]

    @strawberry.field(description="Words around the match, which stands in mark elements.")
    async def highlight(self) -> HTML:
        return await self.read_highlight()


@strawberry.type(description="One page of what was found, best first.")
class SearchConnection:
    read: strawberry.Private[Callable[[], Awaitable[Found]]]
    read_total: strawberry.Private[Callable[[], Awaitable[int]]]
    read_nodes: strawberry.Private[Callable[[Found], Awaitable[list[Any]]]]
    read_highlight: strawberry.Private[Callable[[tuple[str, int]], Awaitable[HTML]]]

    @strawberry.field(description="What was found, with its place and the words around it.")
    async def edges(self) -> list[SearchEdge]:
        found = await self.read()
        nodes = await self.read_nodes(found)
        return [
            SearchEdge(
                cursor=found.cursor(record),
                node=node,
                score=found.score(record),
                read_highlight=partial(self.read_highlight, (record["kind"], record["id"])),
            )
            for node, record in zip(nodes, found.records, strict=True)
            if node is not None
        ]

    @strawberry.field(description="What was found.")
    async def nodes(self) -> list[SearchResult]:
        return [node for node in await self.read_nodes(await self.read()) if node is not None]

    @strawberry.field(description="Where this page lies in all that was found.")
    async def page_info(self) -> PageInfo:
        found = await self.read()
        return PageInfo(
            has_next_page=found.has_next,
            has_previous_page=found.has_previous,
            start_cursor=found.cursor(found.records[0]) if found.records else None,
            end_cursor=found.cursor(found.records[-1]) if found.records else None,
        )

    @strawberry.field(description="How much was found. Counted only when it is asked for.")
    async def total_count(self) -> int:
        return await self.read_total()


def asked(
    query: Annotated[
        str,
        argument(
            description='Words to look for. "in quotes": as they stand; or; -without. '
            "400 characters at most."
        ),
    ],
    kinds: Annotated[
        list[SearchKind] | None, argument(description="Only these kinds; all where left out.")
    ] = UNSET,
    first: Annotated[int | None, argument(description=PAGE_ARGUMENTS["first"])] = UNSET,
    after: Annotated[str | None, argument(description=PAGE_ARGUMENTS["after"])] = UNSET,
    last: Annotated[int | None, argument(description=PAGE_ARGUMENTS["last"])] = UNSET,
    before: Annotated[str | None, argument(description=PAGE_ARGUMENTS["before"])] = UNSET,
) -> Search:
    """Full-text search over posts, pages, comments and authors, best first."""
    check_words(query, "query")
    given: dict[str, Any] = {"first": first, "after": after, "last": last, "before": before}
    page = PageRequest.of(BEST, **{name: v for name, v in given.items() if v is not UNSET})
    chosen = SearchKind if kinds is UNSET or kinds is None else kinds
    return Search(query, tuple(dict.fromkeys(str(kind.value) for kind in chosen)), page)


async def read(context: Context, asked: Search) -> Found:
    """Once, however often and under whatever alias it is asked."""
    found: Found = await context.once(("search", asked), partial(_found, context, asked))()
    return found


async def total(context: Context, asked: Search) -> int:
    reading = partial(statements.search_total, context.db, asked.words, list(asked.kinds))
    count: int = await context.once(("search total", asked.words, asked.kinds), reading)()
    return count


async def highlights(context: Context, places: list[tuple[str, int]], asked: Search) -> list[HTML]:
    texts = await statements.highlights(context.db, asked.words, places)
    return [
        HTML(
            escape(" ".join(text.split()), quote=False)
            .replace(_START, "<mark>")
            .replace(_STOP, "</mark>")
        )
        for text in texts
    ]


async def _found(context: Context, asked: Search) -> Found:
    page = asked.page
    records = await statements.search(
        context.db,
        asked.words,
        list(asked.kinds),
        limit=page.size + 1,
        after=page.after,
        before=page.before,
        backwards=page.backwards,
    )
    more = len(records) > page.size
    kept = records[: page.size]
    return Found(
        records=kept[::-1] if page.backwards else kept,
        has_next=page.before is not None if page.backwards else more,
        has_previous=more if page.backwards else page.after is not None,
    )
