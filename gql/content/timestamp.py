"""Timestamps in UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def utc(timestamp: datetime | None) -> datetime | None:
    """The timestamp in UTC; one without a zone is taken as UTC. None stays None."""
    if timestamp is None:
        return None
    if timestamp.tzinfo is None:
        return timestamp.replace(tzinfo=UTC)
    try:
        return timestamp.astimezone(UTC)
    except OverflowError:  # the conversion leaves the years 1 to 9999 that datetime can hold
        return None
