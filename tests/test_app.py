"""The whole service in this process: it starts on a migrated database, answers, and says when it cannot."""

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

from gql.app import create_app, executor, factory
from gql.errors import StartError
from gql.operation.limits import Limits
from gql.settings import Settings
from tests.metrics_page import series

HTML = {"accept": "text/html,*/*"}


@asynccontextmanager
async def started(url: str, **settings: object) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(database_url=url, **settings))  # type: ignore[arg-type]
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://quire.example") as client,
    ):
        yield client


async def scraped(client: httpx.AsyncClient) -> dict[str, float]:
    return series((await client.get("/metrics")).text)


async def test_it_answers_graphql_people_and_probes(empty_database: str) -> None:
    async with started(empty_database) as client:
        answer = await client.post(
            "/graphql", json={"query": "{ __typename posts { nodes { id } } }"}
        )
        assert answer.json() == {"data": {"__typename": "Query", "posts": {"nodes": []}}}
        assert "html" in (await client.get("/", headers=HTML)).headers["content-type"]
        assert "html" in (await client.get("/graphql", headers=HTML)).headers["content-type"]
        for probe in ("/livez", "/readyz"):
            assert (await client.get(probe)).json() == {"status": "ok", "reasons": []}
        assert gc.get_threshold() == (50_000, 20, 50)
        assert gc.get_freeze_count() > 0


async def test_with_introspection_off_there_is_no_page_and_no_schema(empty_database: str) -> None:
    async with started(empty_database, introspection=False) as client:
        assert (await client.get("/", headers=HTML)).status_code == 404
        assert (await client.get("/graphql", headers=HTML)).status_code == 400
        answer = await client.post("/graphql", json={"query": "{__schema{description}}"})
        assert [e["extensions"]["code"] for e in answer.json()["errors"]] == [
            "GRAPHQL_VALIDATION_FAILED"
        ]


@pytest.mark.parametrize("demo", [True, False])
async def test_the_demos_pictures_are_there_with_the_demo(empty_database: str, demo: bool) -> None:
    async with started(empty_database, demo=demo) as client:
        answer = await client.get("/demo/hills.svg")
        assert answer.status_code == (200 if demo else 404)


async def test_an_address_of_nothing_says_where_graphql_is(empty_database: str) -> None:
    async with started(empty_database) as client:
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
    "address",
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
async def test_what_an_address_does_not_take_is_told_what_it_takes(
    method: str, address: str, empty_database: str
) -> None:
    async with started(empty_database, demo=True) as client:
        answer = await client.request(method, address)
        takes = "GET, HEAD, POST" if address == "/graphql" else "GET, HEAD"
        if method not in takes:
            assert (answer.status_code, answer.headers["allow"]) == (405, takes)
        else:
            assert answer.status_code == 415
        for taken in ("GET", "HEAD"):
            assert (await client.request(taken, address)).status_code != 405


async def test_a_request_is_one_line_of_json_under_its_id(
    empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with started(empty_database, log_format="json") as client:
        body = {"query": "query Type { __typename }", "operationName": "Type"}
        answer = await client.post("/graphql", json=body)
    lines = map(json.loads, capsys.readouterr().err.splitlines())
    [line] = [line for line in lines if line["event"] == "request"]
    assert line.pop("duration_ms") > 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "request_id": answer.headers["x-request-id"],
        "operation": "Type",
        "statements": 0,
        "errors": 0,
        "status": 200,
    }


async def test_a_page_elsewhere_may_read_what_the_settings_allow(empty_database: str) -> None:
    asked = {"origin": "https://blog.example"}
    async with started(empty_database, cors_origins=["https://blog.example"]) as client:
        for answer in (
            await client.get("/graphql?query={__typename}", headers=asked),
            await client.get("/livez", headers=asked),
        ):
            assert answer.headers["access-control-allow-origin"] == "https://blog.example"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-request-id"]


async def test_an_answer_has_one_id_whatever_leads_to_it(empty_database: str) -> None:
    async with started(empty_database) as client:
        assert isinstance(client._transport, httpx.ASGITransport)
        client._transport.root_path = "/content"  # past the shortcut
        for path in ("/content/graphql?query={__typename}", "/content/livez", "/nothing"):
            answer = await client.get(path)
            assert len(answer.headers.get_list("x-request-id")) == 1
            assert answer.headers.get_list("x-content-type-options") == ["nosniff"]


async def test_prometheus_reads_what_was_counted(empty_database: str) -> None:
    async with started(empty_database) as client:
        before = await scraped(client)
        for _ in range(3):
            await client.post("/graphql", json={"query": "query Mine { posts { totalCount } }"})
        await client.post("/graphql", json={"query": "{ nothingLikeThat }"})
        await client.post("/graphql", content=b"{")
        await client.get("/graphql", headers=HTML)
        after = await scraped(client)
        answer = await client.get("/metrics")
    grown = {name: after[name] - before[name] for name in before}
    assert sum(grown[n] for n in grown if "outcome=answered" in n) == 3
    assert grown["quire_operations_total outcome=refused path=reference"] == 2
    assert grown["quire_operation_seconds_count"] == 5
    assert grown["quire_statements_total"] >= 3
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert answer.headers["cache-control"] == "no-store"
    assert not any(word in answer.text for word in ("Mine", "nothingLikeThat", "posts"))


async def test_who_answered_and_why_it_was_not_a_plan_is_counted_and_logged(
    empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with started(empty_database, log_format="json") as client:
        before = await scraped(client)
        for query in ("{ posts { totalCount } }", "{ __schema { description } }"):
            for _ in range(3):
                await client.post("/graphql", json={"query": query})
        after = await scraped(client)
    grown = {name: n - before.get(name, 0) for name, n in after.items()}
    assert grown["quire_operations_total outcome=answered path=plan"] == 2
    assert grown["quire_operations_total outcome=answered path=reference"] == 4
    assert grown["quire_fallbacks_total reason=introspection"] == 2
    lines = map(json.loads, capsys.readouterr().err.splitlines())
    told = [line.get("fallback") for line in lines if line["event"] == "request"]
    assert [reason for reason in told if reason] == ["introspection"] * 2


async def test_documents_are_counted_now_and_then(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gql.app.COUNT_SECONDS", 0.01)
    async with started(empty_database) as client:
        await client.get("/graphql?query={__typename}")
        async with asyncio.timeout(2):
            # nothing tells when it was counted
            while (await scraped(client))["quire_documents"] != 1:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def test_metrics_can_be_switched_off(empty_database: str) -> None:
    async with started(empty_database, metrics=False) as client:
        assert (await client.get("/metrics")).status_code == 404
        assert (await client.get("/graphql?query={__typename}")).status_code == 200


async def test_a_database_of_a_newer_quire_is_served_with_a_warning(
    empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = await asyncpg.connect(empty_database)
    await owner.execute("insert into quire.migration (name, checksum) values ('9999_later', 'x')")
    await owner.close()
    async with started(empty_database, log_format="json") as client:
        assert (await client.get("/readyz")).json() == {"status": "ok", "reasons": []}
    [line] = capsys.readouterr().err.splitlines()[:1]
    assert {"level": "warning", "migration": "9999_later"}.items() <= json.loads(line).items()


async def test_it_is_not_ready_without_its_database(empty_database: str) -> None:
    owner = await asyncpg.connect(empty_database)
    async with started(empty_database) as client:
        await owner.execute("delete from quire.migration where name like '0001%'")
        lacking = await client.get("/readyz")
        await owner.execute("drop schema quire cascade")
        await owner.execute("drop schema quire_reader cascade")
        gone = await client.get("/readyz")
        assert (await client.get("/livez")).status_code == 200
    await owner.close()
    assert lacking.status_code == gone.status_code == 503
    assert lacking.json()["reasons"][0].startswith("The database lacks migration 0001")


async def test_it_is_not_ready_once_it_was_told_to_end(empty_database: str) -> None:
    heard: list[int] = []
    former = signal.signal(signal.SIGTERM, lambda number, frame: heard.append(number))
    try:
        async with started(empty_database) as client:
            os.kill(os.getpid(), signal.SIGTERM)
            assert (await client.get("/readyz")).json()["reasons"] == ["The service is stopping."]
            assert (await client.get("/graphql?query={__typename}")).status_code == 200
        assert heard == [signal.SIGTERM]
        os.kill(os.getpid(), signal.SIGTERM)
        assert heard == [signal.SIGTERM] * 2
    finally:
        signal.signal(signal.SIGTERM, former)


async def test_outside_of_the_main_thread_it_leaves_signals_alone(empty_database: str) -> None:
    async def answered() -> int:
        async with started(empty_database) as client:
            return (await client.get("/readyz")).status_code

    assert await asyncio.to_thread(asyncio.run, answered()) == 200


async def test_it_does_not_start_without_a_database_that_is_ready(
    server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StartError, match=r"lacks \d+ of \d+ migrations .* Run: quire migrate"):
        async with started(server_url):
            pass
    monkeypatch.delenv("QUIRE_DATABASE_URL", raising=False)
    app = factory()
    with pytest.raises(StartError, match="There is no database"):
        async with app.router.lifespan_context(app):
            pass


async def test_what_breaks_anywhere_is_masked(empty_database: str) -> None:
    async with started(empty_database, demo=True) as client:
        transport = client._transport
        assert isinstance(transport, httpx.ASGITransport)
        app = transport.app

        async def broken(request: object) -> None:
            raise KeyError("secret")

        app.router.add_route("/broken", broken)  # type: ignore[attr-defined]
        answer = await client.get("/broken")
    assert answer.status_code == 500
    extensions = answer.json()["errors"][0]["extensions"]
    assert extensions["code"] == "INTERNAL_SERVER_ERROR"
    assert extensions["requestId"] == answer.headers["x-request-id"] != "none"
    assert "secret" not in answer.text


def test_the_limits_of_the_settings_are_those_of_the_operations() -> None:
    defaults = executor(Settings())
    assert defaults.documents._limits == Limits()
    changed = executor(Settings(max_depth=3, max_aliases=4))
    assert changed.documents._limits == Limits(depth=3, aliases=4)
