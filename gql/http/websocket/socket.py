"""The conversation with one client of graphql-transport-ws, from connection_init to the close."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from starlette.types import Receive, Scope, Send

from gql.errors import QuireError, TokenInvalid, TooManyOperations
from gql.http.live_answers import LiveAnswers
from gql.http.outbox import Outbox
from gql.http.request import Headers, build_request
from gql.http.websocket import messages
from gql.http.websocket.close_code import (
    BAD_REQUEST,
    FORBIDDEN,
    GOING_AWAY,
    INIT_TIMEOUT,
    SUBSCRIBER_EXISTS,
    TOO_MANY_INITS,
    TRY_AGAIN_LATER,
    UNAUTHORIZED,
)
from gql.http.websocket.identity import with_identity
from gql.http.websocket.messages import BadMessage, Message
from gql.http.websocket.operation import Operation
from gql.operation.error_response import format_quire_error
from gql.settings import Settings

MAX_REASON_BYTES = 123  # RFC 6455, 5.5: a control frame has 125, two of which are the code


@dataclass(frozen=True, slots=True)
class SocketBounds:
    """What one socket may take. Sizes are bytes, times seconds."""

    operations: int = 100
    values: int = 2_000
    queue: int = 64
    queue_bytes: int = 10_485_760
    init_seconds: float = 3.0

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """As the settings have them."""
        return cls(
            operations=settings.live_operations,
            values=settings.max_values,
            queue=settings.live_queue,
            queue_bytes=settings.max_response,
            init_seconds=settings.live_init_seconds,
        )


class Closed(Exception):
    """The socket is to be closed, with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Socket:
    """One socket. Messages are handled one after the other, operations run at the same time."""

    def __init__(
        self,
        scope: Scope,
        headers: Headers,
        receive: Receive,
        send: Send,
        answers: LiveAnswers,
        bounds: SocketBounds,
    ) -> None:
        self.scope, self.headers = scope, headers
        self.answers = answers
        self._receive, self._send, self._bounds = receive, send, bounds
        self.outbox = Outbox(
            "websocket",
            self._send_text,
            max_messages=bounds.queue,
            max_bytes=bounds.queue_bytes,
            on_overflow=self._on_overflow,
        )
        self.operations: dict[str, Operation] = {}
        self.code: int | None = None
        self._closing: asyncio.Task[None] | None = None
        self._is_leaving = False

    async def run(self) -> None:
        """Converse until one side closes the socket; leaves nothing running."""
        try:
            await self._converse()
        except Closed as closed:
            await self._close(closed.code, closed.reason)
        finally:
            await self._end_everything()

    def close_soon(self, code: int, reason: str) -> None:
        """Close the socket from beside the conversation."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(code, reason))

    def go_away(self) -> None:
        """Close the socket once queries and mutations that are under way were answered."""
        self._is_leaving = True
        if self._closing is None:
            self._closing = asyncio.create_task(self._leave())

    async def _converse(self) -> None:
        try:
            async with asyncio.timeout(self._bounds.init_seconds):
                init = await self._next_init()
        except TimeoutError:
            raise Closed(INIT_TIMEOUT, "Connection initialisation timeout") from None
        self.headers = with_identity(self.headers, init)
        try:
            await self.answers.require_identity(self.scope, self.headers)
        except TokenInvalid as error:
            raise Closed(FORBIDDEN, f"Forbidden: {error.message}") from None
        except QuireError as error:
            raise Closed(TRY_AGAIN_LATER, error.message) from None
        self.outbox.put(messages.connection_ack())
        while True:
            self._handle(await self._next_message())

    async def _next_init(self) -> Mapping[str, object]:
        while True:
            message = await self._next_message()
            if message.type == "connection_init":
                return message.payload
            if message.type == "subscribe":
                raise Closed(UNAUTHORIZED, "Unauthorized")
            self._handle(message)

    async def _next_message(self) -> Message:
        event = await self._receive()
        if event["type"] == "websocket.disconnect":
            self.code = self.code or event.get("code", 1006)
            raise Closed(1000, "")
        if (text := event.get("text")) is None:
            raise Closed(BAD_REQUEST, "Messages are text, and this one is binary.")
        try:
            return messages.read_message(text, self._bounds.values)
        except BadMessage as error:
            raise Closed(BAD_REQUEST, str(error)) from None

    def _handle(self, message: Message) -> None:
        match message.type:
            case "connection_init":
                raise Closed(TOO_MANY_INITS, "Too many initialisation requests")
            case "ping":
                self.outbox.put(messages.pong(message.payload))
            case "subscribe":
                self._subscribe(message.id, message.payload)
            case "complete":
                # one that is not known has ended meanwhile
                if operation := self.operations.pop(message.id, None):
                    operation.cancel()
                    self.outbox.drop(operation)

    def _subscribe(self, id: str, payload: Mapping[str, object]) -> None:
        if id in self.operations:
            raise Closed(SUBSCRIBER_EXISTS, f"Subscriber for {id} already exists")
        try:
            request = build_request(payload)
        except QuireError as error:
            raise Closed(BAD_REQUEST, error.message) from None
        if self._is_leaving:
            return  # not begun: the client sends it again once it has connected again
        if len(self.operations) >= self._bounds.operations:
            refusal = TooManyOperations(allowed=self._bounds.operations)
            self.outbox.put(messages.errors(id, [format_quire_error(refusal)]))
            return
        self.operations[id] = Operation(self, id, request)

    async def _leave(self) -> None:
        running = [one.task for one in self.operations.values() if not one.is_live]
        if running:
            await asyncio.wait(running)
        await self.outbox.flush()
        await self._close(GOING_AWAY, "The service is going away.")

    def _on_overflow(self) -> None:
        self.close_soon(
            TRY_AGAIN_LATER, f"{self._bounds.queue} messages wait and were not read: too slow."
        )

    async def _close(self, code: int, reason: str) -> None:
        if self.code is not None:  # it is closed
            return
        self.code = code
        self.outbox.close()
        self._cancel_operations()
        text = reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")
        with suppress(OSError):  # the client was faster
            await self._send({"type": "websocket.close", "code": code, "reason": text})

    def _cancel_operations(self) -> None:
        for operation in self.operations.values():
            operation.cancel()

    async def _end_everything(self) -> None:
        self.outbox.close()
        self._cancel_operations()
        tasks = [one.task for one in self.operations.values()]
        if self._closing:
            tasks.append(self._closing)
        await self.outbox.flush()
        if tasks:
            await asyncio.wait(tasks)

    async def _send_text(self, message: bytes) -> None:
        await self._send({"type": "websocket.send", "text": message.decode()})
