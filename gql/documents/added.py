"""Adds, lists and removes stored documents: what `quire documents` does, in its transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gql.db import Connection, Record
from gql.documents.documents import sha256
from gql.documents.follow import SQL
from gql.documents.manifest import ManifestDocument
from gql.documents.stored import MAX_BYTES, MAX_DOCUMENTS
from gql.errors import InputRefused

AT_ONCE = 500  # documents of one statement


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A valid document, with the kind and name of each of its operations: `query PostPage`."""

    source: ManifestDocument
    operations: Sequence[str]


async def add_documents(connection: Connection, documents: Sequence[NewDocument]) -> set[str]:
    """Add those that are not there yet, and return their ids.

    Raises InputRefused, with nothing added, for an id that has another document, or for too many.
    """
    await connection.execute(SQL["lock_stored_documents"].text)
    rows = await connection.fetch(SQL["stored_hashes"].text)
    there = {row["id"]: row["hash"] for row in rows}
    new = [one for one in documents if _is_new(one.source, there)]
    _check_size(len(there) + len(new), "documents", MAX_DOCUMENTS)
    size = await connection.fetchval(SQL["stored_bytes"].text)
    _check_size(size + sum(len(one.source.text.encode()) for one in new), "bytes", MAX_BYTES)
    for start in range(0, len(new), AT_ONCE):
        piece = new[start : start + AT_ONCE]
        await connection.execute(
            SQL["insert_stored_documents"].text,
            [one.source.id for one in piece],
            [sha256(one.source.text) for one in piece],
            [one.source.text for one in piece],
            ["\n".join(one.operations) for one in piece],
        )
    return {one.source.id for one in new}


async def remove_documents(connection: Connection, ids: Collection[str]) -> set[str]:
    """Remove documents, and return the ids of those that there were."""
    rows = await connection.fetch(SQL["delete_stored_documents"].text, list(ids))
    return {row["id"] for row in rows}


async def stored_documents(connection: Connection) -> list[Record]:
    """id, text, operations and added_at of all, the newest first."""
    return list(await connection.fetch(SQL["stored_documents"].text))


def _is_new(document: ManifestDocument, there: dict[str, str]) -> bool:
    hash = there.get(document.id)
    # clients in the field ask for the one that is there, and would get the other
    if hash is not None and hash != sha256(document.text):
        raise InputRefused(
            f"{document.file}: another document is stored under the id {document.id}. Give yours "
            "another id, or remove the other one first: quire documents remove."
        )
    return hash is None


def _check_size(count: int, what: str, allowed: int) -> None:
    if count > allowed:
        raise InputRefused(
            f"{count:,} {what} would be stored, and at most {allowed:,} are "
            "allowed. Remove those of releases that are gone: quire documents remove."
        )
