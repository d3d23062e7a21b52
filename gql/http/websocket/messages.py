"""The messages of graphql-transport-ws: text that a client has sent → Message, and back.

https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverWebSocket.md
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import orjson

from gql.errors import QuireError
from gql.http.json_body import parse_json

SUBPROTOCOL = "graphql-transport-ws"
MAX_ID_LENGTH = 500  # characters: it stands in every answer
MAX_PAYLOAD_BYTES = 4_096  # of a ping, which its pong repeats
_WITH_ID = ("subscribe", "complete")
_TYPES = ("connection_init", "ping", "pong", *_WITH_ID)
_ACK = b'{"type":"connection_ack"}'
_PONG = b'{"type":"pong"}'


class BadMessage(Exception):
    """What a client has sent is no message of the protocol; says what is wrong."""


class Message(NamedTuple):
    """What a client has sent. `id` is empty for messages without one."""

    type: str
    id: str
    payload: Mapping[str, object]


def read_message(text: str, max_values: int) -> Message:
    """The message in a text whose JSON has `max_values` values at most. Raises BadMessage."""
    try:
        value = parse_json(text.encode(), max_values)
    except orjson.JSONDecodeError:
        raise BadMessage("The message is not JSON.") from None
    except QuireError as error:
        raise BadMessage(error.message) from None
    if not isinstance(value, dict):
        raise BadMessage("The message must be a JSON object.")
    kind, payload = value.get("type"), value.get("payload")
    if kind not in _TYPES:
        raise BadMessage("The type must be connection_init, ping, pong, subscribe or complete.")
    if not (payload is None or isinstance(payload, dict)) or (
        kind == "subscribe" and payload is None
    ):
        raise BadMessage("The payload must be a JSON object.")
    return Message(kind, _id(value) if kind in _WITH_ID else "", payload or {})


def _id(value: Mapping[str, object]) -> str:
    id = value.get("id")
    if not isinstance(id, str) or not 0 < len(id) <= MAX_ID_LENGTH:
        raise BadMessage(f"The id must be a string of 1 to {MAX_ID_LENGTH} characters.")
    return id


def connection_ack() -> bytes:
    """The answer to connection_init."""
    return _ACK


def pong(payload: Mapping[str, object]) -> bytes:
    """The answer to a ping, with its payload unless that is long."""
    if payload and len(text := orjson.dumps({"type": "pong", "payload": payload})) <= (
        MAX_PAYLOAD_BYTES
    ):
        return text
    return _PONG


def next_answer(id: str, body: bytes) -> bytes:
    """One answer to an operation; `body` is its JSON."""
    return b'{"id":%b,"type":"next","payload":%b}' % (orjson.dumps(id), body)


def errors(id: str, errors: object) -> bytes:
    """The refusal of an operation, which ends it."""
    return orjson.dumps({"id": id, "type": "error", "payload": errors})


def complete(id: str) -> bytes:
    """The end of an operation."""
    return b'{"id":%b,"type":"complete"}' % orjson.dumps(id)
