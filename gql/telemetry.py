"""Structured logs, configured once: for people or as JSON, the libraries' lines among them."""

from __future__ import annotations

import logging
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import structlog
from structlog.contextvars import bound_contextvars, get_contextvars
from structlog.tracebacks import ExceptionDictTransformer

log: structlog.stdlib.BoundLogger = structlog.get_logger("quire")

_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SHARED = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure(log_format: Literal["console", "json"], level: str) -> None:
    """Sends every log line, ours and the libraries', to standard error in one shape."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(log_format))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())


@contextmanager
def request(asked_id: str | None) -> Iterator[str]:
    """Gives one request its id: the one it came with if that is short and plain, else a new one."""
    safe = asked_id is not None and _SAFE_ID.fullmatch(asked_id)
    name = asked_id if asked_id and safe else secrets.token_hex(8)
    with bound_contextvars(request_id=name):
        yield name


def request_id() -> str:
    """The id of the request that is being answered, for errors that point into the log."""
    found: str = get_contextvars().get("request_id", "none")
    return found


def _formatter(log_format: str) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *(_for_machines() if log_format == "json" else _for_people()),
        ],
    )


# tracebacks without local variables: those hold what people wrote, and private columns


def _for_machines() -> list[structlog.typing.Processor]:
    without_locals = ExceptionDictTransformer(show_locals=False)
    return [
        structlog.processors.ExceptionRenderer(without_locals),
        structlog.processors.JSONRenderer(),
    ]


def _for_people() -> list[structlog.typing.Processor]:
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]
