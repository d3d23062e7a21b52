"""Search over everything that can be read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from html import escape
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from gql import engine
from gql.db import Record
from gql.engine import PAGE_ARGUMENTS, Context, Key, Order, PageInfo, argument, check_words
from gql.engine.page import Page as PageRequest
from gql.sql import search as statements
from gql.types.author import Author
from gql.types.comment import Comment
from gql.types.page import Page
from gql.types.post import Post
from gql.types.scalar import HTML

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
class Found:
    """A page of what was found, best first: kinds, ids and scores."""

    records: list[Record]
    has_next: bool
    has_previous: bool

    @property
    def cursors(self) -> list[str]:
        return [BEST.cursor([r["score"], r["kind"], r["id"]]) for r in self.records]


@strawberry.type(description="Something that was found, and where.")
class SearchEdge:
    cursor: str = strawberry.field(description="Its place among what was found.")
    node: SearchResult = strawberry.field(description="What was found.")
    score: float = strawberry.field(description="How well it matches; greater is better.")
    place: strawberry.Private[tuple[str, int]]
    words: strawberry.Private[str]

    @strawberry.field(description="Words around the match, which stands in mark elements.")
    async def highlight(self, info: strawberry.Info[Any]) -> HTML:
        context: Context = info.context
        batch = partial(_highlights, context, self.words)
        return HTML(await context.load(("highlight", self.words), lambda: batch, self.place))


async def _highlights(context: Context, words: str, places: list[tuple[str, int]]) -> list[str]:
    texts = await statements.highlights(context.db, words, places)
    return [
        escape(" ".join(text.split()), quote=False)
        .replace(_START, "<mark>")
        .replace(_STOP, "</mark>")
        for text in texts
    ]


@strawberry.type(description="One page of what was found, best first.")
class SearchConnection:
    words: strawberry.Private[str]
    read: strawberry.Private[Callable[[], Awaitable[Found]]]
    read_total: strawberry.Private[Callable[[], Awaitable[int]]]
    load: strawberry.Private[Callable[[Found], Awaitable[list[Any]]]]

    @strawberry.field(description="What was found, with its place and the words around it.")
    async def edges(self) -> list[SearchEdge]:
        found = await self.read()
        nodes = await self.load(found)
        return [
            SearchEdge(
                cursor=cursor,
                node=node,
                score=record["score"] / 1_000_000,
                place=(record["kind"], record["id"]),
                words=self.words,
            )
            for cursor, node, record in zip(found.cursors, nodes, found.records, strict=True)
            if node is not None
        ]

    @strawberry.field(description="What was found.")
    async def nodes(self) -> list[SearchResult]:
        return [node for node in await self.load(await self.read()) if node is not None]

    @strawberry.field(description="Where this page lies in all that was found.")
    async def page_info(self) -> PageInfo:
        found = await self.read()
        return PageInfo(
            has_next_page=found.has_next,
            has_previous_page=found.has_previous,
            start_cursor=found.cursors[0] if found.records else None,
            end_cursor=found.cursors[-1] if found.records else None,
        )

    @strawberry.field(description="How much was found. Counted only when it is asked for.")
    async def total_count(self) -> int:
        return await self.read_total()


async def search(
    info: strawberry.Info[Any],
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
) -> SearchConnection:
    """Full-text search over posts, pages, comments and authors, best first."""
    check_words(query, "query")
    context: Context = info.context
    asked: dict[str, Any] = {"first": first, "after": after, "last": last, "before": before}
    page = PageRequest.of(BEST, **{name: v for name, v in asked.items() if v is not UNSET})
    chosen = SearchKind if kinds is UNSET or kinds is None else kinds
    names = list(dict.fromkeys(str(kind.value) for kind in chosen))
    key = (query, tuple(names))
    total = partial(statements.search_total, context.db, query, names)
    return SearchConnection(
        words=query,
        read=context.once(("search", key, page), partial(_found, context, query, names, page)),
        read_total=context.once(("search total", key), total),
        load=partial(_nodes, info._raw_info),
    )


async def _found(context: Context, words: str, kinds: list[str], page: PageRequest) -> Found:
    records = await statements.search(
        context.db,
        words,
        kinds,
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


async def _nodes(info: Any, found: Found) -> list[Any]:
    """What was found, with the columns that are selected here; None where it is gone by now."""
    info.context.hand_out(len(found.records))
    loading = [
        engine.record_below(info, engine.of_kind(r["kind"]), r["id"], engine.PAGED)
        for r in found.records
    ]
    return [await node for node in loading]
