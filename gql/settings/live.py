"""Settings of connections that stay open: WebSockets and event streams."""

from __future__ import annotations

from pydantic import Field

from gql.settings.access import AccessSettings


class LiveSettings(AccessSettings):
    """How many live connections there may be, and what each of them may take."""

    live_connections: int = Field(
        5_000,
        ge=0,
        description="The most WebSockets and event streams that a worker has open. 0: none.",
    )
    live_connections_per_address: int = Field(
        500,
        ge=1,
        description="The most of them that one address may have open. Behind a proxy, all have its "
        "address unless QUIRE_TRUSTED_PROXIES names it.",
    )
    live_operations: int = Field(
        100, ge=1, description="The most operations that one WebSocket may have under way."
    )
    live_different: int = Field(
        2_000,
        ge=1,
        description="The most different subscriptions and live queries that a worker runs: equal "
        "ones of strangers are one. One address may have a fifth of them.",
    )
    live_answer: int = Field(
        1_048_576,
        ge=1024,
        description="The longest answer of a subscription or a live query, in bytes: it is kept as "
        "long as the query is open.",
    )
    live_message: int = Field(
        1_048_576, ge=1024, description="The longest message that a WebSocket may send."
    )
    live_queue: int = Field(
        64,
        ge=1,
        description="How many messages may wait for a client that does not read them; with one "
        "more, its connection is closed.",
    )
    live_init_seconds: float = Field(
        3.0, gt=0, description="How long a WebSocket may take to send connection_init."
    )
    live_ping_seconds: float = Field(
        12.0,
        gt=0,
        description="How often a WebSocket is pinged, and an event stream gets a comment, so that "
        "proxies keep it open and a client that is gone is noticed.",
    )
