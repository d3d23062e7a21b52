"""Executes operations on both paths, compiled and reference, and compares the responses."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from gql.db import Database, Visibility
from gql.engine import Context
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result
from gql.schema import schema
from gql.viewer import ANONYMOUS, EDITORS, Role, Viewer
from tests.generating.operation import Generator
from tests.generating.sample_values import SampleValues
from tests.operation_client import SERVICE_URL, reads_seeing
from tests.printed_schema import PRINTED

MAX_NODES = (20, 60, 300, 1_000, 10_000)  # limits on the records of an operation
Perspective = tuple[Viewer, Visibility]  # a viewer, and what they see beside what is public
VIEWERS: tuple[Perspective, ...] = (
    (ANONYMOUS, Visibility()),
    (ANONYMOUS, Visibility()),
    (Viewer(Role.READER, 1, 1, "one@blog.example"), Visibility(1)),
    (Viewer(Role.EDITOR, 2, 2, "two@blog.example"), Visibility(2)),
)
# texts that populated_demo.py adds: only their author, or who has the receipt, may read them
NOT_PUBLIC = re.compile(rb"[Hh]idden[ -]night|My own\.|A guest's\.")
TRIES = 20
TIMEOUT = 60.0  # seconds: a slow machine must not cause differences
# the only reasons for a fallback without an error in the response, except null conditions
NOT_PLANNED = {"large", "introspection"}


@dataclass(slots=True)
class ComparisonCounts:
    """How many operations had which outcome."""

    asked: int = 0
    executed: int = 0
    planned: int = 0
    planned_for_viewers: int = 0
    own: int = 0
    substantial: int = 0
    with_errors: int = 0
    nondeterministic: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    fallbacks: Counter[str] = field(default_factory=Counter)

    def add(self, plan: Result, reference: Result, known: Perspective) -> None:
        viewer, seen = known
        is_own = viewer.role not in EDITORS and NOT_PUBLIC.search(bytes_of(reference))
        self.asked += 1
        self.own += bool(is_own)
        self.planned_for_viewers += plan.planned and seen != Visibility()
        self.executed += reference.executed
        self.planned += plan.planned
        self.substantial += len(bytes_of(reference)) > 200 and not reference.errors
        self.with_errors += bool(reference.errors)
        self.codes.update({error["extensions"]["code"] for error in reference.errors})
        if plan.fallback:
            self.fallbacks[plan.fallback] += 1


class Comparison:
    """Both paths, each with one database connection: concurrent reads keep their order."""

    def __init__(
        self,
        plan: Database,
        reference: Database,
        samples: SampleValues,
        viewers: Sequence[Perspective] = VIEWERS,
    ) -> None:
        self.samples = samples
        self.viewers = viewers
        self.counts = ComparisonCounts()
        self._plan = Executor(schema, compile_at=1, timeout=TIMEOUT)
        self._reference = Executor(schema, compile_at=None, timeout=TIMEOUT)
        # a document is parsed and validated once, by the same code for both
        self._reference.document_cache = self._plan.document_cache
        self._databases = (plan, reference)
        self._known = VIEWERS[0]

    async def compare_seed(self, seed: int) -> None:
        """Compare two requests of one document.

        The second has other variables, or repeats the first with its estimated cost as the limit.
        """
        rng = random.Random(seed)
        generator = Generator(PRINTED, seed, self.samples)
        request, max_nodes = generator.request(), rng.choice(MAX_NODES)
        if "search" in request.query:
            max_nodes = max(MAX_NODES)  # a search costs more than the others allow
        self._known = rng.choice(self.viewers)
        cost = await self.assert_equal(request, max_nodes, seed)
        again = generator.request()
        if cost and (again == request or rng.random() < 0.4):
            again, max_nodes = request, cost
        await self.assert_equal(again, max_nodes, seed)

    async def assert_equal(
        self, request: GraphQLRequest, max_nodes: int = 10_000, seed: int = 0
    ) -> int | None:
        """Assert that both responses are equal; return the estimated cost, if there is one."""
        request = replace(request, extensions={"cost": True})
        plan = await self._ask(0, request, max_nodes)
        reference = await self._ask(1, request, max_nodes)
        is_equal = bytes_of(plan) == bytes_of(reference)
        if not is_equal and not plan.planned:
            is_equal = await self._is_nondeterministic(request, max_nodes, plan)
            self.counts.nondeterministic += is_equal
        self.counts.add(plan, reference, self._known)
        if problems := list(_problems(request, plan, reference, is_equal)):
            report = _report(problems, seed, max_nodes, self._known, request, plan, reference)
            raise AssertionError(report)
        return _cost(plan)

    async def _is_nondeterministic(
        self, request: GraphQLRequest, max_nodes: int, plan: Result
    ) -> bool:
        """Whether the response after a fallback is one that the reference path gives as well.

        Where several fields fail at once, timing decides which of them graphql-core reports, and
        how many before it cancels the rest.
        """
        data, errors = _deterministic_part(plan)
        tries = [_deterministic_part(await self._ask(1, request, max_nodes)) for _ in range(TRIES)]
        named = [error for _, report in tries for error in report]
        return bool(errors) and data in [d for d, _ in tries] and all(e in named for e in errors)

    async def _ask(self, way: int, request: GraphQLRequest, max_nodes: int) -> Result:
        executor = (self._plan, self._reference)[way]
        viewer, seen = self._known
        db = reads_seeing(self._databases[way], viewer, seen)
        context = Context(viewer, db, SERVICE_URL, max_nodes=max_nodes, seconds=TIMEOUT)
        return await executor.run(request, context)


@contextmanager
def comparison(
    url: str, samples: SampleValues, viewers: Sequence[Perspective] = VIEWERS
) -> Iterator[tuple[asyncio.Runner, Comparison]]:
    """A comparison with an event loop of its own, for synchronous tests."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        databases = [runner.run(_database(url)) for _ in range(2)]
        try:
            yield runner, Comparison(databases[0], databases[1], samples, viewers)
        finally:
            for database in databases:
                runner.run(database.close())


def bytes_of(result: Result) -> bytes:
    """All of a result that a client may notice, as bytes."""
    return orjson.dumps(
        {
            "data": result.data,
            "errors": result.errors,
            "executed": result.executed,
            "extensions": result.extensions,
            "cause": type(result.cause).__name__,
        }
    )


async def _database(url: str) -> Database:
    return await Database.open(url, pool_size=1, statement_timeout=TIMEOUT, acquire_timeout=TIMEOUT)


def _deterministic_part(result: Result) -> tuple[Any, list[Any]]:
    """A response without numbers that depend on timing: list indexes and record counts."""
    errors = [
        (
            re.sub(r"\d[\d,]*", "0", error["message"]),
            error["extensions"]["code"],
            [at for at in error.get("path", ()) if isinstance(at, str)],
        )
        for error in result.errors
    ]
    return result.data, errors


def _problems(
    request: GraphQLRequest, plan: Result, reference: Result, is_equal: bool
) -> Iterator[str]:
    if not is_equal:
        yield "the answers differ"
    if any(e["extensions"]["code"] == "INTERNAL_SERVER_ERROR" for e in reference.errors):
        yield "something is broken"
    # whose profile `viewer` shows, a function tells: it is read by the next stage of a plan, while a
    # DataLoader may find it together with another author
    spared = 1 if "viewer" in request.query else 0
    if plan.planned and _reads(plan) > _reads(reference) + spared:
        yield "the plan sends more statements"
    if plan.fallback in ("fault", "unsupported", "unavailable"):
        yield f"there is no plan: {plan.fallback}"
    allowed = NOT_PLANNED | ({"refused"} if _is_refused_whole(request) else set())
    if not reference.errors and not plan.planned and plan.fallback not in allowed:
        yield f"the plan did not answer: {plan.fallback}"


def _reads(result: Result) -> int:
    """The number of statements, but for those that sum up how large the response would be.

    A plan sends one before each of its stages, the reference path only one at the beginning.
    """
    return sum(".size [" not in line for line in result.statements.lines)


def _is_refused_whole(request: GraphQLRequest) -> bool:
    """Whether a @skip or @include may be null, or a text contains NUL, which Postgres cannot store.

    A plan refuses that anywhere in the operation, the reference path only where it gets there.
    """
    if "\\u0000" in request.query or "\\x00" in repr(request.variables):
        return True
    return any(
        value is None and f"${name}: Boolean = " in request.query
        for name, value in request.variables.items()
    )


def _cost(result: Result) -> int | None:
    """The cost as it was estimated before anything was read."""
    report = [result.extensions.get("cost"), *(error["extensions"] for error in result.errors)]
    known = [
        one["requested"] for one in report if one and one.get("code", "COST_LIMIT") == "COST_LIMIT"
    ]
    return max(1, known[0]) if known else None


def _report(
    problems: list[str],
    seed: int,
    max_nodes: int,
    known: Perspective,
    request: GraphQLRequest,
    plan: Result,
    reference: Result,
) -> str:
    lines = [
        ", ".join(problems),
        f"seed: {seed}",
        f"max_nodes: {max_nodes}",
        f"viewer: {known}",
        f"operation: {request.operation_name}",
        request.query,
        f"variables: {request.variables!r}",
        f"plan (planned: {plan.planned}, fallback: {plan.fallback}):",
        bytes_of(plan).decode(),
        *plan.statements.lines,
        "reference:",
        bytes_of(reference).decode(),
        *reference.statements.lines,
    ]
    return "\n".join(lines)
