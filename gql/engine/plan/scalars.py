"""Scalars and enums: the Python expression that turns a column or a value into what JSON gets.

Checked as graphql-core's `serialize` checks it: what the schema forbids (a null, an Int beyond 32
bits, a text that is no enum value) ends the plan, and the reference path reports it.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NoReturn, TypeVar

from graphql import GraphQLBoolean, GraphQLEnumType, GraphQLInt, GraphQLLeafType

T = TypeVar("T")
TIME = "DateTime"
_PLAIN_TEXT = {"String", "ID", "URL", "HTML"}
_LENGTH_OF_TIME = len("2026-05-04 12:00:00+00")  # a timestamptz in UTC, without fraction
_POSITION = re.compile(r"\w+[#@]\d+")  # a placeholder of a position in a row


class SchemaViolation(Exception):
    """A value that the schema forbids, such as a null for a non-null type."""


class OutputValues(dict[Any, Any]):
    """A value of a column → the value in the response. Any other is a SchemaViolation."""

    def __missing__(self, key: object) -> NoReturn:
        raise SchemaViolation


BOOLEANS = OutputValues({"true": True, "false": False})
BOOLEANS_OR_NULL = OutputValues({"true": True, "false": False, None: None})


def missing(*_: object) -> NoReturn:
    """In generated code: the value of a non-null field that is null."""
    raise SchemaViolation


def present(value: T | None) -> T:
    """The value. Raises SchemaViolation for None."""
    if value is None:
        raise SchemaViolation
    return value


def int32(value: int) -> int:
    """The value. Raises SchemaViolation beyond the range of GraphQL's Int."""
    if not -0x80000000 <= value <= 0x7FFFFFFF:
        raise SchemaViolation
    return value


def moment(time: datetime | str) -> datetime | str:
    """A timestamptz as `datetime.isoformat` formats it, from Postgres's text or for orjson.

    Postgres drops trailing zeros of a fraction, Python writes six digits or none; orjson formats
    a datetime as Python does.
    """
    if isinstance(time, str):
        if len(time) == _LENGTH_OF_TIME:
            return time.replace(" ", "T") + ":00"
        return datetime.fromisoformat(time).isoformat()
    return time


def is_text(type_: GraphQLLeafType) -> bool:
    """Whether a text column is the value, or the key of it."""
    return type_.name in _PLAIN_TEXT or isinstance(type_, GraphQLEnumType)


def leaf_code_of_text(
    text: str, type_: GraphQLLeafType, *, nullable: bool, is_wide: bool
) -> str | None:
    """The value of a column that was read as text; None for types that are not read as text.

    `is_wide`: a bigint, whose range must be checked; an integer column is within Int's.
    """
    if type_ is GraphQLBoolean:
        return f"{'BOOLEANS_OR_NULL' if nullable else 'BOOLEANS'}[{text}]"
    if type_ is GraphQLInt:
        number = f"int({text})" if nullable else f"int({text} or missing())"
        return _or_null(f"int32({number})" if is_wide else number, text, nullable=nullable)
    if type_.name == TIME:
        return _or_null(
            f"moment({text if nullable else f'{text} or missing()'})", text, nullable=nullable
        )
    return leaf_code(text, type_, nullable=nullable) if is_text(type_) else None


def leaf_code(expression: str, type_: GraphQLLeafType, *, nullable: bool) -> str:
    """The value of a leaf from an expression that yields a Python value or a text.

    The result refers to `enum_…` (see `enum`) and to the functions of this module.
    """
    if isinstance(type_, GraphQLEnumType):
        return f"{enum(type_, nullable=nullable)}[{expression}]"
    if type_ is GraphQLInt:
        return f"maybe(int32, {expression})" if nullable else f"int32(present({expression}))"
    if nullable:
        return expression
    if _POSITION.fullmatch(expression):
        # a call for each value costs more: only empty strings and nulls reach the function
        return f"({expression} or present({expression}))"
    return f"present({expression})"


def _or_null(value: str, text: str, *, nullable: bool) -> str:
    return f"({value} if {text} is not None else None)" if nullable else value


def enum(type_: GraphQLEnumType, *, nullable: bool) -> str:
    """The name of an enum's OutputValues in the generated code."""
    return f"enum_{type_.name}" + ("_or_null" if nullable else "")


def enum_names(type_: GraphQLEnumType, *, nullable: bool) -> OutputValues:
    """Values of columns, and members of the Python enum → names in the schema."""
    names = OutputValues({None: None} if nullable else {})
    members = type_.extensions["strawberry-definition"].wrapped_cls
    for name, value in type_.values.items():
        names[value.value] = names[members[name]] = name
    return names
