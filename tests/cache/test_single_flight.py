"""Of equal requests that come at once one runs, whoever of them leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from gql.http import kept_answer
from gql.http.encodings import encode
from tests.cache.held_read import held_read
from tests.http_site import Site, start_site

# a plan answers it with one statement
QUERY = "{{ posts(first: 3) {{ nodes {{ {name}: title }} }} }}"


@pytest.fixture(scope="module")
async def site(publication: str, proven: None) -> AsyncIterator[Site]:
    async with start_site(publication, cache_bytes=1_000_000) as site:
        yield site


async def read(site: Site, name: str, **headers: str) -> httpx.Response:
    return await site.client.get(
        "/graphql", params={"query": QUERY.format(name=name)}, headers=headers
    )


def status_of(response: httpx.Response) -> str:
    return response.headers["cache-status"].removeprefix("Quire; ")


async def known(site: Site, name: str) -> None:
    """Ask it once, so that a plan answers it; the cache keeps nothing yet."""
    assert status_of(await read(site, name)) == "fwd=bypass; detail=reference"


async def test_those_who_leave_change_nothing_for_the_others_though_one_of_them_ran_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await known(site, "left")
    with held_read(monkeypatch) as held:
        requests = [asyncio.create_task(read(site, "left")) for _ in range(200)]
        await held.began.wait()
        for request in requests[:20]:  # the first is the one that reads
            request.cancel()
        await asyncio.sleep(0)
        held.may_go_on.set()
        responses = await asyncio.gather(*requests[20:])
    assert {r.status_code for r in responses} == {200}
    assert len({r.content for r in responses}) == 1
    # that of who left, and that of who took over
    assert held.count == 2
    statuses = [status_of(r) for r in responses]
    assert statuses.count("fwd=miss; collapsed") == 179


async def test_a_signed_in_viewer_and_a_stranger_never_wait_for_each_other(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await known(site, "mixed")
    with held_read(monkeypatch) as held:
        stranger = asyncio.create_task(read(site, "mixed"))
        await held.began.wait()
        other = await read(site, "mixed", **{"quire-receipt": "none"})
        assert status_of(other) == "fwd=bypass; detail=viewer"
        assert not stranger.done()
        held.may_go_on.set()
        assert (await stranger).content == other.content


@pytest.mark.parametrize("large", [100, 1_000_000], ids=["beside the loop", "in the loop"])
async def test_an_answer_that_many_wait_for_is_compressed_once(
    site: Site, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    calls = []

    def counted(body: bytes, name: str) -> bytes:
        calls.append(name)
        return encode(body, name)

    monkeypatch.setattr(kept_answer, "encode", counted)
    monkeypatch.setattr(kept_answer, "LARGE", large)
    query = f"{{ posts(first: 20) {{ nodes {{ all{large}: content }} }} }}"
    for times in (50, 50):  # by the reference path, whose answer is not kept, and by the plan
        asked = (
            site.client.get("/graphql", params={"query": query}, headers={"accept-encoding": "br"})
            for _ in range(times)
        )
        responses = await asyncio.gather(*asked)
        assert {r.headers["content-encoding"] for r in responses} == {"br"}
    assert calls == ["br", "br"]


async def test_what_cannot_be_shared_runs_for_each(site: Site) -> None:
    query = "{ nothingLikeThis }"
    asked = (site.client.get("/graphql", params={"query": query}) for _ in range(5))
    responses = await asyncio.gather(*asked)
    assert {status_of(r) for r in responses} == {"fwd=bypass; detail=errors"}
    assert len({r.content for r in responses}) == 1
