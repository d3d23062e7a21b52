"""The bytes of an event stream: text/event-stream of the HTML standard, section 9.2."""

from __future__ import annotations

import random

COMMENT = b":\n\n"
# by the protocol with an empty `data`: without one, EventSource tells nobody of the event
COMPLETE = b"event: complete\ndata: \n\n"
# milliseconds after which EventSource connects again: different ones, as all connections of a
# service that stops end at the same time
MIN_RETRY, MAX_RETRY = 1_000, 5_000


def next_event(body: bytes, position: str | None = None) -> bytes:
    """One answer, `body` in JSON of one line; the position comes back as Last-Event-ID."""
    id = b"id: %b\n" % position.encode() if position else b""
    return b"event: next\n%bdata: %b\n\n" % (id, body)


def retry_hint() -> bytes:
    """When to connect again if the connection breaks."""
    return b"retry: %d\n\n" % random.randint(MIN_RETRY, MAX_RETRY)  # noqa: S311 - no secret
