"""Shadow mode compares a share of the answers, beside them, and tells only what stays different."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from gql import logs, metrics
from gql.operation import shadow
from gql.operation.request import GraphQLRequest
from gql.operation.shadow import MOST_AT_ONCE, Answer, Shadow

REQUEST = GraphQLRequest("{ site { title } }")
ONE: Answer = ({"site": {"title": "One"}}, [])
OTHER: Answer = ({"site": {"title": "Another"}}, [])


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    with capture_logs() as lines:
        monkeypatch.setattr(logs, "log", logs.structlog.get_logger("quire"))
        yield lines


@pytest.fixture
def differences(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    found: list[None] = []
    monkeypatch.setattr(metrics, "shadow_difference", lambda: found.append(None))
    return found


def answers(*given: Answer) -> Callable[[], Awaitable[Answer]]:
    """One after the other."""
    left = list(given)

    async def asked() -> Answer:
        return left.pop(0)

    return asked


async def settled(shadowing: Shadow) -> None:
    await asyncio.gather(*shadowing._comparing)


async def test_the_share_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([0.0, 0.24, 0.25, 0.99])
    monkeypatch.setattr(shadow.random, "random", lambda: next(drawn))
    shadowing, compared = Shadow(0.25), 0
    for _ in range(4):
        shadowing.cast(REQUEST, ONE, answers(ONE), answers(ONE))
        compared += len(shadowing._comparing)
        await settled(shadowing)
    assert compared == 2


async def test_only_two_are_compared_at_once() -> None:
    shadowing, free = Shadow(1.0), asyncio.Event()

    async def waiting() -> Answer:
        await free.wait()
        return ONE

    for _ in range(5):
        shadowing.cast(REQUEST, ONE, answers(ONE), waiting)
    assert len(shadowing._comparing) == MOST_AT_ONCE == 2
    free.set()
    await settled(shadowing)


async def test_what_somebody_wrote_in_between_is_no_difference(
    logged: list[Any], differences: list[None]
) -> None:
    shadowing = Shadow(1.0)
    shadowing.cast(REQUEST, ONE, answers(OTHER), answers(OTHER, OTHER))
    await settled(shadowing)
    assert (logged, differences) == ([], [])


async def test_what_differs_twice_is_told_with_the_operation(
    logged: list[Any], differences: list[None]
) -> None:
    shadowing = Shadow(1.0)
    shadowing.cast(REQUEST, ONE, answers(ONE), answers(OTHER, OTHER))
    await settled(shadowing)
    assert [(line["event"], line["operation"]) for line in logged] == [
        ("plan and reference differ", REQUEST.query)
    ]
    assert len(differences) == 1


async def test_what_cannot_be_compared_is_a_warning_and_no_difference(
    logged: list[Any], differences: list[None]
) -> None:
    async def broken() -> Answer:
        raise ConnectionError

    shadowing = Shadow(1.0)
    shadowing.cast(REQUEST, ONE, answers(ONE), broken)
    await settled(shadowing)
    assert [(line["event"], line["log_level"]) for line in logged] == [
        ("shadow mode could not compare", "warning")
    ]
    assert differences == []
