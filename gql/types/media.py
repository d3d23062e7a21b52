"""Media: pictures and other files."""

from __future__ import annotations

from gql import engine
from gql.types.node import Node
from gql.types.scalars import URL


@engine.record_type("media")
class Media(Node):
    """A picture or another file."""

    database_id: int = engine.column("The number of the file in the database.")
    url: URL = engine.column("The address of the file.")
    mime_type: str = engine.column("What kind of file it is, such as image/png.")
    alt: str = engine.column("What it shows, for those who cannot see it.")
    caption: str | None = engine.column("What stands below it.")
    title: str | None = engine.column("Its name.")
    width: int | None = engine.column("In pixels.")
    height: int | None = engine.column("In pixels.")
    file_size: int | None = engine.column("In bytes.")
