"""The Python of a plan: its text, and the functions that the text may call.

`tests/engine/plan/generated_code.txt` shows an example. In the text `x` is what was read, `b` the
bound calls, `r…` a row; names of this module are short there, because they occur in every line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from gql.engine.global_id import encode_id
from gql.engine.order import Order
from gql.engine.plan.call import TooLarge, limited
from gql.engine.plan.compiler import Compiler
from gql.engine.plan.scalars import BOOLEANS, BOOLEANS_OR_NULL, int32, missing, moment, present
from gql.engine.plan.scope import Compiled
from gql.engine.plan.tags import (
    PREPARE,
    tag_absent,
    tag_absent_node,
    tag_key,
    tag_parent,
    with_tags,
    without_tags,
)

# placeholders of positions; a response key cannot look like one, as names contain neither sign
_PLACEHOLDER = re.compile(r"\b(r\d+)([#@%])(\d+)")
T = TypeVar("T")
V = TypeVar("V")


def measure_text(compiler: Compiler, compiled: Compiled) -> str:
    """The function `measure`: binds the limits of whole lists, returns the estimated cost, how
    many bytes the response is assumed to have, what it takes to render it, and the scans."""
    limits = [f"    b[{call}] = limited(most, {times})\n" for call, times in compiler.limits]
    size = _summed((row.multiplicity, row.assumed_size) for row in compiler.rows.values())
    work = _summed((row.multiplicity, row.work) for row in compiler.rows.values())
    cost = compiled.cost or 0
    scans = "".join(f"({times}, {scan}), " for times, scan in compiler.scans)
    head = f"def measure(b, most):\n{''.join(limits)}"
    return f"{head}    return {cost}, {size}, {work}, ({scans})\n"


def build_text(compiler: Compiler, compiled: Compiled, *, collects: bool) -> str:
    """The functions `build` (x → data), `keys…` (of each batch) and `wanted…` (of each stage);
    `collects`: `build` collects cache tags."""
    top = "".join(f"    {stage.row.name} = x[{stage.slot}]\n" for stage in compiler.stages)
    # only whole lists can be longer than estimated; the rest was checked against `most` before
    counted = (
        f"    if {compiled.count or 0} > most:\n        raise TooLarge\n" if compiler.limits else ""
    )
    parts = [
        f"def build(x, b, context, most):\n{top}{PREPARE}",
        *(f"    {line}\n" for line in compiler.preamble),
        *compiler.function_texts,
        counted,
        f"    return {compiled.value}\n",
    ]
    for stage in compiler.stages:
        for batch in stage.batches:
            parts.append(f"def keys{batch.slot}(x, b, context):\n{top}    return {batch.keys}\n")
        wanted = ", ".join(f"({call}, ({', '.join(keys)},))" for call, keys in stage.wanted)
        parts.append(f"def wanted{stage.number}(x, b, context):\n{top}    return [{wanted}]\n")
    text = with_tags("".join(parts)) if collects else without_tags("".join(parts))

    def position_code(found: re.Match[str]) -> str:
        return compiler.rows[found[1]].position_code(found[2], int(found[3]), collects=collects)

    return _PLACEHOLDER.sub(position_code, text)


def _summed(numbers: Iterable[tuple[str, int]]) -> str:
    """The sum of numbers, each times an expression of `b`, as an expression."""
    totals: Counter[str] = Counter()
    for times, number in numbers:
        totals[times] += number
    return " + ".join(f"{times} * {number}" for times, number in totals.items() if number) or "0"


def run(text: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """Execute a text; return the functions that it defines by name."""
    names: dict[str, Any] = {**_KNOWN, **known}
    exec(compile(text, "<plan>", "exec"), names)  # noqa: S102 - of clients it contains response keys only, as repr
    return names


def maybe(render: Callable[[T], V], value: T | None) -> V | None:
    """The rendered value, or None for None."""
    return None if value is None else render(value)


def first(render: Callable[[T], V], values: Iterable[T] | None) -> V | None:
    """The first value, rendered; None where there is none (a lookup that finds nothing)."""
    for value in values or ():
        return render(value)
    return None


def head(values: Iterable[T]) -> T | None:
    """The first value, or None."""
    return next(iter(values), None)


def grouped(pairs: list[tuple[str, T]]) -> dict[str, list[T]]:
    """Values by key, in their order."""
    groups: dict[str, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def next_reply(
    order: Order, on_page: Sequence[tuple[Any, ...]], first: int, count: int
) -> str | None:
    """`repliesCursor`: the cursor after the first replies, which are on the page; None if all or
    none are."""
    if not on_page or len(on_page) >= count:
        return None
    return order.cursor_of_texts(on_page[:first][-1])


def last_place(cursor: str, replies: list[str]) -> str:
    """The cursor of the last comment of a thread whose root has this cursor."""
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
        tag_absent,
        tag_absent_node,
        tag_key,
        tag_parent,
        TooLarge,
    )
}
