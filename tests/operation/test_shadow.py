"""Shadow mode compares a share of the answers and logs only what differs repeatedly."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from gql import logs, metrics
from gql.operation import shadow
from gql.operation.request import GraphQLRequest
from gql.operation.shadow import MAX_CONCURRENT, DataAndErrors, Shadow

REQUEST = GraphQLRequest("{ site { title } }")
ONE: DataAndErrors = ({"site": {"title": "One"}}, [])
OTHER: DataAndErrors = ({"site": {"title": "Another"}}, [])


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    with capture_logs() as lines:
        monkeypatch.setattr(logs, "log", logs.structlog.get_logger("quire"))
        yield lines


@pytest.fixture
def differences(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One item for each difference that was counted in the metrics."""
    calls: list[None] = []
    monkeypatch.setattr(metrics, "count_shadow_difference", lambda: calls.append(None))
    return calls


def answers(*outcomes: DataAndErrors) -> Callable[[], Awaitable[DataAndErrors]]:
    """A run that returns these outcomes one after the other."""
    remaining = list(outcomes)

    async def run() -> DataAndErrors:
        return remaining.pop(0)

    return run


async def settled(shadow_mode: Shadow) -> None:
    """Wait for all comparisons."""
    await asyncio.gather(*shadow_mode._comparing)


async def test_only_the_configured_share_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    # two of four draws are below the share of a quarter; the boundary itself is not
    drawn = iter([0.0, 0.24, 0.25, 0.99])
    monkeypatch.setattr(shadow.random, "random", lambda: next(drawn))
    shadow_mode, compared = Shadow(0.25), 0
    for _ in range(4):
        shadow_mode.compare_sample(REQUEST, ONE, answers(ONE), answers(ONE))
        compared += len(shadow_mode._comparing)
        await settled(shadow_mode)
    assert compared == 2


async def test_at_most_two_comparisons_run_at_once() -> None:
    shadow_mode, free = Shadow(1.0), asyncio.Event()

    async def waiting() -> DataAndErrors:
        await free.wait()
        return ONE

    for _ in range(5):
        shadow_mode.compare_sample(REQUEST, ONE, answers(ONE), waiting)
    assert len(shadow_mode._comparing) == MAX_CONCURRENT == 2
    free.set()
    await settled(shadow_mode)


async def test_a_change_between_the_two_answers_is_not_a_difference(
    logged: list[Any], differences: list[None]
) -> None:
    shadow_mode = Shadow(1.0)
    # the plan answered before the change, the reference after it; run again they agree
    shadow_mode.compare_sample(REQUEST, ONE, answers(OTHER), answers(OTHER, OTHER))
    await settled(shadow_mode)
    assert (logged, differences) == ([], [])


async def test_answers_that_differ_twice_are_logged_with_the_operation(
    logged: list[Any], differences: list[None]
) -> None:
    shadow_mode = Shadow(1.0)
    shadow_mode.compare_sample(REQUEST, ONE, answers(ONE), answers(OTHER, OTHER))
    await settled(shadow_mode)
    assert [(line["event"], line["operation"]) for line in logged] == [
        ("plan and reference differ", REQUEST.query)
    ]
    assert len(differences) == 1


async def test_a_failed_comparison_is_a_warning_and_not_a_difference(
    logged: list[Any], differences: list[None]
) -> None:
    async def broken() -> DataAndErrors:
        raise ConnectionError

    shadow_mode = Shadow(1.0)
    shadow_mode.compare_sample(REQUEST, ONE, answers(ONE), broken)
    await settled(shadow_mode)
    assert [(line["event"], line["log_level"]) for line in logged] == [
        ("shadow mode could not compare", "warning")
    ]
    assert differences == []
