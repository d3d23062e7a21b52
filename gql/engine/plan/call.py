"""A field with arguments as an operation calls it, and what those become in one request.

Generated code reaches bound calls as `b[n]`: it contains the names `given`, `rows`, `used`, `kept`,
`checked`, `has_next`, `has_previous`, `skips`, `first` and `cursor`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError
from graphql.execution.values import VariableValues
from strawberry.exceptions import StrawberryInputCoercionError

from gql.db import Record
from gql.engine.connection_sql import ConnectionSelect
from gql.engine.declare.filter import Filter
from gql.engine.facets import FacetRequest, Facets
from gql.engine.list_sizes import Scan
from gql.engine.page import Page
from gql.engine.plan.arguments import Arguments
from gql.errors import QuireError


@dataclass(slots=True)
class BoundCall:
    """The arguments of a call in one request, as its handler prepared them.

    `given`: for the generated code. `values`: the parameters of its part of the statement, in the
    order in which the text adds them. `shape`: all that the text of the statement depends on.
    `rows`: the most records that it can yield for each parent, where that is known beforehand.
    `cost`: of finding them, once for all parents, in records of the cost limit. `scan`: a list that
    a function reads with these arguments. `tags`: the cache tags that the arguments decide,
    `tags_of_parent` what stands before the node of each parent in others, `tags_if_absent` those of
    an answer that nothing is there. `seconds`: how long the answer may be kept at most.
    """

    given: Any = None
    values: tuple[object, ...] = ()
    shape: Hashable = None
    rows: int = 1
    cost: int = 0
    scan: Scan | None = None
    tags: tuple[str, ...] = ()
    tags_of_parent: tuple[str, ...] = ()
    tags_if_absent: tuple[str, ...] = ()
    seconds: float | None = None

    def used(self) -> Any:
        """`given`, when execution reaches the field. RefusedCall raises here."""
        return self.given


@dataclass(slots=True)
class BoundPage(BoundCall):
    """A requested page of a connection, and what its rows tell.

    `page_scan`: the list, if its filters may look at all of it; `count_scan`: if it is counted;
    `skip_scan`: as much of it as is skipped; `facet_scan`: for each facet. `select`: the whole
    list.
    """

    size: int = 0
    backwards: bool = False
    page_scan: Scan | None = None
    count_scan: Scan | None = None
    skip_scan: Scan | None = None
    facet_scan: Scan | None = None
    select: ConnectionSelect | None = None

    def facets(self, key: int | None) -> Any:
        """The whole list of the parent with this key, for its facets. RefusedCall raises here."""
        return Facets(FacetRequest(self.select, key)) if self.select else self.used()

    def kept(self, rows: list[Any]) -> list[Any]:
        """The rows of the page in the order of the connection, without a row beyond it.

        `last` is read in reverse order, so the row beyond is the last of `rows` in both cases.
        """
        if len(rows) > self.size:
            rows = rows[: self.size]
        return rows[::-1] if self.backwards else rows

    def has_next(self, rows: list[Any]) -> bool:
        """pageInfo.hasNextPage, by the same rule as the reference path."""
        return self.given.page.before is not None if self.backwards else len(rows) > self.size

    def has_previous(self, rows: list[Any]) -> bool:
        """pageInfo.hasPreviousPage, by the same rule as the reference path."""
        return len(rows) > self.size if self.backwards else self.given.page.after is not None

    def skips(self, rows: list[Any], skipped: str | None, is_filled: bool) -> bool:
        """The same where `around` or `offset` may be given: `skipped` is how many records come
        before a page around one, `is_filled` whether there is anything in the list."""
        page: Page = self.given.page
        if page.around is not None:
            return skipped is not None and int(skipped) > 0
        return self.has_previous(rows) or (page.offset > 0 and (bool(rows) or is_filled))

    def cursor(self, *marks: str) -> str:
        """The cursor of a row with these key values. Rows may bring more values than this order has
        keys."""
        page: Page = self.given.page
        return page.order.cursor_of_texts(marks)


@dataclass(frozen=True, slots=True)
class Conditions:
    """The filters of a `where`, for a field that takes nothing else."""

    filters: tuple[Filter, ...]


@dataclass(slots=True)
class BoundThreads(BoundCall):
    """The bounds of the replies in a discussion; `first` is how many to each comment."""

    first: int = 0


class RefusedCall(BoundPage):
    """Arguments that are invalid.

    Raised only when execution reaches the field, as graphql-core does: a field below a null is
    never called, and its bad argument is no error.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__(shape="refused", rows=0)
        error.__cause__ = error.__context__ = None
        self._error = error.with_traceback(None)

    @property
    def error(self) -> Exception:
        """What is wrong with the arguments, to be raised.

        Without the frames of an earlier time: a cached plan would keep those of every request, and
        of its compilation.
        """
        return self._error.with_traceback(None)

    def used(self) -> Any:
        raise self.error

    def kept(self, rows: list[Any]) -> list[Any]:
        """Nothing: what is batched over rows asks also where execution does not come."""
        return []


class PreviewRequested(QuireError, code="INTERNAL_SERVER_ERROR"):
    """A preview token was provided: the reference path answers, as each has its own context."""


_NO_VARIABLES = VariableValues({}, {})
Handler = Callable[[dict[str, Any]], BoundCall]
"""The converted arguments of a field → its bound call. Raises what is wrong with them."""


class Call:
    """One field of an operation with its arguments.

    Without variables in them, or else what varies (`varies` is false), it is bound once for all
    requests.
    """

    def __init__(
        self, arguments: Arguments, handler: Handler, *, is_root: bool, varies: bool
    ) -> None:
        self._arguments = arguments
        # root fields are always reached, so their bad arguments are known before anything is read
        self.is_root = is_root
        self._handler = handler
        self.varies = varies or arguments.varies
        self._bound: BoundCall | None = None

    def may_refuse(self) -> bool:
        """Whether it can become a RefusedCall; without variables that is known at compile time."""
        if self.varies:
            return True
        return isinstance(self.literal, RefusedCall)

    @property
    def literal(self) -> BoundCall:
        """The bound call of arguments without variables."""
        return self.bind(_NO_VARIABLES)

    def bind(self, variables: VariableValues) -> BoundCall:
        """The bound call for these variables; a RefusedCall where the arguments are invalid."""
        if self._bound is not None:
            return self._bound
        try:
            bound = self._handler(self._arguments.given(variables))
        except (QuireError, GraphQLError, StrawberryInputCoercionError) as error:
            bound = RefusedCall(error)
        if not self.varies:
            self._bound = bound
            del self._arguments  # they keep nodes of the document, which are of no use any more
        return bound


def arguments_only(arguments: dict[str, Any]) -> BoundCall:
    """The handler of functions: the arguments become keyword arguments."""
    return BoundCall(given=arguments)


@dataclass(slots=True)
class BoundLimit(BoundCall):
    """The limit of a list that no argument limits, such as the tags of a post."""

    def checked(self, rows: list[Record]) -> list[Record]:
        """The rows. Raises TooLarge where the limit cut the list off."""
        if len(rows) >= self.given:
            raise TooLarge
        return rows


class TooLarge(Exception):
    """More records than an operation may return: the reference path finds out which field."""


def limited(most: int, parents: int) -> BoundLimit:
    """The limit of a list for each of `parents` records: its share of `most` records, plus one.

    The one beyond tells that the list was cut off.
    """
    limit = most // max(parents, 1) + 1
    return BoundLimit(given=limit, values=(limit,), rows=WHOLE_LIST)


WHOLE_LIST = 3  # assumed length of such a list in the estimated cost, before it is read
