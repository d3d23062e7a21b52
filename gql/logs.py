"""Structured logs, configured once: for people or as JSON, the libraries' lines among them."""

from __future__ import annotations

import json
import logging
import re
import sys
from contextlib import suppress
from contextvars import ContextVar
from random import getrandbits
from typing import Any, Literal, TextIO, cast

import orjson
import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, FilteringBoundLogger, Processor

log: FilteringBoundLogger = structlog.get_logger("quire")

_SAFE_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_request_id: ContextVar[str] = ContextVar("request_id")


def add_request_id(logger: object, method: str, event: EventDict) -> EventDict:
    """A processor of structlog: of an event that does not name its request, it is this one."""
    if name := _request_id.get(None):
        event.setdefault("request_id", name)
    return event


_SHARED: tuple[Processor, ...] = (
    add_request_id,
    structlog.processors.add_log_level,
    structlog.processors.MaybeTimeStamper(fmt="iso", utc=True),
)


def configure(log_format: Literal["console", "json"], level: str) -> None:
    """Sends every log line, ours and the libraries', to standard error in one shape.

    Ours are written at once; they would take five times as long by way of the standard library.
    """
    global log
    renderers = _for_machines() if log_format == "json" else _for_people()
    structlog.configure(
        processors=[*_SHARED, *renderers],
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _Unfailing(sys.stderr))),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    log = structlog.get_logger("quire").bind()  # once, and not for every line
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(renderers))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())


class RequestId:
    """Around one request: the id it came with if that is short and plain, else a new one."""

    __slots__ = ("_id", "_token")

    def __init__(self, asked_id: bytes | None) -> None:
        if asked_id is not None and _SAFE_ID.fullmatch(asked_id):
            self._id = asked_id.decode("ascii")
        else:  # need not be unguessable, and to ask the system for chance takes a call into it
            self._id = f"{getrandbits(64):016x}"

    def __enter__(self) -> str:
        self._token = _request_id.set(self._id)
        return self._id

    def __exit__(self, *error: object) -> None:
        _request_id.reset(self._token)


def request_id() -> str:
    """The id of the request that is being answered, for errors that point into the log."""
    return _request_id.get("none")


class _Unfailing:
    """A stream for lines that may be lost: who reads them may have gone, and the disk be full."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()

    def flush(self) -> None:
        """Nothing is held back."""


def _formatter(renderers: list[Processor]) -> logging.Formatter:
    """For what the libraries log."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
    )


# tracebacks without local variables: those hold what people wrote, and private columns


def _for_machines() -> list[Processor]:
    without_locals = ExceptionDictTransformer(show_locals=False)
    return [
        structlog.processors.ExceptionRenderer(without_locals),
        structlog.processors.JSONRenderer(_json),
    ]


def _json(event: Any, **options: Any) -> str:
    try:
        return orjson.dumps(event, **options).decode()
    except TypeError:  # half a surrogate pair, a huge number: the text of a fault can hold both
        return json.dumps(event, **options)


def _for_people() -> list[Processor]:
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]
