"""Runs queries that are known already, straight from the connection: no scope, no ASGI app.

A request gets here if one with such a head has gone the ordinary way before, with all checks, and
if a plan that is cached answers its query. All else is as for any other operation: it is answered
by Answers, within its limits, logged and counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from gql import logs
from gql.http.access_log import AccessLog, AccessLogEntry
from gql.http.answers import Answers, Call
from gql.http.cache_headers import Header, cache_status
from gql.http.common_headers import REQUEST_ID_NAME, response_headers
from gql.http.early_answers import OriginHeaders, header_lines
from gql.http.early_request import EarlyRequest, let_remember
from gql.http.ready_queries import ReadyQueries
from gql.http.response import failure_response
from gql.operation.execute import Executor
from gql.settings import Settings


class EarlyCycle:
    """What uvicorn's protocol asks of the cycle of a request, for one that has none."""

    __slots__ = (
        *("disconnected", "keep_alive", "message_event", "more_body", "response_complete"),
        "task",
    )

    def __init__(self) -> None:
        self.message_event = asyncio.Event()
        self.keep_alive = True
        self.more_body = self.response_complete = self.disconnected = False
        self.task: asyncio.Task[None] | None = None

    def disconnect(self) -> None:
        """The client is gone: end what still runs for it."""
        self.disconnected = True
        if self.task and not self.response_complete:
            self.task.cancel()


class EarlyOperations:
    """Begins operations for connections. `origin_headers`: those of CORS, by the Origin."""

    def __init__(
        self,
        answers: Answers,
        executor: Executor,
        access_log: AccessLog,
        settings: Settings,
        origin_headers: OriginHeaders,
    ) -> None:
        self._answers = answers
        self._queries = ReadyQueries(executor, settings)
        self._access_log = access_log
        self._origin_headers = origin_headers
        self._find_client = (
            ProxyHeadersMiddleware(_nothing, settings.trusted_proxies)  # type: ignore[arg-type]
            if settings.trusted_proxies
            else None
        )

    def find(self, request: EarlyRequest, client: tuple[str, int] | None) -> Call | None:
        """What is to be answered; None where the request has to take the ordinary way."""
        media_type = self._answers.heads.get(request.head)
        if media_type is None:
            return None
        try:
            ready = self._queries.find(request.body)
        except Exception:
            return None  # it is met again on the ordinary way, where it is reported
        if not ready:
            return None
        operation = ready.valid.request
        id = logs.new_request_id(request.headers.get(REQUEST_ID_NAME))
        log_entry = AccessLogEntry(id, request.started)
        log_entry.operation_name = operation.operation_name
        state: dict[str, Any] = {}
        let_remember(state, request)
        scope = {"type": "http", "method": "POST", "client": client, "state": state}
        return Call(scope, request.headers, operation, media_type, log_entry, ready=ready)

    async def answer(
        self, call: Call, cycle: EarlyCycle, fixed: Sequence[Header]
    ) -> Sequence[bytes]:
        """The response as bytes to write, with these headers too; none where the client is gone."""
        log_entry, response = call.log_entry, None
        logs.set_request_id(log_entry.request_id)
        try:
            if self._find_client is not None:
                call.scope.update(headers=list(call.headers.items()), scheme="http")
                await self._find_client(call.scope, _receive, _send)  # type: ignore[arg-type]
            response = await self._answers.respond(call)
        except (Exception, asyncio.CancelledError) as error:
            if not cycle.disconnected:
                response = failure_response(error, call.media_type)
        log_entry.finish(response.status_code if response else None)
        self._access_log.add(log_entry)
        return self._written(call, response, fixed) if response else ()

    def _written(self, call: Call, response: Response, fixed: Sequence[Header]) -> Sequence[bytes]:
        headers = (
            *fixed,
            *response.raw_headers,
            *response_headers(call.log_entry.request_id),
            cache_status(call.log_entry.cache),
            *self._origin_headers(call.headers.get(b"origin")),
        )
        head = STATUS_LINE[response.status_code] + header_lines(headers) + b"\r\n"
        return head, bytes(response.body)


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """The app behind the middleware, of which only what it notes in the scope is wanted."""


async def _receive() -> Message:
    raise AssertionError


async def _send(message: Message) -> None:
    raise AssertionError
