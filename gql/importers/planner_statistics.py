"""Statistics for Postgres's planner, while an import fills the tables.

Postgres makes them by itself of rows that were committed. Of those of an import it knows nothing,
and goes on reading a table from its beginning to its end because it was small before.
"""

from __future__ import annotations

from dataclasses import dataclass

from gql.db import Connection
from gql.importers.rows.import_map import SQL

FIRST_AFTER = 1_000  # rows: what fewer cost by a bad plan is no more than counting them


@dataclass(slots=True)
class PlannerStatistics:
    """Counts the tables anew each time an import has doubled: some ten times for a million rows."""

    connection: Connection
    _due_at: int = FIRST_AFTER

    async def refresh(self, written_count: int) -> None:
        """Count if the import has written this many rows; plans are made anew by what is found."""
        if written_count >= self._due_at:
            await self.connection.execute(SQL["analyze_tables"].text)
            self._due_at = 2 * written_count
