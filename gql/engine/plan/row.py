"""What a row of SQL contains, and where the generated Python finds each value.

asyncpg decodes `row(…)` to a record, which behaves as a tuple, and `array(select row(…))` to a list
of them: nested rows arrive in binary in one round trip, and `r3[5]` is a value. JSON built by
Postgres took 1.14 times as long, and knows no computed fields.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

from gql.engine.plan.parameters import NULL, Bounds, StatementParameters
from gql.engine.plan.select import Select

# bytes that a value is assumed to take in a response until its size is known: most take less
SHORT_VALUE = 500
LAZY_VALUE = 4_000  # of a column that is read only where it is selected
OVERHEAD = 16  # of the key and the punctuation around a value, on the average
DOCUMENT_VALUE = 16_000  # of JSON that a function renders


class RowValue(Protocol):
    """One value of a select list or of `row(…)`: a column, a count, a nested list."""

    def text(self, bounds: Bounds, parameters: StatementParameters) -> str: ...


@dataclass(slots=True, eq=False)
class Row:
    """The values that are read of a record and of what is joined to it.

    `name` is the variable of the generated code that refers to it. Until all values are known, the
    code contains placeholders for their positions: `r3@1` (of `texts`), `r3#1` (of `values`),
    `r3%1` (of `tag_texts`: read behind the others, only where cache tags are collected).
    `is_flat`: it is a row of the statement itself and not a value in one. `multiplicity`: how many
    such rows there may be, an expression of `b`; `assumed_size`: bytes of the texts of each;
    `work`: what it takes to render one, in values.
    """

    # An anonymous record carries the type of each value, and asyncpg looks up a codec for every one
    # of them. So texts go into one array, which it decodes in a single loop: `row(array[…], …)`, or
    # just `array[…]` if there is nothing else. That is why numbers and booleans are read as text.
    # And a record of anonymous type decodes by built-in types only: enums and domains fail in it.

    name: str
    texts: list[RowValue] = field(default_factory=list)
    tag_texts: list[RowValue] = field(default_factory=list)
    values: list[RowValue] = field(default_factory=list)
    is_flat: bool = False
    multiplicity: str = "1"
    assumed_size: int = 0
    work: int = 0
    uses: Counter[str] = field(default_factory=Counter)

    def value(self, value: RowValue, size: int = 0) -> str:
        """The Python expression of a value, which is read from now on; `size` as for texts."""
        self.assumed_size += size
        return self._used(f"{self.name}#{_index_of(self.values, value)}")

    def text(self, value: RowValue, size: int = SHORT_VALUE) -> str:
        """The Python expression of a text, which is read from now on.

        `size` is how many bytes it is assumed to take; each use of it adds them.
        """
        self.assumed_size += size
        return self._used(f"{self.name}@{_index_of(self.texts, value)}")

    def tag_text(self, value: RowValue) -> str:
        """The Python expression of a text of which a cache tag is made, not the response."""
        return f"{self.name}%{_index_of(self.tag_texts, value)}"

    def all_texts(self, *, collects: bool) -> list[RowValue]:
        """The texts that are read, with those of cache tags if they are collected."""
        more = self.tag_texts if collects else ()
        return [*self.texts, *(one for one in more if one not in self.texts)]

    def position_code(self, kind: str, place: int, *, collects: bool) -> str:
        """What replaces a placeholder: the final Python expression of a position."""
        texts = self.all_texts(collects=collects)
        if kind == "%":
            place = texts.index(self.tag_texts[place])
        if self.is_flat:
            return f"{self.name}[{place + len(texts) * (kind == '#')}]"
        if kind == "#":
            return f"{self.name}[{place + bool(texts)}]"
        return f"{self.name}[0][{place}]" if self.values else f"{self.name}[{place}]"

    def sql(self, bounds: Bounds, parameters: StatementParameters) -> str:
        """The row as an expression, or as a select list if it is flat; `true` if it is empty."""
        values = [value.text(bounds, parameters) for value in self.values]
        read = self.all_texts(collects=parameters.collects)
        # a top-level column has a known type: asyncpg makes a datetime of a bare timestamptz faster
        # than Postgres formats it and Python parses it
        if self.is_flat:
            bare = [getattr(value, "bare", value.text)(bounds, parameters) for value in read]
            return ", ".join([*bare, *values]) or "true"
        texts = [value.text(bounds, parameters) for value in read]
        array = [f"array[{', '.join(texts)}]"] if texts else []
        if array and not values:
            return array[0]
        return f"row({', '.join([*array, *values]) or 'true'})"

    def size_sql(self, bounds: Bounds, parameters: StatementParameters) -> str:
        """About how many bytes the row will take in the response, as SQL that reads no long value.

        Postgres knows the length of a text without reading it from where long ones are stored.
        """
        sizes = [
            f"{self.uses[f'{self.name}@{at}']} * "
            f"(coalesce(octet_length({one.text(bounds, parameters)}), 0) + {OVERHEAD})"
            for at, one in enumerate(self.texts)
        ]
        for at, one in enumerate(self.values):
            if isinstance(one, NestedRows):
                sizes.append(one.size_sql(bounds, parameters))
            elif isinstance(one, ColumnValue):
                column, times = one.text(bounds, parameters), self.uses[f"{self.name}#{at}"]
                sizes.append(f"{times} * coalesce(octet_length({column}::text), 0)")
        return " + ".join(sizes) or "0"

    def _used(self, code: str) -> str:
        self.uses[code] += 1
        self.work += 1
        return code


def _index_of(values: list[RowValue], value: RowValue) -> int:
    if value not in values:
        values.append(value)
    return values.index(value)


@dataclass(frozen=True, slots=True)
class ColumnValue(RowValue):
    """A column, decoded by asyncpg: arrays, numbers for functions."""

    select: Select
    name: str

    def text(self, bounds: Bounds, parameters: StatementParameters) -> str:
        return self.select.read_column(self.name)


@dataclass(frozen=True, slots=True)
class TextValue(RowValue):
    """A column as text; `is_time` ones stay timestamps in a flat row."""

    select: Select
    name: str
    is_time: bool = False

    def text(self, bounds: Bounds, parameters: StatementParameters) -> str:
        return f"{self.select.read_column(self.name)}::text"

    def bare(self, bounds: Bounds, parameters: StatementParameters) -> str:
        """The column for a flat row, where asyncpg knows its type."""
        return self.select.read_column(self.name) if self.is_time else self.text(bounds, parameters)


@dataclass(frozen=True, slots=True)
class NestedRows(RowValue):
    """A list of rows inside a row: `array(select …)`; null where there is nothing to read."""

    row: Row
    select: Select

    def text(self, bounds: Bounds, parameters: StatementParameters) -> str:
        read = self.select.text(bounds, parameters)
        if read is None:
            return NULL
        return f"array(\nselect {self.row.sql(bounds, parameters)}\nfrom {read}\n)"

    def size_sql(self, bounds: Bounds, parameters: StatementParameters) -> str:
        """About how many bytes all of its rows will take; 0 where nothing is read."""
        read = self.select.text(bounds, parameters)
        if read is None:
            return "0"
        size = self.row.size_sql(bounds, parameters)
        # a select of its own, as `read` may end in an order
        rows = f"select {size} as size\nfrom {read}"
        return f"coalesce((\nselect sum(size)::bigint from (\n{rows}\n) sizes\n), 0)"
