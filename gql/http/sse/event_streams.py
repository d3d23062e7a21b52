"""Which requests are answered by an event stream, and which of their refusals are not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from starlette.responses import Response

from gql import live_metrics
from gql.errors import Unavailable
from gql.http.accept import GRAPHQL
from gql.http.answers import Call
from gql.http.live_answers import LiveAnswers
from gql.http.live_connections import LiveConnections
from gql.http.sse.stream import EventStream, SingleEvent
from gql.settings import Settings

LAST_EVENT_ID = b"last-event-id"
# of responses to operations, not to requests: they are told in the stream, where the protocol wants
# all that validation finds. EventSource would not show the body of any other response.
IN_STREAM = (200, 400)


@dataclass(frozen=True, slots=True)
class StreamBounds:
    """What one event stream may take. Sizes are bytes, times seconds."""

    queue: int = 64
    queue_bytes: int = 10_485_760
    heartbeat: float = 12.0

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """As the settings have them."""
        return cls(settings.live_queue, settings.max_response, settings.live_ping_seconds)


class EventStreams:
    """Answers requests whose clients accept text/event-stream."""

    def __init__(
        self,
        answers: LiveAnswers,
        connections: LiveConnections,
        bounds: StreamBounds | None = None,
    ) -> None:
        self._answers = answers
        self._connections = connections
        self._bounds = bounds or StreamBounds()

    @classmethod
    def from_settings(
        cls, settings: Settings, answers: LiveAnswers, connections: LiveConnections
    ) -> Self:
        """Within the bounds of the settings."""
        return cls(answers, connections, StreamBounds.from_settings(settings))

    async def respond(self, call: Call, *, also_single: bool) -> Response:
        """The response to an operation. Raises what LiveAnswers.open raises, and Unavailable.

        `also_single`: the only answer to an operation comes as an event, too; otherwise only those
        that follow each other do, as the client reads JSON as well.
        """
        if not also_single and not self._answers.may_stay_open(call.request):
            return await self._answers.answers.respond(call)
        try:
            self._connections.require_room(call.scope["client"])
        except Unavailable as error:
            live_metrics.count_refused(error.code)
            raise
        # without what early answers know it by, which are JSON, and never compressed: neither
        # suits events
        headers = {k: v for k, v in call.headers.items() if k != b"accept-encoding"}
        media_type = GRAPHQL if also_single else call.media_type
        streamed = replace(
            call, scope={**call.scope, "state": {}}, headers=headers, media_type=media_type
        )
        position = call.headers.get(LAST_EVENT_ID, b"").decode("latin-1")
        opened = await self._answers.open(streamed, after=position or None)
        if not isinstance(opened, Response):
            call.log_entry.transport = "sse"
            return EventStream(opened, self._connections, self._bounds)
        if also_single and opened.status_code in IN_STREAM:
            call.log_entry.transport = "sse"
            return SingleEvent(bytes(opened.body))
        return opened
