"""Where what was written is rendered: beside the event loop, in turn, and within a bound.

A long text takes seconds of a core. Guests wait for guests only, so that nobody who comes without
an account keeps those waiting who write here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from gql.errors import WritersBusy

P = ParamSpec("P")
T = TypeVar("T")
MOST = 20  # texts in a line, the one that is rendered among them


class Line:
    """One thread, and who waits for it."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, f"rendering {name}")
        self._taken: set[Future[Any]] = set()

    async def rendered(self, function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """What the function makes of it. Raises WritersBusy.

        Who is cancelled gives up their place: at once, or where it runs already, when it has ended.
        """
        if len(self._taken) >= MOST:
            raise WritersBusy
        work = self._thread.submit(function, *given, **named)
        self._taken.add(work)
        work.add_done_callback(self._taken.discard)
        return await asyncio.wrap_future(work)


OF_GUESTS = Line("for guests")
OF_ACCOUNTS = Line("for accounts")
