"""Media: images and other uploaded files."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from urllib.parse import unquote, urlsplit

import strawberry

from gql import engine
from gql.engine import IdFilter, Order, RecordTags, TextFilter
from gql.types.node import Node
from gql.types.scalars import URL, DateRange


@strawberry.enum(description="The order of a list of files.")
class MediaOrder(Enum):
    NEWEST = strawberry.enum_value("NEWEST", description="What came last comes first.")
    OLDEST = strawberry.enum_value("OLDEST", description="What came first comes first.")


# the newest have the highest ids, as all tables count upwards
ORDERS = {
    MediaOrder.NEWEST: Order("media/newest", (), descending=True),
    MediaOrder.OLDEST: Order("media/oldest", ()),
}


@strawberry.input(one_of=True, description="Selects one file. Provide exactly one field.")
class MediaBy:
    id: strawberry.ID | None = engine.unique_key("By global id.")
    database_id: int | None = engine.unique_key("By the numeric id in the database.")


@strawberry.input(description="Conditions for files. All that are given must match.")
class MediaWhere:
    media: IdFilter | None = engine.is_node(
        "Media", description="One of these files, or none of them."
    )
    mime_type: TextFilter | None = engine.matches_media_range(
        "mime_type", "Of one of these MIME types: `image/png`, or `image/*` for all images."
    )
    uploaded: DateRange | None = engine.in_range("created_at", "Came here in this time range.")
    search: str | None = engine.matches_names(
        "media",
        "words",
        "Each of these words begins one of the title or of the name of the file. Of more than "
        "10,000 matches, 10,000 are listed.",
    )
    or_: list[MediaWhere] | None = engine.any_branch()
    not_: MediaWhere | None = engine.no_match()


def title(given: str | None, url: str) -> str:
    """The title; of a file without one, the name of the file."""
    return given or unquote(urlsplit(url).path.rpartition("/")[2]) or url


@engine.record_type("media", where=MediaWhere, orders=ORDERS, tags=RecordTags("media", "media"))
class Media(Node):
    """An image or another uploaded file."""

    database_id: int = engine.column("The numeric id of the file in the database.")
    url: URL = engine.column("The URL of the file.")
    mime_type: str = engine.column("The MIME type, such as image/png.")
    alt: str = engine.column("The alternative text, for those who cannot see the image.")
    caption: str | None = engine.column("The caption.")
    title: str = engine.computed(title, "title", "url")
    width: int | None = engine.column("Width in pixels.")
    height: int | None = engine.column("Height in pixels.")
    file_size: int | None = engine.column("Size in bytes.")
    created_at: datetime = engine.column("When the file came here.")
    updated_at: datetime = engine.column("When it, or what is said of it, was last changed.")
