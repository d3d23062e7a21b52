"""The first step of every change of terms: the permission, the locks, then the records."""

from __future__ import annotations

from collections.abc import Sequence

from gql.content.draft import TermKind
from gql.db import Connection, Record
from gql.errors import RecordNotFound
from gql.sql.statements import statements

SQL, NAMES = statements("term"), statements("entry")


async def lock_names(connection: Connection) -> None:
    """Take the advisory lock of all slugs and URIs, until the transaction ends."""
    # Every change of a term takes it first, so that two of them never wait for each other's rows.
    # A save of a post takes it before it locks terms, too.
    await connection.execute(NAMES["lock_names"].text)


async def lock_terms(
    connection: Connection, kind: TermKind, ids: Sequence[int]
) -> dict[int, Record]:
    """Lock terms and all below them; return the records of those of this kind, by id."""
    await connection.execute(SQL["lock_trees"].text, list(ids))
    records = await connection.fetch(SQL["terms"].text, list(ids), kind)
    return {record["id"]: record for record in records}


async def lock_term(connection: Connection, kind: TermKind, term_id: int) -> Record:
    """Lock a term and all below it; return its record. Raises RecordNotFound."""
    found = await lock_terms(connection, kind, [term_id])
    if term_id not in found:
        raise RecordNotFound(field=["id"])
    return found[term_id]
