"""How a process learns which documents others have added, removed or registered.

It asks how often either kind has changed, one row each, and reads what is new in pieces.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gql.db import Connection, Database
from gql.documents.registered import (
    BYTES_PER_DOCUMENT,
    ESTABLISHED_AFTER,
    STRETCH,
    RegisteredDocuments,
    Writes,
)
from gql.documents.stored import StoredDocuments
from gql.errors import TimedOut, Unavailable
from gql.sql.statements import statements

SQL = statements("document")
AT_ONCE = 200  # texts of one statement: what they take must not hold the event loop


class Follower:
    """Keeps what is in memory as the database has it."""

    def __init__(self, stored: StoredDocuments, registered: RegisteredDocuments) -> None:
        self._stored = stored
        self._registered = registered
        self._versions: dict[str, int] = {}

    async def follow(self, database: Database) -> bool:
        """Take over what has changed. Returns whether a stored document is gone.

        Raises QuireError, and has then taken over nothing or all of one kind.
        """
        rows = await database.fetch_as_owner(SQL["document_versions"])
        versions, is_smaller = {row["kind"]: row["version"] for row in rows}, False
        if versions["stored"] != self._versions.get("stored"):
            is_smaller = await self._read_stored(database)
            self._versions["stored"] = versions["stored"]
        if self._registered.is_on and versions["registered"] != self._versions.get("registered"):
            await self._read_registered(database)
            self._versions["registered"] = versions["registered"]
        return is_smaller

    async def write(self, database: Database) -> None:
        """Write what was registered here, and which registered documents were used.

        Raises QuireError. What could be cured by waiting is written another time.
        """
        writes = self._registered.take_writes()
        if not writes.texts and not writes.used:
            return
        try:
            async with database.transaction() as connection:
                await self._write(connection, writes)
        except (Unavailable, TimedOut):
            self._registered.take_back(writes)
            raise

    async def _write(self, connection: Connection, writes: Writes) -> None:
        room = self._registered.room
        await connection.execute(SQL["lock_registered_documents"].text)
        if writes.used:
            touch = SQL["touch_registered_documents"].text
            await connection.execute(touch, writes.used, STRETCH)
        if writes.texts:
            insert = SQL["insert_registered_documents"].text
            await connection.execute(insert, list(writes.texts), list(writes.texts.values()))
            await connection.execute(
                SQL["trim_registered_documents"].text,
                room.established,
                room.newcomers,
                ESTABLISHED_AFTER,
                room.established * BYTES_PER_DOCUMENT,
                room.newcomers * BYTES_PER_DOCUMENT,
            )

    async def _read_stored(self, database: Database) -> bool:
        rows = await database.fetch_as_owner(SQL["stored_hashes"])
        hashes = {row["id"]: row["hash"] for row in rows}
        known = {
            id: text
            for id, hash in hashes.items()
            if (text := self._stored.text(id, hash)) is not None
        }
        new = await _texts(database, "stored", [id for id in hashes if id not in known])
        texts = known | new
        # one that was removed in between is gone from the texts, and the next look sees why
        return self._stored.replace({i: h for i, h in hashes.items() if i in texts}, texts)

    async def _read_registered(self, database: Database) -> None:
        rows = await database.fetch_as_owner(SQL["registered_hashes"])
        hashes = {row["hash"] for row in rows}
        missing = self._registered.missing(hashes)
        self._registered.replace(hashes, await _texts(database, "registered", missing))


async def _texts(database: Database, kind: str, keys: Sequence[str]) -> dict[str, str]:
    """The texts of one kind of documents by id or hash, read in pieces."""
    found: dict[str, str] = {}
    for start in range(0, len(keys), AT_ONCE):
        piece: Collection[str] = keys[start : start + AT_ONCE]
        for row in await database.fetch_as_owner(SQL[f"{kind}_texts"], list(piece)):
            found[row["key"]] = row["text"]
    return found
