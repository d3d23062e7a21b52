"""A door: wires settings, database, schema and routes into one ASGI application."""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType
from typing import cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Scope

from gql import logs, metrics, migrate, settings
from gql.auth.access_token import AccessTokens
from gql.auth.bearer_token import Bearers
from gql.auth.comment_receipt import comments_of
from gql.auth.outside_issuer import Issuer
from gql.auth.secret import new_secret
from gql.auth.session import Sessions
from gql.content.comments.comment_settings import CommentRules, Hold
from gql.db import Database, Statement
from gql.engine import Context
from gql.errors import MethodNotAllowed, NotFound, QuireError, StartError
from gql.http import cors, demo_media, graphiql, health, identicon, metrics_endpoint
from gql.http.cors import RECEIPT_HEADER
from gql.http.fast_route import Shortcut
from gql.http.graphql_endpoint import GraphQLEndpoint
from gql.http.request import Headers
from gql.http.request_id import Identity
from gql.http.response import faulty, refused
from gql.mutations.mutation_context import WritingContext
from gql.operation.execute import Executor
from gql.operation.limits import Limits
from gql.schema import schema
from gql.settings import Settings
from gql.viewer import STRANGER

ALIVE = Statement("alive", "select 1 as alive")
COUNT_SECONDS = 1.0
DAY = 86_400.0
RECEIPTS = RECEIPT_HEADER.lower().encode()


def factory() -> Starlette:
    """For uvicorn's workers: the settings come from the environment."""
    return create_app(settings.load())


def create_app(chosen: Settings) -> Starlette:
    """The service. Its start raises StartError, with what to do, if the database is not ready."""
    logs.configure(chosen.log_format, chosen.log_level)
    service = Service(chosen)
    app = Starlette(
        routes=service.routes(),
        exception_handlers={404: _not_found, 405: _not_allowed, Exception: _broken},
        lifespan=service.lifespan,
    )
    others = Identity(app.build_middleware_stack())
    shortcut = Shortcut(others, "/graphql", service.endpoint)
    app.middleware_stack = cors.readable(shortcut, chosen.cors_origins)
    return app


class Service:
    """One process of Quire: what it holds between its start and its end."""

    database: Database
    sessions: Sessions
    bearers: Bearers

    def __init__(self, chosen: Settings) -> None:
        self.settings = chosen
        self._url = chosen.service_url
        self.comments = _comment_rules(chosen)
        self.executor = executor(chosen)
        self.endpoint = GraphQLEndpoint(
            self.executor,
            self.context,
            page=graphiql.page_response if chosen.introspection else None,
            max_body=chosen.max_body,
        )
        self.stopping = False

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/graphql", self.endpoint),
            *graphiql.routes(introspection=self.settings.introspection),
            *health.routes(self),
            *(metrics_endpoint.routes() if self.settings.metrics else ()),
            *identicon.routes(),
            *(demo_media.routes() if self.settings.demo else ()),
        ]

    async def context(self, scope: Scope, headers: Headers) -> Context:
        """Fresh for each operation: nothing that one viewer loaded is there for another.

        Raises TokenInvalid: who sends a token is never taken for a stranger instead.
        """
        client, viewer = scope["client"], STRANGER
        if (bearer := headers.get(b"authorization")) is not None:
            viewer = await self.bearers.viewer(bearer.decode("latin-1"))
        receipts = headers.get(RECEIPTS)
        return WritingContext(
            viewer,
            self.database,
            self._url,
            sessions=self.sessions,
            client=client[0] if client else "",
            receipts=self._comments_of(receipts) if receipts else (),
            user_agent=headers.get(b"user-agent", b"").decode("latin-1"),
            comments=self.comments,
            max_nodes=self.settings.max_nodes,
            seconds=self.settings.request_timeout,
        )

    def _comments_of(self, receipts: bytes) -> tuple[int, ...]:
        return comments_of(self.sessions.tokens, receipts.decode("latin-1"))

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        url = self.settings.database_url
        if not url:
            raise StartError(
                "There is no database. Set QUIRE_DATABASE_URL, or run quire serve: it brings one."
            )
        if newer := await migrate.require_served(url):
            logs.log.warning("the database is of a newer Quire", migration=newer[-1])
        self.database = await Database.open(
            url,
            pool_size=self.settings.pool_size,
            statement_timeout=self.settings.statement_timeout,
            lock_timeout=self.settings.lock_timeout,
            acquire_timeout=self.settings.acquire_timeout,
        )
        self._know_tokens()
        _settle_memory()
        async with self._counting_documents():
            with self._noticing_the_end():
                yield
        self.endpoint.stories.tell()
        await self.database.close()

    def _know_tokens(self) -> None:
        chosen = self.settings
        keys = [chosen.token_key or new_secret(), chosen.token_key_before]
        tokens = AccessTokens(
            [key for key in keys if key], chosen.service_url, chosen.access_token_seconds
        )
        issuer = None
        if chosen.issuer:
            issuer = Issuer(chosen.issuer, chosen.issuer_jwks_url, chosen.issuer_audience)
        self.sessions = Sessions(self.database, tokens, chosen.session_days * DAY)
        self.bearers = Bearers(self.database, tokens, issuer)
        if not chosen.token_key:
            logs.log.warning(
                "QUIRE_TOKEN_KEY is not set: a random key signs tokens until the next start"
            )

    async def database_problem(self) -> str | None:
        """Asks as a reader and as the owner, waiting for nobody who writes. Raises QuireError."""
        await self.database.reader.fetch(ALIVE)
        names = await migrate.lacking(self.database)
        return f"The database lacks migration {names[0]}. Run: quire migrate" if names else None

    @asynccontextmanager
    async def _counting_documents(self) -> AsyncIterator[None]:
        """Again and again, not when asked: of several workers only one is asked for the metrics."""

        async def count() -> None:
            while True:
                known = self.executor.documents
                metrics.remembered(documents=len(known), plans=known.plans)
                await asyncio.sleep(COUNT_SECONDS)

        counting = asyncio.create_task(count())
        try:
            yield
        finally:
            counting.cancel()

    @contextmanager
    def _noticing_the_end(self) -> Iterator[None]:
        """Hears SIGTERM before the server does, for /readyz, and passes it on."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        former = signal.getsignal(signal.SIGTERM)

        def note(number: int, frame: FrameType | None) -> None:
            self.stopping = True
            if callable(former):
                former(number, frame)

        signal.signal(signal.SIGTERM, note)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, former)


def _comment_rules(chosen: Settings) -> CommentRules:
    return CommentRules(
        hold=Hold(chosen.hold_comments),
        deepest=chosen.comment_depth,
        edit_minutes=chosen.comment_edit_minutes,
        quickest=chosen.comment_seconds,
        most_links=chosen.comment_links,
        of_sender=chosen.comments_per_minute,
        on_entry=chosen.comments_per_minute_on_post,
    )


def executor(chosen: Settings) -> Executor:
    """Runs operations under the limits of the settings."""
    return Executor(
        schema,
        Limits(
            document=chosen.max_document,
            tokens=chosen.max_tokens,
            nesting=chosen.max_nesting,
            depth=chosen.max_depth,
            aliases=chosen.max_aliases,
            repeats=chosen.max_repeats,
            directives=chosen.max_directives,
        ),
        timeout=chosen.request_timeout,
        max_errors=chosen.max_errors,
        introspection=chosen.introspection,
        document_cache=chosen.document_cache,
        shadow=chosen.shadow,
    )


def _settle_memory() -> None:
    """What was made at the start stays for good: the collector need not look at it again. Nor need
    it look at answers in the making, of which there are tens of thousands of parts at a time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


async def _not_found(request: Request, error: Exception) -> Response:
    return refused(NotFound(), None)


async def _not_allowed(request: Request, error: Exception) -> Response:
    answer = refused(MethodNotAllowed("This address takes GET only."), None)
    of_route = cast("HTTPException", error).headers or {}  # in no order
    answer.headers["Allow"] = ", ".join(sorted(of_route["Allow"].split(", ")))
    return answer


async def _broken(request: Request, error: Exception) -> Response:
    return refused(error, None) if isinstance(error, QuireError) else faulty(error)
