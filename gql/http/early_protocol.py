"""uvicorn's HTTP/1.1 protocol, which answers what is known without a scope and the ASGI app.

A request that has come whole, on a connection that waits for nothing else, is held until its body
is complete: then its answer is ready, or its operation is, or it goes the ordinary way as if
nothing had been.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from gql.cache import ResponseCache
from gql.http.access_log import AccessLog
from gql.http.answers import Answers, Call
from gql.http.early_answers import EarlyAnswers, OriginHeaders
from gql.http.early_operations import EarlyCycle, EarlyOperations
from gql.http.early_request import MAX_EARLY_BYTES, early_request, let_remember
from gql.http.uvicorn_protocol import BoundedHttpProtocol
from gql.operation.execute import Executor
from gql.settings import Settings

STATE = "early"  # in the state of the lifespan, where the protocol finds an Early
PATH = b"/graphql"


@dataclass(frozen=True, slots=True)
class Early:
    """What may answer a request before it becomes one of ASGI."""

    answers: EarlyAnswers
    operations: EarlyOperations

    @classmethod
    def create(
        cls,
        settings: Settings,
        cache: ResponseCache,
        answers: Answers,
        executor: Executor,
        access_log: AccessLog,
        *,
        origin_headers: OriginHeaders,
        note_use: Callable[[str], None],
    ) -> Early:
        """Both for one process, from its settings; the rest is as they take it."""
        early_answers = EarlyAnswers(
            cache,
            access_log,
            shared_seconds=settings.cache_shared_seconds,
            origin_headers=origin_headers,
            note_use=note_use,
        )
        return cls(
            early_answers,
            EarlyOperations(answers, executor, access_log, settings, origin_headers),
        )


class EarlyHttpProtocol(BoundedHttpProtocol):
    """For uvicorn.run(http=…). Asks what the app's lifespan has put into the state, if it has."""

    _is_small = False
    _holds_request = False
    _held_body = b""
    _early_cycle: EarlyCycle | None = None

    def __init__(self, *uvicorns: Any, **named: Any) -> None:
        super().__init__(*uvicorns, **named)
        self._early: Early | None = self.app_state.get(STATE)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._early_cycle:
            self._early_cycle.disconnect()
            self._early_cycle = None

    def data_received(self, data: bytes) -> None:
        self._is_small = self._early is not None and len(data) <= MAX_EARLY_BYTES
        super().data_received(data)
        if self._refused:
            self._holds_request = False
        elif self._holds_request:
            # the rest of the body has yet to come: the endpoint watches how long that takes
            try:
                self._begin_held_request()
            except httptools.HttpParserError:
                self.send_400_response("")

    def on_headers_complete(self) -> None:
        if self._may_hold_request():
            self._holds_request = True
            self._stop_timer()
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if self._holds_request:
            self._held_body += body
        else:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if self._holds_request and self._early:
            if self._begin_early(self._early):
                return
            self._begin_held_request()
        super().on_message_complete()

    def _begin_early(self, early: Early) -> bool:
        """Answer the held request, or begin to; false if it has to go the ordinary way."""
        method, fixed = self.parser.get_method(), self.server_state.default_headers
        request = early_request(method, self.url, self.headers, self._held_body)
        if request is None:
            return False
        if answer := early.answers.answer(request, fixed):
            self._holds_request, self._held_body = False, b""
            self._complete(answer)
        elif call := early.operations.find(request, self.client):
            self._holds_request, self._held_body = False, b""
            self._early_cycle = cycle = EarlyCycle()
            self.cycle = cast("RequestResponseCycle", cycle)
            cycle.task = self.loop.create_task(self._answer(early.operations, call, cycle))
            cycle.task.add_done_callback(self.tasks.discard)
            self.tasks.add(cycle.task)
        else:
            let_remember(self.scope["state"], request)
            return False
        return True

    async def _answer(self, operations: EarlyOperations, call: Call, cycle: EarlyCycle) -> None:
        answer = await operations.answer(call, cycle, self.server_state.default_headers)
        cycle.response_complete = True
        self._complete(answer)
        if not cycle.keep_alive:
            self.transport.close()

    def _may_hold_request(self) -> bool:
        return (
            self._is_small
            and (self.url == PATH or self.url.startswith(PATH + b"?"))
            and (self.cycle is None or self.cycle.response_complete)
            # a client that does not read gets no more than one response at a time
            and not self.flow.write_paused
            and not self.transport.is_closing()
            and self.parser.get_http_version() == "1.1"
            and self.parser.should_keep_alive()
        )

    def _complete(self, answer: Sequence[bytes]) -> None:
        self._coalescing.writelines(answer)
        # uvicorn's own: counts the request, and waits for the next one
        HttpToolsProtocol.on_response_complete(self)

    def _begin_held_request(self) -> None:
        """Go the ordinary way, with all checks of the head."""
        body, self._holds_request, self._held_body = self._held_body, False, b""
        super().on_headers_complete()
        if body:
            super().on_body(body)
