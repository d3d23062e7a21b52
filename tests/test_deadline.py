"""A deadline cancels a block that takes too long, and affects nothing else."""

from __future__ import annotations

import asyncio

import pytest

from gql.deadline import Deadline


async def test_a_late_block_is_cancelled_and_execution_goes_on_after_it() -> None:
    with Deadline(0.01):
        await asyncio.sleep(9)
        pytest.fail("it went on")
    await asyncio.sleep(0)
    # as if nothing had happened: another timeout around it would misread a leftover request
    assert asyncio.current_task().cancelling() == 0  # type: ignore[union-attr]


async def test_a_block_that_ends_in_time_is_not_cancelled_later() -> None:
    with Deadline(0.01):
        done = True
    await asyncio.sleep(0.03)
    assert done


async def test_an_exception_of_the_block_is_raised() -> None:
    with pytest.raises(ValueError, match="wrong"), Deadline(1):
        raise ValueError("wrong")


async def test_a_block_that_swallows_the_cancellation_leaves_none_pending() -> None:
    with Deadline(0.01):
        try:
            await asyncio.sleep(9)
        except asyncio.CancelledError:
            ended = True
    await asyncio.sleep(0)
    assert ended


@pytest.mark.parametrize("is_late_too", [True, False])
async def test_a_cancellation_from_elsewhere_passes_through(is_late_too: bool) -> None:
    async def work() -> None:
        with Deadline(0.01 if is_late_too else 9):
            try:
                await asyncio.sleep(9)
            finally:
                if is_late_too:  # both at once: the deadline's own does not hide the other
                    task.cancel()

    task = asyncio.create_task(work())
    await asyncio.sleep(0.001)
    if not is_late_too:
        task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def test_the_inner_of_two_deadlines_ends_only_its_own_block() -> None:
    with Deadline(9):
        with Deadline(0.01):
            await asyncio.sleep(9)
        await asyncio.sleep(0)
        went_on = True
    assert went_on
