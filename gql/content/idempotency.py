"""Idempotency keys: a create mutation that is sent again returns the node of the first one.

A key belongs to one subject and to one input, as in the IETF's draft-ietf-httpapi-idempotency-key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable

from gql.db import Connection
from gql.errors import BadInput, IdempotencyKeyReused, OutcomeDeleted
from gql.sql.statements import statements

SQL = statements("idempotency")
# OutcomeDeleted is raised by those who read what a key stands for
IDEMPOTENCY_REFUSALS = (BadInput, IdempotencyKeyReused, OutcomeDeleted)
KEY_LIFETIME = 86_400.0  # seconds
MAX_KEY_LENGTH = 200


async def kept_result(
    connection: Connection, subject: str, key: str | None, input: object
) -> int | None:
    """The node that run_once would return without creating one, if there is one."""
    if key is None or not 0 < len(key) <= MAX_KEY_LENGTH:
        return None
    await connection.execute(SQL["delete_expired_keys"].text, KEY_LIFETIME)
    stored = await connection.fetchrow(SQL["stored_result"].text, subject, key)
    if stored is None or stored["fingerprint"] not in (None, _fingerprint(input)):
        return None
    return int(stored["node_id"])


async def run_once(
    connection: Connection,
    subject: str,
    key: str | None,
    input: object,
    create: Callable[[], Awaitable[int]],
) -> tuple[int, bool]:
    """The id of the node for this key, and whether `create` was called for it just now.

    `subject` says what is created and by whom: keys of other subjects are other keys. `input` is
    what was sent, as JSON values. Without a key, `create` is always called. The node of an earlier
    call may have been deleted since: the caller raises OutcomeDeleted then.
    Raises BadInput for a key that cannot be stored, and IdempotencyKeyReused for another input.
    """
    if key is None:
        return await create(), True
    _check_key(key)
    await connection.execute(SQL["delete_expired_keys"].text, KEY_LIFETIME)
    fingerprint = _fingerprint(input)
    # Two requests with one key: the unique index makes the second insert wait until the first
    # transaction ends. If that commits, the insert does nothing and the result is there to read;
    # if it rolls back, the key is free again and the second request creates the node.
    if await connection.fetchval(SQL["claim_key"].text, subject, key, fingerprint):
        node_id = await create()
        await connection.execute(SQL["store_result"].text, subject, key, node_id)
        return node_id, True
    stored = await connection.fetchrow(SQL["stored_result"].text, subject, key)
    # null: claimed by a version of Quire that kept no fingerprints
    if stored["fingerprint"] not in (None, fingerprint):
        raise IdempotencyKeyReused(field=["idempotencyKey"])
    return int(stored["node_id"]), False


def _check_key(key: str) -> None:
    if not 0 < len(key) <= MAX_KEY_LENGTH:
        raise BadInput(
            f"A key has 1 to {MAX_KEY_LENGTH} characters, and this one {len(key):,}.",
            field=["idempotencyKey"],
        )


def _fingerprint(input: object) -> bytes:
    # sorted: the order in which a client writes the fields of its input says nothing
    return hashlib.sha256(json.dumps(input, default=str, sort_keys=True).encode()).digest()
