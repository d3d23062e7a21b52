"""What open operations may take of a process."""

from __future__ import annotations

import pytest

from gql.errors import TooManyLiveOperations
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
