"""What the inputs of posts and pages have in common."""

from __future__ import annotations

from datetime import datetime

import strawberry

from gql.types.text_fields import ContentFormat

UNCHANGED = strawberry.UNSET
_ID = "Its global id."
_CONTENT = "The text: 200,000 characters at most."
_FORMAT = "How the text is written: MARKDOWN or HTML."


@strawberry.input
class NewEntry:
    title: str = strawberry.field(description="The title, as plain text.")
    content: str = strawberry.field(description=_CONTENT)
    format: ContentFormat = strawberry.field(default=ContentFormat.MARKDOWN, description=_FORMAT)
    slug: str | None = strawberry.field(
        default=UNCHANGED,
        description="The last part of its path. Letters of every script stay; a number is added "
        "where it is taken. Without it, one is made of the title.",
    )
    featured_image: strawberry.ID | None = strawberry.field(
        default=UNCHANGED, description="The picture that stands for it: the global id of a Media."
    )
    language: str | None = strawberry.field(
        default=UNCHANGED, description="As in BCP 47. Without it, that of the site."
    )
    comments_open: bool | None = strawberry.field(
        default=UNCHANGED, description="Whether readers may answer. Without it, they may."
    )
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="Any text of your own, such as a UUID. The same key within 24 hours answers "
        "what was made with it, and makes nothing else.",
    )


@strawberry.input
class ExpectedVersion:
    expected_version: int | None = strawberry.field(
        default=None,
        description="The version that you have read. If somebody has saved another since, nothing "
        "is done: CONFLICT. Null: whatever the version.",
    )


@strawberry.input
class ThisEntry:
    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input
class EntryChange(ThisEntry, ExpectedVersion):
    title: str | None = strawberry.field(default=UNCHANGED, description="The title, as plain text.")
    content: str | None = strawberry.field(default=UNCHANGED, description=_CONTENT)
    format: ContentFormat | None = strawberry.field(default=UNCHANGED, description=_FORMAT)
    slug: str | None = strawberry.field(
        default=UNCHANGED,
        description="The last part of its path. A path that readers knew answers 301 from then on, "
        "and so do those of pages below it. Null: made of the title anew.",
    )
    featured_image: strawberry.ID | None = strawberry.field(
        default=UNCHANGED, description="The global id of a Media. Null: no picture."
    )
    language: str | None = strawberry.field(default=UNCHANGED, description="As in BCP 47.")
    comments_open: bool | None = strawberry.field(
        default=UNCHANGED, description="Whether readers may answer."
    )


@strawberry.input
class Publishing(ThisEntry, ExpectedVersion):
    at: datetime | None = strawberry.field(
        default=None,
        description="From when on readers see it: a time to come makes it SCHEDULED. Null: now.",
    )


@strawberry.input
class EarlierVersion(ThisEntry):
    version: int = strawberry.field(description="The number of the version, as revisions tell it.")
