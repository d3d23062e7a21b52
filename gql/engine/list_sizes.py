"""What reading a list from end to end is priced at: about as many rows as its table has.

A count looks at all records of its list, and a filter may, to find the few that match. How many
that are is known from the statistics of Postgres, not to the operation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

# What one node of the cost limit buys, less than the 20 that no operation exceeds: what it reads
# beside its longest lists must have room.
ROWS_OF_A_NODE = 15
# at most for one list, of however many records: what is right to request of a small publication
# must not become too much while it grows
MAX_SCAN_COST = 2_500
LONG_LIST = 1_000  # records; that one list in others may have which is far longer than most


@dataclass(frozen=True, slots=True)
class Scan:
    """A list that a statement may read from end to end.

    `view` has its records, and `parent` those to which the lists belong; "" for a list of Query.
    `rows` are looked at for each record, and `lists` for each parent. Without a view it is one
    record. `most`: no more of the list than so many records are looked at; None: all. `anew`: for
    each of the parents the same list is read again.
    """

    view: str = ""
    parent: str = ""
    rows: int = 1
    most: int | None = None
    lists: int = 1
    anew: bool = False


class ListSizes:
    """How many rows the views have, about; none are known before the first `update`."""

    def __init__(self) -> None:
        self.updates = 0  # what was priced before the last one may cost another sum now
        self._rows: Mapping[str, int] = {"": 1}

    def update(self, rows: Mapping[str, int]) -> None:
        """Set the rows of each view."""
        self._rows = {**rows, "": 1}
        self.updates += 1

    def cost(self, scan: Scan | None, times: int) -> int:
        """What it costs to read such a list for each of `times` parents, in nodes."""
        if scan is None:
            return 0
        if scan.anew:
            return times * self.cost(replace(scan, anew=False), 1)
        size = self._rows.get(scan.view, 0)
        records = times * size
        if scan.parent:
            average = size / max(1, self._rows.get(scan.parent, 1))
            records = min(records, scan.lists * (int(times * average) + LONG_LIST))
        if scan.most is not None:
            records = min(records, times * scan.most)
        return min(records * scan.rows // ROWS_OF_A_NODE, MAX_SCAN_COST)
