"""The endpoint /graphql: one request with one operation in, one response out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gql import logs
from gql.errors import BodyTooSlow, NotAcceptable, QuireError
from gql.http import request_id
from gql.http.accept import media_type, prefers_html
from gql.http.access_log import Stories, Story
from gql.http.request import BY_ADDRESS, Headers, headers_of, read
from gql.http.request_timeout import Patience
from gql.http.response import faulty, refused, response
from gql.operation.execute import Executor

BODY_SECONDS = 20.0


class GraphQLEndpoint:
    """Answers GraphQL. `context` makes what an operation carries, or refuses who asks; `page` is
    for browsers."""

    def __init__(
        self,
        executor: Executor,
        context: Callable[[Scope, Headers], Awaitable[Any]],
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
        self.stories = Stories()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        with logs.RequestId(headers.get(request_id.ID)) as id:
            story = Story(id)
            answer = await self._answer(scope, headers, receive, story)
            story.end(answer)
            self.stories.add(story)
            if answer is not None:
                answer.raw_headers += request_id.headers(id)
                if scope["method"] == "HEAD":
                    answer.body = b""
                await answer(scope, receive, send)

    async def _answer(
        self, scope: Scope, headers: Headers, receive: Receive, story: Story
    ) -> Response | None:
        """None: the client left."""
        accept = headers.get(b"accept", b"").decode("latin-1")
        if self._page and _is_for_people(scope, accept):
            story.is_of_an_operation = False
            return self._page()
        agreed = media_type(accept)
        try:
            if agreed is None:
                raise NotAcceptable
            with Patience(receive, self._body_seconds) as patience:
                asked = story.asked = await read(scope, headers, receive, max_body=self._max_body)
                patience.with_client()
                context = await self._context(scope, headers)
                allow_mutation = scope["method"] not in BY_ADDRESS
                run = self._executor.run(asked, context, allow_mutation=allow_mutation)
                result = story.result = await run
                return response(result, agreed)
            if patience.awaits_body:
                raise BodyTooSlow(allowed=self._body_seconds)
            return None
        except QuireError as error:
            return refused(error, agreed)
        except ClientDisconnect:
            return None
        except Exception as fault:
            return faulty(fault, agreed)


def _is_for_people(scope: Scope, accept: str) -> bool:
    return (
        scope["method"] == "GET"
        and prefers_html(accept)
        and "query" not in Request(scope).query_params
    )
