"""Any exception → an error of the response: a code, what to do, nothing of our insides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError
from strawberry.exceptions import StrawberryInputCoercionError

from gql import logs
from gql.errors import BadInput, QuireError, TimedOut, Unavailable, short

FAULT = "INTERNAL_SERVER_ERROR"
BAD_INPUT = BadInput.code

Failure = dict[str, Any]

_QUOTED_OR_PYTHON = re.compile(
    r"""'(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*" | \b(?:None|True|False)\b""", re.VERBOSE
)
_OF_JSON = {"None": "null", "True": "true", "False": "false"}
_NULL_REFUSED = re.compile(r"not to be None\.$")


class Rejected(Exception):
    """A document, an operation or variables that cannot be run: problems under one code."""

    def __init__(self, problems: Sequence[GraphQLError], code: str) -> None:
        super().__init__(code)
        self.problems = problems
        self.code = code


def of_refusal(error: QuireError) -> Failure:
    """One of our own errors, as it stands. The log has the cause of what may pass."""
    if isinstance(error, Unavailable):
        logs.log.warning("unavailable", code=error.code, cause=repr(error.__cause__))
    return _failure(error.message, error.code, error.extensions)


def of_problem(problem: GraphQLError, code: str) -> Failure:
    """What is wrong in a document or a variable, found before anything ran."""
    cause, message = _cause(problem), problem.message
    if isinstance(cause, QuireError):
        return {**of_refusal(cause), **_place(problem)}
    if not isinstance(cause, GraphQLError):
        # graphql-core's sentence quotes a scalar's own exception, say of int()
        message = message.replace(f", but encountered error '{cause}'", "")
    return {**_failure(_in_words_of_clients(message, code), code), **_place(problem)}


def of_field(error: GraphQLError) -> Failure:
    """What happened in a field while the operation ran."""
    cause = _cause(error)
    if isinstance(cause, QuireError):
        return {**of_refusal(cause), **_place(error)}
    if _is_about_input(cause):
        message = _in_words_of_clients(error.message, BAD_INPUT)
        return {**_failure(message, BAD_INPUT), **_place(error)}
    return {**of_fault(cause, "this field", path=error.path), **_place(error)}


def of_fault(fault: BaseException, what: str = "this request", **logged: object) -> Failure:
    """Something unexpected: logged in full, told without a word of it."""
    name = logs.request_id()
    logs.log.error("fault", exc_info=fault, **logged)
    message = f"Quire could not answer {what}. The fault is logged under request {name}."
    return _failure(message, FAULT, {"requestId": name})


def passing(errors: Sequence[GraphQLError]) -> Unavailable | TimedOut | None:
    """The first cause among the errors that may be gone when asked again."""
    causes = (_cause(error) for error in errors)
    return next((c for c in causes if isinstance(c, Unavailable | TimedOut)), None)


def _cause(error: GraphQLError) -> Exception:
    cause: Exception = error
    while isinstance(cause, GraphQLError) and cause.original_error:
        cause = cause.original_error
    return cause


def _is_about_input(cause: Exception) -> bool:
    # graphql-core has no class of its own for an argument whose variable turns out null
    return isinstance(cause, StrawberryInputCoercionError) or (
        isinstance(cause, GraphQLError) and cause.message.startswith("Argument ")
    )


def _in_words_of_clients(message: str, code: str) -> str:
    """graphql-core speaks of null, true and false as Python does; what is quoted stays as it is.

    Only of the values of variables: those of a document it shows as the client wrote them.
    """
    message = _NULL_REFUSED.sub("not to be null.", message)
    if code != BAD_INPUT:
        return message
    return _QUOTED_OR_PYTHON.sub(lambda found: _OF_JSON.get(found[0], found[0]), message)


def _failure(message: str, code: str, extensions: dict[str, Any] | None = None) -> Failure:
    return {"message": short(message), "extensions": {"code": code, **(extensions or {})}}


def _place(error: GraphQLError) -> Failure:
    place: Failure = {}
    if error.locations:
        place["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        place["path"] = error.path
    return place
