"""The whole service in this process, over HTTP: startup, routes, health, logs, metrics, shutdown."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
import pytest

from gql import memory
from gql.app import create_app, create_executor, factory
from gql.content.comments.comment_settings import CommentSettings
from gql.errors import StartError
from gql.operation.limits import Limits
from gql.settings import Settings
from tests.changes.swallowing_proxy import swallowing_proxy
from tests.metrics_page import samples_by_series

HTML = {"accept": "text/html,*/*"}


@asynccontextmanager
async def running(url: str, **settings: object) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service between its startup and its shutdown."""
    app = create_app(Settings(database_url=url, **settings))  # type: ignore[arg-type]
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://quire.example") as client,
    ):
        yield client


async def scrape(client: httpx.AsyncClient) -> dict[str, float]:
    """The values of /metrics by series."""
    return samples_by_series((await client.get("/metrics")).text)


@pytest.mark.real_freeze
async def test_operations_pages_and_health_checks_are_answered(empty_database: str) -> None:
    frozen = gc.get_freeze_count()
    async with running(empty_database) as client:
        response = await client.post(
            "/graphql", json={"query": "{ __typename posts { nodes { id } } }"}
        )
        assert response.json() == {"data": {"__typename": "Query", "posts": {"nodes": []}}}
        assert "html" in (await client.get("/", headers=HTML)).headers["content-type"]
        assert "html" in (await client.get("/graphql", headers=HTML)).headers["content-type"]
        for probe in ("/livez", "/readyz"):
            assert (await client.get(probe)).json() == {"status": "ok", "reasons": []}
        # the startup has frozen what it created
        assert gc.get_threshold() == memory.THRESHOLDS
        assert gc.get_freeze_count() > frozen


async def test_with_introspection_off_there_is_neither_graphiql_nor_a_schema(
    empty_database: str,
) -> None:
    async with running(empty_database, introspection=False) as client:
        assert (await client.get("/", headers=HTML)).status_code == 404
        # GraphQL is still there, and a document is missing
        assert (await client.get("/graphql", headers=HTML)).status_code == 400
        response = await client.post("/graphql", json={"query": "{__schema{description}}"})
        assert [e["extensions"]["code"] for e in response.json()["errors"]] == [
            "GRAPHQL_VALIDATION_FAILED"
        ]


async def test_changes_are_followed_at_their_own_address(empty_database: str) -> None:
    async with (
        swallowing_proxy(empty_database) as proxy,
        running(empty_database, changes_database_url=proxy.url) as client,
        asyncio.timeout(10),
    ):
        for is_swallowed in (False, True):
            proxy.swallows = is_swallowed
            while (await scrape(client))["quire_changes_current"] == is_swallowed:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("demo", [True, False])
async def test_the_demo_images_are_served_with_the_demo_only(
    empty_database: str, demo: bool
) -> None:
    async with running(empty_database, demo=demo) as client:
        response = await client.get("/demo/hills.svg")
        assert response.status_code == (200 if demo else 404)


async def test_an_unknown_path_gets_404_that_names_the_graphql_endpoint(
    empty_database: str,
) -> None:
    async with running(empty_database) as client:
        nothing, wrong = await client.get("/nowhere"), await client.post("/livez")
    assert (nothing.status_code, nothing.json()["errors"][0]["message"]) == (
        404,
        "Nothing is at this address. GraphQL is at /graphql.",
    )
    assert (wrong.status_code, wrong.json()["errors"][0]["extensions"]["code"]) == (
        405,
        "METHOD_NOT_ALLOWED",
    )
    assert nothing.headers["x-request-id"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/livez",
        "/readyz",
        "/metrics",
        "/avatars/x.svg",
        "/demo/hills.svg",
        "/graphiql/x.js",
        "/graphql",
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_a_method_that_a_path_does_not_allow_gets_405_with_the_allowed_ones(
    method: str, path: str, empty_database: str
) -> None:
    async with running(empty_database, demo=True) as client:
        response = await client.request(method, path)
        allow = "GET, HEAD, POST" if path == "/graphql" else "GET, HEAD"
        if method not in allow:
            assert (response.status_code, response.headers["allow"]) == (405, allow)
        else:
            assert response.status_code == 415
        for allowed in ("GET", "HEAD"):
            assert (await client.request(allowed, path)).status_code != 405


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "quire.example"])
@pytest.mark.parametrize(
    ("public_url", "target"), [("", "/graphql"), ("https://blog.example/api/", "/api/graphql")]
)
async def test_a_slash_too_many_leads_to_a_path_of_the_service_whatever_the_host(
    empty_database: str, host: str, public_url: str, target: str
) -> None:
    async with running(empty_database, public_url=public_url) as client:
        for method, query in (("GET", "?query=%7B__typename%7D"), ("POST", ""), ("HEAD", "?a=//b")):
            response = await client.request(method, f"/graphql/{query}", headers={"host": host})
            assert response.status_code == 307
            assert response.headers["location"] == target + query
        for path in ("/livez/", "//evil.example/", "//evil.example//graphql/", "/graphql//"):
            response = await client.get(f"http://quire.example{path}", headers={"host": host})
            assert response.status_code == 404
            assert "location" not in response.headers
            assert "evil.example" not in response.text


async def test_only_hosts_of_the_settings_are_answered(empty_database: str) -> None:
    async with running(empty_database, allowed_hosts=["quire.example"]) as client:
        assert (await client.get("/livez")).status_code == 200
        for path in ("/livez", "/graphql", "/graphql/", "/"):
            response = await client.get(path, headers={"host": "evil.example"})
            assert response.status_code == 421


async def test_a_request_is_one_json_log_line_with_its_id(
    empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running(empty_database, log_format="json") as client:
        body = {"query": "query Type { __typename }", "operationName": "Type"}
        response = await client.post("/graphql", json=body)
    lines = map(json.loads, capsys.readouterr().err.splitlines())
    [line] = [line for line in lines if line["event"] == "request"]
    assert line.pop("duration_ms") > 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "request_id": response.headers["x-request-id"],
        "operation": "Type",
        "statements": 0,
        "errors": 0,
        "status": 200,
        "cache": "reference",
    }


async def test_an_origin_of_the_settings_may_read_responses(empty_database: str) -> None:
    origin = {"origin": "https://blog.example"}
    async with running(empty_database, cors_origins=["https://blog.example"]) as client:
        for response in (
            await client.get("/graphql?query={__typename}", headers=origin),
            await client.get("/livez", headers=origin),
        ):
            assert response.headers["access-control-allow-origin"] == "https://blog.example"
            assert response.headers["x-content-type-options"] == "nosniff"
            assert response.headers["x-request-id"]


async def test_a_response_has_one_id_by_whichever_route(empty_database: str) -> None:
    async with running(empty_database) as client:
        assert isinstance(client._transport, httpx.ASGITransport)
        client._transport.root_path = "/content"  # so that FastRoute does not match
        for path in ("/content/graphql?query={__typename}", "/content/livez", "/nothing"):
            response = await client.get(path)
            assert len(response.headers.get_list("x-request-id")) == 1
            assert response.headers.get_list("x-content-type-options") == ["nosniff"]


async def test_operations_are_counted_in_the_metrics(empty_database: str) -> None:
    async with running(empty_database) as client:
        before = await scrape(client)
        for _ in range(3):
            await client.post("/graphql", json={"query": "query Mine { posts { totalCount } }"})
        await client.post("/graphql", json={"query": "{ nothingLikeThat }"})
        await client.post("/graphql", content=b"{")
        await client.get("/graphql", headers=HTML)
        after = await scrape(client)
        response = await client.get("/metrics")
    grown = {name: n - before.get(name, 0) for name, n in after.items()}
    assert sum(grown[n] for n in grown if "outcome=answered" in n) == 3
    assert grown["quire_operations_total outcome=refused path=reference"] == 2
    assert grown["quire_operation_seconds_count"] == 5  # the page is no operation
    assert grown["quire_statements_total"] >= 2
    assert grown["quire_cache_total outcome=hit"] == 1
    assert response.headers["content-type"].startswith("text/plain; version=")
    assert response.headers["cache-control"] == "no-store"
    assert not any(word in response.text for word in ("Mine", "nothingLikeThat", "posts"))


async def test_the_path_and_the_reason_of_a_fallback_are_counted_and_logged(
    empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running(empty_database, log_format="json") as client:
        before = await scrape(client)
        for query in ("{ posts { totalCount } }", "{ __schema { description } }"):
            for _ in range(3):
                await client.post("/graphql", json={"query": query})
        after = await scrape(client)
    grown = {name: n - before.get(name, 0) for name, n in after.items()}
    # of three, the first ran on the reference path: plans are compiled at the second, whose answer
    # is kept
    assert grown["quire_operations_total outcome=answered path=plan"] == 1
    assert grown["quire_operations_total outcome=answered path=cache"] == 1
    assert grown["quire_operations_total outcome=answered path=reference"] == 4
    assert grown["quire_fallbacks_total reason=introspection"] == 2
    lines = map(json.loads, capsys.readouterr().err.splitlines())
    reasons = [line.get("fallback") for line in lines if line["event"] == "request"]
    assert [reason for reason in reasons if reason] == ["introspection"] * 2


async def test_cache_sizes_are_reported_at_an_interval(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gql.housekeeping.CACHE_SIZE_INTERVAL", 0.01)
    async with running(empty_database) as client:
        await client.get("/graphql?query={__typename}")
        async with asyncio.timeout(2):
            # there is no event to wait for
            while (await scrape(client))["quire_documents"] != 1:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def test_a_service_that_has_started_follows_changes(empty_database: str) -> None:
    async with running(empty_database) as client:
        async with asyncio.timeout(20):
            # there is no event to wait for
            while (await scrape(client))["quire_changes_current"] != 1:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


async def test_metrics_can_be_switched_off(empty_database: str) -> None:
    async with running(empty_database, metrics=False) as client:
        assert (await client.get("/metrics")).status_code == 404
        assert (await client.get("/graphql?query={__typename}")).status_code == 200


async def test_a_database_of_a_newer_version_is_served_with_a_warning(
    empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = await asyncpg.connect(empty_database)
    await owner.execute("insert into quire.migration (name, checksum) values ('9999_later', 'x')")
    await owner.close()
    async with running(empty_database, log_format="json") as client:
        assert (await client.get("/readyz")).json() == {"status": "ok", "reasons": []}
    [line] = capsys.readouterr().err.splitlines()[:1]
    assert {"level": "warning", "migration": "9999_later"}.items() <= json.loads(line).items()


async def test_the_service_is_not_ready_without_its_database(empty_database: str) -> None:
    owner = await asyncpg.connect(empty_database)
    async with running(empty_database) as client:
        await owner.execute("delete from quire.migration where name like '0001%'")
        lacking = await client.get("/readyz")
        await owner.execute("drop schema quire cascade")
        await owner.execute("drop schema quire_reader cascade")
        gone = await client.get("/readyz")
        assert (await client.get("/livez")).status_code == 200
    await owner.close()
    assert lacking.status_code == gone.status_code == 503
    assert lacking.json()["reasons"][0].startswith("The database lacks migration 0001")


async def test_the_service_is_not_ready_after_sigterm(empty_database: str) -> None:
    received: list[int] = []
    previous = signal.signal(signal.SIGTERM, lambda number, frame: received.append(number))
    try:
        async with running(empty_database) as client:
            os.kill(os.getpid(), signal.SIGTERM)
            assert (await client.get("/readyz")).json()["reasons"] == ["The service is stopping."]
            assert (await client.get("/graphql?query={__typename}")).status_code == 200
        assert received == [signal.SIGTERM]
        # after the shutdown, the handler from before is back
        os.kill(os.getpid(), signal.SIGTERM)
        assert received == [signal.SIGTERM] * 2
    finally:
        signal.signal(signal.SIGTERM, previous)


async def test_outside_of_the_main_thread_no_signal_handler_is_installed(
    empty_database: str,
) -> None:
    async def readiness() -> int:
        async with running(empty_database) as client:
            return (await client.get("/readyz")).status_code

    assert await asyncio.to_thread(asyncio.run, readiness()) == 200


async def test_the_service_does_not_start_without_a_migrated_database(
    server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StartError, match=r"lacks \d+ of \d+ migrations .* Run: quire migrate"):
        async with running(server_url):  # its database was never migrated
            pass
    monkeypatch.delenv("QUIRE_DATABASE_URL", raising=False)
    app = factory()
    with pytest.raises(StartError, match="There is no database"):
        async with app.router.lifespan_context(app):
            pass


async def test_an_unexpected_error_of_any_route_is_masked(empty_database: str) -> None:
    async with running(empty_database, demo=True) as client:
        transport = client._transport
        assert isinstance(transport, httpx.ASGITransport)
        app = transport.app

        async def fail(request: object) -> None:
            raise KeyError("secret")

        app.router.add_route("/broken", fail)  # type: ignore[attr-defined]
        response = await client.get("/broken")
    assert response.status_code == 500
    extensions = response.json()["errors"][0]["extensions"]
    assert extensions["code"] == "INTERNAL_SERVER_ERROR"
    assert extensions["requestId"] == response.headers["x-request-id"] != "none"
    assert "secret" not in response.text


def test_the_limits_of_the_settings_apply_to_operations() -> None:
    defaults = create_executor(Settings())
    assert defaults.document_cache.limits == Limits()
    changed = create_executor(Settings(max_depth=3, max_aliases=4))
    assert changed.document_cache.limits == Limits(depth=3, aliases=4)


def test_the_defaults_of_comment_settings_are_those_of_the_settings() -> None:
    assert CommentSettings.from_settings(Settings()) == CommentSettings()


async def test_a_discussion_is_shown_as_deep_as_replies_may_be_written(
    publication: str,
) -> None:
    query = '{ post(by: { slug: "the-keepers-arithmetic" }) { discussion { edges { depth } } } }'
    for depth in (10, 3):
        async with running(publication, comment_depth=depth) as client:
            for _ in range(2):  # resolved, then by a plan
                found = (await client.post("/graphql", json={"query": query})).json()["data"]
                edges = found["post"]["discussion"]["edges"]
                assert max(edge["depth"] for edge in edges) == depth
