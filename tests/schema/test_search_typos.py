"""Where nothing is found, words that are a letter away are; and names of terms are found."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from tests.operation_client import OperationClient, open_client
from tests.schema import row_factories

SEARCH = """query ($words: String!, $kinds: [SearchKind!]) {
  search(query: $words, kinds: $kinds) {
    totalCount totalCountIsExact
    edges { highlight node {
      __typename ... on Post { slug } ... on Category { slug } ... on Tag { slug } ... on Author { slug }
    } }
  }
  posts(where: { search: $words }) { totalCount nodes { slug } }
}"""


@pytest.fixture(scope="module")
async def client(module_database: str) -> AsyncIterator[OperationClient]:
    async with row_factories.owner_connection(module_database) as owner:
        author = await row_factories.author(owner, slug="ada", name="Ada Lovelace")
        for slug, language, text, status in (
            ("english", "en", "The keeper was running to the lighthouse", "PUBLISHED"),
            ("german", "de", "Der Leuchtturmwärter schläft im Hochhaus", "PUBLISHED"),
            ("draft", "en", "Nobody knows of the zeppelin", "DRAFT"),
        ):
            await row_factories.entry(
                owner, author, slug=slug, language=language, content_text=text, status=status
            )
        await _scheduled(owner, author)
        tag = {"kind": "TAG", "slug": "lanterns", "name": "Lanterns", "description": "Small lights"}
        await row_factories.term(owner, **tag)
        await row_factories.term(owner, slug="history", name="History of cables")
        await row_factories.term(owner, slug="hidden", name="Gondolas", is_public=False)
    async with open_client(module_database) as client:
        yield client


async def _scheduled(owner: asyncpg.Connection, author: int) -> None:
    later = await owner.fetchval("select now() + interval '1 day'")
    await row_factories.entry(
        owner, author, slug="later", content_text="The submarine", published_at=later
    )


async def found(client: OperationClient, words: str, *kinds: str) -> list[str]:
    data = await client.data(SEARCH, {"words": words, "kinds": [*kinds] or None})
    slugs = [edge["node"]["slug"] for edge in data["search"]["edges"]]
    assert data["search"]["totalCount"] == len(slugs)
    assert data["search"]["totalCountIsExact"]
    posts = [node["slug"] for node in data["posts"]["nodes"]]
    if kinds == ("POST",):
        assert sorted(posts) == sorted(slugs)
    return slugs


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("lighthose", "english"),
        ("ligththouse", "english"),
        ("lihgthouse", "english"),
        ("lightbouse", "english"),
        ("keper runnning", "english"),
        ("LIGHTHOSE keeper", "english"),
        ('"keeper was runing"', "english"),
        ("lighthose -zeppelin", "english"),
        ("lighthose -runing", "english"),
        ("Leuchturmwärter", "german"),
        ("leuchtturmwarte", "german"),
        ("Wärter", "german"),
        ("Haus", "german"),
        ("Leuchtturm Hochhaus", "german"),
    ],
)
async def test_a_letter_that_is_wrong_is_forgiven(
    client: OperationClient, words: str, slug: str
) -> None:
    assert await found(client, words, "POST") == [slug]


@pytest.mark.parametrize(
    "words",
    [
        "lgihthosue",
        "ightouse",
        "lighthose -keeper",
        "teh",
        "house",
        "zeppelim",
        "submarime",
        "lanterms",
    ],
)
async def test_what_is_farther_away_or_hidden_is_not_found(
    client: OperationClient, words: str
) -> None:
    assert await found(client, words, "POST") == []


async def test_what_is_written_is_preferred_to_what_is_similar(client: OperationClient) -> None:
    assert await found(client, "lighthouse") == ["english"]
    assert await found(client, "runner") == []


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("lantern ", "lanterns"),
        ("lante", "lanterns"),
        ("lantrens", "lanterns"),
        ("light ", "lanterns"),
        ("cable history", "history"),
        ("ada lovlace", "ada"),
        ("gondola", None),
    ],
)
async def test_terms_and_authors_are_found_by_name(
    client: OperationClient, words: str, slug: str | None
) -> None:
    kinds = ("CATEGORY", "TAG", "AUTHOR")
    assert await found(client, words, *kinds) == ([slug] if slug else [])


async def test_kinds_of_terms_are_told_apart(client: OperationClient) -> None:
    assert await found(client, "lantern", "TAG") == ["lanterns"]
    assert await found(client, "lantern", "CATEGORY") == []


async def test_the_words_of_a_scheduled_text_are_known_when_it_is_public(
    client: OperationClient, module_database: str
) -> None:
    async with row_factories.owner_connection(module_database) as owner:
        times: list[Any] = await owner.fetch(
            "select lexeme, shows_at > now() as later from search_word where lexeme like 'submarin%'"
        )
        assert times
        assert all(record["later"] for record in times)
        assert not await owner.fetchval(
            "select count(*) from search_word where lexeme ~ 'zeppelin'"
        )


async def test_similar_words_are_marked(client: OperationClient) -> None:
    data = await client.data(SEARCH, {"words": "lighthose", "kinds": ["POST"]})
    assert "<mark>lighthouse</mark>" in data["search"]["edges"][0]["highlight"]
