"""What a selection is about: how its values are found in the generated Python and in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gql.engine.declare.record_type import KEY
from gql.engine.plan.row import LAZY_VALUE, SHORT_VALUE, ColumnValue, Row, TextValue
from gql.engine.plan.select import ChosenColumn, FromItem, Select


@dataclass(frozen=True, slots=True)
class Compiled:
    """A part of the response as Python expressions.

    `cost`: how many records it is estimated to return, from the bound calls `b` alone. `count`: how
    many it does return, from what was read, where that can be more than the estimate.
    """

    value: str
    cost: str = ""
    count: str = ""

    @property
    def count_or_cost(self) -> str:
        """The exact number where there is an expression for it, or else the estimate."""
        return self.count or self.cost or "0"


@dataclass(frozen=True, slots=True)
class RecordScope:
    """Records that the statement of a stage reads.

    `multiplicity`: how many there may be, an expression of `b`. `loops`: the for and if clauses of
    a comprehension over all of them. `columns_of`: attribute → column of another record, for an
    EmbeddedRecord. `arguments`: attributes that are arguments of a Part, as Python expressions.
    `links`: link views that their lists are read through, by those in whose place they are.
    `round`: as of ObjectScope. `is_within_known`: what is around them collects the tag that
    RecordTags.within tells.
    """

    row: Row
    select: Select
    stage: int
    multiplicity: str
    loops: str
    columns_of: Mapping[str, str] | None = None
    arguments: Mapping[str, str] | None = None
    links: Mapping[str, str] | None = None
    round: int = 0
    is_within_known: bool = False

    def argument(self, attribute: str) -> str | None:
        """The Python expression of an attribute that is an argument, or None."""
        return self.arguments.get(attribute) if self.arguments else None

    def value(self, attribute: str, size: int = SHORT_VALUE) -> str:
        """The Python expression of an attribute, decoded by asyncpg. It is read from now on."""
        return self.row.value(ColumnValue(self.select, self._read(attribute)), size)

    def text(self, attribute: str, *, is_time: bool = False, is_lazy: bool = False) -> str:
        """The Python expression of the attribute's text, as Postgres casts it."""
        size = LAZY_VALUE if is_lazy else SHORT_VALUE
        return self.row.text(TextValue(self.select, self._read(attribute), is_time), size)

    def tag_text(self, attribute: str) -> str:
        """The Python expression of the text of an attribute of which a cache tag is made."""
        return self.row.tag_text(TextValue(self.select, self._read(attribute)))

    def column_sql(self, attribute: str) -> str:
        """The attribute as SQL, for selects inside this one."""
        return self.select.read_column(self._read(attribute))

    def chosen_column(self, call: int, size: int) -> str:
        """The Python expression of the column that the arguments of a call choose (ColumnBy).

        `size`: how many bytes it is assumed to have.
        """
        column = ChosenColumn(self.select, call)
        if column not in self.select.chosen:
            self.select.chosen.append(column)
        return self.row.text(column, size)

    def join_one(self, number: int, source: FromItem) -> RecordScope:
        """Join a single record to this one: the columns of both are in one row."""
        select = Select(number, source)
        self.select.joined.append(select)
        joined = RecordScope(self.row, select, self.stage, self.multiplicity, "")
        return replace(joined, loops=f"{self.loops} if {joined.is_present()}")

    def is_present(self) -> str:
        """A Python condition: a left join found the record."""
        return f"{self.text(KEY)} is not None"

    def _read(self, attribute: str) -> str:
        name = self._column(attribute)
        self.select.read_column(name)
        return name

    def _column(self, attribute: str) -> str:
        if attribute == KEY:
            return "id"
        return self.columns_of[attribute] if self.columns_of else attribute


@dataclass(frozen=True, slots=True)
class ObjectScope:
    """A Python object that a function returned; `name` is a variable of the generated code.

    `round`: how many rounds of batched functions of its stage are called before it is there.
    """

    name: str
    stage: int
    multiplicity: str
    loops: str
    round: int = 0

    def value(self, attribute: str) -> str:
        """The Python expression of an attribute."""
        return f"{self.name}.{attribute}"
