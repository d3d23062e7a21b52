"""Media: images and other uploaded files."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import unquote, urlsplit

import strawberry

from gql import engine
from gql.engine import Order
from gql.types.node import Node
from gql.types.scalars import URL

# the newest have the highest ids, as all tables count upwards
NEWEST = Order("media/newest", (), descending=True)


@strawberry.input(one_of=True, description="Selects one file. Provide exactly one field.")
class MediaBy:
    id: strawberry.ID | None = engine.unique_key("By global id.")
    database_id: int | None = engine.unique_key("By the numeric id in the database.")


def title(given: str | None, url: str) -> str:
    """The title; of a file without one, the name of the file."""
    return given or unquote(urlsplit(url).path.rpartition("/")[2]) or url


@engine.record_type("media")
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
