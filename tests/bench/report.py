"""The figures as Markdown tables, aligned for a terminal and for deploy/performance.md."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.bench.implementations import COMPILED, FLOOR, PLAIN, REFERENCE
from tests.bench.story import STORIES
from tests.bench.targets import answers_per_second, median_ms
from tests.bench.viewers import EDITOR, GUEST, READER, STRANGER

Figures = Mapping[str, Any]
VIEWERS = (STRANGER, GUEST, READER, EDITOR)
NAMES = {
    PLAIN: "plain Strawberry",
    REFERENCE: "Quire, reference path",
    COMPILED: "Quire",
    FLOOR: "floor",
}


def report(figures: Figures) -> str:
    """All tables, each under a caption."""
    parts = [run_description(figures)]
    if "in_process" in figures:
        parts += [_in_process(figures["in_process"]), _cpu(figures["in_process"])]
    if "viewers" in figures:
        parts.append(_viewers(figures["viewers"]))
    if "http" in figures:
        parts += [_rates(figures["http"]["stories"]), _memory(figures["http"]["memory_mb"])]
    if "growth" in figures:
        parts.append(_growth(figures["growth"]))
    return "\n\n".join([*parts, _targets(figures["targets"])])


def run_description(figures: Figures) -> str:
    """Date, machine, versions and sizes of the data, in three lines."""
    machine, sizes = figures["machine"], figures["sizes"]
    versions = ", ".join(f"{name} {version}" for name, version in figures["versions"].items())
    return (
        f"{figures['date']}, {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, {machine['system']}.\n{versions}.\n"
        f"{sizes['authors']:,} authors, {sizes['posts']:,} posts, {sizes['comments']:,} comments."
    )


def _in_process(figures: Figures) -> str:
    def rows() -> Iterator[list[str]]:
        for story in STORIES:
            times = {name: median_ms(figures, story, name) for name in NAMES}
            yield [
                story.label,
                f"{figures[story.name]['bytes'] / 1000:.1f} kB",
                *(_number(times[name]) for name in NAMES),
                f"{times[PLAIN] / times[COMPILED]:.1f} x",
                f"{times[COMPILED] / times[FLOOR]:.2f} x",
            ]

    heads = ["story", "answer", *NAMES.values(), "plain / Quire", "Quire / floor"]
    return "In process, median milliseconds:\n\n" + markdown_table(heads, rows())


def _cpu(figures: Figures) -> str:
    def rows() -> Iterator[list[str]]:
        for story in STORIES:
            found = figures[story.name]["implementations"]
            for name, called in NAMES.items():
                kinds = ("p99_ms", "python_ms", "postgres_ms")
                yield [story.label, called, *(_number(found[name][kind]) for kind in kinds)]

    heads = ["story", "who", "p99", "Python CPU", "Postgres CPU"]
    return "In process, milliseconds a run:\n\n" + markdown_table(heads, rows(), left=2)


def _viewers(figures: Figures) -> str:
    def rows() -> Iterator[list[str]]:
        for story in STORIES:
            found = figures[story.name]
            times = [found[name]["median_ms"] for name in VIEWERS]
            yield [
                story.label,
                *(_number(time) for time in times),
                f"{max(times) / times[0]:.1f} x",
            ]

    heads = ["story", *VIEWERS, "most / stranger"]
    return "By who asks, in process, median milliseconds of Quire:\n\n" + markdown_table(
        heads, rows()
    )


def _rates(figures: Figures) -> str:
    def rows() -> Iterator[list[str]]:
        for story in STORIES:
            for connections, found in figures[story.name].items():
                rates = {
                    name: answers_per_second(figures, story, name, connections) for name in NAMES
                }
                yield [
                    story.label,
                    str(connections),
                    *(_number(rates[name]) + "*" * (found[name]["refused"] > 0) for name in NAMES),
                    f"{rates[COMPILED] / (rates[PLAIN] or math.inf):.1f} x",
                    f"{rates[COMPILED] / rates[FLOOR]:.2f}",
                ]

    heads = ["story", "connections", *NAMES.values(), "Quire / plain", "Quire / floor"]
    caption = (
        "Over HTTP, one worker, answers a second (the floor is a raw ASGI endpoint; "
        "* more was asked, and refused as too busy):\n\n"
    )
    return caption + markdown_table(heads, rows())


def _memory(figures: Figures) -> str:
    row = [f"{figures[name]:.0f} MB" for name in NAMES]
    return "Memory of the worker afterwards:\n\n" + markdown_table(
        list(NAMES.values()), [row], left=0
    )


def _growth(figures: Figures) -> str:
    returned, levels, tables = figures["returned"], figures["levels"], figures["table"]
    rows = [
        _curve("comments returned", returned["ms"], f"exponent {returned['exponent']}, "
               f"from 100 on {returned['exponent_from_100']}"),
        _curve("levels of replies", levels["ms"], f"last / first {levels['ratio']} x"),
        _curve("comments in the table", tables["ms"], f"last / first {tables['ratio']} x"),
    ]  # fmt: skip
    return "Growth, median milliseconds of Quire in process:\n\n" + markdown_table(
        ["of what", "milliseconds", ""], rows, left=3
    )


def _curve(name: str, points: Mapping[int, float], remark: str) -> list[str]:
    return [name, ", ".join(f"{n:,}: {_number(time)}" for n, time in points.items()), remark]


def _targets(targets: Sequence[Figures]) -> str:
    rows = [
        [
            target["about"],
            f"{'at least' if target['at_least'] else 'at most'} {target['bound']:g}",
            f"{target['measured']:.2f}",
            "yes" if target["holds"] else "NO",
        ]
        for target in targets
    ]
    return markdown_table(["target", "bound", "measured", "holds"], rows)


def markdown_table(
    heads: Sequence[str], rows: Iterator[list[str]] | list[list[str]], left: int = 1
) -> str:
    """A Markdown table with aligned columns; those after the first `left` are numbers."""
    lines = [list(heads), *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    rules = [("-" * w) if i < left else "-" * (w - 1) + ":" for i, w in enumerate(widths)]
    lines.insert(1, rules)
    return "\n".join(
        "| "
        + " | ".join(
            cell.ljust(width) if i < left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in lines
    )


def _number(value: float | None) -> str:
    """Format with three significant digits, or - for what was not measured."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
