"""Each subscription tells what it promises, to those who may know."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gql.viewer import Role
from tests.live.live_site import Process, process

ADDED = "subscription ($on: ID!) { commentAdded(on: $on) { position comment { id content author { name } } } }"


@pytest.fixture(scope="module")
async def live(module_database: str) -> AsyncIterator[Process]:
    async with process(module_database, comments_per_minute=1_000) as one:
        yield one


@pytest.fixture(scope="module")
async def editor(live: Process) -> dict[bytes, bytes]:
    return await live.sign_in("editor@blog.example", Role.EDITOR)


async def test_a_comment_is_told_when_it_is_written(
    live: Process, editor: dict[bytes, bytes]
) -> None:
    on = await live.post(editor)
    reading = await live.open(ADDED, on=on)
    await live.comment(on, "First", editor)
    [event] = await reading.until(1)
    assert event["comment"]["content"] == "<p>First</p>"
    assert event["position"] == reading.answers[0].position
