"""Asks both paths the same: the plan, and the reference of graphql-core and DataLoaders."""

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
from graphql import build_schema

from gql.db import Database, Seen
from gql.engine import Context
from gql.operation.execute import Executor, Result
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from gql.viewer import EDITORS, STRANGER, Role, Viewer
from tests.generating.operation import Generator
from tests.generating.words import Words
from tests.operation_client import SERVICE_URL, reads_of

PRINTED = build_schema(schema.as_str())
MOST_NODES = (20, 60, 300, 1_000, 10_000)  # what an operation may hand out
Known = tuple[Viewer, Seen]  # who asks, and what they see beside what is public
VIEWERS: tuple[Known, ...] = (
    (STRANGER, Seen()),
    (STRANGER, Seen()),
    (Viewer(Role.READER, 1, 1, "one@blog.example"), Seen(1)),
    (Viewer(Role.EDITOR, 2, 2, "two@blog.example"), Seen(2)),
)
# what the demo lacks and `living` adds: no stranger without receipts, only whose it is, reads it
THEIR_OWN = re.compile(rb"Hidden night|My own\.|A guest's\.")
TRIES = 20
PATIENCE = 60.0  # seconds: a busy machine is no difference
# without an error in the answer nothing else keeps a plan from giving it, but for a null switch
NOT_PLANNED = {"large", "introspection"}


@dataclass(slots=True)
class Tally:
    """What was met, in operations."""

    asked: int = 0
    executed: int = 0
    planned: int = 0
    planned_for_viewers: int = 0
    own: int = 0
    telling: int = 0
    with_errors: int = 0
    by_chance: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    fallbacks: Counter[str] = field(default_factory=Counter)

    def add(self, plan: Result, reference: Result, known: Known) -> None:
        viewer, seen = known
        is_own = viewer.role not in EDITORS and THEIR_OWN.search(bytes_of(reference))
        self.asked += 1
        self.own += bool(is_own)
        self.planned_for_viewers += plan.planned and seen != Seen()
        self.executed += reference.executed
        self.planned += plan.planned
        self.telling += len(bytes_of(reference)) > 200 and not reference.errors
        self.with_errors += bool(reference.errors)
        self.codes.update({error["extensions"]["code"] for error in reference.errors})
        if plan.fallback:
            self.fallbacks[plan.fallback] += 1


class Comparison:
    """Both ways to answer, each with one connection: so what runs side by side keeps its order."""

    def __init__(
        self, plan: Database, reference: Database, words: Words, viewers: Sequence[Known] = VIEWERS
    ) -> None:
        self.words = words
        self.viewers = viewers
        self.tally = Tally()
        self._plan = Executor(schema, compile_at=1, timeout=PATIENCE)
        self._reference = Executor(schema, compile_at=None, timeout=PATIENCE)
        # a document is parsed and validated once, by the same code for both
        self._reference.documents = self._plan.documents
        self._databases = (plan, reference)
        self._known = VIEWERS[0]

    async def of_seed(self, seed: int) -> None:
        """Two operations of one document: the second has other variables, or is the first again
        where it may hand out no more than is estimated."""
        chance = random.Random(seed)
        generator = Generator(PRINTED, seed, self.words)
        request, most = generator.request(), chance.choice(MOST_NODES)
        self._known = chance.choice(self.viewers)
        cost = await self.alike(request, most, seed)
        again = generator.request()
        if cost and (again == request or chance.random() < 0.4):
            again, most = request, cost
        await self.alike(again, most, seed)

    async def alike(self, request: GraphQLRequest, most: int = 10_000, seed: int = 0) -> int | None:
        """Asserts that both answer the same; the estimated cost, where there is one."""
        request = replace(request, extensions={"cost": True})
        plan = await self._ask(0, request, most)
        reference = await self._ask(1, request, most)
        is_alike = bytes_of(plan) == bytes_of(reference)
        if not is_alike and not plan.planned:
            is_alike = await self._is_chance(request, most, plan)
            self.tally.by_chance += is_alike
        self.tally.add(plan, reference, self._known)
        if problems := list(_problems(request, plan, reference, is_alike)):
            told = _told(problems, seed, most, self._known, request, plan, reference)
            raise AssertionError(told)
        return _cost(plan)

    async def _is_chance(self, request: GraphQLRequest, most: int, plan: Result) -> bool:
        """Whether the answer after a fallback is one that the reference gives as well.

        Where fields fail together, it is chance which of them graphql-core names, and how many
        before it gives up the rest.
        """
        data, errors = _settled(plan)
        tries = [_settled(await self._ask(1, request, most)) for _ in range(TRIES)]
        named = [error for _, told in tries for error in told]
        return bool(errors) and data in [d for d, _ in tries] and all(e in named for e in errors)

    async def _ask(self, way: int, request: GraphQLRequest, most: int) -> Result:
        executor = (self._plan, self._reference)[way]
        viewer, seen = self._known
        db = reads_of(self._databases[way], viewer, seen)
        context = Context(viewer, db, SERVICE_URL, max_nodes=most, seconds=PATIENCE)
        return await executor.run(request, context)


@contextmanager
def comparison(
    url: str, words: Words, viewers: Sequence[Known] = VIEWERS
) -> Iterator[tuple[asyncio.Runner, Comparison]]:
    """Outside any event loop: with one of its own."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        databases = [runner.run(_database(url)) for _ in range(2)]
        try:
            yield runner, Comparison(databases[0], databases[1], words, viewers)
        finally:
            for database in databases:
                runner.run(database.close())


def bytes_of(result: Result) -> bytes:
    """All that a client gets, and whether it may ask again."""
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
    return await Database.open(
        url, pool_size=1, statement_timeout=PATIENCE, acquire_timeout=PATIENCE
    )


def _settled(result: Result) -> tuple[Any, list[Any]]:
    """An answer without what is chance: which item of a list failed, and after how many records."""
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
    request: GraphQLRequest, plan: Result, reference: Result, is_alike: bool
) -> Iterator[str]:
    if not is_alike:
        yield "the answers differ"
    if any(e["extensions"]["code"] == "INTERNAL_SERVER_ERROR" for e in reference.errors):
        yield "something is broken"
    # posts that a search has found and to which one of them is related, the reference has already,
    # where a plan has a stage for each way that leads to records
    finds = "search(" in request.query and "related" in request.query
    sent = len(reference.statements.lines) + finds
    if plan.planned and len(plan.statements.lines) > sent:
        yield "the plan sends more statements"
    if plan.fallback in ("fault", "unsupported", "unavailable"):
        yield f"there is no plan: {plan.fallback}"
    allowed = NOT_PLANNED | ({"refused"} if _is_refused_whole(request) else set())
    if not reference.errors and not plan.planned and plan.fallback not in allowed:
        yield f"the plan did not answer: {plan.fallback}"


def _is_refused_whole(request: GraphQLRequest) -> bool:
    """Whether a @skip or @include may be told null, or a text holds what cannot be stored: a plan
    refuses that, wherever it stands; the reference only where it comes there."""
    if "\\u0000" in request.query or "\\x00" in repr(request.variables):
        return True
    return any(
        value is None and f"${name}: Boolean = " in request.query
        for name, value in request.variables.items()
    )


def _cost(result: Result) -> int | None:
    """As it was estimated before anything was read."""
    told = [result.extensions.get("cost"), *(error["extensions"] for error in result.errors)]
    known = [
        one["requested"] for one in told if one and one.get("code", "COST_LIMIT") == "COST_LIMIT"
    ]
    return max(1, known[0]) if known else None


def _told(
    problems: list[str],
    seed: int,
    most: int,
    known: Known,
    request: GraphQLRequest,
    plan: Result,
    reference: Result,
) -> str:
    lines = [
        ", ".join(problems),
        f"seed: {seed}",
        f"max_nodes: {most}",
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
