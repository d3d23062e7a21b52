"""What a selection is shown of: how its values are found in Python and spelled in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from gql.engine.plan.select import Chosen, Plain, Row, Select, Source, Text
from gql.engine.record import KEY

if TYPE_CHECKING:
    from gql.engine.plan.compiler import Asked, Compiler


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of the answer as Python expressions: its value; how many records it is estimated to
    hand out (of the bounds `b`); and how many it does (of what was read), where that can be more
    than the estimate."""

    value: str
    cost: str = ""
    count: str = ""

    @property
    def handed(self) -> str:
        """How many at most, as far as it is known."""
        return self.count or self.cost or "0"


@dataclass(frozen=True, slots=True)
class Records:
    """Records that were read by a statement.

    `stage` is the number of that statement; `times` how many of them there may be, as an
    expression of the bounds; `loops` the clauses of a comprehension over all of them. `names` are
    those of the columns of another record, where this one is made of them; `given` are attributes
    that are arguments, as Python finds them.
    """

    row: Row
    select: Select
    stage: int
    times: str
    loops: str
    names: Mapping[str, str] | None = None
    given: Mapping[str, str] | None = None

    def argument(self, attribute: str) -> str | None:
        """An attribute that is an argument, as Python finds it."""
        return self.given.get(attribute) if self.given else None

    def value(self, attribute: str) -> str:
        """An attribute of the record, as Python finds it."""
        return self.row.value(Plain(self.select, self._read(attribute)))

    def text(self, attribute: str, *, is_time: bool = False) -> str:
        """The same as text."""
        return self.row.text(Text(self.select, self._read(attribute), is_time))

    def sql(self, attribute: str) -> str:
        """The same for the selects that stand inside."""
        return self.select.column(self._read(attribute))

    def chosen(self, call: int) -> str:
        """The column that the arguments of a call say."""
        entry = Chosen(self.select, call)
        if entry not in self.select.chosen:
            self.select.chosen.append(entry)
        return self.row.text(entry)

    def fold(self, number: int, source: Source) -> Records:
        """One record to which this one leads, read with it."""
        select = Select(number, source)
        self.select.folded.append(select)
        folded = Records(self.row, select, self.stage, self.times, "")
        return replace(folded, loops=f"{self.loops} if {folded.is_there()}")

    def is_there(self) -> str:
        return f"{self.text(KEY)} is not None"

    def _read(self, attribute: str) -> str:
        name = self._column(attribute)
        self.select.column(name)
        return name

    def _column(self, attribute: str) -> str:
        if attribute == KEY:
            return "id"
        return self.names[attribute] if self.names else attribute


@dataclass(frozen=True, slots=True)
class Thing:
    """A Python object that a function gave, known by the name of a variable."""

    name: str
    stage: int
    times: str
    loops: str

    def value(self, attribute: str) -> str:
        return f"{self.name}.{attribute}"


class Part(Protocol):
    """A part of a page, such as an edge: it knows itself how its fields are shown."""

    def field(self, c: Compiler, asked: Asked) -> Shown: ...


Scope = Records | Thing | Part
