"""What one statement of a plan reads: records, what is folded into them, and lists inside them.

A Row is one value of SQL, a tuple or a list in Python: a value is found by its place, `r3[5]`.
Its Select says where its records come from. A record to which another leads once is folded into
the row of the other; a list of records stands as an array of rows inside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from gql.engine.plan.call import Bound, Refusal
from gql.engine.statement import Parameters

if TYPE_CHECKING:
    from gql.engine.plan.from_clause import PageOf


@dataclass(slots=True)
class Numbers(Parameters):
    """Numbers the parameters of a text that is made once: which value of which call each one is."""

    places: list[tuple[int, int]] = field(default_factory=list)
    _call: int = -1
    _next: int = 0

    def of(self, call: int, first: int = 0) -> Numbers:
        """What is added next are the values of this call, from this one on."""
        self._call, self._next = call, first
        return self

    def add(self, value: object, cast: str = "") -> str:
        self.places.append((self._call, self._next))
        self._next += 1
        return f"${len(self.places)}" + (f"::{cast}" if cast else "")


NULL = "null"
Bounds = Sequence[Bound]
Columns = Mapping[str, str]


class Source(Protocol):
    """Where records come from, and in which order."""

    def text(self, columns: Columns, bounds: Bounds, numbers: Numbers) -> str | None:
        """A select of these columns of `t`, those of the order as o0, o1 …; None for nothing."""
        ...

    def order(self, bounds: Bounds) -> tuple[int, bool]:
        """How many columns the order has, and whether it runs downwards."""
        ...


class Entry(Protocol):
    """One value of a row."""

    def text(self, bounds: Bounds, numbers: Numbers) -> str: ...


@dataclass(slots=True, eq=False)
class Select:
    """Records of one view: which of their columns are read, and what is folded into them."""

    number: int
    source: Source
    columns: set[str] = field(default_factory=set)
    chosen: list[Chosen] = field(default_factory=list)
    folded: list[Select] = field(default_factory=list)

    def column(self, name: str) -> str:
        """A column as the text around this select spells it."""
        self.columns.add(name)
        return f"t{self.number}.{name}"

    def text(self, bounds: Bounds, numbers: Numbers) -> str | None:
        """What stands behind `from`; None where there is nothing to read."""
        plainly = getattr(self.source, "plainly", None)
        if plainly and not self.folded:  # without a select inside it takes less time
            return str(plainly(f"t{self.number}", numbers))
        inner = self._inner(bounds, numbers)
        if inner is None:
            return None
        joins = [
            f"left join lateral (\n{one._inner(bounds, numbers)}\n) t{one.number} on true"
            for one in self._folded()
        ]
        count, descending = self.source.order(bounds)
        keys = [f"t{self.number}.o{i}{' desc' if descending else ''}" for i in range(count)]
        order = [f"order by {', '.join(keys)}"] if keys else []
        return "\n".join([f"(\n{inner}\n) t{self.number}", *joins, *order])

    def _inner(self, bounds: Bounds, numbers: Numbers) -> str | None:
        names = self.columns | {one.column(bounds) for one in self.chosen}
        return self.source.text({name: name for name in sorted(names)}, bounds, numbers)

    def _folded(self) -> Iterator[Select]:
        for one in self.folded:
            yield one
            yield from one._folded()


@dataclass(slots=True, eq=False)
class Row:
    """The values that are read of a record and of what is folded into it; `name` is the Python
    variable that holds it.

    What can be had as text stands in an array of its own: the driver decodes that in one loop,
    where it looks up the type of each value of a record. A row of nothing but text is that array.
    Where a value stands is known at the end, so until then it is spelled `r3@1` (text) or `r3#1`.
    A flat row is a row of the statement itself.
    """

    name: str
    texts: list[Entry] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    is_flat: bool = False

    def value(self, entry: Entry) -> str:
        """Where a value stands, as a Python expression. It is read from now on."""
        return f"{self.name}#{_place(self.entries, entry)}"

    def text(self, entry: Entry) -> str:
        """The same as text."""
        return f"{self.name}@{_place(self.texts, entry)}"

    def spelled(self, kind: str, place: int) -> str:
        """The expression in the end."""
        if self.is_flat:
            return f"{self.name}[{place + len(self.texts) * (kind == '#')}]"
        if kind == "#":
            return f"{self.name}[{place + bool(self.texts)}]"
        return f"{self.name}[0][{place}]" if self.entries else f"{self.name}[{place}]"

    def sql(self, bounds: Bounds, numbers: Numbers) -> str:
        values = [entry.text(bounds, numbers) for entry in self.entries]
        if self.is_flat:  # a value of its own is a time in Python sooner than a text of it
            bare = [getattr(entry, "bare", entry.text)(bounds, numbers) for entry in self.texts]
            return ", ".join([*bare, *values]) or "true"
        texts = [entry.text(bounds, numbers) for entry in self.texts]
        array = [f"array[{', '.join(texts)}]"] if texts else []
        if array and not values:
            return array[0]
        return f"row({', '.join([*array, *values]) or 'true'})"


def _place(entries: list[Entry], entry: Entry) -> int:
    if entry not in entries:
        entries.append(entry)
    return entries.index(entry)


@dataclass(frozen=True, slots=True)
class Plain:
    """A column of a record."""

    select: Select
    name: str

    def text(self, bounds: Bounds, numbers: Numbers) -> str:
        return self.select.column(self.name)


@dataclass(frozen=True, slots=True)
class Text:
    """A column of a record as text. Times are bare where that takes less time."""

    select: Select
    name: str
    is_time: bool = False

    def text(self, bounds: Bounds, numbers: Numbers) -> str:
        return f"{self.select.column(self.name)}::text"

    def bare(self, bounds: Bounds, numbers: Numbers) -> str:
        return self.select.column(self.name) if self.is_time else self.text(bounds, numbers)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of several columns: which one, the arguments of a call say."""

    select: Select
    call: int

    def column(self, bounds: Bounds) -> str:
        bound = bounds[self.call]
        return "id" if isinstance(bound, Refusal) else str(bound.given)

    def text(self, bounds: Bounds, numbers: Numbers) -> str:
        if isinstance(bounds[self.call], Refusal):
            return "null::text"  # columns to choose from are texts
        return f"t{self.select.number}.{self.column(bounds)}"


@dataclass(frozen=True, slots=True)
class Mark:
    """One of the values that a record is sorted by, as text: of them its cursor is made."""

    select: Select
    source: PageOf
    at: int

    def text(self, bounds: Bounds, numbers: Numbers) -> str:
        keys = bounds[self.source.call].given.page.order.keys
        if self.at >= len(keys):
            return "null::text"
        return f"t{self.select.number}.o{self.at}::text"


@dataclass(frozen=True, slots=True)
class Count:
    """How many records a connection holds in all; `known` is a column that says so while nothing
    is filtered."""

    source: PageOf
    known: str | None = None

    def text(self, bounds: Bounds, numbers: Numbers) -> str:
        if isinstance(bounds[self.source.call], Refusal):
            return NULL
        if self.known and not bounds[self.source.call].given.filters:
            return self.known
        return f"({self.source.count(bounds, numbers)})"


@dataclass(frozen=True, slots=True)
class Nested:
    """A list of rows; null where there is nothing to read."""

    row: Row
    select: Select

    def text(self, bounds: Bounds, numbers: Numbers) -> str:
        read = self.select.text(bounds, numbers)
        if read is None:
            return NULL
        return f"array(\nselect {self.row.sql(bounds, numbers)}\nfrom {read}\n)"
