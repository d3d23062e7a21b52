"""The endpoint /graphql: one HTTP request with one operation in, one response out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gql import logs
from gql.errors import BodyTooSlow, NotAcceptable
from gql.http import common_headers
from gql.http.accept import (
    GRAPHQL,
    event_stream_preference,
    preferred_media_type,
    prefers_html,
)
from gql.http.access_log import AccessLog, AccessLogEntry
from gql.http.answers import Answers, Call
from gql.http.cache_headers import cache_status
from gql.http.request import Headers, headers_by_name, read_request
from gql.http.request_timeout import RequestTimeout
from gql.http.response import failure_response
from gql.http.sse.event_streams import EventStreams

BODY_SECONDS = 20.0
# of an address that names a document in one of the ways that there are
DOCUMENT_PARAMETERS = {"query", "documentId", "extensions"}


class GraphQLEndpoint:
    """An ASGI app that reads, executes and answers one operation per request.

    `answers` has what is kept, and runs the rest; `graphiql_page` is sent to browsers that open the
    endpoint.
    """

    def __init__(
        self,
        answers: Answers,
        *,
        graphiql_page: Callable[[], Response] | None = None,
        max_body: int = 1_048_576,
        max_values: int = 2_000,
        body_seconds: float = BODY_SECONDS,
    ) -> None:
        self._answers = answers
        self._event_streams: EventStreams | None = None
        self._graphiql_page = graphiql_page
        self._max_body = max_body
        self._max_values = max_values
        self._body_seconds = body_seconds
        self.access_log = AccessLog()

    def stream(self, event_streams: EventStreams) -> None:
        """Answer those who accept text/event-stream by it from now on."""
        self._event_streams = event_streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer and log one request, whatever happens: no exception handler surrounds this."""
        headers = headers_by_name(scope)
        with logs.RequestIdScope(headers.get(common_headers.REQUEST_ID_NAME)) as id:
            log_entry = AccessLogEntry(id)
            response = await self._respond(scope, headers, receive, log_entry)
            log_entry.finish(response.status_code if response else None)
            self.access_log.add(log_entry)
            if response is not None:
                # added here and not by middleware: wrapping `send` took longer than the headers do
                response.raw_headers += common_headers.response_headers(id)
                if log_entry.is_operation:
                    response.raw_headers.append(cache_status(log_entry.cache))
                if scope["method"] == "HEAD":
                    # Content-Length stays that of GET: RFC 9110, section 9.3.2
                    response.body = b""
                await response(scope, receive, send)

    async def _respond(
        self, scope: Scope, headers: Headers, receive: Receive, log_entry: AccessLogEntry
    ) -> Response | None:
        """The response; None when the client disconnected."""
        accept = headers.get(b"accept", b"").decode("latin-1")
        if self._graphiql_page and _wants_page(scope, accept):
            log_entry.is_operation = False
            return self._graphiql_page()
        media_type = preferred_media_type(accept)
        streams = event_stream_preference(accept) if self._event_streams else "never"
        try:
            if media_type is None and streams == "never":
                raise NotAcceptable
            with RequestTimeout(receive, self._body_seconds) as timeout:
                request = await read_request(
                    scope,
                    headers,
                    receive,
                    max_body=self._max_body,
                    max_values=self._max_values,
                )
                log_entry.operation_name = request.operation_name
                # the body has been read: from now on, `receive` only reports a disconnect
                timeout.watch_for_disconnect()
                call = Call(scope, headers, request, media_type or GRAPHQL, log_entry)
                if self._event_streams and streams != "never":
                    always = streams == "always"
                    return await self._event_streams.respond(call, also_single=always)
                return await self._answers.respond(call)
            # reached only when the timeout has ended the block: it swallows its own cancellation
            if timeout.awaits_body:
                raise BodyTooSlow(allowed=self._body_seconds)
            return None
        except ClientDisconnect:
            return None
        except (Exception, asyncio.CancelledError) as error:
            return failure_response(error, media_type)


def _wants_page(scope: Scope, accept: str) -> bool:
    """A browser that opens the address: GET, text/html first, and no document to execute."""
    return (
        scope["method"] == "GET"
        and prefers_html(accept)
        and not Request(scope).query_params.keys() & DOCUMENT_PARAMETERS
    )
