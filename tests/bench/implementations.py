"""The implementations measured in process: each runs a story with variables, to bytes of JSON."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson

from gql.db import Database, Visibility
from gql.engine import Context
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from gql.viewer import ANONYMOUS, Viewer
from tests.bench import plain_strawberry
from tests.bench.connections import SERVICE_URL, reader_pool
from tests.bench.floor import FLOORS
from tests.bench.plain_loaders import Loaders
from tests.bench.story import Story, Variables
from tests.operation_client import reads_seeing

PLAIN, REFERENCE, COMPILED, FLOOR = "plain", "reference", "compiled", "floor"
POOL_SIZE = 4
NOTHING_ELSE = Visibility()  # beside what is public
Run = Callable[[Variables], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Implementation:
    """`run_for` gives what is measured for a story, `answer_for` what returns bytes to compare."""

    name: str
    run_for: Callable[[Story], Run]
    answer_for: Callable[[Story], Run]


@asynccontextmanager
async def implementations(url: str) -> AsyncIterator[list[Implementation]]:
    """All implementations on one database, each with connections that have the same settings."""
    async with open_quire(url) as database, reader_pool(url, POOL_SIZE) as pool:
        # plain and floor share a pool, Quire has its own: all of the same size and settings
        yield [
            _measured_as_answered(PLAIN, lambda story: _plain_run(pool, story)),
            _measured_as_answered(
                REFERENCE, lambda story: quire_run(database, story, compile_at=None)
            ),
            _measured_as_answered(COMPILED, lambda story: quire_run(database, story, compile_at=1)),
            # the floor alone is measured without writing its answer: it is rows from Postgres
            Implementation(
                FLOOR, lambda story: _floor_rows(pool, story), lambda s: _floor_answer(pool, s)
            ),
        ]


@asynccontextmanager
async def open_quire(url: str) -> AsyncIterator[Database]:
    """Quire's own pools on a database."""
    database = await Database.open(url, pool_size=POOL_SIZE)
    try:
        yield database
    finally:
        await database.close()


def quire_run(
    database: Database,
    story: Story | str,
    *,
    compile_at: int | None,
    viewer: Viewer = ANONYMOUS,
    seen: Visibility = NOTHING_ELSE,
) -> Run:
    """Quire as its endpoint runs it: with plans for `compile_at` 1, by resolvers for None."""
    executor = Executor(schema, compile_at=compile_at)
    reader = reads_seeing(database, viewer, seen)
    text = story if isinstance(story, str) else story.text

    async def run(variables: Variables) -> bytes:
        request = GraphQLRequest(text, variables=variables)
        result = await executor.run(request, Context(viewer, reader, SERVICE_URL))
        if result.errors:
            raise SystemExit(f"An operation failed: {result.errors}")
        # a silent fallback would measure the reference path in the name of the plan
        if result.planned is (compile_at is None):
            raise SystemExit(f"The wrong path answered ({result.fallback}): {text}")
        return orjson.dumps({"data": result.data})

    return run


def _measured_as_answered(name: str, run_for: Callable[[Story], Run]) -> Implementation:
    return Implementation(name, run_for, run_for)


def _plain_run(pool: asyncpg.Pool, story: Story) -> Run:
    text = story.text

    async def run(variables: Variables) -> bytes:
        result = await plain_strawberry.schema.execute(
            text, variable_values=dict(variables), context_value=Loaders(pool)
        )
        if result.errors:
            raise SystemExit(f"An operation failed: {result.errors}")
        return orjson.dumps({"data": result.data})

    return run


def _floor_rows(pool: asyncpg.Pool, story: Story) -> Run:
    floor = FLOORS[story]
    return lambda variables: floor.fetch(pool, variables)


def _floor_answer(pool: asyncpg.Pool, story: Story) -> Run:
    floor = FLOORS[story]

    async def run(variables: Variables) -> bytes:
        return orjson.dumps({"data": floor.answer(await floor.fetch(pool, variables))})

    return run
