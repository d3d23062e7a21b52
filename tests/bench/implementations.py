"""Who is measured in process: each takes a story and its variables, and gives the bytes of the answer or rows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson

from gql.db import Database
from gql.engine import Context
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from gql.viewer import STRANGER
from tests.bench import plain_strawberry
from tests.bench.connections import SERVICE_URL, readers
from tests.bench.floor import FLOORS
from tests.bench.plain_loaders import Loaders
from tests.bench.story import Story, Variables

PLAIN, REFERENCE, COMPILED, FLOOR = "plain", "reference", "compiled", "floor"
POOL = 4
Run = Callable[[Variables], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Contestant:
    """`runs` is what is measured; `answers` gives what is compared: the bytes of the answer."""

    name: str
    runs: Callable[[Story], Run]
    answers: Callable[[Story], Run]


@asynccontextmanager
async def contestants(url: str) -> AsyncIterator[list[Contestant]]:
    """All of them on one database, each with connections of the same kind."""
    async with quire(url) as database, readers(url, POOL) as pool:
        yield [
            _alike(PLAIN, lambda story: _plain(pool, story)),
            _alike(REFERENCE, lambda story: asking(database, story, compile_at=None)),
            _alike(COMPILED, lambda story: asking(database, story, compile_at=1)),
            Contestant(FLOOR, lambda story: _rows(pool, story), lambda s: _answer(pool, s)),
        ]


@asynccontextmanager
async def quire(url: str) -> AsyncIterator[Database]:
    database = await Database.open(url, pool_size=POOL)
    try:
        yield database
    finally:
        await database.close()


def asking(database: Database, story: Story | str, *, compile_at: int | None) -> Run:
    """Quire as its endpoint runs it, by plans or on the reference path alone."""
    executor = Executor(schema, compile_at=compile_at)
    text = story if isinstance(story, str) else story.text

    async def run(variables: Variables) -> bytes:
        request = GraphQLRequest(text, variables=variables)
        result = await executor.run(request, Context(STRANGER, database.reader, SERVICE_URL))
        if result.errors:
            raise SystemExit(f"An operation failed: {result.errors}")
        if result.planned is (compile_at is None):
            raise SystemExit(f"The wrong path answered ({result.fallback}): {text}")
        return orjson.dumps({"data": result.data})

    return run


def _alike(name: str, runs: Callable[[Story], Run]) -> Contestant:
    return Contestant(name, runs, runs)


def _plain(pool: asyncpg.Pool, story: Story) -> Run:
    text = story.text

    async def run(variables: Variables) -> bytes:
        result = await plain_strawberry.schema.execute(
            text, variable_values=dict(variables), context_value=Loaders(pool)
        )
        if result.errors:
            raise SystemExit(f"An operation failed: {result.errors}")
        return orjson.dumps({"data": result.data})

    return run


def _rows(pool: asyncpg.Pool, story: Story) -> Run:
    floor = FLOORS[story]
    return lambda variables: floor.fetch(pool, variables)


def _answer(pool: asyncpg.Pool, story: Story) -> Run:
    floor = FLOORS[story]

    async def run(variables: Variables) -> bytes:
        return orjson.dumps({"data": floor.answer(await floor.fetch(pool, variables))})

    return run
