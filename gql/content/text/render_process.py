"""A process that renders: started, given one job at a time, ended in the middle of one if need be.

Not multiprocessing.Process, which would run the main module of the service again in each process
and start another to track resources; not ProcessPoolExecutor, of which a single process cannot be
ended.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from gql.errors import RenderQueueFull, TooComplex

WORKER = "gql.content.text.render_worker"
MAX_WAIT = 4.0  # times the CPU time of a job: by then the machine is too busy
START_SECONDS = 20.0  # for Python and the libraries to be loaded, on a busy machine


class ProcessLost(RenderQueueFull, code="SERVER_BUSY"):
    """A process that renders texts has ended. Try again in a moment."""


class RenderProcess:
    """One process. All methods block: call them in a thread."""

    def __init__(self, niceness: int, prepare: Callable[[], None]) -> None:
        """Start it, and run `prepare` in it. Raises RenderQueueFull if that is impossible now."""
        self.jobs = 0
        ours, theirs = socket.socketpair()
        self._connection = Connection(ours.detach())
        with theirs:
            try:
                self._process = _start(theirs.fileno(), niceness)
            except OSError as error:
                self._connection.close()
                raise RenderQueueFull from error
        try:
            self._receive(START_SECONDS)
            self._connection.send((prepare, (), START_SECONDS))
            self._receive(START_SECONDS)
        except (EOFError, ConnectionError) as error:
            self.kill()
            raise RenderQueueFull from error

    def run(self, function: Callable[..., Any], arguments: tuple[Any, ...], seconds: float) -> Any:
        """The result of a function of a module, or what it raises. All values are pickled.

        Raises ProcessLost if the process had ended before, TooComplex for a job that takes more CPU
        time or memory than is allowed, and RenderQueueFull if the machine is too busy. The latter
        two end the process.
        """
        self.jobs += 1
        try:
            self._connection.send((function, arguments, seconds))
        except ConnectionError as lost:
            raise ProcessLost from lost
        try:
            result, error = self._receive(MAX_WAIT * seconds)
        except (EOFError, ConnectionError) as lost:
            self.kill()
            raise TooComplex from lost
        if isinstance(error, MemoryError):
            self.kill()
            raise TooComplex from error
        if error is not None:
            raise error
        return result

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process at once, and wait until it has."""
        self._process.kill()
        self._process.wait()

    def _receive(self, seconds: float) -> tuple[Any, Exception | None]:
        if not self._connection.poll(seconds):
            self.kill()
            raise RenderQueueFull
        result, error = self._connection.recv()
        return result, error


def _start(descriptor: int, niceness: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", WORKER, str(descriptor), str(niceness)],
        pass_fds=[descriptor],
        stdin=subprocess.DEVNULL,
        # the same modules as here, wherever they were found
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,  # Ctrl-C in a terminal is for the service
    )
