"""What one statement reads of a view: its columns, and the single records joined to them.

A to-one relation becomes a `left join lateral`, so that its columns are in the row of the other
record. A to-many relation becomes an array of rows inside that row, see `row.py`. One statement
so reads the whole operation, and sees one moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from gql.engine.plan.call import RefusedCall
from gql.engine.plan.parameters import Bounds, Columns, StatementParameters


class FromItem(Protocol):
    """Where the records of a select come from, and how they are sorted."""

    def text(self, columns: Columns, bounds: Bounds, parameters: StatementParameters) -> str | None:
        """A select of these columns of `t`, with sort keys as o0, o1 …; None: reads nothing."""
        ...

    def order(self, bounds: Bounds) -> tuple[int, bool]:
        """The number of sort keys, and whether they descend."""
        ...


@dataclass(slots=True, eq=False)
class Select:
    """The columns that are read of a from item named t{number}, and what is joined to it."""

    number: int
    source: FromItem
    columns: set[str] = field(default_factory=set)
    chosen: list[ChosenColumn] = field(default_factory=list)
    joined: list[Select] = field(default_factory=list)

    def read_column(self, name: str) -> str:
        """Read a column; return its name for the text around this select."""
        self.columns.add(name)
        return f"t{self.number}.{name}"

    def text(self, bounds: Bounds, parameters: StatementParameters) -> str | None:
        """The text after `from`; None where there is nothing to read."""
        flat_text = getattr(self.source, "flat_text", None)
        if flat_text and not self.joined:  # without a derived table Postgres takes less time
            return str(flat_text(f"t{self.number}", parameters))
        inner = self._inner(bounds, parameters)
        if inner is None:
            return None
        joins = [
            f"left join lateral (\n{one._inner(bounds, parameters)}\n) t{one.number} on true"
            for one in self._all_joined()
        ]
        # the order again, outside of the derived table: joins may change the one inside
        count, descending = self.source.order(bounds)
        keys = [f"t{self.number}.o{i}{' desc' if descending else ''}" for i in range(count)]
        order = [f"order by {', '.join(keys)}"] if keys else []
        return "\n".join([f"(\n{inner}\n) t{self.number}", *joins, *order])

    def _inner(self, bounds: Bounds, parameters: StatementParameters) -> str | None:
        names = self.columns | {one.column(bounds) for one in self.chosen}
        return self.source.text({name: name for name in sorted(names)}, bounds, parameters)

    def _all_joined(self) -> Iterator[Select]:
        for one in self.joined:
            # after what it refers to: a lateral join sees only what stands before it
            yield one
            yield from one._all_joined()


@dataclass(frozen=True, slots=True)
class ChosenColumn:
    """The text column that the arguments of a call choose."""

    select: Select
    call: int

    def column(self, bounds: Bounds) -> str:
        """The name of the column for these bound calls."""
        bound = bounds[self.call]
        return "id" if isinstance(bound, RefusedCall) else str(bound.given)

    def text(self, bounds: Bounds, parameters: StatementParameters) -> str:
        """The SQL of the chosen column, as a value of a row."""
        if isinstance(bounds[self.call], RefusedCall):
            # a value all the same, as the position of the others in the row is fixed; text like
            # the columns that can be chosen
            return "null::text"
        return f"t{self.select.number}.{self.column(bounds)}"
