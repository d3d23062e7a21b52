"""Turns any exception into an error object of the response (GraphQL specification, 7.1.2).

Every error has a code in its extensions and says what to do. Class names, SQL and tracebacks go to
the log only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError
from strawberry.exceptions import StrawberryInputCoercionError

from gql import logs, metrics
from gql.errors import BadInput, QuireError, TimedOut, Unavailable, shorten

INTERNAL_ERROR = "INTERNAL_SERVER_ERROR"
BAD_INPUT = BadInput.code

FormattedError = dict[str, Any]  # message, extensions with the code, and maybe locations and path

# Alternatives match from left to right, so a literal inside quotes is consumed with its quotes.
_QUOTED_OR_PYTHON_LITERAL = re.compile(
    r"""'(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*" | \b(?:None|True|False)\b""", re.VERBOSE
)
_JSON_LITERALS = {"None": "null", "True": "true", "False": "false"}
_NONE_REFUSED = re.compile(r"not to be None\.$")


class RequestError(Exception):
    """A request error of the GraphQL specification: nothing was executed, and there is no data.

    One or more problems of a document, its operation or its variables, all with one code.
    """

    def __init__(self, problems: Sequence[GraphQLError], code: str) -> None:
        super().__init__(code)
        self.errors = problems
        self.code = code


def format_quire_error(error: QuireError) -> FormattedError:
    """Format one of our own errors; log the cause of those that a retry may cure."""
    if isinstance(error, Unavailable):
        metrics.count_unavailable(error.code)
        logs.log.warning("unavailable", code=error.code, cause=repr(error.__cause__))
    return _formatted(error.message, error.code, error.extensions)


def format_request_error(problem: GraphQLError, code: str) -> FormattedError:
    """Format a syntax, validation or coercion error, with our own error if a scalar raised one."""
    cause, message = _root_cause(problem), problem.message
    if isinstance(cause, QuireError):
        return {**format_quire_error(cause), **_location(problem)}
    if not isinstance(cause, GraphQLError):
        # graphql-core appends the text of an exception in a scalar, which may be Python's int()
        message = message.replace(f", but encountered error '{cause}'", "")
    return {**_formatted(_with_json_literals(message, code), code), **_location(problem)}


def format_field_error(error: GraphQLError) -> FormattedError:
    """Format an error that was raised while a field was resolved or completed."""
    cause = _root_cause(error)
    if isinstance(cause, QuireError):
        return {**format_quire_error(cause), **_location(error)}
    if _is_about_input(cause):
        message = _with_json_literals(error.message, BAD_INPUT)
        return {**_formatted(message, BAD_INPUT), **_location(error)}
    return {**format_unexpected_error(cause, "this field", path=error.path), **_location(error)}


def format_unexpected_error(
    fault: BaseException, what: str = "this request", **logged: object
) -> FormattedError:
    """Log an unexpected exception in full, and format an error that only refers to the log.

    `what` names what failed, for the client; `logged` are fields of the log line.
    """
    name = logs.request_id()
    logs.log.error("fault", exc_info=fault, **logged)
    message = f"Quire could not answer {what}. The fault is logged under request {name}."
    return _formatted(message, INTERNAL_ERROR, {"requestId": name})


def first_transient_cause(errors: Sequence[GraphQLError]) -> Unavailable | TimedOut | None:
    """Return the first cause that a retry may cure, for the status 503 and Retry-After."""
    causes = (_root_cause(error) for error in errors)
    return next((c for c in causes if isinstance(c, Unavailable | TimedOut)), None)


def _root_cause(error: GraphQLError) -> Exception:
    # an error may wrap another GraphQLError, as when a scalar raised it while coercing an argument
    cause: Exception = error
    while isinstance(cause, GraphQLError) and cause.original_error:
        cause = cause.original_error
    return cause


def _is_about_input(cause: Exception) -> bool:
    # graphql-core has no class of its own for an argument whose variable turns out null
    return isinstance(cause, StrawberryInputCoercionError) or (
        isinstance(cause, GraphQLError) and cause.message.startswith("Argument ")
    )


def _with_json_literals(message: str, code: str) -> str:
    """Replace None, True and False outside quotes by null, true and false.

    graphql-core prints values of variables with Python's repr; those of a document as written.
    """
    message = _NONE_REFUSED.sub("not to be null.", message)
    if code != BAD_INPUT:
        return message
    return _QUOTED_OR_PYTHON_LITERAL.sub(
        lambda match: _JSON_LITERALS.get(match[0], match[0]), message
    )


def _formatted(message: str, code: str, extensions: dict[str, Any] | None = None) -> FormattedError:
    return {"message": shorten(message), "extensions": {"code": code, **(extensions or {})}}


def _location(error: GraphQLError) -> FormattedError:
    location: FormattedError = {}
    if error.locations:
        location["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        location["path"] = error.path
    return location
