"""Answers to strangers over HTTP: kept, tagged, compressed, not modified; and all that is not."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator

import brotli
import httpx
import pytest

from gql.http.access_log import MAX_OPERATION_NAME_LENGTH
from gql.http.kept_answer import AnswerDetails
from tests.http_site import Site, start_site

TITLE = '{ post(by: { slug: "bread-at-four" }) { title } }'
PAGE = '{ post(by: { slug: "bread-at-four" }) { id title content author { name bio } } }'
VARY = "Accept, Accept-Encoding, Authorization, Quire-Receipt, Quire-Guest-Key"
PUBLIC = "public, max-age=0, must-revalidate, s-maxage=60"
MEMORY = 1_000_000
PLAIN = {"accept-encoding": "identity"}


@pytest.fixture(scope="module")
async def kept(publication: str, proven: None) -> AsyncIterator[Site]:
    """The demo with a cache, for reading only."""
    async with start_site(publication, cache_bytes=MEMORY) as site:
        yield site


async def read(
    site: Site, query: str, headers: dict[str, str] | None = None, method: str = "GET", **more: str
) -> httpx.Response:
    params = {"query": query, **more}
    return await site.client.request(method, "/graphql", params=params, headers=headers or PLAIN)


async def post(site: Site, query: str, **headers: str) -> httpx.Response:
    return await site.client.post("/graphql", json={"query": query}, headers=PLAIN | headers)


def status_of(response: httpx.Response) -> str:
    return response.headers["cache-status"].removeprefix("Quire; ")


async def test_the_third_of_equal_requests_is_answered_from_memory_with_the_same_bytes(
    kept: Site,
) -> None:
    query = TITLE.replace("title", "first: title")
    first, second, third = [await read(kept, query) for _ in range(3)]
    assert [status_of(r) for r in (first, second, third)] == [
        "fwd=bypass; detail=reference",  # nobody knows its tags
        "fwd=miss; stored",
        "hit",
    ]
    assert first.content == second.content == third.content
    assert first.headers["cache-control"] == "private, no-store"
    assert second.headers["cache-control"] == third.headers["cache-control"] == PUBLIC
    assert second.headers["etag"] == third.headers["etag"] == first.headers["etag"]
    assert "age" not in second.headers
    assert third.headers["age"] == "0"
    assert third.headers["vary"] == VARY
    assert 2 <= len(third.headers["cache-tag"].split(",")) <= 10
    assert third.headers["cache-tag"] == second.headers["cache-tag"]


async def test_other_spellings_of_a_request_find_the_same_answer(kept: Site) -> None:
    query = (
        "query One($by: PostBy!, $a: Boolean = true) { post(by: $by) { slug @include(if: $a) } }"
    )
    by, flag = '"by": {"slug": "bread-at-four"}', '"a": true'
    for variables in (f"{{{by}, {flag}}}", f"{{{by}, {flag}}}", f"{{{flag}, {by}}}"):
        by_get = await read(kept, query, variables=variables)
    assert status_of(by_get) == "hit"
    body = {"variables": json.loads(f"{{{flag}, {by}}}"), "query": query, "unknown": 1}
    by_post = await kept.client.post("/graphql", json=body, headers=PLAIN)
    assert status_of(by_post) == "hit"
    assert by_post.content == by_get.content
    assert by_post.headers["etag"] == by_get.headers["etag"]
    # found by its address alone, the answer to a POST could be that of another operation
    assert by_post.headers["cache-control"] == "private, no-store"
    assert "cache-tag" not in by_post.headers
    others = [
        await read(kept, query, variables=f'{{{by}, "a": false}}'),
        await read(kept, query.replace("One", "Two"), variables=f"{{{by}, {flag}}}"),
        await read(kept, query, {**PLAIN, "accept": "application/graphql-response+json"}),
    ]
    assert "hit" not in map(status_of, others)


async def test_who_has_the_answer_gets_304_without_a_statement(kept: Site) -> None:
    query = TITLE.replace("title", "held: title")
    tag = (await warm(kept, query)).headers["etag"]
    before = await statements(kept)
    for named in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        response = await read(kept, query, {**PLAIN, "if-none-match": named})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == tag
        assert response.headers["cache-control"] == PUBLIC
        assert response.headers["vary"] == VARY
        assert "cache-tag" in response.headers
        assert "content-length" not in response.headers
    assert await statements(kept) == before
    assert (await read(kept, query, {**PLAIN, "if-none-match": '"other"'})).status_code == 200
    # for a POST the header would mean something else: RFC 9110, section 13.1.2
    assert (await post(kept, query, **{"if-none-match": tag})).status_code == 200


async def test_an_answer_that_is_read_and_turns_out_to_be_the_same_is_304_too(kept: Site) -> None:
    query = TITLE.replace("title", "read: title")
    tag = (await read(kept, query)).headers["etag"]
    response = await read(kept, query, {**PLAIN, "if-none-match": tag})
    assert (response.status_code, status_of(response)) == (304, "fwd=miss; stored")


async def test_each_coding_has_a_tag_of_its_own_and_is_made_once(kept: Site) -> None:
    query = PAGE.replace("title", "coded: title")
    plain = await warm(kept, query)
    tags = {plain.headers["etag"]}
    for coding, decode in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        for _ in range(2):
            async with kept.client.stream(
                "GET", "/graphql", params={"query": query}, headers={"accept-encoding": coding}
            ) as response:
                body = b"".join([part async for part in response.aiter_raw()])
            assert response.headers["content-encoding"] == coding
            assert int(response.headers["content-length"]) == len(body) < len(plain.content) / 2
            assert decode(body) == plain.content
            tags.add(response.headers["etag"])
            named = {"accept-encoding": coding, "if-none-match": response.headers["etag"]}
            assert (await read(kept, query, named)).status_code == 304
            named["accept-encoding"] = "identity"
            assert (await read(kept, query, named)).status_code == 200
    assert len(tags) == 3


async def test_small_answers_are_not_compressed_and_uncached_large_ones_are(kept: Site) -> None:
    accepts = {"accept-encoding": "gzip"}
    small = await read(kept, TITLE, accepts)
    assert "content-encoding" not in small.headers
    large = "{ posts(first: 20) { nodes { content } } }"
    for headers in (accepts, {**accepts, "quire-receipt": "none"}):
        response = await read(kept, large, headers)
        assert response.headers["content-encoding"] == "gzip"
        assert len(response.json()["data"]["posts"]["nodes"]) > 5


async def test_head_has_the_headers_of_get_and_no_body(kept: Site) -> None:
    query = TITLE.replace("title", "heads: title")
    await warm(kept, query)
    get, head = await read(kept, query), await read(kept, query, method="HEAD")
    assert head.content == b""
    for response in (get, head):
        del response.headers["x-request-id"]
    assert head.headers == get.headers


@pytest.mark.parametrize(("header", "value"), [("quire-receipt", "x"), ("quire-guest-key", "x")])
async def test_who_sends_a_receipt_or_a_key_never_comes_near_the_cache(
    kept: Site, header: str, value: str
) -> None:
    await warm(kept, TITLE)
    for _ in range(3):
        response = await read(kept, TITLE, {**PLAIN, header: value})
        assert status_of(response) == "fwd=bypass; detail=viewer"
        assert response.headers["cache-control"] == "private, no-store"
        assert "etag" not in response.headers


@pytest.mark.parametrize(
    ("query", "more", "detail"),
    [
        ("{ nothingLikeThat }", {}, "errors"),
        ("{ __schema { description } }", {}, "reference"),
        (TITLE, {"extensions": '{"cost": true}'}, "extensions"),
        (TITLE + " # mutation", {}, "mutation"),
        ('{ post(by: { slug: "x" }, previewToken: "x") { id } }', {}, "errors"),
        ("", {}, "refused"),
    ],
)
async def test_what_cannot_be_kept_says_why(
    kept: Site, query: str, more: dict[str, str], detail: str
) -> None:
    for _ in range(3):
        response = await read(kept, query, **more)
        assert status_of(response) == f"fwd=bypass; detail={detail}"
        assert response.headers["cache-control"] == "private, no-store"
        assert "cache-tag" not in response.headers


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_variables_nested_too_deeply_are_refused_as_without_a_cache(
    kept: Site, method: str
) -> None:
    query = "query Deep($by: PostBy!) { post(by: $by) { title } }"
    variables = '{"by": ' + "[" * 300 + "]" * 300 + "}"
    if method == "GET":
        response = await read(kept, query, variables=variables)
    else:
        body = f'{{"query": {json.dumps(query)}, "variables": {variables}}}'
        headers = {**PLAIN, "content-type": "application/json"}
        response = await kept.client.post("/graphql", content=body, headers=headers)
    assert response.status_code == 200
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert status_of(response) == "fwd=bypass; detail=variables"


async def test_an_answer_without_a_record_is_kept_like_any_other(kept: Site) -> None:
    query = (
        '{ post(by: { slug: "not-there-yet" }) { title } route(uri: "/no-such/") { __typename } }'
    )
    response = await warm(kept, query)
    assert response.json()["data"]["post"] is None
    assert response.headers["cache-control"] == PUBLIC


async def test_two_hundred_equal_requests_at_once_run_one_operation(kept: Site) -> None:
    query = PAGE.replace("title", "together: title")
    once = await count_statements(kept, query, 1)
    query = PAGE.replace("title", "at_once: title")
    assert await count_statements(kept, query, 200) == once


async def count_statements(site: Site, query: str, times: int) -> float:
    before = await statements(site)
    responses = await asyncio.gather(*(read(site, query) for _ in range(times)))
    assert len({r.content.replace(b"at_once", b"") for r in responses}) == 1
    assert {r.status_code for r in responses} == {200}
    joined = sum(status_of(r) == "fwd=miss; collapsed" for r in responses)
    assert joined == times - 1
    return await statements(site) - before


async def warm(site: Site, query: str) -> httpx.Response:
    """The answer once it is kept."""
    for _ in range(3):
        response = await read(site, query)
    assert status_of(response) == "hit"
    return response


async def statements(site: Site) -> float:
    """How many statements operations have sent so far."""
    await asyncio.sleep(0.01)  # more than AccessLog's FLUSH_DELAY, with which they are counted
    text = (await site.client.get("/metrics")).text
    [line] = [line for line in text.splitlines() if line.startswith("quire_statements_total ")]
    return float(line.split()[1])


async def test_with_debug_on_nothing_is_kept(publication: str) -> None:
    async with start_site(publication, cache_bytes=MEMORY, debug=True) as site:
        for _ in range(3):
            response = await read(site, TITLE)
            assert status_of(response) == "fwd=bypass; detail=off"
            assert response.headers["cache-control"] == "private, no-store"


async def test_without_memory_answers_may_still_be_kept_on_the_way(publication: str) -> None:
    settings = {"cache_bytes": 0, "cache_shared_seconds": 7, "cache_tag_header": "Surrogate-Key"}
    async with start_site(publication, **settings) as site:
        responses = [await read(site, TITLE) for _ in range(3)]
    assert [status_of(r) for r in responses[1:]] == ["fwd=miss"] * 2
    assert responses[2].headers["cache-control"].endswith("s-maxage=7")
    assert "everything" not in responses[2].headers["surrogate-key"]
    assert len(responses[2].headers["surrogate-key"].split(" ")) >= 2


async def test_the_name_of_an_operation_takes_no_more_memory_than_is_counted() -> None:
    details = AnswerDetails.of("application/json", b"{}", "N" * 60_000)
    assert details.operation_name == "N" * MAX_OPERATION_NAME_LENGTH
