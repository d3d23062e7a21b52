"""What open operations may take of a process."""

from __future__ import annotations

import pytest

from gql.errors import TooManyLiveOperations
from gql.live import query_group
from gql.operation.result import Result
from tests.live.live_site import process

ADDED = "subscription ($on: ID!) { commentAdded(on: $on) { position } }"
SITE = "query @live { site { title } }"


async def test_more_different_operations_than_allowed_are_refused(empty_database: str) -> None:
    async with process(empty_database, live_different=10) as live:
        readings = [await live.open(ADDED, on=f"UG9zdDo{end}") for end in "xy"]
        # another reader of one of them is none more
        readings.append(await live.open(ADDED, on="UG9zdDox"))
        for query in (SITE, ADDED.replace("position", "__typename")):
            with pytest.raises(TooManyLiveOperations):
                await live.answer(query, on="UG9zdDox")
        for one in readings:
            await one.close()
        again = await live.open(SITE)
        await again.close()
        assert live.service.live.groups == []


async def test_an_answer_that_is_too_long_to_be_kept_is_refused(empty_database: str) -> None:
    async with process(empty_database, live_answer=1024) as live:
        opened = await live.open("query @live { __schema { types { name } } }")
        await opened.answered(1)
        assert b"LIMIT_EXCEEDED" in opened.answers[0].body
        assert not isinstance(opened, Result)
        await opened.close()


async def test_an_answer_that_took_too_long_is_asked_for_again(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_group, "AGAIN_SECONDS", 0.1)
    async with process(empty_database) as live:
        executor = live.service.executor
        executor.timeout = 1e-9
        reading = await live.open(SITE)
        await reading.answered(1)
        assert b"TIMED_OUT" in reading.answers[0].body
        executor.timeout = 5.0
        await reading.answered(2)
        assert b"errors" not in reading.answers[1].body
        await reading.close()
