"""uvicorn's HTTP/1.1 protocol, which answers repeated requests without a task and a scope.

A request that has come whole, on a connection that waits for nothing else, is held until its body
is complete: then either its answer is ready, or it goes the ordinary way as if nothing had been.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gql.http.early_answers import MAX_EARLY_BYTES, STATE, EarlyAnswers, let_remember
from gql.http.uvicorn_protocol import BoundedHttpProtocol

PATH = b"/graphql"


class EarlyHttpProtocol(BoundedHttpProtocol):
    """For uvicorn.run(http=…). Asks the EarlyAnswers that the app's lifespan has put into the
    state, if it has any."""

    _is_small = False
    _holds_request = False
    _held_body = b""

    def __init__(self, *uvicorns: Any, **named: Any) -> None:
        super().__init__(*uvicorns, **named)
        self._early: EarlyAnswers | None = self.app_state.get(STATE)

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
            request = self._early.request(
                self.parser.get_method(), self.url, self.headers, self._held_body
            )
            if request:
                if answer := self._early.answer(request, self.server_state.default_headers):
                    self._send(answer)
                    return
                let_remember(self.scope["state"], request)
            self._begin_held_request()
        super().on_message_complete()

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

    def _send(self, answer: Sequence[bytes]) -> None:
        self._holds_request, self._held_body = False, b""
        self._coalescing.writelines(answer)
        # uvicorn's own: counts the request, and waits for the next one
        HttpToolsProtocol.on_response_complete(self)

    def _begin_held_request(self) -> None:
        """Go the ordinary way, with all checks of the head."""
        body, self._holds_request, self._held_body = self._held_body, False, b""
        super().on_headers_complete()
        if body:
            super().on_body(body)
