"""Timestamps in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from gql.content.timestamp import utc

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)


def test_timestamps_are_converted_to_utc() -> None:
    assert utc(None) is None
    assert utc(NOON.replace(tzinfo=None)) == NOON
    assert utc(NOON.astimezone(timezone(timedelta(hours=2)))) == NOON
    # in UTC this would be in the year 0
    assert utc(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2)))) is None
