"""Varnish with deploy/varnish.vcl: it keeps what may be shared, and forgets what was touched alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gql.db import Database
from gql.importers.demo.load import load_demo
from tests.deploy.conftest import (
    Front,
    free_port,
    running,
    service_port,
    started,
    text_of,
    wait_until,
)
from tests.deploy.live import require_socket, require_stream
from tests.metrics_page import samples_by_series
from tests.operation_client import SERVICE_URL
from tests.service_process import Service

pytestmark = pytest.mark.slow(8)

PAGE = '{ post(by: { slug: "bread-at-four" }) { title comments { totalCount } } }'
OTHER = '{ post(by: { slug: "two-long-ones" }) { title comments { totalCount } } }'
LIST = "{ comments(first: 3) { nodes { id } } }"
TERMS = "{ tags { nodes { name } } }"
COMMENT = """
mutation ($on: ID!) {
  createComment(input: { on: $on, content: "Good bread.", name: "Eve" }) { comment { id } userErrors { message } }
}
"""


@pytest.fixture(scope="module")
async def demo(module_database: str) -> str:
    database = await Database.open(module_database, pool_size=2)
    await load_demo(database, service_url=SERVICE_URL)
    async with database.transaction() as connection:
        # an hour ago: a purger that starts repeats what was touched a moment before it
        await connection.execute(
            "update change set changed_at = changed_at - interval '1 hour', "
            "shows_at = shows_at - interval '1 hour'"
        )
    await database.close()
    return module_database


@pytest.fixture(scope="module")
def front(demo: str, folder: Path) -> Iterator[Front]:
    port = free_port()
    settings = {
        "CACHE_TAG_HEADER": "xkey",
        "PURGE_URL": f"http://127.0.0.1:{port}/",
        "PURGE_HEADER": "Purge-Key: of the test",
        "HOLD_COMMENTS": "none",
        "COMMENT_SECONDS": "0",
    }
    service = started("--database-url", demo, **settings)
    try:
        changed = {
            '.port = "8000"': f'.port = "{service_port(service)}"',
            "change this secret": "of the test",
        }
        (folder / "quire.vcl").write_text(text_of("varnish.vcl", changed))
        command = ["varnishd", "-F", "-j", "none", "-s", "malloc,32m", "-n", str(folder / "work")]
        command += ["-a", f"127.0.0.1:{port}", "-f", str(folder / "quire.vcl")]
        with (
            running(command, port),
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
        ):
            yield Front(client, service)
    finally:
        service.stop()


def test_a_comment_purges_its_page_and_lists_and_nothing_else(front: Front) -> None:
    queries = (PAGE, OTHER, LIST, TERMS)
    for query in queries:
        front.get(query)
        front.get(query)  # what is asked once is not worth keeping
    wait_until(lambda: all(front.x_cache(query) == "hit" for query in queries))
    before = asked(front.service)
    for query in queries * 5:
        assert front.x_cache(query) == "hit"
    assert asked(front.service) == before

    count = front.get(PAGE).json()["data"]["post"]["comments"]["totalCount"]
    on = front.get('{ post(by: { slug: "bread-at-four" }) { id } }').json()["data"]["post"]["id"]
    written = front.client.post("/graphql", json={"query": COMMENT, "variables": {"on": on}})
    assert written.json()["data"]["createComment"]["userErrors"] == []
    wait_until(
        lambda: front.get(PAGE).json()["data"]["post"]["comments"]["totalCount"] == count + 1
    )
    assert [front.x_cache(query) for query in (OTHER, TERMS)] == ["hit", "hit"]
    id = written.json()["data"]["createComment"]["comment"]["id"]
    wait_until(lambda: front.get(LIST).json()["data"]["comments"]["nodes"][0]["id"] == id)


def test_an_answer_is_validated_by_its_etag_and_belongs_to_strangers_alone(front: Front) -> None:
    for _ in range(3):
        kept = front.get(PAGE)
    again = front.get(PAGE, **{"if-none-match": kept.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "xkey" not in kept.headers
    for private in (
        {"authorization": "Bearer x"},
        {"quire-receipt": "x"},
        {"quire-guest-key": "x"},
    ):
        response = front.get(PAGE, **private)
        assert response.headers["x-cache"] == "miss"
        assert "no-store" in response.headers["cache-control"]
    # another representation is another answer
    json_only = front.get(PAGE, accept="application/json")
    assert json_only.headers["content-type"].startswith("application/json")
    plain = front.get(PAGE, accept="application/graphql-response+json")
    assert plain.headers["content-type"].startswith("application/graphql-response+json")


def test_only_the_service_may_purge(front: Front) -> None:
    headers = {"xkey": "00000000"}
    for wrong in ({}, headers, {"purge-key": "of the test"}, {**headers, "purge-key": "guessed"}):
        assert front.client.request("PURGE", "/graphql", headers=wrong).status_code == 403
    headers["purge-key"] = "of the test"
    purge = front.client.request("PURGE", "/", headers=headers)
    assert (purge.status_code, purge.reason_phrase) == (200, "Purged 0")


def asked(service: Service) -> float:
    """How many requests for /graphql the service has answered, from its cache or not."""
    samples = samples_by_series(service.fetch("/metrics"))
    return sum(value for name, value in samples.items() if name.startswith("quire_cache_total"))


def test_sockets_and_event_streams_are_let_through(front: Front) -> None:
    require_socket(front.client.base_url.port or 0)
    require_stream(front.client)
