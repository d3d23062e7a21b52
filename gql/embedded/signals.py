"""Signal handlers for the time while an embedded server is running or being stopped."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def exit_on_signals() -> Iterator[None]:
    """Raise SystemExit(128 + number) on SIGTERM and SIGHUP, so that `finally` blocks run."""

    def exit_process(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    with _handler_installed(exit_process, signal.SIGTERM, signal.SIGHUP):
        yield


@contextmanager
def ignored_signals() -> Iterator[None]:
    """Ignore Ctrl-C, SIGTERM and SIGHUP: a second Ctrl-C must not interrupt a server's stop."""
    with _handler_installed(signal.SIG_IGN, signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        yield


@contextmanager
def _handler_installed(handler: signal._HANDLER, *numbers: signal.Signals) -> Iterator[None]:
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
