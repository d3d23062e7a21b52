"""A field as an operation calls it, and what its arguments come to in a request."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError
from graphql.execution.values import VariableValues
from strawberry.exceptions import StrawberryInputCoercionError

from gql.db import Record
from gql.engine.page import Page
from gql.engine.plan.arguments import Arguments
from gql.errors import QuireError


@dataclass(slots=True)
class Bound:
    """What a call comes to in one request.

    `given`: what its handler made of the arguments. `values`: the parameters of its part of the
    statement, in the order in which the text adds them. `shape`: what the text depends on. `rows`:
    how many records it can yield for each parent, where that is known beforehand.
    """

    given: Any = None
    values: tuple[object, ...] = ()
    shape: Hashable = None
    rows: int = 1

    def used(self) -> Any:
        """What was given, by a field that is reached."""
        return self.given


@dataclass(slots=True)
class PageBound(Bound):
    """A page that was asked for, and what was read for it."""

    size: int = 0
    backwards: bool = False

    def kept(self, rows: list[Any]) -> list[Any]:
        """The rows of the page in order. One more may have been read, from its end if backwards."""
        if len(rows) > self.size:
            rows = rows[: self.size]
        return rows[::-1] if self.backwards else rows

    def has_next(self, rows: list[Any]) -> bool:
        return self.given.page.before is not None if self.backwards else len(rows) > self.size

    def has_previous(self, rows: list[Any]) -> bool:
        return len(rows) > self.size if self.backwards else self.given.page.after is not None

    def cursor(self, *marks: str) -> str:
        page: Page = self.given.page
        return page.order.cursor_of_texts(marks)


class Refusal(PageBound):
    """Arguments that cannot be used. That is told when the field is reached: a field of what is
    not there is never asked."""

    def __init__(self, error: Exception) -> None:
        super().__init__(shape="refused", rows=0)
        self.error = error

    def used(self) -> Any:
        raise self.error

    def kept(self, rows: list[Any]) -> list[Any]:
        raise self.error


class Previewed(QuireError):
    """The reference path shows previews: they are seldom asked for, and never twice the same."""


_NO_VARIABLES = VariableValues({}, {})
Handler = Callable[[dict[str, Any]], Bound]


class Call:
    """One field of an operation with its arguments; `bind` says what they come to."""

    def __init__(self, arguments: Arguments, handler: Handler, *, is_root: bool) -> None:
        """A root field is reached whatever is found."""
        self._arguments = arguments
        self.is_root = is_root
        self._handler = handler
        self.varies = arguments.varies
        self._bound: Bound | None = None

    def may_refuse(self) -> bool:
        """Whether it can come to a Refusal: with literals, that is known already."""
        if self.varies:
            return True
        return isinstance(self.literal, Refusal)

    @property
    def literal(self) -> Bound:
        """What it comes to where no variable stands in it."""
        return self.bind(_NO_VARIABLES)

    def bind(self, variables: VariableValues) -> Bound:
        """Arguments that cannot be used come to a Refusal."""
        if self._bound is not None:
            return self._bound
        try:
            bound = self._handler(self._arguments.given(variables))
        except (QuireError, GraphQLError, StrawberryInputCoercionError) as error:
            bound = Refusal(error)
        if not self.varies:
            self._bound = bound
        return bound


def arguments_only(arguments: dict[str, Any]) -> Bound:
    """For functions: their keyword arguments."""
    return Bound(given=arguments)


@dataclass(slots=True)
class Limited(Bound):
    """A whole list: no argument says how long it may be."""

    def checked(self, rows: list[Record]) -> list[Record]:
        """Raises TooLarge for a list that was cut off."""
        if len(rows) >= self.given:
            raise TooLarge
        return rows


class TooLarge(Exception):
    """More records than one operation may hand out: the reference path says so, field by field."""


def limited(most: int, parents: int) -> Limited:
    """A share of what an operation may hand out, and one more to know when it is not enough."""
    limit = most // max(parents, 1) + 1
    return Limited(given=limit, values=(limit,), rows=WHOLE_LIST)


WHOLE_LIST = 3  # records in a list without pages, as a guess before it is read
