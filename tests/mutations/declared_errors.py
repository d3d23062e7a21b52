"""Which refusals a mutation can raise: those that its code, and all that it calls, can name.

A function is followed into what its code object names: functions of a module, methods by their
name in any class of the rooms below, functions that are handed on as values. So more is found than
can happen, and never less: a refusal is raised by its name.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from inspect import isclass, isfunction, ismodule
from types import CodeType, FunctionType
from typing import Any

from gql.errors import HttpRequestRefused, Refused

ROOMS = ("gql.auth.", "gql.content.", "gql.mutations.")
# read the payload, which is a query: what they raise is in `errors` of the response
READING = {"with_preview", "previewed_entry_ids"}


def reachable_refusals(resolver: Callable[..., Any]) -> set[type[Refused]]:
    """The refusals that a function, and what it calls in these rooms, can raise.

    Not those of a whole request: what raises them has the name of something that mutations read.
    """
    found: set[type[Refused]] = set()
    seen: set[FunctionType] = set()
    waiting: list[Any] = [resolver]
    while waiting:
        value = waiting.pop()
        if isinstance(value, partial):
            waiting += [value.func, *value.args, *value.keywords.values()]
        elif isclass(value) and issubclass(value, Refused):
            found |= {value} if not issubclass(value, HttpRequestRefused) else set()
        elif isfunction(value) and value not in seen and _is_followed(value):
            seen.add(value)
            waiting += _named(value)
    return found


def _is_followed(function: FunctionType) -> bool:
    return function.__module__.startswith(ROOMS) and function.__name__ not in READING


def _named(function: FunctionType) -> Iterator[Any]:
    """What the code of a function names, and what it was made with."""
    wrapped = getattr(function, "__wrapped__", None)
    if wrapped:
        yield wrapped
    for cell in function.__closure__ or ():
        yield cell.cell_contents
    names = _names(function.__code__)
    known = function.__globals__
    modules = [known[name] for name in names if ismodule(known.get(name))]
    for name in names:
        yield known.get(name)
        yield from (getattr(module, name, None) for module in modules)
        yield from _methods().get(name, ())


@cache
def _names(code: CodeType) -> frozenset[str]:
    inner = [_names(one) for one in code.co_consts if isinstance(one, CodeType)]
    return frozenset(code.co_names).union(*inner)


@cache
def _methods() -> dict[str, list[FunctionType]]:
    """The methods of all classes of the rooms, by name."""
    found: dict[str, list[FunctionType]] = {}
    for module in [one for name, one in sys.modules.items() if name.startswith(ROOMS)]:
        for kind in [one for one in vars(module).values() if isclass(one)]:
            for name, value in vars(kind).items():
                method = getattr(value, "fget", value)
                if isfunction(method):
                    found.setdefault(name, []).append(method)
    return found
