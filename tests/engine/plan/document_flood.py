"""Floods an executor with documents, in a process of its own: what it remembers, and what that takes.

python -m tests.engine.plan.flooding URL NAME
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
from gql.operation.execute import Executor, Result
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from gql.viewer import STRANGER

Ask = Callable[[str, dict[str, Any]], Awaitable[Result]]
KNOWN = [f"{{ site {{ title }} known{n}: __typename }}" for n in range(5)]
BETWEEN = 50  # documents of the flood
# eight plans each: one for each value of its @skip
SWITCHED = """query ($a: Boolean!, $b: Boolean!, $c: Boolean!) {
  posts(first: 1) {
    nodes {
      x%d: tags { id }
      categories { id }
      authors { id }
      related { id @skip(if: $a) }
      seo { title }
      author { id @skip(if: $b) posts(first: 1) { nodes { id @skip(if: $c) } } }
    }
  }
}"""
VALUES = [dict(zip("abc", values, strict=True)) for values in product((True, False), repeat=3)]


@dataclass(frozen=True, slots=True)
class Flood:
    """So many documents of a text, each asked with all of the variables."""

    text: str
    documents: int
    variables: list[dict[str, Any]]


FLOODS = {
    "once": Flood("{ a%d: __typename }", 20_000, [{}]),
    "twice": Flood("{ a%d: __typename }", 20_000, [{}, {}]),
    "switched": Flood(SWITCHED, 250, VALUES),
}


@dataclass(slots=True)
class Told:
    """`grown` in bytes; `forgotten` and `unplanned` are answers to what was known."""

    documents: int = 0
    plans: int = 0
    grown: int = 0
    forgotten: int = 0
    unplanned: int = 0


async def main(url: str, name: str) -> None:
    database = await Database.open(url, pool_size=1)
    executor = Executor(schema)

    async def ask(text: str, variables: dict[str, Any]) -> Result:
        await asyncio.sleep(0)  # as between requests: the loop clears its timers then
        context = Context(STRANGER, database.reader, "http://quire.example")
        return await executor.run(GraphQLRequest(text, variables=variables), context)

    told = await flooded(executor, ask, FLOODS[name])
    await database.close()
    print(json.dumps(asdict(told)))


async def flooded(executor: Executor, ask: Ask, flood: Flood) -> Told:
    told = Told()
    for text in KNOWN * 2:
        await ask(text, {})
    # whatever is made once is made before: modules, statements, the first plans
    await _pour(ask, replace(flood, documents=3), -3)
    before = held()
    for start in range(0, flood.documents, BETWEEN):
        await _pour(ask, replace(flood, documents=BETWEEN), start)
        misses = executor.documents.misses
        told.unplanned += sum([not (await ask(text, {})).planned for text in KNOWN])
        told.forgotten += executor.documents.misses - misses
    told.grown = held() - before
    told.documents, told.plans = len(executor.documents), executor.documents.plans
    return told


async def _pour(ask: Ask, flood: Flood, start: int) -> None:
    for number in range(start, start + flood.documents):
        for variables in flood.variables:
            result = await ask(flood.text % (number + 10), variables)
            assert not result.errors, result.errors


def held() -> int:
    """The memory of this process that is not swapped out, in bytes."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
