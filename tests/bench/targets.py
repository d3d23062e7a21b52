"""Bounds that the measured ratios must keep, and whether they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.bench.implementations import COMPILED, FLOOR, PLAIN
from tests.bench.over_http import TARGET_CONNECTIONS
from tests.bench.story import FIFTY, NEWEST, POST, PROFILE, TITLE, Story

Figures = Mapping[str, Any]
# Ratios rather than times: they hold on any machine, and its drifts hit all sides alike.
MIN_SPEEDUP_IN_PROCESS = {POST: 8.0, NEWEST: 6.0, FIFTY: 8.0}
MAX_TIMES_FLOOR = {POST: 1.35, NEWEST: 1.35}
# over HTTP the floor is a raw ASGI endpoint: what remains is the price of GraphQL and of safety
MIN_SHARE_OF_FLOOR_RATE = {TITLE: 0.65, POST: 0.75, NEWEST: 0.75, PROFILE: 0.6, FIFTY: 0.7}
MIN_SPEEDUP_OVER_HTTP = {POST: 15.0}
# 1 is linear growth; the rest is noise
MAX_GROWTH_EXPONENT = 1.05
MAX_TABLE_RATIO = 1.3
MAX_MINUTES = 10.0


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on one measured figure: a minimum if `at_least`, else a maximum."""

    about: str
    bound: float
    at_least: bool
    measured: float
    holds: bool


def evaluate_targets(figures: Figures) -> list[Target]:
    """Evaluate the targets whose figures were measured."""
    targets: list[Target] = []
    if "in_process" in figures:
        targets += _in_process(figures["in_process"])
    if "http" in figures:
        targets += _over_http(figures["http"]["stories"])
    if "growth" in figures:
        targets += _growth(figures["growth"])
    return [
        *targets,
        _at_most("minutes of the whole run", MAX_MINUTES, sum(figures["seconds"].values()) / 60),
    ]


def median_ms(figures: Figures, story: Story, implementation: str) -> float:
    """The median time of a story in process, in milliseconds."""
    found: float = figures[story.name]["implementations"][implementation]["median_ms"]
    return found


def answers_per_second(
    figures: Figures, story: Story, implementation: str, connections: int = TARGET_CONNECTIONS
) -> float:
    """The rate of a story over HTTP."""
    found: float = figures[story.name][connections][implementation]["per_second"]
    return found


def _in_process(figures: Figures) -> Iterator[Target]:
    for story, bound in MIN_SPEEDUP_IN_PROCESS.items():
        ratio = median_ms(figures, story, PLAIN) / median_ms(figures, story, COMPILED)
        yield _at_least(
            f"in process: {story.label}, times as fast as plain Strawberry", bound, ratio
        )
    for story, bound in MAX_TIMES_FLOOR.items():
        ratio = median_ms(figures, story, COMPILED) / median_ms(figures, story, FLOOR)
        yield _at_most(f"in process: {story.label}, times the floor", bound, ratio)


def _over_http(figures: Figures) -> Iterator[Target]:
    for story, bound in MIN_SHARE_OF_FLOOR_RATE.items():
        ratio = answers_per_second(figures, story, COMPILED) / answers_per_second(
            figures, story, FLOOR
        )
        yield _at_least(f"HTTP: {story.label}, of the raw endpoint's rate", bound, ratio)
    for story, bound in MIN_SPEEDUP_OVER_HTTP.items():
        ratio = answers_per_second(figures, story, COMPILED) / answers_per_second(
            figures, story, PLAIN
        )
        yield _at_least(f"HTTP: {story.label}, times plain Strawberry's rate", bound, ratio)


def _growth(figures: Figures) -> Iterator[Target]:
    returned = figures["returned"]
    # the second without small results, whose fixed cost makes the slope look flatter
    exponents = [returned["exponent"], returned["exponent_from_100"]]
    steepest = max(exponent for exponent in exponents if exponent is not None)
    yield _at_most("growth: exponent of time over comments returned", MAX_GROWTH_EXPONENT, steepest)
    ratio = figures["table"]["ratio"]
    yield _at_most(
        "growth: a post page in the largest table, times the smallest", MAX_TABLE_RATIO, ratio
    )


def _at_least(about: str, bound: float, measured: float) -> Target:
    return Target(about, bound, True, round(measured, 3), measured >= bound)


def _at_most(about: str, bound: float, measured: float) -> Target:
    return Target(about, bound, False, round(measured, 3), measured <= bound)
