"""Records in the change log that an import has changed something, and when the rest of it shows."""

from __future__ import annotations

from gql.content.change_log import EVERYTHING, record_change
from gql.db import Connection
from gql.importers.rows.import_map import SQL


async def record_import(connection: Connection) -> None:
    """Record it as a whole: what readers see otherwise is too much to name."""
    await record_change(connection, "UPDATED", "site", [EVERYTHING])
    await connection.execute(SQL["record_scheduled"].text, EVERYTHING)
