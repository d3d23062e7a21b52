"""Full-text search over all that is published: its arguments, results and pages."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from html import escape
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from gql.db import Record
from gql.engine import (
    MAX_CANDIDATES,
    PAGE_ARGUMENTS,
    Context,
    Key,
    Order,
    PageInfo,
    argument,
    check_search_words,
)
from gql.engine.page import Page as PageRequest
from gql.sql import search as search_sql
from gql.types.author import Author
from gql.types.comment import Comment
from gql.types.page import Page
from gql.types.post import Post
from gql.types.scalars import HTML
from gql.types.search_tags import ALL_TEXTS, SECONDS_OF_COMMENT_SEARCHES
from gql.types.term import Category, Tag

# Private-use characters around matches (see search.sql). HTML cannot be used there: the text is
# escaped only after it left the database.
_START, _STOP = "\ue000", "\ue001"
_MATCH = re.compile(f"{_START}([^{_START}{_STOP}]*){_STOP}")
BY_RELEVANCE = Order(
    "search/best",
    (
        Key("score", "bigint"),
        Key("kind", "text"),
    ),
    descending=True,
)


@strawberry.enum(description="The kinds of search results.")
class SearchKind(Enum):
    POST = strawberry.enum_value("POST", description="Posts.")
    PAGE = strawberry.enum_value("PAGE", description="Pages.")
    COMMENT = strawberry.enum_value("COMMENT", description="Comments.")
    AUTHOR = strawberry.enum_value("AUTHOR", description="Authors.")
    CATEGORY = strawberry.enum_value("CATEGORY", description="Categories.")
    TAG = strawberry.enum_value("TAG", description="Tags.")


SearchResult = Annotated[
    Post | Page | Comment | Author | Category | Tag,
    strawberry.union("SearchResult", description="A search result."),
]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """The arguments of a search. Hashable: equal requests of one operation run once."""

    words: str
    kinds: tuple[str, ...]
    page: PageRequest


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of search results, best first: records with kind, id and score."""

    records: list[Record]
    has_next: bool
    has_previous: bool
    total: search_sql.SearchTotal

    def cursor(self, record: Mapping[str, Any]) -> str:
        """The cursor of a result. Kind and id break ties between equal scores."""
        return BY_RELEVANCE.cursor([record["score"], record["kind"], record["id"]])

    def score(self, record: Mapping[str, Any]) -> float:
        """The score as clients see it; SQL has it in millionths, as an exact key of the cursor."""
        return float(record["score"] / 1_000_000)


@strawberry.type(description="A search result with its score and a highlight.")
class SearchEdge:
    cursor: str = strawberry.field(description="The position of this result.")
    node: SearchResult = strawberry.field(description="The result.")
    score: float = strawberry.field(description="How well it matches; higher is better.")
    read_highlight: strawberry.Private[Callable[[], Awaitable[HTML]]]

    @strawberry.field(description="The text around the match. Matching words are in mark elements.")
    async def highlight(self) -> HTML:
        return await self.read_highlight()


@strawberry.type(description="One page of search results, best first.")
class SearchConnection:
    read: strawberry.Private[Callable[[], Awaitable[SearchPage]]]
    read_total: strawberry.Private[Callable[[], Awaitable[search_sql.SearchTotal]]]
    read_nodes: strawberry.Private[Callable[[SearchPage], Awaitable[list[Any]]]]
    read_highlight: strawberry.Private[Callable[[tuple[str, int]], Awaitable[HTML]]]

    @strawberry.field(description="The results of this page with cursors, scores and highlights.")
    async def edges(self) -> list[SearchEdge]:
        results = await self.read()
        nodes = await self.read_nodes(results)
        return [
            SearchEdge(
                cursor=results.cursor(record),
                node=node,
                score=results.score(record),
                read_highlight=partial(self.read_highlight, (record["kind"], record["id"])),
            )
            for node, record in zip(nodes, results.records, strict=True)
            if node is not None
        ]

    @strawberry.field(description="The results of this page.")
    async def nodes(self) -> list[SearchResult]:
        return [node for node in await self.read_nodes(await self.read()) if node is not None]

    @strawberry.field(description="The position of this page among all results.")
    async def page_info(self) -> PageInfo:
        results = await self.read()
        return PageInfo(
            has_next_page=results.has_next,
            has_previous_page=results.has_previous,
            start_cursor=results.cursor(results.records[0]) if results.records else None,
            end_cursor=results.cursor(results.records[-1]) if results.records else None,
        )

    @strawberry.field(
        description="The number of results. Of each kind 1,000 matches at most are ranked and "
        "counted."
    )
    async def total_count(self) -> int:
        return (await self.read_total()).count

    @strawberry.field(
        description="Whether there are no more results than totalCount says: false where some kind "
        "has as many as are counted at most."
    )
    async def total_count_is_exact(self) -> bool:
        return (await self.read_total()).is_exact


def search_request(
    query: Annotated[
        str,
        argument(
            description='Search terms: "an exact phrase", a or b, -excluded. '
            "32 words or 400 characters at most. Accents may be left out. The last word may be "
            "the beginning of one, unless a blank follows. Where nothing is found, words that are "
            "a letter away are."
        ),
    ],
    kinds: Annotated[
        list[SearchKind] | None, argument(description="Only these kinds. Default: all.")
    ] = UNSET,
    first: Annotated[int | None, argument(description=PAGE_ARGUMENTS["first"])] = UNSET,
    after: Annotated[str | None, argument(description=PAGE_ARGUMENTS["after"])] = UNSET,
    last: Annotated[int | None, argument(description=PAGE_ARGUMENTS["last"])] = UNSET,
    before: Annotated[str | None, argument(description=PAGE_ARGUMENTS["before"])] = UNSET,
    offset: Annotated[int | None, argument(description=PAGE_ARGUMENTS["offset"])] = UNSET,
) -> SearchRequest:
    """Full-text search over posts, pages, comments, authors, categories and tags, best first."""
    check_search_words(query, "query")
    arguments: dict[str, Any] = {"first": first, "after": after, "last": last, "before": before}
    page = PageRequest.from_arguments(
        BY_RELEVANCE,
        **{name: v for name, v in {**arguments, "offset": offset}.items() if v is not UNSET},
    )
    selected_kinds = SearchKind if kinds is UNSET or kinds is None else kinds
    return SearchRequest(
        query, tuple(dict.fromkeys(str(kind.value) for kind in selected_kinds)), page
    )


def search_tags(request: SearchRequest) -> Iterable[str]:
    """The cache tags of a search: those of all texts, as each may have words near to its words."""
    return ALL_TEXTS


def search_seconds(request: SearchRequest) -> float | None:
    """How long its results may be kept at most."""
    return SECONDS_OF_COMMENT_SEARCHES if "COMMENT" in request.kinds else None


async def load_page(context: Context, request: SearchRequest) -> SearchPage:
    """Read a page of results, once for all fields and aliases that request the same."""
    results: SearchPage = await context.read_once(
        ("search", request), partial(_fetch_page, context, request)
    )()
    return results


async def count_matches(context: Context, request: SearchRequest) -> search_sql.SearchTotal:
    """Count all results. The statement that ranks them for a page counts them too."""
    return (await load_page(context, request)).total


async def load_highlights(
    context: Context, places: list[tuple[str, int]], request: SearchRequest
) -> list[HTML]:
    """The text around the matches of each place (kind and id), as HTML with <mark> elements."""
    texts = await search_sql.highlights(context.db, request.words, places)
    return [_marked(text) for text in texts]


def _marked(text: str) -> HTML:
    marked = _MATCH.sub(r"<mark>\1</mark>", escape(" ".join(text.split()), quote=False))
    # a text may hold these characters itself: what is no pair is none of ours
    return HTML(marked.replace(_START, "").replace(_STOP, ""))


async def _fetch_page(context: Context, request: SearchRequest) -> SearchPage:
    page = request.page
    records, total = await search_sql.search(
        context.db,
        request.words,
        list(request.kinds),
        candidates=MAX_CANDIDATES,
        limit=page.size + 1,
        after=page.after,
        before=page.before,
        backwards=page.backwards,
        offset=page.offset,
    )
    # one record more than the page was read, to know whether another page follows
    has_more = len(records) > page.size
    records_of_page = records[: page.size]
    skips = page.after is not None or (page.offset > 0 and total.count > 0)
    return SearchPage(
        records=records_of_page[::-1] if page.backwards else records_of_page,
        has_next=page.before is not None if page.backwards else has_more,
        has_previous=has_more if page.backwards else skips,
        total=total,
    )
