"""The Python of a plan: its text, and what the names in it mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from gql.engine.global_id import encode_id
from gql.engine.order import Order
from gql.engine.plan.call import TooLarge, limited
from gql.engine.plan.compiler import Compiler
from gql.engine.plan.scalars import BOOLEANS, BOOLEANS_OR_NULL, int32, missing, moment, present
from gql.engine.plan.scope import Shown

_SPELLED = re.compile(r"\b(r\d+)([#@])(\d+)")  # no name of GraphQL holds such a sign
T = TypeVar("T")
V = TypeVar("V")


def measuring(c: Compiler, shown: Shown) -> str:
    """`measure`: sets the limits of lists among the bounds; how many records are estimated."""
    limits = [f"    b[{call}] = limited(most, {times})\n" for call, times in c.limits]
    return f"def measure(b, most):\n{''.join(limits)}    return {shown.cost or 0}\n"


def answering(c: Compiler, shown: Shown) -> str:
    """`build`, and for each stage the keys of its batches and the ids that are wanted next."""
    top = "".join(f"    {stage.row.name} = x[{stage.slot}]\n" for stage in c.stages)
    # without lists of unknown length an operation hands out no more than was estimated
    counted = f"    if {shown.count or 0} > most:\n        raise TooLarge\n" if c.limits else ""
    parts = [
        f"def build(x, b, context, most):\n{top}",
        *(f"    {line}\n" for line in c.maps),
        *c.functions,
        counted,
        f"    return {shown.value}\n",
    ]
    for stage in c.stages:
        for batch in stage.batches:
            parts.append(f"def keys{batch.slot}(x, b, context):\n{top}    return {batch.keys}\n")
        wanted = ", ".join(f"({call}, ({', '.join(keys)},))" for call, keys in stage.wanted)
        parts.append(f"def wanted{stage.number}(x, b, context):\n{top}    return [{wanted}]\n")
    return _SPELLED.sub(lambda m: c.rows[m[1]].spelled(m[2], int(m[3])), "".join(parts))


def run(text: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """The functions that a text defines."""
    names: dict[str, Any] = {**_KNOWN, **known}
    exec(compile(text, "<plan>", "exec"), names)  # noqa: S102 - of clients it holds names, as repr
    return names


def maybe(show: Callable[[T], V], value: T | None) -> V | None:
    return None if value is None else show(value)


def first(show: Callable[[T], V], values: Iterable[T] | None) -> V | None:
    """The first of the values as it is shown; None where there is none."""
    for value in values or ():
        return show(value)
    return None


def head(values: Iterable[T]) -> T | None:
    return next(iter(values), None)


def grouped(pairs: list[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def next_reply(order: Order, shown: Sequence[tuple[Any, ...]], count: int) -> str | None:
    """Where to go on reading replies of which only the first are shown."""
    return order.cursor_of_texts(shown[-1]) if shown and len(shown) < count else None


def last_place(cursor: str, replies: list[str]) -> str:
    """The cursor of the last comment of a thread."""
    return f"{cursor}.{replies[-1]}" if replies else cursor


_KNOWN: dict[str, Any] = {"BOOLEANS": BOOLEANS, "BOOLEANS_OR_NULL": BOOLEANS_OR_NULL} | {
    function.__name__: function
    for function in (
        encode_id,
        first,
        grouped,
        head,
        int32,
        last_place,
        limited,
        maybe,
        missing,
        moment,
        next_reply,
        present,
        TooLarge,
    )
}
