"""The composition root of the service: settings, database, schema and routes in one ASGI app."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Scope

from gql import logs, loop_watch, metrics, migrate
from gql.auth.access_token import ANY_ADDRESS, AccessTokens
from gql.auth.bearer_token import Authenticator
from gql.auth.outside_issuer import Issuer
from gql.auth.secret import new_secret
from gql.auth.session import Sessions
from gql.cache import ResponseCache
from gql.changes import ChangeStream, changes_address
from gql.content.address import client_network
from gql.content.site.site_rules import DEFAULTS
from gql.content.text.embeds import allow_players
from gql.content.text.render_queue import close_queues, configure_queues
from gql.contexts import Contexts
from gql.db import Database, RecordedChange, Statement
from gql.demo_comments import writing_comments
from gql.documents import Documents
from gql.engine import Context
from gql.errors import QuireError, StartError
from gql.followed_site import FollowedSite
from gql.housekeeping import works_of
from gql.http import cors, demo_media, graphiql, health, identicon, metrics_endpoint
from gql.http.answers import Answers
from gql.http.cache_headers import Header, SharedCaching
from gql.http.common_headers import CommonHeadersMiddleware
from gql.http.early_protocol import STATE, Early
from gql.http.exception_handlers import EXCEPTION_HANDLERS
from gql.http.fast_route import FastRoute, without_slash
from gql.http.graphql_endpoint import GraphQLEndpoint
from gql.http.host import allow_hosts
from gql.http.live_answers import LiveAnswers
from gql.http.live_connections import GO_AWAY, LiveConnections
from gql.http.request import Headers
from gql.http.sse.event_streams import EventStreams
from gql.http.websocket.endpoint import WebSocketEndpoint
from gql.live import CHECK_SECONDS, Asker, LiveOperations
from gql.memory import freeze_startup_objects
from gql.operation.execute import Executor
from gql.periodic import Work, every, running
from gql.purger import PurgeAddress, Purger
from gql.schema import schema
from gql.settings import Settings
from gql.settings import load as load_settings
from gql.signals import stop_signals_observed

PING = Statement("alive", "select 1 as alive")
LONGEST_READ = 4  # of the time of an operation: it may wait for another, and be compressed
SECONDS_PER_DAY = 86_400.0
DATABASE = {"pool_size", "statement_timeout", "lock_timeout", "acquire_timeout"}
DATABASE |= {"client_share", "public_meta"}  # parameters of Database.open, by the same names

create_executor = partial(Executor.from_settings, schema)


def factory() -> Starlette:
    """The app for uvicorn's --factory: each worker process reads its settings from environment."""
    return create_app(load_settings())


def create_app(settings: Settings) -> Starlette:
    """The ASGI app. Its startup raises StartError, with what to do, if the database is not fit."""
    logs.configure(settings.log_format, settings.log_level)
    service = Service(settings)
    app = Starlette(
        routes=service.routes(),
        exception_handlers=EXCEPTION_HANDLERS,
        lifespan=service.lifespan,
    )
    # set by hand: Starlette's add_middleware would put all of it inside its own error handlers,
    # and /graphql is to be reached without them: its endpoint adds the common headers itself
    all_routes = CommonHeadersMiddleware(app.build_middleware_stack())
    fast_route = FastRoute(all_routes, "/graphql", service.endpoint, service.sockets)
    with_cors = cors.allow_origins(fast_route, settings.cors_origins, settings.cors_headers)
    service.origin_headers = partial(cors.origin_headers, with_cors)
    app.middleware_stack = allow_hosts(with_cors, settings.allowed_hosts)
    # Starlette would redirect /graphql/ to whatever Host the client has sent
    app.router.redirect_slashes = False
    return app


class Service:
    """One process of Quire: what exists from its startup to its shutdown."""

    database: Database
    changes: ChangeStream
    site: FollowedSite
    cache: ResponseCache
    sessions: Sessions
    authenticator: Authenticator
    contexts: Contexts
    live: LiveOperations
    origin_headers: Callable[[bytes | None], list[Header]]

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._url = settings.service_url
        self.site_defaults = settings.model_dump(include={*DEFAULTS})
        self.executor = create_executor(settings)
        self.documents = Documents(
            stored_only=settings.documents == "stored",
            registered=settings.registered_documents,
            max_length=settings.max_document,
        )
        self.answers = Answers(
            self.executor,
            self.create_context,
            documents=self.documents,
            shared=SharedCaching(settings.cache_shared_seconds, settings.cache_tag_header),
            max_response=settings.max_response,
        )
        self.endpoint = GraphQLEndpoint(
            self.answers,
            graphiql_page=(
                partial(graphiql.page_response, settings.debug) if settings.introspection else None
            ),
            max_body=settings.max_body,
            max_values=settings.max_values,
        )
        self.live_answers = LiveAnswers(
            self.answers,
            self.create_context,
            self.documents,
            self.endpoint.access_log,
            max_response=settings.max_response,
        )
        self.connections = LiveConnections.from_settings(settings, client_network)
        live = self.live_answers, self.connections
        self.endpoint.stream(EventStreams.from_settings(settings, *live))
        self.sockets = WebSocketEndpoint.from_settings(settings, *live)
        self.stopping = False

    def routes(self) -> list[BaseRoute]:
        """Every route of the service, in the order in which Starlette tries them."""
        return [
            Route("/graphql", self.endpoint),  # for requests that FastRoute does not match
            WebSocketRoute("/graphql", self.sockets),
            without_slash("/graphql/", self._url),
            *graphiql.routes(
                introspection=self.settings.introspection, shows_sql=self.settings.debug
            ),
            *health.routes(self),
            *(metrics_endpoint.routes() if self.settings.metrics else ()),
            *identicon.routes(),
            *(demo_media.routes() if self.settings.demo else ()),
        ]

    async def create_context(self, scope: Scope, headers: Headers) -> Context:
        """The context value of one operation that came by HTTP. Raises TokenInvalid."""
        return await self.contexts.create(scope["client"], headers)

    async def _context_of(self, asker: Asker) -> Context:
        return await self.contexts.create(asker.client, asker.headers)

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[Mapping[str, Any]]:
        """ASGI startup and shutdown. Raises StartError if the database cannot be served."""
        url = self.settings.database_url
        if not url:
            raise StartError(
                "There is no database. Set QUIRE_DATABASE_URL, or run quire serve: it brings one."
            )
        if self.settings.debug:
            logs.log.warning(
                "QUIRE_DEBUG is on: responses show SQL and its values to everybody. Unset it where "
                "others than developers connect."
            )
        if newer := await migrate.require_migrated_or_newer(url):
            logs.log.warning("the database is of a newer Quire", migration=newer[-1])
        changes_url = await changes_address(url, self.settings.changes_database_url)
        self.database = await Database.open(url, **self.settings.model_dump(include=DATABASE))
        self.changes = ChangeStream(changes_url, self.database.replace_connections)
        self.site = FollowedSite(self.site_defaults, self.database.reader, self.changes)
        early = self._answer_early()
        self.database.on_commit = self._apply_committed
        self._open_sessions()
        self.live = LiveOperations(
            *(self.executor, self._context_of, self.database),
            **self.settings.model_dump(include={"live_different", "live_answer"}),
        )
        self.live.follow(self.changes)
        self.live_answers.live = self.live
        await self.documents.follow(self.database)
        prepare = partial(allow_players, self.settings.player_hosts)
        configure_queues(self.settings.render_processes, self.settings.render_timeout, prepare)
        freeze_startup_objects()
        clock, loop = loop_watch.RunningClock(), asyncio.get_running_loop()
        watching = loop_watch.watching(loop, metrics.observe_loop_held, clock=clock)
        try:
            async with self.changes.running(), running(*self._works(clock)):
                with suppress(QuireError):  # it is tried again, and nothing is kept until then
                    await self.site.follow()
                # uvicorn's shutdown event comes too late for load balancers, which ask /readyz
                with stop_signals_observed(self._begin_to_stop), watching:
                    state = {STATE: early} if early else {}
                    yield {**state, GO_AWAY: self.connections.go_away}
        except asyncio.CancelledError:
            pass  # a second Ctrl-C: uvicorn ends without the shutdown event, but not without this
        # entries of the last milliseconds: their timer will not fire any more
        self.endpoint.access_log.flush()
        close_queues()
        clock.close()
        await self.database.close()

    def _works(self, clock: loop_watch.RunningClock) -> Iterator[Work]:
        yield from works_of(
            *(self.database, self.executor, self.documents, self.changes, self.site, self.cache),
            clock,
        )
        yield self.live.feed.run()
        yield every(CHECK_SECONDS, self.live.check_askers)
        if self.settings.demo and self.settings.demo_live:
            yield writing_comments(self.database, self.settings)
        if address := PurgeAddress.from_settings(self.settings):
            purger = Purger(self.database, address, 1 + self.settings.request_timeout)
            self.changes.subscribe(purger)
            yield purger.run()

    def _answer_early(self) -> Early | None:
        self.cache = ResponseCache(
            self.changes,
            max_bytes=self.settings.cache_bytes,
            seconds=LONGEST_READ * self.settings.request_timeout,
        )
        self.changes.subscribe(self.cache)
        if self.settings.debug:  # each answer shows the statements that were sent for it
            return None
        early = Early.create(
            self.settings,
            *(self.cache, self.answers, self.executor, self.endpoint.access_log),
            origin_headers=self.origin_headers,
            note_use=self.documents.registered.note_use,
        )
        self.answers.keep(self.cache, early.answers)
        return early

    async def _apply_committed(self, changes: Sequence[RecordedChange]) -> None:
        """What a transaction has recorded counts here from now on. No error: it is committed."""
        self.changes.apply_committed(changes)
        if self.site.is_due:
            with suppress(QuireError):
                await self.site.follow()

    def _begin_to_stop(self) -> None:
        self.stopping = True

    def _open_sessions(self) -> None:
        """Set up sign-in and the check of tokens, both of which need the database."""
        settings = self.settings
        # the first key signs; both verify, so that keys can be rotated without ending sessions
        keys = [settings.token_key or new_secret(), settings.token_key_before]
        tokens = AccessTokens(
            [key for key in keys if key],
            settings.public_url.rstrip("/") or ANY_ADDRESS,
            settings.access_token_seconds,
            # versions before signed for this one where no address was chosen
            former_audiences=[f"http://localhost:{settings.port}"],
        )
        issuer = None
        if settings.issuer:
            issuer = Issuer(settings.issuer, settings.issuer_jwks_url, settings.issuer_audience)
        self.sessions = Sessions(
            self.database,
            tokens,
            settings.session_days * SECONDS_PER_DAY,
            settings.refresh_repeat_seconds,
        )
        self.authenticator = Authenticator(self.database, tokens, issuer)
        self.contexts = Contexts(
            settings,
            *(self.database, self.sessions, self.authenticator),
            *(self.site, self.site_defaults),
        )
        if not settings.token_key:
            logs.log.warning(
                "QUIRE_TOKEN_KEY is not set: a random key signs tokens until the next start"
            )

    async def database_problem(self) -> str | None:
        """Why the database cannot answer operations; None when it can. Raises QuireError.

        Queries as the readers' role and as the owner, on connections that no transaction takes:
        a service whose writers are all busy is still ready.
        """
        await self.database.reader.fetch(PING)
        names = await migrate.unapplied_migrations(self.database)
        return f"The database lacks migration {names[0]}. Run: quire migrate" if names else None
