"""A small schema without a publication: every way in which a field can fail, be slow or be large."""

from __future__ import annotations

import asyncio
import enum
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.dataloader import DataLoader
from strawberry.schema.config import StrawberryConfig

from gql.db import Reader, Statement
from gql.errors import BadInput, DatabaseBusy, TimedOut
from gql.viewer import ANONYMOUS

SLEEP = Statement("sleep", "select pg_sleep($1)")


class Context:
    """The context value of toy operations, which also tells tests what became of a slow field."""

    max_nodes = 10_000
    max_response = 10_485_760
    viewer = ANONYMOUS

    def __init__(self, db: Reader | None = None) -> None:
        self.db = db
        self.cancelled = asyncio.Event()
        self.started = asyncio.Event()
        self.sleeper = DataLoader(load_fn=self._sleep)

    def again(self, failed: Exception | None = None) -> Context:
        return self

    def clear_loaders(self) -> None:
        """Keep the one, which is asked again after an operation."""

    async def _sleep(self, seconds: list[float]) -> list[bool]:
        assert self.db
        await self.db.fetch(SLEEP, max(seconds))
        return [True] * len(seconds)


Info = strawberry.Info[Context, None]


def parse_even(text: str) -> int:
    """The parser of the scalar Even, which fails with one of our own errors."""
    if int(text) % 2:
        raise BadInput("Even numbers only.")
    return int(text)


Even = NewType("Even", int)
SCHEMA_CONFIG = StrawberryConfig(
    scalar_map={Even: strawberry.scalar(name="Even", serialize=str, parse_value=parse_even)}
)


@strawberry.enum
class Colour(enum.Enum):
    RED = "red"


@strawberry.input(one_of=True)
class By:
    """A @oneOf input, of which exactly one field must be set."""

    id: strawberry.Maybe[strawberry.ID]
    slug: strawberry.Maybe[str]


@strawberry.type
class Thing:
    """A type that nests in itself, for limits of depth and size."""

    name: str

    @strawberry.field
    def things(self, first: int = 1) -> list[Thing]:
        return [Thing(name=f"{self.name}.{n}") for n in range(first)]

    @strawberry.field
    def required_failure(self) -> str:
        raise ZeroDivisionError("secret")


@strawberry.type
class Query:
    @strawberry.field
    def hello(self) -> str:
        return "world"

    @strawberry.field
    def echo(self, text: str = "", number: int | None = None, id: strawberry.ID = "") -> str:  # type: ignore[assignment]
        return f"{text}{'' if number is None else number}{id}"

    @strawberry.field
    def even(self, number: Even) -> int:
        return number

    @strawberry.field
    def by(self, by: By) -> str:
        return next(str(v.value) for v in vars(by).values() if v is not None)

    @strawberry.field
    def thing(self) -> Thing | None:
        return Thing(name="thing")

    @strawberry.field
    def needed(self, word: str = "none") -> str:
        return word

    @strawberry.field
    def fail(self, how: str) -> str | None:
        raise FAILURES[how]

    @strawberry.field
    def must(self, how: str) -> str:
        raise FAILURES[how]

    @strawberry.field
    def unserialisable(self) -> Colour | None:
        return "a secret colour"  # type: ignore[return-value]

    @strawberry.field
    def too_large_a_float(self) -> float:
        return 1e300

    # a lone surrogate, which no UTF-8 and no JSON of orjson can hold
    @strawberry.field
    def half_a_pair(self) -> str:
        return "\ud800"

    @strawberry.field
    async def slow(self, info: Info, seconds: float = 60) -> bool:
        info.context.started.set()
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            info.context.cancelled.set()
            raise
        return True

    @strawberry.field
    async def sleep_in_database(self, info: Info, seconds: float = 30) -> bool:
        info.context.started.set()
        # shielded as the engine does it: a cancelled sibling must not end the shared future
        return await asyncio.shield(info.context.sleeper.load(seconds))

    @strawberry.field
    async def leak_a_cancellation(self) -> bool:
        raise asyncio.CancelledError


@strawberry.type
class Mutation:
    @strawberry.mutation
    def shout(self, text: str = "hey") -> str:
        return text.upper()


# by the argument `how` of the fields fail and must
FAILURES: dict[str, BaseException] = {
    "fault": ZeroDivisionError("secret"),
    "recursion": RecursionError("maximum recursion depth exceeded"),
    "empty": Exception(),
    "bad": BadInput("The slug is empty.", field="slug"),
    "busy": DatabaseBusy(),
    "late": TimedOut(),
    "graphql": GraphQLError("secret of a resolver"),
    "long": BadInput("x" * 1000),
}


def schema(mutation: bool = True) -> strawberry.Schema:
    """The toy schema, on request without a mutation type."""
    return strawberry.Schema(
        query=Query, mutation=Mutation if mutation else None, config=SCHEMA_CONFIG
    )


def context(_: Any = None) -> Context:
    """A new context; the argument is the scope of a request, which it ignores."""
    return Context()
