"""Structured logs for people or as JSON, with the lines of libraries in the same shape."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from random import getrandbits
from typing import Any, Literal, TextIO, cast

import orjson
import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, FilteringBoundLogger, Processor

log: FilteringBoundLogger = structlog.get_logger("quire")

# a client's own request id is kept if it can neither forge a log line nor fill the log
_SAFE_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_stream: _BestEffortStream | None = None
_writes_requests = False  # as JSON
_request_id: ContextVar[str] = ContextVar("request_id")


def add_request_id(logger: object, method: str, event: EventDict) -> EventDict:
    """A structlog processor: the id of the current request, for events that do not name one."""
    if id := _request_id.get(None):
        event.setdefault("request_id", id)
    return event


_SHARED_PROCESSORS: tuple[Processor, ...] = (
    add_request_id,
    structlog.processors.add_log_level,
    structlog.processors.MaybeTimeStamper(fmt="iso", utc=True),
)


def configure(log_format: Literal["console", "json"], level: str) -> None:
    """Send every log line, ours and those of libraries, to standard error in one shape.

    Our lines bypass the logging module of the standard library, through which they would take five
    times as long (measured). `level` is one of logging's names in lower case.
    """
    global log, _stream, _writes_requests
    _writes_requests = log_format == "json" and level in ("info", "debug")
    renderers = _json_renderers() if log_format == "json" else _console_renderers()
    _stream = _BestEffortStream(sys.stderr)
    structlog.configure(
        processors=[*_SHARED_PROCESSORS, *renderers],
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _stream)),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    log = structlog.get_logger(
        "quire"
    ).bind()  # structlog's lazy proxy would bind anew for each line
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_library_formatter(renderers))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())


def write_request(values: dict[str, Any]) -> None:
    """Write the line of a request, with the time and the id that its values have.

    A line for each answer: past structlog's processors, each of which would look at all of it.
    """
    if _writes_requests and _stream:
        _stream.write(_dump_json(values | {"event": "request", "level": "info"}) + "\n")
    else:
        log.info("request", **values)


def new_request_id(client_id: bytes | None) -> str:
    """The id of a new request: the client's own if it is short and plain, else another."""
    if client_id is not None and _SAFE_ID.fullmatch(client_id):
        return client_id.decode("ascii")
    # need not be unguessable: secrets would make a system call for each request
    return f"{getrandbits(64):016x}"


def set_request_id(id: str) -> None:
    """Set the request id for the rest of the current task."""
    _request_id.set(id)


class RequestIdScope:
    """Sets the request id for a block, as new_request_id makes it.

    A class, because a generator of contextlib took a noticeable share of a short request.
    """

    __slots__ = ("_id", "_token")

    def __init__(self, client_id: bytes | None) -> None:
        self._id = new_request_id(client_id)

    def __enter__(self) -> str:
        self._token = _request_id.set(self._id)
        return self._id

    def __exit__(self, *error: object) -> None:
        _request_id.reset(self._token)


@contextmanager
def lines_together() -> Iterator[None]:
    """Write all lines of the block at once: a system call takes as long as a line does."""
    stream = _stream
    if stream is None:  # before configure()
        yield
        return
    stream.held = []
    try:
        yield
    finally:
        lines, stream.held = stream.held, None
        stream.write("".join(lines))


def request_id() -> str:
    """The id of the current request, for errors that refer to the log; "none" outside of one."""
    return _request_id.get("none")


class _BestEffortStream:
    """A stream that drops what cannot be written: a closed pipe or a full disk stops no request.

    `held`: lines of a batch, which are written together.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.held: list[str] | None = None

    def write(self, text: str) -> None:
        if self.held is not None:
            self.held.append(text)
            return
        with suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()

    def flush(self) -> None:
        """Does nothing: write() has flushed already."""


def _library_formatter(renderers: list[Processor]) -> logging.Formatter:
    """The formatter for records of the logging module, which is what libraries use."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED_PROCESSORS,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
    )


def _json_renderers() -> list[Processor]:
    # local variables in a traceback would hold private columns, and texts that people wrote
    without_locals = ExceptionDictTransformer(show_locals=False)
    return [
        structlog.processors.ExceptionRenderer(without_locals),
        structlog.processors.JSONRenderer(_dump_json),
    ]


def _dump_json(event: Any, **options: Any) -> str:
    try:
        return orjson.dumps(event, **options).decode()
    except TypeError:  # a lone surrogate or a huge integer, which json writes and orjson does not
        return json.dumps(event, **options)


def _console_renderers() -> list[Processor]:
    # plain_traceback, because the one of rich shows local variables too
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]
