"""The main module of a rendering process: reads jobs from a socket and answers each.

    python -m gql.content.text.render_worker FILE_DESCRIPTOR NICENESS

It ends when the other end of the socket is closed, also by the death of the service.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from gql.content.text import rendered_text  # noqa: F401 - so that no job has to wait for it

MAX_MEMORY = 1 << 30  # bytes of address space; the worst text within the limits takes a quarter
MAX_SECONDS = 60  # for a job by the clock, long after the service has given up

Job = tuple[Callable[..., Any], tuple[Any, ...], float]
"""A function, its arguments, and how many seconds of CPU time it may take."""
Reply = tuple[Any, Exception | None]
"""What the function returned, and what it raised."""


def main(descriptor: int, niceness: int) -> None:
    """Answer jobs until the socket is closed."""
    # A service that is told to stop answers the requests that it has; systemd and a terminal
    # signal all its processes, and this one has to go on until the service is done.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(niceness)
    _limit_memory()
    with Connection(descriptor) as connection:
        connection.send((None, None))  # ready: the time of the first job begins now
        while (job := _next_job(connection)) is not None:
            _answer(connection, job)


def _next_job(connection: Connection) -> Job | None:
    try:
        job: Job = connection.recv()
    except (EOFError, ConnectionError):
        return None
    return job


def _answer(connection: Connection, job: Job) -> None:
    function, arguments, seconds = job
    # The default action of both signals ends the process. CPU time, because a busy machine does not
    # make a text more complex; the clock, because a job must not outlive a killed service for long.
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(MAX_SECONDS)
    reply: Reply
    try:
        reply = function(*arguments), None
    except Exception as error:
        reply = None, error
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.alarm(0)
    try:
        connection.send(reply)
    except ConnectionError:
        return  # nobody waits any more; the next read ends the loop


def _limit_memory() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = MAX_MEMORY if hard == resource.RLIM_INFINITY else min(MAX_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
