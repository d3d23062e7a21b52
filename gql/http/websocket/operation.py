"""One operation of a socket, from its subscribe to the message that ends it."""

from __future__ import annotations

import asyncio
from typing import Protocol

import orjson
from starlette.responses import Response
from starlette.types import Scope

from gql import live_metrics, logs
from gql.errors import NoLongerAllowed, QuireError, SlowReader, TokenInvalid
from gql.http.accept import GRAPHQL
from gql.http.access_log import AccessLogEntry
from gql.http.live_answers import LiveAnswers, socket_call
from gql.http.outbox import Outbox
from gql.http.request import Headers
from gql.http.response import error_response, internal_error_response
from gql.http.websocket import messages
from gql.http.websocket.close_code import TRY_AGAIN_LATER, UNAUTHORIZED
from gql.live import OpenOperation
from gql.operation.error_response import format_quire_error, format_unexpected_error
from gql.operation.request import GraphQLRequest


class Conversation(Protocol):
    """What an operation uses of its socket."""

    scope: Scope
    headers: Headers
    answers: LiveAnswers
    outbox: Outbox
    operations: dict[str, Operation]

    def close_soon(self, code: int, reason: str) -> None:
        """Close the socket from beside the conversation."""
        ...


class Operation:
    """Runs as a task of its own; is one of `socket.operations` until its last message was sent."""

    __slots__ = ("_request", "_socket", "id", "is_live", "task")

    def __init__(self, socket: Conversation, id: str, request: GraphQLRequest) -> None:
        self._socket, self._request, self.id = socket, request, id
        self.is_live = False
        self.task = asyncio.create_task(self._run())

    def cancel(self) -> None:
        """Stop it; nothing more is sent for it, and its statements are cancelled."""
        self.task.cancel()

    async def _run(self) -> None:
        with logs.RequestIdScope(None) as id:
            log_entry = AccessLogEntry(id, transport="websocket")
            log_entry.operation_name = self._request.operation_name
            opened: Response | OpenOperation | None = None
            try:
                opened = await self._open(log_entry)
            finally:  # cancelled, too
                status = opened.status_code if isinstance(opened, Response) else 200
                log_entry.finish(status if opened else None)
                self._socket.answers.access_log.add(log_entry)
            if isinstance(opened, Response):
                self._answer(opened)
            elif opened:
                await self._stream(opened)

    async def _open(self, log_entry: AccessLogEntry) -> Response | OpenOperation | None:
        """Begin it; None where it ends the whole socket."""
        socket = self._socket
        try:
            call = socket_call(socket.scope, socket.headers, self._request, log_entry)
            return await socket.answers.open(call)
        except TokenInvalid as error:
            socket.close_soon(UNAUTHORIZED, f"Unauthorized: {error.message}")
            return None
        except QuireError as error:
            return error_response(error, GRAPHQL)
        except Exception as error:
            return internal_error_response(error, GRAPHQL)

    def _answer(self, response: Response) -> None:
        body = bytes(response.body)
        if response.status_code == 200 or "data" in (answer := orjson.loads(body)):
            self._put(messages.next_answer(self.id, body))
            self._put_last(messages.complete(self.id))
        else:
            self._put_last(messages.errors(self.id, answer["errors"]))

    async def _stream(self, opened: OpenOperation) -> None:
        self.is_live = True
        try:
            async for answer in opened:
                self._put(messages.next_answer(self.id, answer.body))
            self._put_last(messages.complete(self.id))
        except NoLongerAllowed as error:
            self._socket.close_soon(UNAUTHORIZED, f"Unauthorized: {error.message}")
        except SlowReader as error:
            live_metrics.count_slow_reader()
            self._socket.close_soon(TRY_AGAIN_LATER, error.message)
        except QuireError as error:
            self._put_last(messages.errors(self.id, [format_quire_error(error)]))
        except Exception as error:
            self._put_last(messages.errors(self.id, [format_unexpected_error(error)]))
        finally:
            await opened.aclose()

    def _put(self, message: bytes) -> None:
        self._socket.outbox.put(message, self)

    def _put_last(self, message: bytes) -> None:
        self._socket.outbox.put(message, self, self._leave)

    def _leave(self) -> None:
        if self._socket.operations.get(self.id) is self:
            del self._socket.operations[self.id]
