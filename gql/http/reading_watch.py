"""Disconnects clients that do not read: what was written for them would be kept for ever."""

from __future__ import annotations

from asyncio import AbstractEventLoop, Transport
from asyncio.events import TimerHandle

from gql import metrics

# bytes a second that a client has to take of a response; anything less is a client that holds it
MIN_READING_RATE = 1_024


class ReadingWatch:
    """Looks every so many seconds at what a client has taken, from `start` until `stop`."""

    def __init__(self, transport: Transport, loop: AbstractEventLoop, seconds: float) -> None:
        self._transport = transport
        self._loop = loop
        self._seconds = seconds
        self._timer: TimerHandle | None = None
        self._unsent = 0  # bytes that the client had not taken when _timer was set

    def start(self) -> None:
        """Disconnect later, unless the client takes what is written until then, or enough of it.

        To be called when much is waiting to be sent, and when the connection is closing: a client
        that does not read would keep either state for ever.
        """
        self.stop()
        if unsent := self._transport.get_write_buffer_size():
            self._unsent = unsent
            self._timer = self._loop.call_later(self._seconds, self._check)

    def stop(self) -> None:
        """Let the client be: it has taken enough, or is gone."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _check(self) -> None:
        taken = self._unsent - self._transport.get_write_buffer_size()
        if taken >= min(self._unsent, MIN_READING_RATE * self._seconds):
            self.start()
        else:
            metrics.count_closed_connection("UNREAD")
            self._transport.abort()
