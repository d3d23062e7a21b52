"""The prices of generated operations beside the rows and pages that they really read.

python -m tests.bench.prices                       # 2,000 operations: some ten minutes
python -m tests.bench.prices --operations 200 --first 7000

Each operation runs on both paths, and each of its statements once more under EXPLAIN (ANALYZE,
BUFFERS), on the same connection. What is compared:

- The price is what `extensions.cost.requested` says: a node for each record that may be returned,
  and for what finding them may read beside.
- A node buys one row, found through an index: up to four pages. An operation may read 20 times
  that: 20 rows and 80 pages for each node.
- Any operation may read what LEAST nodes buy, as small tables are read whole where that takes fewer
  pages than an index, and each view looks up what it withholds.
- Where a plan gives up and the reference path answers, and where stored lengths are summed up
  first, everything is read twice: then the operation may read twice as much.

Exits with 1 when an operation read more.
"""

from __future__ import annotations

import argparse
import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace

from gql.db import Database
from gql.engine import Context
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result
from gql.schema import schema
from gql.sql.site import list_sizes
from tests.bench.datasets import generated_publication, open_server
from tests.bench.generate import Size
from tests.bench.rows_read import Reads, reads_of
from tests.engine.plan.path_comparison import TIMEOUT, VIEWERS, Perspective
from tests.generating.demo import sample_values_of
from tests.generating.operation import Generator
from tests.generating.sample_values import SampleValues
from tests.operation_client import SERVICE_URL, open_client, reads_seeing
from tests.printed_schema import PRINTED

SIZE = Size(authors=100, posts=2_000, media=100, comments=40_000, deep_post=1_000, likes=4_000)
MAX_RATIO = 20
PAGES_OF_A_ROW = 4
LEAST = 50  # nodes
SHOWN = 15  # operations in the table


@dataclass(frozen=True, slots=True)
class PricedOperation:
    """One operation on one path; `runs` is 2 where everything is read twice."""

    seed: int
    path: str
    viewer: str
    statements: tuple[str, ...]
    price: int
    runs: int
    reads: Reads

    @property
    def reads_too_much(self) -> bool:
        """Whether it reads more than its price buys."""
        return self.ratio > MAX_RATIO

    @property
    def ratio(self) -> float:
        """What was read over what the price buys."""
        rows = max(self.reads.rows, self.reads.pages / PAGES_OF_A_ROW)
        return rows / max(self.price, LEAST) / self.runs

    def line(self) -> str:
        """A line of the table."""
        names = " ".join(dict.fromkeys(self.statements))
        return (
            f"{self.ratio:6.1f} {self.price:7,} {self.reads.rows:8,} {self.reads.pages:8,}  "
            f"{self.seed:<10} {self.path:9} {self.viewer:9} {names[:80]}"
        )


async def priced_operations(
    url: str, samples: SampleValues, seeds: Iterator[int]
) -> AsyncIterator[PricedOperation]:
    """Both paths of each generated operation that is executed, without end."""
    database = await Database.open(
        url, pool_size=1, statement_timeout=TIMEOUT, acquire_timeout=TIMEOUT
    )
    executors = {
        "plan": Executor(schema, compile_at=1, timeout=TIMEOUT),
        "reference": Executor(schema, compile_at=None, timeout=TIMEOUT),
    }
    for executor in executors.values():
        executor.sizes.update(await list_sizes(database.reader))
    try:
        for seed in seeds:
            generated = Generator(PRINTED, seed, samples).request()
            request = replace(generated, extensions={"cost": True})
            known = random.Random(seed).choice(VIEWERS)
            for path, executor in executors.items():
                if found := await _run(database, executor, request, known):
                    yield replace(found, seed=seed, path=path)
    finally:
        await database.close()


async def _run(
    database: Database, executor: Executor, request: GraphQLRequest, known: Perspective
) -> PricedOperation | None:
    """One operation, priced and read; None if it was refused before it read anything."""
    viewer, seen = known
    reader = reads_seeing(database, viewer, seen)
    result = await executor.run(request, Context(viewer, reader, SERVICE_URL, seconds=TIMEOUT))
    if not (cost := result.extensions.get("cost")):
        return None
    reads = Reads()
    for statement, values in result.statements.statements:
        reads += await reads_of(reader, statement, values)
    names = tuple(statement.name for statement, _ in result.statements.statements)
    role = viewer.role.name.lower() if viewer.role else "anonymous"
    return PricedOperation(0, "", role, names, cost["requested"], _runs(result), reads)


def _runs(result: Result) -> int:
    sums_lengths = any(one.name.endswith(".size") for one, _ in result.statements.statements)
    return 1 + bool(result.fallback) + sums_lengths


def table(operations: list[PricedOperation]) -> str:
    """The operations that read most for their price."""
    worst = sorted(operations, key=lambda one: -one.ratio)[:SHOWN]
    head = f"{'ratio':>6} {'price':>7} {'rows':>8} {'pages':>8}  seed       path      viewer    statements"
    return "\n".join((head, *(one.line() for one in worst)))


async def measure(url: str, count: int, first: int) -> list[PricedOperation]:
    """Both paths of `count` operations, drawn from the seeds from `first` on."""
    async with open_client(url) as client:
        samples = await sample_values_of(url, client)
    found: dict[int, list[PricedOperation]] = {}
    async for one in priced_operations(url, samples, iter(range(first, 2**40))):
        if one.seed not in found and len(found) == count:
            break
        found.setdefault(one.seed, []).append(one)
    return [one for both in found.values() for one in both]


async def _of_generated_publication(server: str, count: int, first: int) -> list[PricedOperation]:
    async with generated_publication(server, SIZE) as url:
        return await measure(url, count, first)


def main() -> None:
    """Measure, print the table, and fail if an operation read too much."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--operations", type=int, default=2_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--database-url", help="a server to use instead of the embedded one")
    arguments = parser.parse_args()
    with open_server(arguments.database_url) as server:
        found = asyncio.run(
            _of_generated_publication(server, arguments.operations, arguments.first)
        )
    print(table([one for one in found if one.viewer == "anonymous"]))
    print(table([one for one in found if one.viewer != "anonymous"]))
    above = sum(one.reads_too_much for one in found)
    print(f"{above} of {len(found):,} read more than {MAX_RATIO} times their price.")
    raise SystemExit(any(one.reads_too_much for one in found))


if __name__ == "__main__":
    main()
