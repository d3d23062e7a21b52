"""Up to where the change log has been read: a snapshot, for ids are not in the order of commits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Position:
    """What a snapshot did not see: transactions from `xmax` on, and those that were `under_way`.

    Transaction ids, in decimal digits. An `xmax` of None: nothing is new after it.
    """

    xmax: str | None = None
    under_way: tuple[str, ...] = ()

    @classmethod
    def of(cls, snapshot: str) -> Self:
        """Of a pg_snapshot as Postgres writes it: xmin, xmax and those between, `10:20:10,14`."""
        _, xmax, under_way = snapshot.split(":")
        return cls(xmax, tuple(under_way.split(",")) if under_way else ())
