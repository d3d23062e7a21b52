"""The feed tells many changes in pages, and a client may go on from anywhere in them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gql.errors import PositionTooOld
from gql.live import change_feed, subscription_group
from tests.live.live_site import PUBLISH, Headers, Process

ADDED = "subscription ($on: ID!, $after: String) { commentAdded(on: $on, after: $after) { comment { content } } }"
PUBLISHED = "subscription ($after: String) { ...Told } fragment Told on Subscription { postPublished(after: $after) { post { id } } }"


async def test_who_goes_on_in_the_middle_of_many_changes_is_told_the_rest_of_them(
    live: Process, editor: Headers, post: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_feed, "PAGE_SIZE", 3)
    monkeypatch.setattr(change_feed, "GATHER_SECONDS", 0.3)
    reading = await live.open(ADDED, on=post)
    written = [str(number) for number in range(8)]
    for content in written:
        await live.comment(post, content, editor)
    await reading.until(8)
    positions = [answer.position for answer in reading.answers]
    assert len(set(positions)) == 8
    for place, position in enumerate(positions[:-1], 1):
        later = await live.open_after(ADDED, position, on=post)
        events = await later.until(8 - place)
        assert [one["comment"]["content"][3:-4] for one in events] == written[place:]
        await later.close()
    await reading.close()


async def test_who_goes_on_between_posts_that_appear_at_one_time_is_told_the_others(
    live: Process, editor: Headers
) -> None:
    reading = await live.open(PUBLISHED)
    soon = (datetime.now(UTC) + timedelta(seconds=0.8)).isoformat()
    ids = [await live.draft(editor, f"Together {number}") for number in range(3)]
    for id in ids:
        await live.run(PUBLISH, editor, input={"id": id, "at": soon})
    events = await reading.until(3)
    assert [one["post"]["id"] for one in events] == ids
    for place, answer in enumerate(reading.answers, 1):
        later = await live.open_after(PUBLISHED, answer.position)
        events = await later.until(3 - place)
        assert [one["post"]["id"] for one in events] == ids[place:]
        await later.close()
    await reading.close()


async def test_on_another_server_the_past_is_not_known_and_all_are_told_so(
    live: Process, editor: Headers, post: str
) -> None:
    reading = await live.open(ADDED, on=post)
    feed = live.service.live.feed
    assert feed._position
    feed._position = replace(feed._position, lineage="another server")
    await live.comment(post, "There", editor)
    assert isinstance(await reading.ended(), PositionTooOld)
    assert live.service.live.groups == []


async def test_a_read_that_fails_is_tried_again(
    live: Process, editor: Headers, post: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = await live.open(ADDED, on=post)
    feed, failures = live.service.live.feed, iter([True, True])
    read = feed._read

    async def failing() -> None:
        if next(failures, False):
            raise RuntimeError("nobody expects this")
        await read()

    monkeypatch.setattr(feed, "_read", failing)
    await live.comment(post, "Told all the same", editor)
    assert len(await reading.until(1)) == 1
    await reading.close()


async def test_more_than_can_be_told_ends_a_subscription(
    live: Process, editor: Headers, post: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscription_group, "MAX_PENDING", 0)
    reading = await live.open(ADDED, on=post)
    await live.comment(post, "Too much", editor)
    assert isinstance(await reading.ended(), PositionTooOld)


async def test_who_leaves_while_it_is_told_what_it_missed_leaves_nothing_behind(
    live: Process, editor: Headers, post: str
) -> None:
    reading = await live.open(ADDED, on=post)
    for number in range(3):
        await live.comment(post, str(number), editor)
    await reading.until(3)
    first = reading.answers[0].position
    await reading.close()
    later = await live.open_after(ADDED, first, on=post)
    await asyncio.sleep(0)
    await later.close()
    assert live.service.live.groups == []
