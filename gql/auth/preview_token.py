"""Preview tokens: show the newest text of one entry to whoever has the token, until it ends."""

from __future__ import annotations

from gql.auth.secret import secret_digest
from gql.content.entries.previews import SQL, is_in_force
from gql.db import Database, Record
from gql.errors import PreviewExpired, PreviewInvalid, PreviewRevoked


async def previewed_entry_ids(database: Database, tokens: list[str]) -> list[int | PreviewInvalid]:
    """The id of the entry that each token shows, or the error: PreviewInvalid for one that is
    unknown, PreviewExpired or PreviewRevoked for one that has ended."""
    digests = [secret_digest(token) for token in tokens]
    records = await database.fetch_as_owner(SQL["presented_previews"], digests)
    found = {record["token_hash"]: record for record in records}
    return [_entry_id(found.get(digest)) for digest in digests]


def _entry_id(preview: Record | None) -> int | PreviewInvalid:
    if preview is None:
        return PreviewInvalid()
    if preview["is_expired"]:
        return PreviewExpired()
    return int(preview["entry_id"]) if is_in_force(preview) else PreviewRevoked()
