"""Equal requests that wait for one of them."""

from __future__ import annotations

import asyncio

import pytest

from gql.cache.flights import Flights


async def test_those_who_wait_take_over_the_answer_and_one_that_leaves_cancels_nothing() -> None:
    flights: Flights[str] = Flights()
    with flights.leading("a", 0) as flight:
        found = flights.find("a")
        assert found is flight
        waiting = [asyncio.create_task(flight.wait()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await asyncio.sleep(0)
        flight.answer = "answer"
    assert await asyncio.gather(*waiting[1:]) == ["answer", "answer"]
    assert flights.find("a") is None


async def test_a_flight_whose_leader_left_is_abandoned() -> None:
    flights: Flights[str] = Flights()
    waiting = []

    async def lead() -> None:
        with flights.leading("a", 0) as flight:
            waiting.append(asyncio.create_task(flight.wait()))
            await asyncio.Event().wait()

    leader = asyncio.create_task(lead())
    await asyncio.sleep(0)
    flight = flights.find("a")
    leader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leader
    assert await waiting[0] is None
    assert flight
    assert flight.is_abandoned
    assert flights.find("a") is None


async def test_a_flight_that_another_replaced_leaves_that_alone() -> None:
    flights: Flights[str] = Flights()
    with flights.leading("a", 0), flights.leading("a", 1) as second:
        pass
    assert flights.find("a") is None
    assert second.since == 1
