"""The endpoint /graphql: one request with one operation in, one response out."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gql import metrics, telemetry
from gql.errors import BodyTooSlow, NotAcceptable, QuireError
from gql.http.accept import media_type, prefers_html
from gql.http.patience import Patience
from gql.http.reading import BY_ADDRESS, Headers, headers_of, read
from gql.http.writing import faulty, refused, response
from gql.operation.execute import Executor, Result
from gql.operation.request import GraphQLRequest

BODY_SECONDS = 20.0
CLIENT_LEFT = 499  # for the log only; nobody is there to read it
LONGEST_NAME = 100  # of an operation, in the log


class GraphQLEndpoint:
    """Answers GraphQL. `context` makes what an operation carries, or refuses who asks; `page` is
    for browsers."""

    def __init__(
        self,
        executor: Executor,
        context: Callable[[Request], Awaitable[Any]],
        *,
        page: Callable[[], Response] | None = None,
        max_body: int = 1_048_576,
        body_seconds: float = BODY_SECONDS,
    ) -> None:
        self._executor = executor
        self._context = context
        self._page = page
        self._max_body = max_body
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        started = time.perf_counter()
        story = _Story()
        answer = await self._answer(request, story)
        story.tell(answer, time.perf_counter() - started)
        if answer is not None:
            if scope["method"] == "HEAD":
                answer.body = b""
            await answer(scope, receive, send)

    async def _answer(self, request: Request, story: _Story) -> Response | None:
        """None: the client left."""
        headers = headers_of(request.scope)
        accept = headers.get(b"accept", b"").decode("latin-1")
        if self._page and _is_for_people(request, accept):
            story.is_of_an_operation = False
            return self._page()
        agreed = media_type(accept)
        try:
            with Patience(request.receive, self._body_seconds) as patience:
                asked = story.asked = await self._read(request, headers, agreed)
                patience.with_client()
                result = story.result = await self._run(asked, request)
                return response(result, agreed or "")
            if patience.awaits_body:
                raise BodyTooSlow(allowed=self._body_seconds)
            return None
        except QuireError as error:
            return refused(error, agreed)
        except ClientDisconnect:
            return None
        except Exception as fault:
            return faulty(fault, agreed)

    async def _read(self, request: Request, headers: Headers, agreed: str | None) -> GraphQLRequest:
        if agreed is None:
            raise NotAcceptable
        return await read(request, headers, max_body=self._max_body)

    async def _run(self, asked: GraphQLRequest, request: Request) -> Result:
        allow_mutation = request.scope["method"] not in BY_ADDRESS
        context = await self._context(request)
        return await self._executor.run(asked, context, allow_mutation=allow_mutation)


def _is_for_people(request: Request, accept: str) -> bool:
    return (
        request.scope["method"] == "GET"
        and prefers_html(accept)
        and "query" not in request.query_params
    )


class _Story:
    """What is told about one request: in the log by a line, in the metrics by numbers."""

    asked: GraphQLRequest | None = None
    result: Result | None = None
    is_of_an_operation = True

    def tell(self, answer: Response | None, seconds: float) -> None:
        name = self.asked.operation_name if self.asked else None
        statements = len(self.result.statements.statements) if self.result else 0
        if self.is_of_an_operation:
            path: metrics.Way = "plan" if self.result and self.result.planned else "reference"
            metrics.operation(path, self._outcome(answer), seconds, statements)
        if self.result and self.result.fallback:
            metrics.fell_back(self.result.fallback)
        telemetry.log.info(
            "request",
            operation=name and name[:LONGEST_NAME],
            duration_ms=round(seconds * 1000, 1),
            statements=statements,
            errors=len(self.result.errors) if self.result else 0,
            status=answer.status_code if answer else CLIENT_LEFT,
            **self._fallback(),
        )

    def _fallback(self) -> dict[str, str]:
        """Why a plan did not answer, where one was due."""
        reason = self.result.fallback if self.result else None
        return {"fallback": reason} if reason else {}

    def _outcome(self, answer: Response | None) -> metrics.Outcome:
        if answer is None:
            return "left"
        if answer.status_code >= 500:
            return "errors"
        if self.result is None or not self.result.executed:
            return "refused"
        return "errors" if self.result.errors else "answered"
