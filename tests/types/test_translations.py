"""Translations: read by language chains, in lists once for each text, and as the role's views show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from gql.db import Database, Visibility
from gql.engine import Context
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from gql.viewer import ANONYMOUS, Role, Viewer
from tests.operation_client import SERVICE_URL, reads_seeing
from tests.schema import row_factories

EDITOR = Viewer(Role.EDITOR, 9, None, "editor@blog.example")
# slug → language, status; those of one group share the first letter
ENTRIES = {
    "a-en": ("en", "PUBLISHED"),
    "a-de": ("de-AT", "PUBLISHED"),
    "a-fr": ("fr", "DRAFT"),
    "a-it": ("it", "TRASH"),
    "b-en": ("en-US", "PUBLISHED"),
    "b-gb": ("EN-gb", "PUBLISHED"),
    "c-en": ("en", "PUBLISHED"),
    "d-de": ("de", "PUBLISHED"),
}
GROUPS = {"a": UUID(int=1), "b": UUID(int=2)}
IN_LANGUAGES = """query($slug: String!, $chain: [String!]!) {
  post(by: { slug: $slug }) { translations { slug } translation(languages: $chain) { slug } }
  lookup: post(by: { slug: $slug }, languages: $chain) { slug }
  route(uri: "/", languages: $chain) { kind }
  moved: route(uri: "/?x=1", languages: $chain) { status }
}"""
ROUTE = """query($uri: String!, $chain: [String!]) {
  route(uri: $uri, languages: $chain) { status address resource { ... on Post { slug } } }
}"""
LIST = """query($where: PostWhere) {
  posts(where: $where, first: 100, orderBy: TITLE) { totalCount nodes { slug } }
}"""


class Reads:
    """Runs operations on one of the paths, as different viewers."""

    def __init__(self, database: Database, by_plan: bool, own: Visibility) -> None:
        self.database, self.own = database, own
        self.executor = Executor(schema, compile_at=1 if by_plan else None)
        self.by_plan = by_plan

    async def run(self, query: str, viewer: Viewer = ANONYMOUS, **variables: Any) -> Any:
        seen = self.own if viewer.role is Role.AUTHOR else Visibility()
        context = Context(viewer, reads_seeing(self.database, viewer, seen), SERVICE_URL)
        result = await self.executor.run(GraphQLRequest(query, variables=variables), context)
        assert result.planned is (self.by_plan and not result.errors)
        return result.data if not result.errors else result.errors[0]["extensions"]["code"]

    async def slugs(self, viewer: Viewer = ANONYMOUS, **where: Any) -> list[str]:
        posts = (await self.run(LIST, viewer, where=where))["posts"]
        assert posts["totalCount"] == len(posts["nodes"])
        return [one["slug"] for one in posts["nodes"]]


@pytest.fixture(scope="module", params=[False, True], ids=["reference", "plan"])
async def reads(request: pytest.FixtureRequest, module_database: str) -> AsyncIterator[Reads]:
    async with row_factories.owner_connection(module_database) as owner:
        author = await owner.fetchval("select min(id) from author")
        if author is None:
            author = await row_factories.author(owner)
            for slug, (language, status) in ENTRIES.items():
                of = {"slug": slug, "title": slug, "uri": f"/{slug}/", "language": language}
                group = {"translation_group": GROUPS.get(slug[0]), "status": status}
                post = await row_factories.entry(owner, author, **of, **group)
                await row_factories.insert(
                    owner, "post_author", {"post_id": post, "author_id": author}
                )
            of_pages = {"kind": "PAGE", "translation_group": UUID(int=3)}
            home = await row_factories.entry(owner, author, **of_pages, uri="/home/")
            await row_factories.entry(owner, author, **of_pages, uri="/start/", language="de")
            await owner.execute("update site set front_page_id = $1", home)
    database = await Database.open(module_database, pool_size=2)
    yield Reads(database, request.param, Visibility(author))
    await database.close()


@pytest.mark.parametrize(
    ("slug", "chain", "found"),
    [
        ("a-en", ["de"], "a-de"),
        ("a-en", ["de-DE", "de"], "a-de"),
        ("a-en", ["en", "de"], "a-en"),
        ("a-de", ["EN"], "a-en"),
        ("a-de", ["ja", "*"], "a-de"),  # by language where several are met: de-at before en
        ("a-de", ["fr", "it"], None),  # a draft, and in the trash
        ("a-en", ["d"], None),
        ("a-en", [], None),
        ("b-gb", ["en"], "b-gb"),
        ("b-gb", ["en-us", "en"], "b-en"),
        ("c-en", ["de"], None),
        ("c-en", ["de", "en"], "c-en"),
    ],
)
async def test_the_first_language_that_it_is_in_is_found(
    reads: Reads, slug: str, chain: list[str], found: str | None
) -> None:
    data = await reads.run(IN_LANGUAGES, slug=slug, chain=chain)
    shown = data["post"]["translation"]
    assert (shown and shown["slug"]) == found
    assert data["lookup"]["slug"] == (found or slug)
    route = (await reads.run(ROUTE, uri=f"/{slug}/", chain=chain))["route"]
    at = found or slug
    assert route == {"status": 200, "address": f"/{at}/", "resource": {"slug": at}}


async def test_translations_are_those_that_the_viewer_may_see(reads: Reads) -> None:
    author = Viewer(Role.AUTHOR, 1, reads.own.author_id, "author@blog.example")
    for viewer, others in ((ANONYMOUS, ["de"]), (author, ["de", "fr"]), (EDITOR, ["de", "fr"])):
        data = await reads.run(IN_LANGUAGES, viewer, slug="a-en", chain=["fr", "en"])
        assert data["post"]["translations"] == [{"slug": f"a-{one}"} for one in others]
        assert data["lookup"]["slug"] == ("a-fr" if "fr" in others else "a-en")
    hidden = await reads.run(IN_LANGUAGES, slug="a-fr", chain=["en"])
    assert hidden["post"] is None
    assert hidden["lookup"] is None
    own = await reads.run(IN_LANGUAGES, author, slug="a-fr", chain=["en"])
    assert own["lookup"]["slug"] == "a-en"


@pytest.mark.parametrize(
    ("chain", "found"),
    [
        (["de", "en"], ["a-de", "b-gb", "c-en", "d-de"]),
        (["en", "de"], ["a-en", "b-gb", "c-en", "d-de"]),
        (["en-US", "*"], ["a-de", "b-en", "c-en", "d-de"]),
        (["fr", "en"], ["a-en", "b-gb", "c-en"]),  # its draft takes no place
        (["de"], ["a-de", "d-de"]),
        (["ja"], []),
        ([], []),
    ],
)
async def test_a_list_has_each_text_once(reads: Reads, chain: list[str], found: list[str]) -> None:
    for viewer in (ANONYMOUS, EDITOR):
        assert await reads.slugs(viewer, languages=chain) == found
    assert await reads.slugs(**{"or": [{"languages": chain}, {"languages": chain}]}) == found
    left = await reads.slugs(**{"not": {"languages": chain}})
    assert sorted([*left, *found]) == await reads.slugs()


async def test_the_front_page_and_lists_of_pages_are_translated_too(reads: Reads) -> None:
    query = """query($chain: [String!]) {
      route(uri: "/", languages: $chain) { status kind address resource { uri } }
      pages(where: { languages: $chain }) { nodes { uri } }
    }"""
    for chain, uri, address in ((["de"], "/start/", "/start/"), (["fr", "en"], "/home/", "/")):
        data = await reads.run(query, chain=chain)
        assert data["route"]["kind"] == "FRONT_PAGE"
        assert data["route"]["address"] == address
        assert data["pages"]["nodes"] == [data["route"]["resource"]]
        assert data["route"]["resource"]["uri"] == uri


async def test_a_list_of_drafts_leaves_out_what_a_published_one_stands_for(reads: Reads) -> None:
    drafts = {"status": {"in": ["DRAFT"]}}
    assert await reads.slugs(EDITOR, languages=["fr", "en"], **drafts) == ["a-fr"]
    assert await reads.slugs(EDITOR, languages=["en", "fr"], **drafts) == []


async def test_a_chain_has_ten_languages_at_most(reads: Reads) -> None:
    chain = [f"x-{number}" for number in range(11)]
    for query, variables in (
        (IN_LANGUAGES, {"slug": "a-en", "chain": chain}),
        (ROUTE, {"uri": "/a-en/", "chain": chain}),
        (LIST, {"where": {"languages": chain}}),
        (IN_LANGUAGES, {"slug": "a-en", "chain": ["x"] * 11}),
    ):
        assert await reads.run(query, **variables) == "LIMIT_EXCEEDED"
    # one that is not reached is no error
    hidden = "{ post(by: { slug: %s }) { translation(languages: [%s]) { id } } }"
    names = ", ".join(f'"{one}"' for one in chain)
    assert await reads.run(hidden % ('"a-fr"', names)) == {"post": None}
