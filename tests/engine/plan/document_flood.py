"""Floods an executor with documents and reports how its caches and its memory grow.

python -m tests.engine.plan.document_flood URL NAME
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from gql.db import Database
from gql.engine import Context
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result
from gql.schema import schema
from gql.viewer import ANONYMOUS

Execute = Callable[[str, dict[str, Any]], Awaitable[Result]]
USED_DOCUMENTS = [f"{{ site {{ title }} known{n}: __typename }}" for n in range(5)]
CHUNK = 50  # documents of the flood between two uses of those in use
# eight plans each: one for each combination of its @skip conditions
SKIP_TEMPLATE = """query ($a: Boolean!, $b: Boolean!, $c: Boolean!) {
  posts(first: 1) {
    nodes {
      x%d: tags { id }
      categories { id }
      authors { id }
      related { nodes { id @skip(if: $a) } }
      seo { title }
      author { id @skip(if: $b) posts(first: 1) { nodes { id @skip(if: $c) } } }
    }
  }
}"""
VALUES = [dict(zip("abc", values, strict=True)) for values in product((True, False), repeat=3)]


@dataclass(frozen=True, slots=True)
class Flood:
    """Documents from a template, each sent once with each of the variables."""

    text: str
    documents: int
    variables: list[dict[str, Any]]


FLOODS = {
    "once": Flood("{ a%d: __typename }", 6_000, [{}]),
    "twice": Flood("{ a%d: __typename }", 6_000, [{}, {}]),
    "switched": Flood(SKIP_TEMPLATE, 250, VALUES),
}


@dataclass(slots=True)
class FloodReport:
    """`growth` in bytes; how often a document in use was `evicted`, or answered `unplanned`."""

    documents: int = 0
    plans: int = 0
    growth: int = 0
    evicted: int = 0
    unplanned: int = 0


async def main(url: str, name: str) -> None:
    database = await Database.open(url, pool_size=1)
    executor = Executor(schema)

    async def execute(text: str, variables: dict[str, Any]) -> Result:
        await asyncio.sleep(
            0
        )  # a turn of the loop, as between requests: it drops its cancelled timers
        context = Context(ANONYMOUS, database.reader, "http://quire.example")
        return await executor.run(GraphQLRequest(text, variables=variables), context)

    report = await measure_flood(executor, execute, FLOODS[name])
    await database.close()
    print(json.dumps(asdict(report)))


async def measure_flood(executor: Executor, execute: Execute, flood: Flood) -> FloodReport:
    """Send the documents of a flood, with documents in use between them."""
    report = FloodReport()
    for text in USED_DOCUMENTS * 2:
        await execute(text, {})
    # allocated once and not growth: modules, statements, the first plans
    await _send_documents(execute, replace(flood, documents=3), -3)
    before = resident_memory()
    for start in range(0, flood.documents, CHUNK):
        await _send_documents(execute, replace(flood, documents=CHUNK), start)
        misses = executor.document_cache.misses
        report.unplanned += sum([not (await execute(text, {})).planned for text in USED_DOCUMENTS])
        report.evicted += executor.document_cache.misses - misses
    report.growth = resident_memory() - before
    report.documents, report.plans = len(executor.document_cache), executor.document_cache.plans
    return report


async def _send_documents(execute: Execute, flood: Flood, start: int) -> None:
    for number in range(start, start + flood.documents):
        for variables in flood.variables:
            result = await execute(flood.text % (number + 10), variables)
            assert not result.errors, result.errors


def resident_memory() -> int:
    """The resident set size of this process in bytes."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
