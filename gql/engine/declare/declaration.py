"""Value classes: all that can be declared about the value of a field.

A declaration names views, columns and keys; it contains no SQL and runs nothing. Both paths
dispatch on its class: `resolve/resolvers.py` and `plan/dispatch.py` have an entry for each.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gql.engine.declare.cache_tags import FunctionTags, ListTags
from gql.engine.declare.embedded_record import EmbeddedRecord
from gql.engine.declare.guard import Guard
from gql.engine.declare.link import Link
from gql.engine.declare.ranked_page import RankedPage
from gql.engine.list_sizes import Scan
from gql.engine.order import Order

DECLARATION = "declaration"  # the key in the metadata of a Strawberry field
PREVIEW_TOKEN = "preview_token"  # noqa: S105 (the name of an argument)
LANGUAGES = "languages"  # the argument with a language chain
Arguments = Mapping[str, Any]  # of a field, by their Python names


class Declaration:
    """The common part: which columns of its own record a field is made from."""

    __slots__ = ()

    @property
    def yields_records(self) -> bool:
        """Whether the value is a record or a list of records, which count towards max_nodes."""
        return False

    def columns(self) -> dict[str, str]:
        """Attribute → column of what is read selected or not: light columns and keys."""
        return {}

    def lazy(self, arguments: Arguments) -> tuple[str, ...]:
        """Columns that are read only where the field is selected, with these arguments."""
        return ()


@dataclass(frozen=True, slots=True)
class GlobalId(Declaration):
    """The Relay global id: type name and record id, encoded."""


@dataclass(frozen=True, slots=True)
class Column(Declaration):
    """A column of the record. A lazy one is large or costly to compute (such as HTML)."""

    name: str
    is_lazy: bool = False

    def columns(self) -> dict[str, str]:
        return {} if self.is_lazy else {self.name: self.name}

    def lazy(self, arguments: Arguments) -> tuple[str, ...]:
        return (self.name,) if self.is_lazy else ()


@dataclass(frozen=True, slots=True)
class ColumnBy(Declaration):
    """One of several lazy text columns, chosen by an enum argument.

    `choice` is enum value → column; `size` how many bytes such a text is assumed to have.
    """

    argument: str
    choice: Mapping[str, str]
    default: Any
    size: int

    def lazy(self, arguments: Arguments) -> tuple[str, ...]:
        value = arguments.get(self.argument, self.default)
        return (self.choice[str(getattr(value, "value", value))],)


@dataclass(frozen=True, slots=True)
class Computed(Declaration):
    """A pure, synchronous function: ([context,] *columns, **arguments) → the value."""

    function: Callable[..., Any]
    needs: tuple[str, ...]
    is_lazy: bool = False
    with_context: bool = False

    def columns(self) -> dict[str, str]:
        return {} if self.is_lazy else {name: name for name in self.needs}

    def lazy(self, arguments: Arguments) -> tuple[str, ...]:
        return self.needs if self.is_lazy else ()


@dataclass(frozen=True, slots=True)
class Part(Declaration):
    """The same record under another GraphQL type, which groups some of its fields.

    `needs` are the columns of those fields. The parameters of `check`, which raises what is wrong
    with them, become arguments of the field and attributes of the record.
    """

    needs: tuple[str, ...]
    check: Callable[..., None] | None = None

    def lazy(self, arguments: Arguments) -> tuple[str, ...]:
        return self.needs


@dataclass(frozen=True, slots=True)
class Read(Declaration):
    """A function that depends on no record: (context, **arguments) → the value.

    `reads`: a list that it reads, or a function (**arguments) → that list, and a cost beside it.
    `tags`: or a function (value, **arguments) → tags; None: not known.
    """

    function: Callable[..., Awaitable[Any]]
    reads: Scan | Callable[..., tuple[Scan | None, int]] | None = None
    tags: FunctionTags | None = None


class Relation(Declaration):
    """A field whose value is a record or a list of records."""

    __slots__ = ()

    @property
    def yields_records(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class ToOne(Relation):
    """The record whose id is in the column `key`.

    `kind` names the column with its type where the target is a union or an interface. `view`: the
    record is read from there, which has the columns of its own view; `links`: by the view of a link
    the one that its whole lists are read through.
    """

    key: str
    kind: str | None = None
    otherwise: EmbeddedRecord | None = None
    view: str | None = None
    links: Mapping[str, str] | None = None

    def columns(self) -> dict[str, str]:
        names = [self.key, *(self.otherwise.columns.values() if self.otherwise else ())]
        return {name: name for name in names}

    def lazy(self, arguments: Arguments) -> tuple[str, ...]:
        return (self.kind,) if self.kind else ()


@dataclass(frozen=True, slots=True)
class ToMany(Relation):
    """The whole list, sorted, without pages: by a foreign key of the target, or through a link."""

    by: str | None = None
    via: Link | None = None
    sort: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ancestors(Relation):
    """The records above this one in its tree, the root first: ids in its array column `path`."""


@dataclass(frozen=True, slots=True)
class Neighbour(Relation):
    """The next (`ahead`) or previous record in a named order of its own type; it takes `where`."""

    order: str
    ahead: bool


@dataclass(frozen=True, slots=True)
class Preferred(Relation):
    """It, or one that it is linked to, in the first language of the argument `languages`: those are
    `via.sort`, in lower case, and the column `language`."""

    via: Link
    language: str

    def columns(self) -> dict[str, str]:
        return {self.language: self.language}


@dataclass(frozen=True, slots=True)
class Paginated(Declaration):
    """A connection: by a foreign key of the target, through a link, or (neither) of all records.

    `order` names the default of the argument orderBy; with `fixed` there is no such argument.
    `filtered` adds `where`. `total` is a column of the parent with the count of the whole list;
    `guard` tells where the connection is null. `reads`: a list that is read for each parent,
    whatever is asked. `tags`: under which cache tag the list of a parent stands.
    """

    by: str | None = None
    via: Link | None = None
    order: str | None = None
    fixed: Order | None = None
    filtered: bool = False
    total: str | None = None
    guard: Guard | None = None
    reads: Scan | None = None
    tags: ListTags = ListTags.OF_TYPE

    # counted when its edges or nodes are resolved, so yields_records stays False

    def columns(self) -> dict[str, str]:
        known = (self.total, self.guard.column if self.guard else None)
        return {name: name for name in known if name}


@dataclass(frozen=True, slots=True)
class Threaded(Paginated):
    """A connection of root comments, each followed by its replies in reading order.

    The view has parent_id, depth, reply_count and `waits`: true of records that stand last among
    their siblings and are not counted, the viewer's own held comments. `replies` names the order of
    siblings. `counted` is a column that is null in records that reply_count leaves out.
    """

    kind: str = ""
    replies: str = ""
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Batched(Declaration):
    """A function of all keys at once: (context, keys, **arguments) → values in the order of keys.

    A key is the record's id, or the tuple of the columns in `needs`, which a lazy one reads only
    where it is selected. With `of_ids` values are lists of ids, and the field yields their records,
    or None. A value may be an exception, raised for its key only. `reads`: a list for each key.
    `tags`: or a function (key, value) → tags; None: not known.
    """

    function: Callable[..., Awaitable[Sequence[Any]]]
    needs: tuple[str, ...] = ()
    of_ids: bool = False
    reads: Scan | None = None
    is_lazy: bool = False
    tags: FunctionTags | None = None

    @property
    def yields_records(self) -> bool:
        return self.of_ids

    def columns(self) -> dict[str, str]:
        return {} if self.is_lazy else {name: name for name in self.needs}

    def lazy(self, arguments: Arguments) -> tuple[str, ...]:
        return self.needs if self.is_lazy else ()


@dataclass(frozen=True, slots=True)
class Lookup(Relation):
    """One record by the argument `id` (a global id) or `by` (an input with one field provided).

    With `preview_token` its newest text, published or not; with `languages` what `preferred` finds.
    """

    preferred: Preferred | None = None


@dataclass(frozen=True, slots=True)
class Refetch(Relation):
    """The records of any type by the argument `id` or `ids`: Relay's `node` and `nodes`."""


@dataclass(frozen=True, slots=True)
class Ranked(Declaration):
    """A connection of search results, which functions find.

    `make_request` (**arguments) builds and validates the request, with an attribute `page`, for the
    others: `read` (context, request) → RankedPage, `total` (context, request) → its `count`
    and `is_exact`, `highlights` (context, keys, request) → a text for each key, (kind, id). `tags`
    (request) → cache tags, `seconds` (request) → how long an answer may be kept at most.
    """

    make_request: Callable[..., Any]
    read: Callable[..., Awaitable[RankedPage]]
    total: Callable[..., Awaitable[Any]]
    highlights: Callable[..., Awaitable[Sequence[Any]]]
    tags: Callable[[Any], Iterable[str]] | None = None
    seconds: Callable[[Any], float | None] | None = None
