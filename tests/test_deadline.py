"""A deadline ends what takes too long, and keeps out of everything else."""

from __future__ import annotations

import asyncio

import pytest

from gql.deadline import Deadline


async def test_what_takes_too_long_ends_and_what_follows_it_runs() -> None:
    with Deadline(0.01):
        await asyncio.sleep(9)
        pytest.fail("it went on")
    await asyncio.sleep(0)
    assert asyncio.current_task().cancelling() == 0  # type: ignore[union-attr]


async def test_what_is_done_in_time_is_never_disturbed() -> None:
    with Deadline(0.01):
        done = True
    await asyncio.sleep(0.03)
    assert done


async def test_an_error_passes() -> None:
    with pytest.raises(ValueError, match="wrong"), Deadline(1):
        raise ValueError("wrong")


async def test_what_refuses_to_end_is_waited_for_and_leaves_no_trace() -> None:
    with Deadline(0.01):
        try:
            await asyncio.sleep(9)
        except asyncio.CancelledError:
            ended = True
    await asyncio.sleep(0)
    assert ended


@pytest.mark.parametrize("is_late_too", [True, False])
async def test_an_end_that_others_ask_for_passes(is_late_too: bool) -> None:
    async def work() -> None:
        with Deadline(0.01 if is_late_too else 9):
            try:
                await asyncio.sleep(9)
            finally:
                if is_late_too:
                    task.cancel()

    task = asyncio.create_task(work())
    await asyncio.sleep(0.001)
    if not is_late_too:
        task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def test_the_inner_of_two_ends_alone() -> None:
    with Deadline(9):
        with Deadline(0.01):
            await asyncio.sleep(9)
        await asyncio.sleep(0)
        went_on = True
    assert went_on
