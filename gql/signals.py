"""Which signals end a process, and how: SIGINT, SIGTERM, SIGHUP and SIGQUIT all do it in order."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

# a terminal that closes sends SIGHUP, and Ctrl-\ SIGQUIT: by default both end a process at once,
# and would leave its PostgreSQL running. SIGINT, Ctrl-C, is KeyboardInterrupt in Python.
STOP_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


@contextmanager
def exit_on_signals() -> Iterator[None]:
    """Raise SystemExit(128 + number) on a stop signal, so that `finally` blocks run."""

    def exit_process(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    with handler_installed(exit_process, *STOP_SIGNALS):
        yield


@contextmanager
def ignored_signals() -> Iterator[None]:
    """Ignore stop signals and Ctrl-C: a second Ctrl-C must not interrupt a server's stop."""
    with handler_installed(signal.SIG_IGN, *STOP_SIGNALS, signal.SIGINT):
        yield


@contextmanager
def stop_signals_observed(on_stop: Callable[[], None]) -> Iterator[None]:
    """Call `on_stop` at each stop signal, then uvicorn's handler, which has to be installed.

    uvicorn handles SIGINT and SIGTERM only. An exception that a handler raises for another signal
    would end whichever request is running: so SIGHUP and SIGQUIT are passed on as SIGTERM.
    """
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop(number: int, frame: FrameType | None) -> None:
        on_stop()
        known = signal.SIGINT if number == signal.SIGINT else signal.SIGTERM
        if callable(handler := before[known]):  # not so for SIG_DFL and SIG_IGN
            handler(known, frame)

    with handler_installed(stop, *STOP_SIGNALS, signal.SIGINT):
        yield


@contextmanager
def handler_installed(handler: signal._HANDLER, *numbers: signal.Signals) -> Iterator[None]:
    """Handle these signals by `handler`; does nothing outside of the main thread."""
    # signal.signal() raises ValueError in any other thread
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
