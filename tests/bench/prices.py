"""What generated operations are priced at, beside the rows and pages that they really read.

python -m tests.bench.prices --database-url postgresql://me@/bench --operations 2000
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg
from graphql import build_schema

from gql.db import Database
from gql.engine import Context
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from gql.viewer import ANONYMOUS
from tests.bench.connections import SERVICE_URL, reader_pool
from tests.generating.demo import sample_values_of
from tests.generating.operation import Generator
from tests.generating.sample_values import SampleValues
from tests.operation_client import OperationClient

MOST_TIMES = 20  # as many rows may be read for each record that was paid for
FREE_ROWS = 200  # of an operation: what look-ups of a few records read beside them
WORDS = ("bread", "night", "the", "and", "summer", "a", "ship", "zzzq")
TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One operation: its price, and rows and pages that its statements read."""

    request: GraphQLRequest
    price: int
    rows: int
    pages: int
    statements: dict[str, int]

    @property
    def times(self) -> float:
        """How many times its price was read, beyond FREE_ROWS."""
        return max(0, self.rows - FREE_ROWS) / max(self.price, 1)


class Prices:
    """Runs operations by plans on a database, and each statement once more under EXPLAIN."""

    def __init__(self, database: Database, pool: asyncpg.Pool) -> None:
        self._executor = Executor(schema, compile_at=1, timeout=TIMEOUT)
        self._database = database
        self._pool = pool

    async def reading(self, request: GraphQLRequest) -> Reading | None:
        """What an operation read; None if it was refused or has no price."""
        context = Context(ANONYMOUS, self._database.reader, SERVICE_URL, seconds=TIMEOUT)
        result = await self._executor.run(request, context)
        if not result.planned:
            return None
        rows = pages = 0
        by_statement = {}
        async with self._pool.acquire() as connection:
            for statement, values in result.statements.statements:
                text = f"explain (analyze, buffers, timing off, format json) {statement.text}"
                [record] = await connection.fetch(text, *values)
                plan = json.loads(record[0])[0]["Plan"]
                read = sum(_rows_read(node) for node in _nodes(plan))
                by_statement[statement.name] = read
                rows += read
                pages += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        return Reading(request, result.statements.price, rows, pages, by_statement)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", []):
        yield from _nodes(below)


def _rows_read(node: dict[str, Any]) -> int:
    """The rows that a scan read of a table, those that it threw away too."""
    if "Relation Name" not in node:
        return 0
    removed = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    read = node["Actual Rows"] + sum(node.get(name, 0) for name in removed)
    return int(read * node["Actual Loops"])


def requests(count: int, samples: SampleValues, seed: int = 0) -> Iterator[GraphQLRequest]:
    """Operations of all kinds, and as many of the kinds that may read much: searches, filters,
    counts, lists in lists."""
    printed, rng = build_schema(schema.as_str()), random.Random(seed)
    for number in range(count):
        if number % 2:
            yield GraphQLRequest(_hungry(rng, samples))
        else:
            yield Generator(printed, seed + number, samples).request()


def _hungry(rng: random.Random, samples: SampleValues) -> str:
    slug = json.dumps(rng.choice(samples.texts["slug"]))
    words = json.dumps(" ".join(rng.sample(WORDS, rng.randint(1, 3))))
    first = rng.choice((1, 10, 100))
    where = rng.choice(
        (
            f"tag: [{slug}]",
            f"notTag: [{slug}]",
            f"category: [{slug}]",
            f"author: [{slug}]",
            f"search: {words}",
            "commented: false",
            "commented: true",
            "sticky: true",
            'language: "xx"',
            'published: { from: "2999-01-01T00:00:00Z" }',
            f"allTags: [{slug}]",
        )
    )
    order = rng.choice(("NEWEST", "OLDEST", "MOST_DISCUSSED", "TITLE", "MOST_LIKED"))
    inner = rng.choice(
        (
            "id",
            "title tags { name }",
            "comments(first: 10) { nodes { id } }",
            "comments(first: 1) { totalCount }",
            "related(first: 5) { id }",
            "comments(where: { rootsOnly: true }, first: 3) { totalCount nodes { replies(first: 3) { nodes { id } } } }",
            "author { posts(first: 3) { totalCount nodes { id } } }",
            "previous { id } next { id }",
            "discussion(first: 5) { nodes { id } }",
        )
    )
    return rng.choice(
        (
            f"{{ posts(first: {first}, orderBy: {order}, where: {{ {where} }}) {{ nodes {{ {inner} }} }} }}",
            f"{{ posts(first: {first}, where: {{ {where} }}) {{ totalCount nodes {{ id }} }} }}",
            f"{{ posts(first: {first}, orderBy: {order}) {{ totalCount nodes {{ {inner} }} }} }}",
            f"{{ search(query: {words}, first: {first}) {{ totalCount nodes {{ __typename }} }} }}",
            f"{{ comments(first: {first}, where: {{ author: {slug} }}) {{ totalCount nodes {{ id }} }} }}",
            f"{{ comments(first: {first}) {{ totalCount nodes {{ id }} }} }}",
            f"{{ tags(first: {first}) {{ nodes {{ postCount posts(first: 3) {{ totalCount nodes {{ id }} }} }} }} }}",
            f"{{ authors(first: {first}) {{ totalCount nodes {{ posts(first: 2) {{ nodes {{ {inner} }} }} }} }} }}",
        )
    )


async def readings(url: str, count: int, seed: int = 0) -> list[Reading]:
    """The readings of so many generated operations, the greatest ratio first."""
    database = await Database.open(url, pool_size=2, statement_timeout=TIMEOUT)
    try:
        samples = await sample_values_of(url, OperationClient(database))
        async with reader_pool(url, 1) as pool:
            prices = Prices(database, pool)
            found = [await prices.reading(one) for one in requests(count, samples, seed)]
    finally:
        await database.close()
    return sorted(filter(None, found), key=lambda one: -one.times)


def table(found: list[Reading], lines: int) -> str:
    """The first readings as a table."""
    rows = [
        f"{one.price:>8,} {one.rows:>10,} {one.pages:>8,} {one.times:>8.1f}  {one.request.query[:150]!r}"
        for one in found[:lines]
    ]
    return "\n".join([f"{'price':>8} {'rows':>10} {'pages':>8} {'times':>8}  operation", *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", required=True)
    parser.add_argument("--operations", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--lines", type=int, default=40)
    given = parser.parse_args()
    found = asyncio.run(readings(given.database_url, given.operations, given.seed))
    print(table(found, given.lines))
    print(
        f"{len(found):,} priced, {sum(one.times > MOST_TIMES for one in found):,} above {MOST_TIMES}"
    )


if __name__ == "__main__":
    main()
