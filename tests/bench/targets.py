"""What was promised of the figures, and whether they hold it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.bench.implementations import COMPILED, FLOOR, PLAIN
from tests.bench.over_http import JUDGED
from tests.bench.story import FIFTY, NEWEST, POST, PROFILE, TITLE, Story

Figures = Mapping[str, Any]
FASTER_THAN_PLAIN = {POST: 8.0, NEWEST: 6.0, FIFTY: 8.0}
NEAR_THE_FLOOR = {POST: 1.35, NEWEST: 1.35}
OF_THE_RAW_ENDPOINT = {TITLE: 0.5, POST: 0.65, NEWEST: 0.65, PROFILE: 0.6, FIFTY: 0.65}
FASTER_THAN_PLAIN_VIEW = {POST: 15.0}
EXPONENT = 1.05
TABLE = 1.3
MINUTES = 10.0


@dataclass(frozen=True, slots=True)
class Promise:
    """A bound on a measured ratio."""

    about: str
    bound: float
    at_least: bool
    measured: float
    holds: bool


def promises(figures: Figures) -> list[Promise]:
    """Those whose figures were measured."""
    found: list[Promise] = []
    if "in_process" in figures:
        found += _in_process(figures["in_process"])
    if "http" in figures:
        found += _over_http(figures["http"]["stories"])
    if "growth" in figures:
        found += _growth(figures["growth"])
    return [
        *found,
        _most("minutes of the whole run", MINUTES, sum(figures["seconds"].values()) / 60),
    ]


def median(figures: Figures, story: Story, contestant: str) -> float:
    """In process, in milliseconds."""
    found: float = figures[story.name]["contestants"][contestant]["median_ms"]
    return found


def rate(figures: Figures, story: Story, contestant: str, connections: int = JUDGED) -> float:
    """Over HTTP, in requests a second."""
    found: float = figures[story.name][connections][contestant]["per_second"]
    return found


def _in_process(figures: Figures) -> Iterator[Promise]:
    for story, bound in FASTER_THAN_PLAIN.items():
        ratio = median(figures, story, PLAIN) / median(figures, story, COMPILED)
        yield _least(f"in process: {story.label}, times as fast as plain Strawberry", bound, ratio)
    for story, bound in NEAR_THE_FLOOR.items():
        ratio = median(figures, story, COMPILED) / median(figures, story, FLOOR)
        yield _most(f"in process: {story.label}, times the floor", bound, ratio)


def _over_http(figures: Figures) -> Iterator[Promise]:
    for story, bound in OF_THE_RAW_ENDPOINT.items():
        ratio = rate(figures, story, COMPILED) / rate(figures, story, FLOOR)
        yield _least(f"HTTP: {story.label}, of the raw endpoint's rate", bound, ratio)
    for story, bound in FASTER_THAN_PLAIN_VIEW.items():
        ratio = rate(figures, story, COMPILED) / rate(figures, story, PLAIN)
        yield _least(f"HTTP: {story.label}, times plain Strawberry's rate", bound, ratio)


def _growth(figures: Figures) -> Iterator[Promise]:
    returned = figures["returned"]
    exponents = [returned["exponent"], returned["exponent_from_100"]]
    steepest = max(exponent for exponent in exponents if exponent is not None)
    yield _most("growth: exponent of time over comments returned", EXPONENT, steepest)
    ratio = figures["table"]["ratio"]
    yield _most("growth: a post page in the largest table, times the smallest", TABLE, ratio)


def _least(about: str, bound: float, measured: float) -> Promise:
    return Promise(about, bound, True, round(measured, 3), measured >= bound)


def _most(about: str, bound: float, measured: float) -> Promise:
    return Promise(about, bound, False, round(measured, 3), measured <= bound)
