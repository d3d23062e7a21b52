"""Opens operations for connections that stay open: one answer, or answers that follow."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.responses import Response
from starlette.types import Scope

from gql.documents import Documents
from gql.http.accept import GRAPHQL
from gql.http.access_log import AccessLog, AccessLogEntry
from gql.http.answers import Answers, Call, CreateContext
from gql.http.cache_headers import PRIVATE_NAMES
from gql.http.request import Headers
from gql.http.response import result_response
from gql.live import Asker, LiveOperations, OpenOperation
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result


@dataclass
class LiveAnswers:
    """What WebSockets and event streams have in common with each other, and with plain HTTP.

    `live` is set when the service starts.
    """

    answers: Answers
    create_context: CreateContext
    documents: Documents
    access_log: AccessLog
    max_response: int = 10_485_760
    live: LiveOperations = field(init=False)

    async def require_identity(self, scope: Scope, headers: Headers) -> None:
        """Check whatever says who asks. Raises TokenInvalid, and Unavailable."""
        await self.create_context(scope, headers)

    def may_stay_open(self, request: GraphQLRequest) -> bool:
        """Whether it may be a live operation, as far as its text, or none, tells."""
        return not request.query or _may_stay_open(request.query)

    async def open(self, call: Call, *, after: str | None = None) -> Response | OpenOperation:
        """The only answer to an operation, or those that follow each other.

        Raises what Answers.respond raises, and CancelledError.
        """
        if not self.may_stay_open(call.request):
            return await self.answers.respond(call)
        context = await self.create_context(call.scope, call.headers)
        if not call.is_resolved:
            call.request = self.documents.resolve(call.request, context.viewer)
            call.is_resolved = True
        opened = None
        if _may_stay_open(call.request.query):
            opened = await self.live.open(call.request, asker(call), after=after)
        if opened is None:
            return await self.answers.respond(call)
        call.log_entry.cache = "live"
        if isinstance(opened, Result):
            call.log_entry.result = opened
            return result_response(opened, call.media_type, self.max_response)
        return opened


def asker(call: Call) -> Asker:
    """Who opens the operation, by what the request carries."""
    private = {name: value for name, value in call.headers.items() if name in PRIVATE_NAMES}
    return Asker(call.scope["client"], private)


def socket_call(
    scope: Scope, headers: Headers, request: GraphQLRequest, log_entry: AccessLogEntry
) -> Call:
    """An operation of a WebSocket, which may be a mutation as one by POST may."""
    return Call({**scope, "method": "POST"}, headers, request, GRAPHQL, log_entry)


def _may_stay_open(text: str) -> bool:
    """Whether it may have a subscription or the directive @live, for which it is to be parsed."""
    return "subscription" in text or ("@" in text and "live" in text)
