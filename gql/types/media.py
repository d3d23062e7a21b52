"""Media: images and other uploaded files."""

from __future__ import annotations

from gql import engine
from gql.types.node import Node
from gql.types.scalars import URL


@engine.record_type("media")
class Media(Node):
    """An image or another uploaded file."""

    database_id: int = engine.column("The numeric id of the file in the database.")
    url: URL = engine.column("The URL of the file.")
    mime_type: str = engine.column("The MIME type, such as image/png.")
    alt: str = engine.column("The alternative text, for those who cannot see the image.")
    caption: str | None = engine.column("The caption.")
    title: str | None = engine.column("The title.")
    width: int | None = engine.column("Width in pixels.")
    height: int | None = engine.column("Height in pixels.")
    file_size: int | None = engine.column("Size in bytes.")
