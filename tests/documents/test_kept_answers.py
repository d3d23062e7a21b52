"""Documents with an id beside the cache of answers: who may not run one gets no answer to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from gql import housekeeping
from gql.app import create_app
from gql.db import Database, Statement
from gql.documents import follow, registered
from gql.documents.added import remove_documents
from gql.http.uvicorn_protocol import BoundedHttpProtocol
from gql.settings import Settings
from gql.viewer import Role
from tests.documents.requests_by_id import NOT_STORED, add, ask, outcome, persisted
from tests.http.conftest import serving
from tests.http_site import KEY, start_site

STORED, FREE = "query Stored { site { title } }", "query Free { site { title } }"
TIMES = Statement("times", "select max(times_used) as times from registered_document")


@pytest.fixture
async def database(empty_database: str) -> AsyncIterator[Database]:
    opened = await Database.open(empty_database, pool_size=1)
    yield opened
    await opened.close()


@asynccontextmanager
async def client_of(url: str, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service with a cache, behind its own protocol, which answers from it early."""
    app = create_app(Settings(database_url=url, token_key=KEY, **settings))
    async with (
        serving(app, BoundedHttpProtocol) as port,
        httpx.AsyncClient(base_url=f"http://localhost:{port}") as client,
    ):
        yield client


async def until_kept(client: httpx.AsyncClient, parameters: dict[str, Any]) -> None:
    """Ask until the answer comes from the cache."""
    async with asyncio.timeout(10):
        while "hit" not in (await ask(client, parameters)).headers["cache-status"]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_an_editor_runs_is_no_answer_for_a_stranger(
    empty_database: str, database: Database, method: str
) -> None:
    await add(database, {"stored": STORED})
    async with start_site(empty_database) as site:
        await site.add_account("ed@blog.example", Role.EDITOR, "Ed")
        token = (await site.sign_in("ed@blog.example"))["accessToken"]
    async with client_of(empty_database, documents="stored") as client:
        for parameters in ({"query": FREE}, persisted(FREE, with_query=True)):
            for _ in range(4):
                allowed = await ask(client, parameters, method=method, token=token)
                assert "site" in outcome(allowed)
                assert outcome(await ask(client, parameters, method=method)) == NOT_STORED


async def test_a_kept_answer_goes_with_its_document(
    empty_database: str, database: Database
) -> None:
    await add(database, {"stored": STORED})
    async with client_of(empty_database, documents="stored") as client:
        spellings = ({"documentId": "stored"}, {"query": STORED}, persisted(STORED))
        for parameters in spellings:
            await until_kept(client, parameters)
        async with database.transaction() as connection:
            await remove_documents(connection, ["stored"])
        async with asyncio.timeout(10):
            while outcome(await ask(client, spellings[0])) != NOT_STORED:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert [outcome(await ask(client, one)) for one in spellings] == [NOT_STORED] * 3


async def test_a_document_is_used_by_answers_from_the_cache_too(
    empty_database: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (follow, registered):
        monkeypatch.setattr(module, "STRETCH", 0.0)
    monkeypatch.setattr(housekeeping, "DOCUMENT_WRITE_INTERVAL", 0.02)
    async with client_of(empty_database) as client:
        await ask(client, persisted(FREE, with_query=True))
        await until_kept(client, persisted(FREE))
        before = await times_used(database)
        async with asyncio.timeout(10):
            while await times_used(database) < before + 3:
                response = await ask(client, persisted(FREE))
                assert response.headers["cache-status"] == "Quire; hit"


async def times_used(database: Database) -> int:
    return int((await database.fetch_as_owner(TIMES))[0]["times"] or 0)
