"""Custom scalars (DateTime, URL, HTML) and the input DateRange."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NewType, NoReturn

import strawberry
from strawberry.types.scalar import ScalarDefinition

URL = NewType("URL", str)
HTML = NewType("HTML", str)


_LEAP_SECOND = re.compile(r"(?<=T\d\d:\d\d):60")


def _parse_time(text: object) -> datetime:
    # fromisoformat() also reads dates and times without an offset, which are rejected here:
    # RFC 3339 requires an offset, and guessing one would shift the time
    try:
        # RFC 3339, 5.6: t and z may be small; 5.7: a minute may have 61 seconds, Python's has 60
        known, leap_seconds = _LEAP_SECOND.subn(
            ":59", text.upper() if isinstance(text, str) else ""
        )
        time = datetime.fromisoformat(known) + timedelta(seconds=leap_seconds)
        return time.astimezone(UTC) if time.tzinfo else _reject_time()
    except (ValueError, OverflowError):
        return _reject_time()


def _reject_time() -> NoReturn:
    # graphql-core prefixes the message of a ValueError with the name of the argument
    raise ValueError("Write it as in RFC 3339, with its offset: 2026-05-04T12:00:00Z.") from None


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A time as in RFC 3339 with its offset. Responses always use UTC.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=datetime.isoformat,
        parse_value=_parse_time,
    ),
    URL: strawberry.scalar(
        name="URL",
        description="An absolute http or https URL.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3986",
        serialize=str,
        parse_value=str,
    ),
    HTML: strawberry.scalar(
        name="HTML",
        description="HTML that was sanitised when it was saved: safe to insert into a page.",
        serialize=str,
        parse_value=str,
    ),
}


@strawberry.input(description="A span of time; either end may be left open.")
class DateRange:
    from_: datetime | None = strawberry.field(
        default=None, name="from", description="The start, included in the range."
    )
    until: datetime | None = strawberry.field(
        default=None, description="The end, not included in the range."
    )
