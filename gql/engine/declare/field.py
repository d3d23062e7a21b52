"""What a type writes for each of its fields: `engine.column(…)`, `engine.to_one(…)` and so on.

Every function returns a Strawberry field that carries a declaration. They return Any, because the
annotation of the attribute is the type of the value, not of the field.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

import strawberry

from gql.engine.declare import declaration as declare
from gql.engine.declare.arguments import described_argument
from gql.engine.declare.cache_tags import FunctionTags, ListTags
from gql.engine.declare.declaration import (
    DECLARATION,
    LANGUAGES,
    PREVIEW_TOKEN,
    Declaration,
)
from gql.engine.declare.declared_field import DeclaredField
from gql.engine.declare.embedded_record import EmbeddedRecord
from gql.engine.declare.guard import Guard
from gql.engine.declare.link import Link
from gql.engine.global_id import MAX_IDS
from gql.engine.list_sizes import Scan
from gql.engine.order import Order

argument = strawberry.argument


def global_id(description: str) -> Any:
    """The Relay global id of the record."""
    return _field(declare.GlobalId(), description)


def column(description: str, *, of: str = "", lazy: bool = False, reason: str | None = None) -> Any:
    """A column: the one that `of` names, or else of the same name as the attribute.

    `reason`: of a deprecated field, what to use instead.
    """
    return _Column(
        description=description,
        metadata={DECLARATION: declare.Column(of, lazy)},
        deprecation_reason=reason,
    )


def column_by(
    argument: str,
    choice: Mapping[str, str],
    default: Any,
    description: str,
    *,
    about: str,
    size: int,
) -> Any:
    """One of several text columns, chosen by an enum argument that `about` describes.

    `size`: a text is assumed to have so many bytes. Where all that an operation may read would then
    be too much for a response, the lengths are read first.
    """
    field = _field(declare.ColumnBy(argument, choice, default, size), description)
    field.arguments = [described_argument(argument, type(default), about, default)]
    return field


def computed(
    function: Callable[..., Any],
    *needs: str,
    description: str | None = None,
    lazy: bool = False,
    with_context: bool = False,
) -> Any:
    """A pure function of the columns in `needs`, after the context if `with_context`.

    Its further parameters become arguments of the field, its docstring the description.
    """
    declared = declare.Computed(function, needs, lazy, with_context)
    return _field(declared, description or function.__doc__)


def to_one(
    key: str,
    description: str,
    *,
    kind: str | None = None,
    otherwise: EmbeddedRecord | None = None,
    view: str | None = None,
    links: Mapping[str, str] | None = None,
) -> Any:
    """The record whose id is in the column `key`, or what `otherwise` builds in its place.

    `view`: where it is read from, if not from the view of its type, and `links` its whole lists.
    """
    return _field(declare.ToOne(key, kind, otherwise, view, links), description)


def to_many(
    description: str, *, by: str | None = None, via: Link | None = None, sort: tuple[str, ...] = ()
) -> Any:
    """All records that belong to this one, sorted, without pages."""
    return _field(declare.ToMany(by, via, sort), description)


def ancestors(description: str) -> Any:
    """The records above this one in its tree, from the root down."""
    return _field(declare.Ancestors(), description)


def neighbour(order: str, description: str, *, ahead: bool) -> Any:
    """The next (`ahead`) or previous record in the order of this name; it takes `where`."""
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
    guard: Guard | None = None,
    reads: Scan | None = None,
    tags: ListTags = ListTags.OF_TYPE,
) -> Any:
    """A Relay connection. Without `by` and `via` it lists all records of its type."""
    return _field(
        declare.Paginated(by, via, order, fixed, filtered, total, guard, reads, tags), description
    )


def threads(
    description: str, *, kind: str, by: str, order: str, replies: str, total: str, counted: str
) -> Any:
    """A connection of root comments, each followed by its replies in reading order; a list
    OF_PARENT, as its tag is."""
    declared = declare.Threaded(
        by=by,
        order=order,
        filtered=True,
        total=total,
        tags=ListTags.OF_PARENT,
        kind=kind,
        replies=replies,
        counted=counted,
    )
    return _field(declared, description)


def batched(
    function: Callable[..., Awaitable[Any]],
    *needs: str,
    description: str | None = None,
    of_ids: bool = False,
    reads: Scan | None = None,
    lazy: bool = False,
    tags: FunctionTags | None = None,
) -> Any:
    """A function (context, keys, …) of all records at once, called once for each turn of the loop.

    Its parameters after the first two become arguments of the field.
    On an object that such a function returned, it is called after that one.
    """
    declared = declare.Batched(function, needs, of_ids, reads, lazy, tags)
    return _field(declared, description or function.__doc__)


def part(description: str, *needs: str, check: Callable[..., None] | None = None) -> Any:
    """The record itself under another type. The parameters of `check` become arguments."""
    return _field(declare.Part(needs, check), description)


def read(
    function: Callable[..., Awaitable[Any]],
    *,
    reads: Scan | Callable[..., tuple[Scan | None, int]] | None = None,
    tags: FunctionTags | None = None,
) -> Any:
    """A function (context, …); its further parameters become arguments, its docstring the
    description."""
    return _field(declare.Read(function, reads, tags), function.__doc__)


def refetched(description: str, *, many: bool) -> Any:
    """The records of any type with a global id, or with several (`many`)."""
    field = _field(declare.Refetch(), description)
    about = f"Global ids, {MAX_IDS} at most." if many else "A global id, from a field `id`."
    type_: Any = list[strawberry.ID] if many else strawberry.ID
    field.arguments = [described_argument("ids" if many else "id", type_, about)]
    return field


def ranked(
    make_request: Callable[..., Any],
    *,
    read: Callable[..., Awaitable[Any]],
    total: Callable[..., Awaitable[Any]],
    highlights: Callable[..., Awaitable[Sequence[Any]]],
    tags: Callable[[Any], Iterable[str]] | None = None,
    seconds: Callable[[Any], float | None] | None = None,
) -> Any:
    """Search results, best first. The parameters of `make_request` become the arguments."""
    declared = declare.Ranked(make_request, read, total, highlights, tags, seconds)
    return _field(declared, make_request.__doc__)


def lookup(
    by: type,
    description: str,
    *,
    preview: str | None = None,
    translated: tuple[Link, str, str] | None = None,
) -> Any:
    """One record by exactly one field of the @oneOf input `by`.

    `preview` describes the argument with a token that makes its newest text visible. `translated`:
    the link to its translations, the column with its language, and about the argument `languages`.
    """
    preferred = declare.Preferred(*translated[:2]) if translated else None
    field = _field(declare.Lookup(preferred), description)
    field.arguments = [described_argument("by", by, "Which one. Provide exactly one field.")]
    if preview:
        field.arguments.append(described_argument(PREVIEW_TOKEN, str | None, preview, None))
    if translated:
        chain: Any = list[str] | None
        field.arguments.append(described_argument(LANGUAGES, chain, translated[2], None))
    return field


def in_languages(via: Link, description: str, *, language: str, about: str) -> Any:
    """The record, or one that it is linked to, in the first language that any of them is in.

    See `Preferred`; `about` describes the argument with the languages.
    """
    field = _field(declare.Preferred(via, language), description)
    chain: Any = list[str]
    field.arguments = [described_argument(LANGUAGES, chain, about)]
    return field


def by_id(description: str) -> Any:
    """One record by its global id."""
    field = _field(declare.Lookup(), description)
    field.arguments = [described_argument("id", strawberry.ID, "Its global id.")]
    return field


class _Column(DeclaredField):
    """A column field, which learns the attribute that it is assigned to."""

    def __set_name__(self, owner: type, name: str) -> None:
        # called when the class body is done, before Strawberry reads the fields
        declared = self.metadata[DECLARATION]
        self.metadata: Any = {DECLARATION: declare.Column(declared.name or name, declared.is_lazy)}


def _field(declared: Declaration, description: str | None) -> DeclaredField:
    text = " ".join((description or "").split())
    return DeclaredField(description=text, metadata={DECLARATION: declared})
