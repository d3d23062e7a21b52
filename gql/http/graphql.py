"""The endpoint /graphql: one request with one operation in, one response out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gql import telemetry
from gql.errors import NotAcceptable, QuireError
from gql.http.accept import media_type, prefers_html
from gql.http.reading import BODY_SECONDS, BY_ADDRESS, read
from gql.http.writing import faulty, refused, response
from gql.operation.execute import Executor, Result
from gql.operation.request import GraphQLRequest

CLIENT_LEFT = 499  # for the log only; nobody is there to read it
LONGEST_NAME = 100  # of an operation, in the log


class GraphQLEndpoint:
    """Answers GraphQL. `context` makes what an operation carries; `page` is for browsers."""

    def __init__(
        self,
        executor: Executor,
        context: Callable[[Request], object],
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
            if request.method == "HEAD":
                answer.body = b""
            await answer(scope, receive, send)

    async def _answer(self, request: Request, story: _Story) -> Response | None:
        """None: the client left."""
        accept = request.headers.get("accept")
        if self._page and _is_for_people(request, accept):
            return self._page()
        agreed = media_type(accept)
        try:
            asked = story.asked = await self._read(request, agreed)
            result = story.result = await self._run(asked, request)
            return response(result, agreed or "") if result else None
        except QuireError as error:
            return refused(error, agreed)
        except ClientDisconnect:
            return None
        except Exception as fault:
            return faulty(fault, agreed)

    async def _read(self, request: Request, agreed: str | None) -> GraphQLRequest:
        if agreed is None:
            raise NotAcceptable
        return await read(request, max_body=self._max_body, seconds=self._body_seconds)

    async def _run(self, asked: GraphQLRequest, request: Request) -> Result | None:
        running = self._executor.run(
            asked, self._context(request), allow_mutation=request.method not in BY_ADDRESS
        )
        return await unless_client_leaves(request.receive, running)


async def unless_client_leaves(
    receive: Receive, work: Coroutine[Any, Any, Result]
) -> Result | None:
    """The result of work; or None, and the work is cancelled, when the client has left before."""
    working = asyncio.create_task(work)
    leaving = asyncio.create_task(_departure(receive))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _departure(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _is_for_people(request: Request, accept: str | None) -> bool:
    return request.method == "GET" and "query" not in request.query_params and prefers_html(accept)


class _Story:
    """What the log tells about one request, in one line."""

    asked: GraphQLRequest | None = None
    result: Result | None = None

    def tell(self, answer: Response | None, seconds: float) -> None:
        name = self.asked.operation_name if self.asked else None
        telemetry.log.info(
            "request",
            operation=name and name[:LONGEST_NAME],
            duration_ms=round(seconds * 1000, 1),
            statements=len(self.result.statements.lines) if self.result else 0,
            errors=len(self.result.errors) if self.result else 0,
            status=answer.status_code if answer else CLIENT_LEFT,
        )
