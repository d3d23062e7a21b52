"""Processes of the service over one database, whose live operations tests open without a transport."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette

from gql.app import Service
from gql.auth.account import add_account
from gql.engine.global_id import encode_id
from gql.live import Asker, LiveAnswer, OpenOperation
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result
from gql.settings import Settings
from gql.viewer import Role
from tests.http_site import KEY, PASSWORD, SIGN_IN

Headers = dict[bytes, bytes]
PATIENCE = 20.0  # seconds, for what takes milliseconds
CREATE_POST = "mutation ($input: CreatePostInput!) { createPost(input: $input) { post { id } userErrors { message } } }"
PUBLISH = "mutation ($input: PublishPostInput!) { publishPost(input: $input) { post { id } userErrors { message } } }"
COMMENT = (
    "mutation ($input: CreateCommentInput!) "
    "{ createComment(input: $input) { comment { id } receipt userErrors { message code } } }"
)
EDIT = "mutation ($input: UpdateCommentInput!) { updateComment(input: $input) { userErrors { message } } }"
DELETE = "mutation ($input: DeleteCommentInput!) { deleteComment(input: $input) { userErrors { message } } }"
LIKE = "mutation ($input: LikeInput!) { like(input: $input) { userErrors { message } } }"
MODERATE = "mutation ($input: ModerateCommentsInput!) { moderateComments(input: $input) { batch userErrors { code } } }"


class Process:
    """One process of the service."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def run(self, query: str, headers: Headers | None = None, **variables: object) -> Any:
        """The data of a query or mutation; fails if it has errors."""
        context = await self.service.contexts.create(("127.0.0.1", 1), headers or {})
        result = await self.service.executor.run(
            GraphQLRequest(query, variables=variables), context
        )
        assert not result.errors, result.errors
        return result.data

    async def sign_in(self, email: str, role: Role) -> Headers:
        """The headers of a new account, signed in."""
        async with self.service.database.transaction() as connection:
            await add_account(
                connection, email, name=email.partition("@")[0], role=role, password=PASSWORD
            )
        return await self.session(email)

    async def session(self, email: str) -> Headers:
        """The headers of an account, signed in once more."""
        tokens = (await self.run(SIGN_IN, email=email, password=PASSWORD))["signIn"]
        return {b"authorization": f"Bearer {tokens['accessToken']}".encode()}

    async def open(
        self,
        query: str,
        headers: Headers | None = None,
        *,
        after: str | None = None,
        **variables: object,
    ) -> Reading:
        """An open operation, read in a task of its own."""
        opened = await self.answer(query, headers, after=after, **variables)
        assert isinstance(opened, OpenOperation), opened
        return Reading(opened)

    async def open_request(self, request: GraphQLRequest, headers: Headers) -> Reading | None:
        """The same of a request; None where it is refused."""
        opened = await self.service.live.open(request, Asker(None, headers))
        if not isinstance(opened, OpenOperation):
            return None
        reading = Reading(opened)
        await reading.answered(1)
        return reading

    async def open_after(self, query: str, position: str | None, **variables: object) -> Reading:
        """The same, with a position as the argument `after`, from the variable of this name."""
        asker = Asker(("127.0.0.1", 1), {})
        request = GraphQLRequest(query, variables={**variables, "after": position})
        opened = await self.service.live.open(request, asker)
        assert isinstance(opened, OpenOperation), opened
        return Reading(opened)

    async def answer(
        self,
        query: str,
        headers: Headers | None = None,
        *,
        after: str | None = None,
        **variables: object,
    ) -> OpenOperation | Result | None:
        """What opening an operation gives."""
        asker = Asker(("127.0.0.1", 1), headers or {})
        return await self.service.live.open(
            GraphQLRequest(query, variables=variables), asker, after=after
        )

    async def draft(self, editor: Headers, title: str, **input: object) -> str:
        """The id of a new draft."""
        values = {"title": title, "content": "Text.", **input}
        payload = (await self.run(CREATE_POST, editor, input=values))["createPost"]
        assert not payload["userErrors"], payload
        return str(payload["post"]["id"])

    async def post(self, editor: Headers, title: str = "A post", **input: object) -> str:
        """The id of a new post, published."""
        id = await self.draft(editor, title, **input)
        await self.run(PUBLISH, editor, input={"id": id})
        return id

    async def comment(
        self, on: str, content: str, headers: Headers | None = None, **more: object
    ) -> Any:
        """The payload of createComment."""
        payload = (await self.run(COMMENT, headers, input={"on": on, "content": content, **more}))[
            "createComment"
        ]
        assert not payload["userErrors"], payload
        return payload

    async def moderate(self, editor: Headers, status: str, *ids: str) -> None:
        """Set the status of comments."""
        await self.run(MODERATE, editor, input={"ids": ids, "status": status})


class Reading:
    """What a reader has been told so far."""

    def __init__(self, opened: OpenOperation) -> None:
        self.opened = opened
        self.answers: list[LiveAnswer] = []
        self.times: list[float] = []  # of time.monotonic(), when each came
        self.error: Exception | None = None
        self._more = asyncio.Event()
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            async for answer in self.opened:
                self.answers.append(answer)
                self.times.append(time.monotonic())
                self._more.set()
        except Exception as error:
            self.error = error
        self._more.set()

    @property
    def data(self) -> list[Any]:
        """The value of the root field of each answer."""
        found = [json.loads(answer.body) for answer in self.answers]
        assert all("errors" not in body for body in found), found
        return [next(iter(body["data"].values())) for body in found]

    async def until(self, count: int) -> list[Any]:
        """The values, as soon as there are so many."""
        await self.answered(count)
        return self.data

    async def answered(self, count: int) -> None:
        """Wait until there are so many answers, with or without errors."""
        async with asyncio.timeout(PATIENCE):
            while len(self.answers) < count and self.error is None:
                self._more.clear()
                await self._more.wait()
        assert self.error is None, self.error

    async def ended(self) -> Exception | None:
        """What it was ended with."""
        async with asyncio.timeout(PATIENCE):
            await self._task
        return self.error

    async def close(self) -> None:
        """Leave."""
        self._task.cancel()
        await self.opened.aclose()


@asynccontextmanager
async def process(url: str, **settings: object) -> AsyncIterator[Process]:
    """A process of the service over a database."""
    service = Service(Settings(database_url=url, token_key=KEY, **settings))  # type: ignore[arg-type]
    service.origin_headers = lambda origin: []
    async with service.lifespan(Starlette()):
        yield Process(service)


def comment_id(number: int) -> str:
    """The global id of a comment."""
    return encode_id("Comment", number)
