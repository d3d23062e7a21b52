"""Idempotency keys: a create mutation that is sent again returns the node of the first one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from gql.db import Connection
from gql.errors import BadInput
from gql.sql.statements import statements

SQL = statements("idempotency")
KEY_LIFETIME = 86_400.0  # seconds
MAX_KEY_LENGTH = 200


async def run_once(
    connection: Connection, subject: str, key: str | None, create: Callable[[], Awaitable[int]]
) -> tuple[int, bool]:
    """The id of the node for this key, and whether `create` was called for it just now.

    `subject` says what is created and by whom: keys of other subjects are other keys. Without a
    key, `create` is always called. Raises BadInput for a key of the wrong length.
    """
    if key is None:
        return await create(), True
    if not 0 < len(key) <= MAX_KEY_LENGTH:
        raise BadInput(
            f"A key has 1 to {MAX_KEY_LENGTH} characters, and this one {len(key):,}.",
            field=["idempotencyKey"],
        )
    await connection.execute(SQL["delete_expired_keys"].text, KEY_LIFETIME)
    # Two requests with one key: the unique index makes the second insert wait until the first
    # transaction ends. If that commits, the insert does nothing and the result is there to read;
    # if it rolls back, the key is free again and the second request creates the node.
    if await connection.fetchval(SQL["claim_key"].text, subject, key):
        node_id = await create()
        await connection.execute(SQL["store_result"].text, subject, key, node_id)
        return node_id, True
    return int(await connection.fetchval(SQL["stored_result"].text, subject, key)), False
