"""Scalars and enums: what a column or a function gives, as a Python expression of what JSON gets.

Checked as graphql-core checks it: what the schema forbids (a null, a number beyond 32 bits, a word
that is no value of the enum) ends the plan, and the reference path tells what is wrong.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NoReturn, TypeVar

from graphql import GraphQLBoolean, GraphQLEnumType, GraphQLInt, GraphQLLeafType

T = TypeVar("T")
TIME = "DateTime"
_AS_IT_IS = {"String", "ID", "URL", "HTML"}
_LENGTH_OF_TIME = len("2026-05-04 12:00:00+00")
_PLACE = re.compile(r"\w+[#@]\d+")  # of a value in a row


class Unshowable(Exception):
    """A value that the schema forbids."""


class Names(dict[Any, Any]):
    """What stands in a column → what is shown."""

    def __missing__(self, key: object) -> NoReturn:
        raise Unshowable


BOOLEANS = Names({"true": True, "false": False})
BOOLEANS_OR_NULL = Names({"true": True, "false": False, None: None})


def missing(*_: object) -> NoReturn:
    raise Unshowable


def present(value: T | None) -> T:
    if value is None:
        raise Unshowable
    return value


def int32(value: int) -> int:
    if not -0x80000000 <= value <= 0x7FFFFFFF:
        raise Unshowable
    return value


def moment(time: datetime | str) -> datetime | str:
    """A time's text in Postgres as Python writes it: with six digits of a second or none. orjson
    writes a time itself like that."""
    if isinstance(time, str):
        if len(time) == _LENGTH_OF_TIME:
            return time.replace(" ", "T") + ":00"
        return datetime.fromisoformat(time).isoformat()
    return time


def is_text(type_: GraphQLLeafType) -> bool:
    """Whether values of this type are taken from a text column as they stand."""
    return type_.name in _AS_IT_IS or isinstance(type_, GraphQLEnumType)


def of_text(text: str, type_: GraphQLLeafType, *, nullable: bool, is_wide: bool) -> str | None:
    """The value of a column that was read as text; None where the type is not read so.

    `is_wide`: its numbers have 64 bits.
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
    return shown(text, type_, nullable=nullable) if is_text(type_) else None


def shown(expression: str, type_: GraphQLLeafType, *, nullable: bool) -> str:
    """The value of a leaf field that a function or a column gives as it is.

    `enum_…` and the functions above are known where it is run.
    """
    if isinstance(type_, GraphQLEnumType):
        return f"{enum(type_, nullable=nullable)}[{expression}]"
    if type_ is GraphQLInt:
        return f"maybe(int32, {expression})" if nullable else f"int32(present({expression}))"
    if nullable:
        return expression
    if _PLACE.fullmatch(expression):
        return f"({expression} or present({expression}))"
    return f"present({expression})"


def _or_null(value: str, text: str, *, nullable: bool) -> str:
    return f"({value} if {text} is not None else None)" if nullable else value


def enum(type_: GraphQLEnumType, *, nullable: bool) -> str:
    """The name under which the values of an enum are known where the expression is run."""
    return f"enum_{type_.name}" + ("_or_null" if nullable else "")


def enum_names(type_: GraphQLEnumType, *, nullable: bool) -> Names:
    """What stands in columns, and members of the Python enum → names."""
    found = Names({None: None} if nullable else {})
    members = type_.extensions["strawberry-definition"].wrapped_cls
    for name, value in type_.values.items():
        found[value.value] = found[members[name]] = name
    return found
