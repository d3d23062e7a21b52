"""createComment with an idempotency key: retries, and who counts as the same client."""

from __future__ import annotations

import asyncio

import pytest

from tests.http_site import Site
from tests.mutations.comment_requests import create_comment, fetch_rows, new_post, new_user_token


@pytest.fixture
async def post(site: Site) -> str:
    return await new_post(site)


async def test_a_retry_returns_the_first_comment_and_its_receipt(site: Site, post: str) -> None:
    fields = {"content": "Once.", "idempotencyKey": "k1"}
    first = await create_comment(site, post, **fields)
    assert await create_comment(site, post, **fields) == first
    bob = await new_user_token(site, "bob@blog.example")
    theirs = await create_comment(site, post, bob, **fields)
    assert theirs["comment"]["id"] != first["comment"]["id"]
    # guests of a network share an address: who signs in another way is another guest
    neighbour = fields | {"content": "Of a neighbour.", "name": "Nele"}
    other = await create_comment(site, post, **neighbour)
    assert other["receipt"] != first["receipt"]
    await fetch_rows(site, "update idempotency set made_at = now() - interval '25 hours'")
    await fetch_rows(site, "update comment set published_at = now() - interval '25 hours'")
    assert (await create_comment(site, post, **fields))["comment"]["id"] != first["comment"]["id"]
    assert len(await fetch_rows(site, "select from idempotency")) == 1


async def test_fifty_concurrent_requests_with_one_key_create_one_comment(
    site: Site, post: str
) -> None:
    fields = {"content": "Once.", "idempotencyKey": "k1"}
    answers = await asyncio.gather(*(create_comment(site, post, **fields) for _ in range(50)))
    assert len({(a["comment"]["id"], a["receipt"]) for a in answers}) == 1
    assert len(await fetch_rows(site, "select from comment")) == 1
