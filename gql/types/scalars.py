"""The scalars beyond GraphQL's own, and a span of time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NewType, NoReturn

import strawberry
from strawberry.types.scalar import ScalarDefinition

URL = NewType("URL", str)
HTML = NewType("HTML", str)


def _time(text: object) -> datetime:
    try:
        time = datetime.fromisoformat(text if isinstance(text, str) else "")
        return time.astimezone(UTC) if time.tzinfo else _refuse()
    except (ValueError, OverflowError):
        return _refuse()


def _refuse() -> NoReturn:
    # graphql-core puts the argument and its place before the text of a ValueError
    raise ValueError("Write it as in RFC 3339, with its offset: 2026-05-04T12:00:00Z.") from None


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A time as in RFC 3339 with its offset, which is always UTC in answers.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=datetime.isoformat,
        parse_value=_time,
    ),
    URL: strawberry.scalar(
        name="URL",
        description="An absolute address, http or https.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3986",
        serialize=str,
        parse_value=str,
    ),
    HTML: strawberry.scalar(
        name="HTML",
        description="HTML that was sanitised when it was written: safe to insert into a page.",
        serialize=str,
        parse_value=str,
    ),
}


@strawberry.input(description="A span of time.")
class DateRange:
    from_: datetime | None = strawberry.field(
        default=None, name="from", description="The first moment that is in."
    )
    until: datetime | None = strawberry.field(
        default=None, description="The first moment that is out."
    )
