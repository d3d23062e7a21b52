"""With the cache on, nobody is answered what another may see: strangers and others mixed."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator

import httpx
import pytest

from gql.db import Database
from gql.importers.demo.load import load_demo
from gql.viewer import Role
from tests.generating.demo import sample_values_of
from tests.generating.operation import Generator
from tests.http_site import Site, start_site
from tests.mutations.comment_requests import CREATE_COMMENT
from tests.mutations.entry_requests import UPDATE, Newsroom, newsroom_of
from tests.operation_client import SERVICE_URL, open_client
from tests.printed_schema import PRINTED

SECRET = "zanzibar"
PREVIEWED = "mutation P($input: CreatePreviewInput!) { createPreview(input: $input) { token } }"
# what is another answer for each of those who ask
DIFFERENT = (
    "{ posts(first: 50) { totalCount nodes { title status viewerHasLiked viewerCan { edit } } } }",
    "{ viewer { email role author { name } } }",
    "{ comments(first: 100) { totalCount nodes { id content } } }",
    "{ site { postCount commentCount } authors(first: 50) { nodes { name postCount } } }",
)
OPERATIONS, ROUNDS = 20, 3


@pytest.fixture(scope="module")
async def service(
    module_database: str,
    proven: None,
) -> AsyncIterator[tuple[Newsroom, Site, dict[str, dict[str, str]]]]:
    """The demo with drafts and held comments; the same without a cache; the headers of viewers."""
    database = await Database.open(module_database)
    await load_demo(database, service_url=SERVICE_URL)
    await database.close()
    async with (
        start_site(module_database, cache_bytes=10_000_000) as site,
        start_site(module_database) as uncached,
    ):
        newsroom = await newsroom_of(site)
        for number in range(3):
            title = f"{SECRET} {number}"
            await newsroom.create_draft(Role.AUTHOR, title=title, content=title)
        post = await newsroom.create_published(Role.AUTHOR, title="Seen by all")
        await newsroom.succeed(UPDATE, Role.AUTHOR, id=post, title=f"{SECRET} newer")
        comment = {
            "on": post,
            "content": f"{SECRET} is held.",
            "name": "Bea",
            "email": "b@x.example",
        }
        receipt = (await site.data(CREATE_COMMENT, input=comment))["createComment"]["receipt"]
        viewers = {
            "stranger": {},
            "guest": {"quire-receipt": receipt},
            "key": {"quire-guest-key": "0" * 32},
            **{
                role: {"authorization": f"Bearer {newsroom.tokens[role]}"}
                for role in (Role.READER, Role.AUTHOR, Role.EDITOR)
            },
        }
        yield newsroom, uncached, viewers


async def ask(site: Site, body: dict[str, object], headers: dict[str, str]) -> httpx.Response:
    return await site.client.post("/graphql", json=body, headers=headers)


@pytest.mark.slow(10)
@pytest.mark.untraced
async def test_every_viewer_is_answered_as_without_a_cache(
    service: tuple[Newsroom, Site, dict[str, dict[str, str]]], request: pytest.FixtureRequest
) -> None:
    newsroom, uncached, viewers = service
    async with open_client(newsroom.site.url) as client:
        words = await sample_values_of(newsroom.site.url, client)
    draw = random.Random(request.config.getoption("--seed"))
    bodies: list[dict[str, object]] = [{"query": query} for query in DIFFERENT]
    for _ in range(OPERATIONS):
        drawn = Generator(PRINTED, draw.randrange(2**40), words).request()
        bodies.append({"query": drawn.query, "variables": drawn.variables})
    hits = differing = 0
    for body in bodies:
        expected = {name: (await ask(uncached, body, own)).content for name, own in viewers.items()}
        differing += len(set(expected.values())) > 1
        turns = list(viewers) * ROUNDS
        draw.shuffle(turns)
        for name in turns:
            response = await ask(newsroom.site, body, viewers[name])
            status = response.headers["cache-status"]
            assert response.content == expected[name], f"{name}: {body}"
            assert name == "stranger" or "detail=viewer" in status, status
            if name == "stranger":
                assert SECRET.encode() not in response.content
                hits += status == "Quire; hit"
    # otherwise nothing would be proven
    assert differing >= len(DIFFERENT)
    assert hits >= OPERATIONS // 4


async def test_a_preview_is_never_kept(
    service: tuple[Newsroom, Site, dict[str, dict[str, str]]],
) -> None:
    newsroom, _, _ = service
    draft = await newsroom.create_draft(Role.AUTHOR, title="To come")
    token = (await newsroom.payload(PREVIEWED, Role.AUTHOR, id=draft))["token"]
    query = "query P($t: String, $id: ID!) { post(by: { id: $id }, previewToken: $t) { title } }"
    for _ in range(4):
        seen = await ask(
            newsroom.site, {"query": query, "variables": {"t": token, "id": draft}}, {}
        )
        assert seen.json()["data"]["post"] == {"title": "To come"}
        assert seen.headers["cache-control"] == "private, no-store"
        assert seen.headers["cache-status"] == "Quire; fwd=bypass; detail=reference"
        hidden = await ask(
            newsroom.site, {"query": query, "variables": {"t": None, "id": draft}}, {}
        )
        assert hidden.json()["data"]["post"] is None
