"""What came of one operation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gql.db import StatementLog
from gql.engine import AnswerTags
from gql.errors import QuireError, Refused
from gql.operation.error_response import (
    FormattedError,
    RequestError,
    format_quire_error,
    format_request_error,
    format_unexpected_error,
)


@dataclass(slots=True)
class Result:
    """Data and errors of one operation, and how they were obtained.

    `executed`: execution began, so the response has a data entry. `cause`: the error of ours that
    left no data, for the HTTP status. `planned`: the plan answered. `fallback`: one of
    FALLBACK_REASONS when the reference path answered in place of a plan. `tags`: the cache tags of
    what a plan answered, if the context asks for them.
    """

    data: dict[str, Any] | None = None
    errors: list[FormattedError] = field(default_factory=list)
    executed: bool = False
    cause: QuireError | None = None
    extensions: dict[str, Any] = field(default_factory=dict)
    planned: bool = False
    fallback: str | None = None
    statements: StatementLog = field(default_factory=StatementLog)
    tags: AnswerTags | None = None


def failure(error: BaseException, max_errors: int) -> Result:
    """The result in place of one that an exception has kept from coming about."""
    if isinstance(error, RequestError):
        problems = error.errors[:max_errors]
        return Result(errors=[format_request_error(one, error.code) for one in problems])
    if isinstance(error, QuireError):
        return Result(
            errors=[format_quire_error(error)],
            cause=error,
            executed=not isinstance(error, Refused),
        )
    return Result(errors=[format_unexpected_error(error)], cause=QuireError())
