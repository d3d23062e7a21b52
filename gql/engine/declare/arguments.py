"""The GraphQL arguments that follow from a declaration."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from gql.engine.declare import declaration as declare
from gql.engine.declare.record_type import source_of, type_of_kind
from gql.engine.declare.target import targets


def field_arguments(
    field: StrawberryField, declaration: declare.Declaration
) -> list[StrawberryArgument]:
    """The arguments of a declared field: those of a page, or the parameters of its function."""
    match declaration:
        case declare.Threaded() as declared:
            return [*_page_arguments(declared, type_of_kind(declared.kind)), *_thread_arguments()]
        case declare.Paginated() as declared:
            return _page_arguments(declared, targets(field)[0])
        case declare.Neighbour():
            return [
                _where_argument(targets(field)[0], "Only among those that match all conditions.")
            ]
        case declare.Computed(function=function, needs=needs, with_context=with_context):
            # a computed function takes columns first, a batched one (context, keys)
            return _parameters(function, len(needs) + with_context)
        case declare.Batched(function=function):
            return _parameters(function, 2)
        case declare.Read(function=function):
            return _parameters(function, 1)
        case declare.Ranked(make_request=function) | declare.Part(check=function) if function:
            return _parameters(function, 0)
        case _:
            return []


def _page_arguments(declared: declare.Paginated, cls: type) -> list[StrawberryArgument]:
    source = source_of(cls)
    numbers = {"first": int, "last": int, "offset": int}
    arguments = [
        described_argument(name, numbers.get(name, str) | None, about)
        for name, about in PAGE_ARGUMENTS.items()
    ]
    if source.finds_page:
        arguments.append(described_argument("around", strawberry.ID | None, _AROUND))
    if declared.filtered:
        about = "Only nodes that match all conditions."
        if isinstance(declared, declare.Threaded):
            about += " What is below another one is left out with it."
        arguments.append(_where_argument(cls, about))
    if declared.via and declared.via.direct:
        arguments.append(described_argument("include_children", bool, INCLUDE_CHILDREN, True))
    if declared.order:
        about = "The sort order. Ties are broken by id, so the order is total."
        default = next(member for member in source.orders if member.name == declared.order)
        arguments.append(described_argument("order_by", type(default), about, default))
    if declared.order and source.lead:
        arguments.append(described_argument(source.lead.argument, bool | None, source.lead.about))
    return arguments


def _where_argument(cls: type, about: str) -> StrawberryArgument:
    return described_argument("where", _nullable(source_of(cls).where), about)


def _thread_arguments() -> list[StrawberryArgument]:
    return [
        described_argument(
            "max_depth",
            int | None,
            "Replies deeper than this are left out; roots have depth 0. Default: as deep as "
            "replies may be written.",
        ),
        described_argument(
            "replies_first", int, "How many direct replies to each comment, 1 to 100.", 20
        ),
    ]


PAGE_ARGUMENTS = {
    "first": "How many from the start, 1 to 100. Default: 10, if `last` is not given either.",
    "after": "Only nodes after this cursor.",
    "last": "How many from the end, 1 to 100.",
    "before": "Only nodes before this cursor.",
    "offset": "Skips this many from the start, 0 to 10,000. Not with `after`, `last` or `before`.",
}
_AROUND = (
    "A global id: the page that holds this node, as a walk by `first` from the start meets it. "
    "Beyond the first 10,000 nodes such a page may begin elsewhere. Empty where the node is not in "
    "the list. Not with `after`, `last`, `before` or `offset`."
)


INCLUDE_CHILDREN = "Whether what is in those below it, at any depth, is in it as well."


def described_argument(
    name: str, type_: Any, description: str, default: Any = strawberry.UNSET
) -> StrawberryArgument:
    """An argument with a description; without a default it may be left out or is required, as its
    type says."""
    return StrawberryArgument(
        name, None, StrawberryAnnotation(type_), description=description, default=default
    )


def _parameters(function: Callable[..., Any], skipped: int) -> list[StrawberryArgument]:
    """The parameters of a function after the first few, as arguments."""
    # annotations are strings (from __future__ import annotations): Strawberry resolves them in the
    # module of the function
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
