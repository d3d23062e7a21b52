"""What can be said of a field's value.

A declaration names views, columns and keys; it holds no SQL and runs nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from gql.engine.order import Order

DECLARATION = "declaration"
PREVIEW_TOKEN = "preview_token"  # noqa: S105 (the name of an argument)
Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """A view that joins two kinds of records: the column of ours, the column of theirs, and how
    theirs are sorted.

    `repeats` are columns of theirs that it holds too: sorted by them, a page is one range scan of
    the link.
    """

    view: str
    own: str
    other: str
    sort: str | None = None
    repeats: tuple[str, ...] = ()


class Declaration:
    """Common to all: the columns of its own record that a field is made from."""

    __slots__ = ()

    @property
    def gives_records(self) -> bool:
        """Whether the value is a record or a list of records: operations may hand out so many."""
        return False

    def columns(self) -> dict[str, str]:
        """Attribute → column, of what is read whether or not the field is selected:

        light columns and keys.
        """
        return {}

    def lazy(self, arguments: Arguments) -> tuple[str, ...]:
        """Columns read only where the field is selected with these arguments."""
        return ()


@dataclass(frozen=True, slots=True)
class GlobalId(Declaration):
    """The type's name and the record's id, made opaque."""


@dataclass(frozen=True, slots=True)
class Column(Declaration):
    """A column of the record. Lazy: heavy or dearly computed, so read only where it is selected."""

    name: str
    is_lazy: bool = False

    def columns(self) -> dict[str, str]:
        return {} if self.is_lazy else {self.name: self.name}

    def lazy(self, arguments: Arguments) -> tuple[str, ...]:
        return (self.name,) if self.is_lazy else ()


@dataclass(frozen=True, slots=True)
class ColumnBy(Declaration):
    """One of several lazy columns, chosen by an argument with an enum's value."""

    argument: str
    choice: Mapping[str, str]
    default: Any

    def lazy(self, arguments: Arguments) -> tuple[str, ...]:
        value = arguments.get(self.argument, self.default)
        return (self.choice[str(getattr(value, "value", value))],)


@dataclass(frozen=True, slots=True)
class Computed(Declaration):
    """A pure function of columns (and arguments).

    `with_context` functions get the operation's context first.
    """

    function: Callable[..., Any]
    needs: tuple[str, ...]
    is_lazy: bool = False
    with_context: bool = False

    def columns(self) -> dict[str, str]:
        return {} if self.is_lazy else {name: name for name in self.needs}

    def lazy(self, arguments: Arguments) -> tuple[str, ...]:
        return self.needs if self.is_lazy else ()


@dataclass(frozen=True, slots=True)
class Embedded:
    """A record made of columns of another, where a to-one finds nothing.

    `kind` is what it is then, `instead_of` what the to-one looks for; `columns` are attribute →
    column.
    """

    kind: str
    instead_of: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part(Declaration):
    """The same record seen as another type, whose fields are declared on it. `needs` are their
    columns. The parameters of `check`, which raises what is wrong with them, are arguments, and
    attributes of the record then."""

    needs: tuple[str, ...]
    check: Callable[..., None] | None = None

    def lazy(self, arguments: Arguments) -> tuple[str, ...]:
        return self.needs


@dataclass(frozen=True, slots=True)
class Read(Declaration):
    """A function of the operation alone: (context, **arguments) → the value."""

    function: Callable[..., Awaitable[Any]]


class Relation(Declaration):
    """A field whose value is a record or a list of records."""

    __slots__ = ()

    @property
    def gives_records(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class ToOne(Relation):
    """The record whose id stands in a column.

    `kind` names the column with its type, where it may be of several.
    """

    key: str
    kind: str | None = None
    otherwise: Embedded | None = None

    def columns(self) -> dict[str, str]:
        names = [self.key, *(self.otherwise.columns.values() if self.otherwise else ())]
        return {name: name for name in names}

    def lazy(self, arguments: Arguments) -> tuple[str, ...]:
        return (self.kind,) if self.kind else ()


@dataclass(frozen=True, slots=True)
class Members(Relation):
    """To-many, whole, in order: by a column of theirs that holds our id, or through a link."""

    by: str | None = None
    via: Link | None = None
    sort: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ancestors(Relation):
    """The records above this one in a tree, from the root down:

    their ids stand in the column `path`.
    """


@dataclass(frozen=True, slots=True)
class Neighbour(Relation):
    """The record next to this one in an order of its type, ahead or behind."""

    order: str
    ahead: bool


@dataclass(frozen=True, slots=True)
class Connected(Declaration):
    """To-many in pages: by a column, through a link, or (neither) all records.

    `order` names the default of the argument orderBy; `fixed` is the only order instead, and there
    is no argument.
    `total` is a column of ours that holds the count where nothing is filtered.
    """

    by: str | None = None
    via: Link | None = None
    order: str | None = None
    fixed: Order | None = None
    filtered: bool = False
    total: str | None = None

    def columns(self) -> dict[str, str]:
        return {self.total: self.total} if self.total else {}


@dataclass(frozen=True, slots=True)
class Threaded(Connected):
    """A connection whose pages hold roots of trees, each followed by what stands below it, in
    reading order.

    Their view has parent_id, root_id, depth, place (ranks from the root down: reading order),
    widest (the greatest of
    them) and reply_count. `kind` is that of the records; `replies` names the order of siblings;
    `counted` is a column that is null of what is shown beside those that reply_count counts.
    """

    kind: str = ""
    replies: str = ""
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Batched(Declaration):
    """A function of all keys at once: (context, keys, **arguments) → values in the order of the
    keys.

    The key is the record's id, or the tuple of the columns it needs. With `of_ids` each value is a
    list of ids, and
    the field shows their records. A value may be what refuses it.
    """

    function: Callable[..., Awaitable[Sequence[Any]]]
    needs: tuple[str, ...] = ()
    of_ids: bool = False

    @property
    def gives_records(self) -> bool:
        return self.of_ids

    def columns(self) -> dict[str, str]:
        return {name: name for name in self.needs}


@dataclass(frozen=True, slots=True)
class Lookup(Relation):
    """One record:

    by a global id in the argument `id`, or by the one field that is given of the input `by`. The
    argument `preview_token`, where there is one, shows its newest text.
    """


@dataclass(frozen=True, slots=True)
class Refetch(Relation):
    """The records with the global ids in the argument `id` or `ids`, of whatever type."""


class Found(Protocol):
    """A page of what was found, best first: records with kind and id."""

    @property
    def records(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def has_next(self) -> bool: ...
    @property
    def has_previous(self) -> bool: ...
    def cursor(self, record: Mapping[str, Any]) -> str: ...
    def score(self, record: Mapping[str, Any]) -> float: ...


@dataclass(frozen=True, slots=True)
class Ranked(Declaration):
    """A connection whose records are found by functions.

    `asked` makes of the arguments what the others take, with a `page`: `read` (context, asked)
    gives a Found, `total` how much there is, and `highlights` (context, places, asked) a text for
    each place, which is a kind and an id.
    """

    asked: Callable[..., Any]
    read: Callable[..., Awaitable[Found]]
    total: Callable[..., Awaitable[int]]
    highlights: Callable[..., Awaitable[Sequence[Any]]]
