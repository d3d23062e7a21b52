"""Every change is told once and in one order, whatever becomes of connections and transactions."""

from __future__ import annotations

import asyncpg
import pytest

from gql.content.comments.moderate import moderate
from gql.content.draft import CommentStatus
from gql.engine.global_id import decode_id
from gql.errors import BadInput, PositionTooOld
from gql.live import change_feed
from gql.live.feed_position import FeedPosition
from gql.viewer import Role, Viewer
from tests.live.live_site import Headers, Process, Reading, process

ADDED = (
    "subscription ($on: ID!, $after: String) "
    "{ commentAdded(on: $on, after: $after) { position comment { content } } }"
)
MODERATOR = Viewer(Role.EDITOR, 1, 1, "editor@blog.example")


def _numbers(reading: Reading) -> list[str]:
    return [
        one["comment"]["content"].removeprefix("<p>").removesuffix("</p>") for one in reading.data
    ]


async def test_each_reader_of_each_process_is_told_each_comment_once_while_listeners_are_killed(
    live: Process, editor: Headers, post: str, module_database: str
) -> None:
    async with process(module_database) as other:
        readings = [await one.open(ADDED, on=post) for one in (live, other) for _ in range(3)]
        for number in range(40):
            await (live, other)[number % 2].comment(post, str(number), editor)
            if number in (10, 25):
                await _kill_listeners(module_database)
        for one in readings:
            await one.until(40)
            assert _numbers(one) == [str(number) for number in range(40)]
            await one.close()


async def test_a_transaction_with_a_lower_id_that_commits_late_is_told_late_and_once(
    live: Process, editor: Headers, ada: Headers, post: str
) -> None:
    held = (await live.comment(post, "late", ada))["comment"]["id"]
    number = (decode_id(held) or ("", 0))[1]
    reading = await live.open(ADDED, on=post)
    async with live.service.database.transaction() as connection:
        other = await live.post(editor)
        elsewhere = await live.open(ADDED, on=other)
        await connection.execute("select pg_current_xact_id()")
        await live.comment(other, "meanwhile", editor)
        [meanwhile] = await elsewhere.until(1)
        await moderate(connection, MODERATOR, [number], CommentStatus.APPROVED, None)
    await reading.until(1)
    assert _numbers(reading) == ["late"]
    # and to those who come back with a position from before it was committed
    again = await live.open(ADDED, on=post, after=meanwhile["position"])
    await again.until(1)
    assert _numbers(again) == ["late"]
    for one in (reading, elsewhere, again):
        await one.close()


async def test_who_comes_back_is_told_what_has_happened_since_and_nothing_else(
    live: Process, editor: Headers, post: str, module_database: str
) -> None:
    first, written = await live.open(ADDED, on=post), [str(number) for number in range(70)]
    for content in written:
        await live.comment(post, content, editor)
    await first.until(70)
    positions = [answer.position for answer in first.answers]
    await first.close()
    async with process(module_database) as other:
        for place in (0, 30, 69):
            # more than a reader may leave waiting: they come as fast as it takes them
            by_argument = await other.open_after(ADDED, positions[place], on=post)
            by_transport = await live.open(ADDED, on=post, after=positions[place])
            written.append(f"new {place}")
            await live.comment(post, written[-1], editor)
            for one in (by_argument, by_transport):
                await one.until(len(written) - place - 1)
                assert _numbers(one) == written[place + 1 :]
                await one.close()
    assert live.service.live.groups == []


async def test_those_who_come_back_join_the_others(
    live: Process, editor: Headers, post: str
) -> None:
    staying = await live.open(ADDED, on=post)
    await live.comment(post, "1", editor)
    [event] = await staying.until(1)
    back = await live.open(ADDED, on=post, after=event["position"])
    assert len(live.service.live.groups) == 1
    await live.comment(post, "2", editor)
    for one, count in ((staying, 2), (back, 1)):
        await one.until(count)
    assert staying.answers[1].body is back.answers[0].body
    await staying.close()
    await back.close()


async def test_a_position_that_tells_too_little_is_refused(
    live: Process, editor: Headers, post: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = await live.open(ADDED, on=post)
    for content in ("1", "2", "3"):
        await live.comment(post, content, editor)
    [first, *_] = await reading.until(3)
    position = FeedPosition.of(first["position"])
    elsewhere = FeedPosition("another server", position.since, position.newest, position.shown)
    long_ago = position.shown_up_to(position.shown - change_feed.KEPT * 2)
    for one in (elsewhere, long_ago):
        with pytest.raises(PositionTooOld):
            await live.answer(ADDED, on=post, after=one.text)
    monkeypatch.setattr(change_feed, "MAX_UNSEEN", 1)
    with pytest.raises(PositionTooOld):
        await live.answer(ADDED, on=post, after=first["position"])
    for snapshot in ("20:10:", "0:1:", "10:20:15,12", "10:20:30"):
        no_snapshot = FeedPosition(position.lineage, snapshot, 1, position.shown)
        with pytest.raises(BadInput):
            await live.answer(ADDED, on=post, after=no_snapshot.text)
    for nonsense in ("", "x", "a" * 20_000, "w6k"):
        with pytest.raises(BadInput):
            await live.answer(ADDED, on=post, after=nonsense or "=")
    await reading.close()
    assert live.service.live.groups == []


async def _kill_listeners(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(
        "select pg_terminate_backend(a.pid) from pg_stat_activity a "
        "where a.application_name = 'quire changes' and a.datname = current_database()"
    )
    await connection.close()
