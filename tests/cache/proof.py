"""Proves the cache tags: what a write changes has a tag that the write touches.

python -m tests.cache.proof                     # 2,000 random writes, some 500 standing operations
python -m tests.cache.proof --writes 200 --seed 7

After each write all operations are asked again. One whose answer is another must have had a tag,
when it was last asked, that the write touched: else a cache would have kept it. The seed, the
write, the operation and both answers of a failure are printed; also, by tag, how many answers were
purged in vain.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import asyncpg

from gql.db import Database
from gql.engine import AnswerTags, Context
from gql.importers.demo.load import load_demo
from gql.migrate import migrate
from gql.operation.execute import Executor, Result
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from gql.viewer import ANONYMOUS
from tests.bench.datasets import open_server
from tests.cache.standing_operations import standing_operations
from tests.cache.writes import Writes
from tests.conftest import database_url, execute_on_server
from tests.engine.plan.path_comparison import bytes_of
from tests.generating.demo import sample_values_of
from tests.http_site import start_site
from tests.operation_client import PUBLIC_META, SERVICE_URL, open_client
from tests.schema.row_factories import owner_connection

TIMEOUT = 60.0  # seconds
MAX_SKIPPED = 5
MAX_ANSWER = 20_000  # bytes
TOUCHED = """
select tags from change where id > $1  -- at once, and what is to come at its time, too
union all
select tags from change where id <= $1 and shows_at > $3 and shows_at <= $2
"""
# what is found may depend on the statistics of Postgres, which it gathers when it pleases
STEADY = (
    "analyze",
    "alter table comment set (autovacuum_enabled = false)",
    "alter table entry set (autovacuum_enabled = false)",
)


@dataclass(slots=True)
class Standing:
    """One operation, its last answer, and the tags that it had."""

    request: GraphQLRequest
    answer: bytes = b""
    tags: AnswerTags | None = None


@dataclass(slots=True)
class Report:
    """What the proof has found so far."""

    failures: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    kept: int = 0
    asked: int = 0
    changed: int = 0
    purged: int = 0
    in_vain: Counter[str] = field(default_factory=Counter)
    purged_by: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        lines = [
            f"{self.asked:,} answers, {self.kept / max(1, self.asked):.0%} of them could be kept; "
            f"{self.changed:,} changed, {self.purged:,} were purged",
            "tag                       purged   in vain",
        ]
        for tag, count in self.purged_by.most_common(30):
            lines.append(f"{tag:<24}{count:>8,}{self.in_vain[tag]:>10,}")
        return "\n".join(lines)


@dataclass
class Proof:
    """Standing operations on one database, and the change log that says what was touched."""

    owner: asyncpg.Connection
    database: Database
    operations: list[Standing]
    report: Report = field(default_factory=Report)
    last_id: int = 0
    last_time: datetime | None = None
    skipped: int = 0

    def __post_init__(self) -> None:
        self.executor = Executor(schema, compile_at=1, timeout=TIMEOUT)

    async def begin(self) -> None:
        """Ask all operations for the first time."""
        self.last_id = await self.owner.fetchval("select coalesce(max(id), 0) from change")
        self.last_time = await self.owner.fetchval("select clock_timestamp()")
        for one in self.operations:
            await self._ask(one)
        # long answers show no more than short ones, and most of the time would go into them
        self.operations = [one for one in self.operations if len(one.answer) < MAX_ANSWER]

    async def check(self, written: str) -> None:
        """Ask all operations again, and compare what changed with what was touched."""
        last = await self.owner.fetchval("select coalesce(max(id), 0) from change")
        due = await self.owner.fetch(TOUCHED, last, datetime.now(UTC), self.last_time)
        if last == self.last_id and not due and self.skipped < MAX_SKIPPED:
            self.skipped += 1  # a write that was refused changes nothing; now and then it is asked
            return
        self.skipped = 0
        began = await self.owner.fetchval("select clock_timestamp()")
        answers = [await self._result(one.request) for one in self.operations]
        now = await self.owner.fetchval("select clock_timestamp()")
        rows = await self.owner.fetch(TOUCHED, self.last_id, now, self.last_time)
        touched = {tag for row in rows for tag in row["tags"]}
        for one, (result, tags) in zip(self.operations, answers, strict=True):
            self._compare(one, result, tags, touched, written)
        self.last_id = last
        self.last_time = began  # what comes by the clock may come while they are asked

    def _compare(
        self,
        one: Standing,
        result: Result,
        tags: AnswerTags | None,
        touched: set[str],
        written: str,
    ) -> None:
        answer, before = bytes_of(result), one.answer
        self.report.asked += 1
        if one.tags:
            self.report.kept += 1
            hit = one.tags.names & touched
            has_changed = answer != before
            self.report.changed += has_changed
            self.report.purged += bool(hit)
            kinds = {tag.partition(":")[0] + (":N" if ":" in tag else "") for tag in hit}
            self.report.purged_by.update(kinds)
            if not has_changed:
                self.report.in_vain.update(kinds)
            if has_changed and not hit:
                self.report.failures.append(_failure(one, answer, touched, written))
        one.answer, one.tags = answer, tags

    async def _ask(self, one: Standing) -> None:
        result, one.tags = await self._result(one.request)
        one.answer = bytes_of(result)

    async def _result(self, request: GraphQLRequest) -> tuple[Result, AnswerTags | None]:
        context = Context(ANONYMOUS, self.database.reader, SERVICE_URL, seconds=TIMEOUT)
        context.tags = AnswerTags()
        result = await self.executor.run(request, context)
        if result.tags:
            self.report.unknown |= result.tags.unknown
        return result, result.tags


def _failure(one: Standing, answer: bytes, touched: set[str], written: str) -> str:
    tags = one.tags.names if one.tags else set()
    at = next(
        (i for i, (a, b) in enumerate(zip(one.answer, answer, strict=False)) if a != b),
        min(len(answer), len(one.answer)),
    )
    begin = max(0, at - 300)
    return "\n".join(
        [
            f"WRITE {written}",
            f"TOUCHED {sorted(touched)}",
            f"TAGS {sorted(tags)}",
            f"OPERATION {one.request.query}",
            f"VARIABLES {one.request.variables}",
            f"BEFORE …{one.answer[begin : at + 200].decode(errors='replace')}",
            f"NOW    …{answer[begin : at + 200].decode(errors='replace')}",
        ]
    )


async def prove(
    url: str,
    seed: int,
    writes: int,
    generated: int,
    *,
    share: float = 1.0,
    stop_at: int = 1,
    quiet: bool = True,
) -> tuple[Report, Writes]:
    """Run the proof on a demo database, with a share of the operations that are not generated; it
    ends with the first failures, `stop_at` of them."""
    async with open_client(url) as reader:
        samples = await sample_values_of(url, reader)
    requests = list(standing_operations(seed, samples, generated, share))
    settings: dict[str, Any] = {
        "comments_per_minute": 10**6,
        "comments_per_minute_on_post": 10**6,
        "hold_comments": "none",
        "log_level": "error",
    }
    async with (
        owner_connection(url) as owner,
        start_site(url, **settings) as site,
        _reading(url) as database,
    ):
        for statement in STEADY:
            await owner.execute(statement)
        made = Writes(site, owner, random.Random(seed))
        await made.sign_in()
        proof = Proof(owner, database, [Standing(one) for one in requests])
        started = time.monotonic()
        await proof.begin()
        if not quiet:
            print(
                f"{len(proof.operations)} operations",
                f"{time.monotonic() - started:.1f} s",
                flush=True,
            )
        told = 0
        for number in range(writes):
            written = await made.write()
            await proof.check(f"{number} of seed {seed}: {written}")
            if not quiet and number % 50 == 49:
                seconds = time.monotonic() - started
                print(f"{number + 1} writes in {seconds:.0f} s", flush=True)
            if not quiet:
                print(*proof.report.failures[told:], sep="\n\n", end="", flush=True)
                told = len(proof.report.failures)
            if len(proof.report.failures) >= stop_at:
                break
        return proof.report, made


@asynccontextmanager
async def _reading(url: str) -> AsyncIterator[Database]:
    database = await Database.open(
        url, pool_size=2, public_meta=PUBLIC_META, statement_timeout=TIMEOUT
    )
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def demo_database(server: str) -> AsyncIterator[str]:
    """The URL of a database with the demo, which stays until its server ends."""
    name = f"quire_proof_{uuid.uuid4().hex[:8]}"
    await execute_on_server(server, f'create database "{name}"')
    url = database_url(server, name)
    await migrate(url)
    database = await Database.open(url, pool_size=2)
    await load_demo(database, service_url=SERVICE_URL)
    await database.close()
    yield url


async def _run(server: str, chosen: argparse.Namespace) -> int:
    async with demo_database(server) as url:
        report, made = await prove(
            url,
            chosen.seed,
            chosen.writes,
            chosen.operations,
            share=chosen.share,
            stop_at=chosen.stop_at,
            quiet=False,
        )
    print(dict(sorted(made.done.items())), *made.refused.most_common(60), report, sep="\n")
    print("unknown:", sorted(report.unknown))
    return bool(report.failures or report.unknown)


def main(given: Sequence[str] | None = None) -> None:
    """Run, print the report, and exit with 1 for an answer that a cache would have kept wrongly."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.cache.proof",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--writes", type=int, default=2_000)
    parser.add_argument("--operations", type=int, default=300, help="generated ones")
    parser.add_argument("--share", type=float, default=1.0, help="of the other operations")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stop-at", type=int, default=1, help="so many failures")
    parser.add_argument("--database-url", help="a server to use instead of the embedded one")
    chosen = parser.parse_args(given)
    with open_server(chosen.database_url) as server:
        sys.exit(asyncio.run(_run(server, chosen)))


if __name__ == "__main__":
    main()
