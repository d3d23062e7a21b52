"""What a transaction records in the change log, told to its process once it is committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from gql.db.connection import Connection


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A row of the change log: `shows_at` in seconds since 1970, or None where it shows at once."""

    id: int
    shows_at: float | None
    tags: list[str]


# by connection, because whoever records a change knows nothing else of its transaction
_recorded: dict[Connection, list[RecordedChange]] = {}


def note_recorded(connection: Connection, change: RecordedChange) -> None:
    """Keep a change until its transaction ends; of no effect outside of Database.transaction."""
    if (changes := _recorded.get(connection)) is not None:
        changes.append(change)


def last_recorded_id(connection: Connection) -> int:
    """The id of the change that was noted last in this transaction; 0 before the first."""
    changes = _recorded.get(connection)
    return changes[-1].id if changes else 0


@contextmanager
def recording(connection: Connection) -> Iterator[list[RecordedChange]]:
    """Collect what is recorded on a connection within the block."""
    changes = _recorded[connection] = []
    try:
        yield changes
    finally:
        del _recorded[connection]
