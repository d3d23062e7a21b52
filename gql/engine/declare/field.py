"""Declarations as GraphQL fields:

what a type writes for each of its fields, and the arguments that follow from it.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from gql.engine.declare import declaration as declare
from gql.engine.declare.declaration import DECLARATION, PREVIEW_TOKEN, Declaration, Embedded, Link
from gql.engine.declare.target import targets
from gql.engine.global_id import MOST_IDS
from gql.engine.order import Order
from gql.engine.record import of_kind, source_of
from gql.engine.resolve import resolvers

argument = strawberry.argument


class DeclaredField(StrawberryField):
    """A Strawberry field whose value and arguments follow from its declaration, which it carries in
    its metadata."""

    @property
    def declaration(self) -> Declaration:
        declared: Declaration = self.metadata[DECLARATION]
        return declared

    @property
    def is_basic_field(self) -> bool:
        return isinstance(self.declaration, declare.Column)

    @property
    def arguments(self) -> list[StrawberryArgument]:
        if self._arguments is None:
            self._arguments = _arguments(self)
        return self._arguments

    @arguments.setter
    def arguments(self, value: list[StrawberryArgument]) -> None:
        self._arguments = value

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        if info is None:
            return getattr(source, self.metadata[DECLARATION].name)
        return resolvers.value(self, source, info._raw_info, kwargs)


def global_id(description: str) -> Any:
    """The global id of the record."""
    return _field(declare.GlobalId(), description)


def column(description: str, *, of: str = "", lazy: bool = False) -> Any:
    """A column, of the same name as the attribute where `of` names none."""
    return _Column(description=description, metadata={DECLARATION: declare.Column(of, lazy)})


def column_by(
    argument: str, choice: Mapping[str, str], default: Any, description: str, *, about: str
) -> Any:
    """One of several columns, chosen by an enum argument; `about` describes the argument."""
    field = _field(declare.ColumnBy(argument, choice, default), description)
    field.arguments = [_argument(argument, type(default), about, default)]
    return field


def computed(
    function: Callable[..., Any],
    *needs: str,
    description: str | None = None,
    lazy: bool = False,
    with_context: bool = False,
) -> Any:
    """A pure function of columns; its further parameters are the field's arguments, its docstring
    the description."""
    declared = declare.Computed(function, needs, lazy, with_context)
    return _field(declared, description or function.__doc__)


def to_one(
    key: str, description: str, *, kind: str | None = None, otherwise: Embedded | None = None
) -> Any:
    """The record whose id stands in `key`."""
    return _field(declare.ToOne(key, kind, otherwise), description)


def members(
    description: str, *, by: str | None = None, via: Link | None = None, sort: tuple[str, ...] = ()
) -> Any:
    """All that belong to this record, in order."""
    return _field(declare.Members(by, via, sort), description)


def ancestors(description: str) -> Any:
    """What stands above this record in its tree, from the root down."""
    return _field(declare.Ancestors(), description)


def neighbour(order: str, description: str, *, ahead: bool) -> Any:
    """The record next to this one in an order."""
    return _field(declare.Neighbour(order, ahead), description)


def connection(
    description: str,
    *,
    by: str | None = None,
    via: Link | None = None,
    order: str | None = None,
    fixed: Order | None = None,
    filtered: bool = False,
    total: str | None = None,
) -> Any:
    """A paged list. Without `by` and `via` it holds all records of its type."""
    return _field(declare.Connected(by, via, order, fixed, filtered, total), description)


def threads(
    description: str, *, kind: str, by: str, order: str, replies: str, total: str, counted: str
) -> Any:
    """A connection of roots, each followed by what stands below it in reading order."""
    declared = declare.Threaded(
        by=by, order=order, total=total, kind=kind, replies=replies, counted=counted
    )
    return _field(declared, description)


def batched(
    function: Callable[..., Awaitable[Any]],
    *needs: str,
    description: str | None = None,
    of_ids: bool = False,
) -> Any:
    """A function of all keys at once; its keyword parameters are the field's arguments."""
    return _field(declare.Batched(function, needs, of_ids), description or function.__doc__)


def part(description: str, *needs: str, check: Callable[..., None] | None = None) -> Any:
    """The record itself, seen as another type. The parameters of `check` are the arguments."""
    return _field(declare.Part(needs, check), description)


def read(function: Callable[..., Awaitable[Any]]) -> Any:
    """A function of the operation; its further parameters are the arguments, its docstring the
    description."""
    return _field(declare.Read(function), function.__doc__)


def refetched(description: str, *, many: bool) -> Any:
    """Whatever has the global id, or the ids, that are given."""
    field = _field(declare.Refetch(), description)
    about = f"Global ids, {MOST_IDS} at most." if many else "A global id, as it was answered."
    type_: Any = list[strawberry.ID] if many else strawberry.ID
    field.arguments = [_argument("ids" if many else "id", type_, about)]
    return field


def ranked(
    asked: Callable[..., Any],
    *,
    read: Callable[..., Awaitable[Any]],
    total: Callable[..., Awaitable[int]],
    highlights: Callable[..., Awaitable[Sequence[Any]]],
) -> Any:
    """What functions find, best first. The parameters of `asked` are the arguments."""
    return _field(declare.Ranked(asked, read, total, highlights), asked.__doc__)


def lookup(by: type, description: str, *, preview: str | None = None) -> Any:
    """One record by exactly one field of an input; `preview` describes a token that shows its
    newest text."""
    field = _field(declare.Lookup(), description)
    field.arguments = [_argument("by", by, "Which one: give exactly one field.")]
    if preview:
        field.arguments.append(_argument(PREVIEW_TOKEN, str | None, preview, None))
    return field


def by_id(description: str) -> Any:
    """One record by its global id."""
    field = _field(declare.Lookup(), description)
    field.arguments = [_argument("id", strawberry.ID, "Its global id.")]
    return field


class _Column(DeclaredField):
    """A column field: the name of its column follows the attribute that it is assigned to."""

    def __set_name__(self, owner: type, name: str) -> None:
        declared = self.metadata[DECLARATION]
        self.metadata: Any = {DECLARATION: declare.Column(declared.name or name, declared.is_lazy)}


def _field(declared: Declaration, description: str | None) -> DeclaredField:
    text = " ".join((description or "").split())
    return DeclaredField(description=text, metadata={DECLARATION: declared})


def _arguments(field: DeclaredField) -> list[StrawberryArgument]:
    match field.declaration:
        case declare.Threaded() as declared:
            return [*_page_arguments(declared, of_kind(declared.kind)), *_thread_arguments()]
        case declare.Connected() as declared:
            return _page_arguments(declared, targets(field)[0])
        case declare.Computed(function=function, needs=needs, with_context=with_context):
            return _parameters(function, len(needs) + with_context)
        case declare.Batched(function=function):
            return _parameters(function, 2)
        case declare.Read(function=function):
            return _parameters(function, 1)
        case declare.Ranked(asked=function) | declare.Part(check=function) if function:
            return _parameters(function, 0)
        case _:
            return []


def _page_arguments(declared: declare.Connected, cls: type) -> list[StrawberryArgument]:
    source = source_of(cls)
    sizes = {"first": int, "last": int}
    found = [
        _argument(name, sizes.get(name, str) | None, about)
        for name, about in PAGE_ARGUMENTS.items()
    ]
    if declared.filtered:
        about = "Only those that match all that is given."
        found.append(_argument("where", _nullable(source.where), about))
    if declared.order:
        about = "How they are sorted. Ties are broken by id, so that the order is total."
        default = next(member for member in source.orders if member.name == declared.order)
        found.append(_argument("order_by", type(default), about, default))
    return found


def _thread_arguments() -> list[StrawberryArgument]:
    return [
        _argument("max_depth", int, "Replies below this depth are left out; roots have 0.", 5),
        _argument("replies_first", int, "How many replies to each comment, 1 to 100.", 20),
    ]


PAGE_ARGUMENTS = {
    "first": "How many from the start, 1 to 100; 10 where neither first nor last is given.",
    "after": "Only what follows this cursor.",
    "last": "How many from the end, 1 to 100.",
    "before": "Only what comes before this cursor.",
}


def _argument(
    name: str, type_: Any, description: str, default: Any = strawberry.UNSET
) -> StrawberryArgument:
    return StrawberryArgument(
        name, None, StrawberryAnnotation(type_), description=description, default=default
    )


def _parameters(function: Callable[..., Any], skipped: int) -> list[StrawberryArgument]:
    """The parameters of a function after the first few, as arguments."""
    namespace = sys.modules[function.__module__].__dict__
    return [
        StrawberryArgument(
            parameter.name,
            None,
            StrawberryAnnotation(parameter.annotation, namespace=namespace),
            default=parameter.default,
        )
        for parameter in list(inspect.signature(function).parameters.values())[skipped:]
    ]


def _nullable(type_: Any) -> Any:
    return type_ | None
