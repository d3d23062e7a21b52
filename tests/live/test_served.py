"""Short runs of the programs that measure services in processes of their own, over sockets."""

from __future__ import annotations

import pytest

from tests.live.crowd import served_process, tell_all
from tests.live.watchers import measure

pytestmark = [pytest.mark.slow(12), pytest.mark.untraced]

SUBSCRIBERS, COMMENTS = 6, 24


async def test_subscribers_of_two_services_are_told_each_comment_once_and_in_order(
    empty_database: str,
) -> None:
    seconds = await tell_all(
        empty_database,
        subscribers=SUBSCRIBERS,
        comments=COMMENTS,
        late_seconds=0.5,
        start=served_process,
    )
    assert len(seconds) == SUBSCRIBERS * (COMMENTS + 1)


async def test_many_watchers_of_one_page_cost_one_execution_for_each_change_at_most(
    empty_database: str,
) -> None:
    report = await measure(empty_database, watchers=40, a_second=10, seconds=1)
    assert report.changes == 10
    assert 0 < report.executions <= report.changes
    assert report.answers == 40 * report.executions
