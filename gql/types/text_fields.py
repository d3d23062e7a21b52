"""Text fields with an argument `format`, and excerpts: shared by posts, pages and comments."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from html import escape
from typing import Annotated, Any

import strawberry

from gql import engine
from gql.content.text.plain_text import first_words
from gql.engine import argument
from gql.errors import BadInput

MAX_EXCERPT_WORDS = 300
LONG_TEXT, SHORT_TEXT = 262_144, 16_384  # bytes of all but the longest posts, and comments


@strawberry.enum(description="The format in which a text is returned, or was written.")
class ContentFormat(Enum):
    HTML = strawberry.enum_value("HTML", description="Sanitised HTML.")
    MARKDOWN = strawberry.enum_value("MARKDOWN", description="Markdown.")
    TEXT = strawberry.enum_value("TEXT", description="Plain text, without any mark-up.")
    SOURCE = strawberry.enum_value(
        "SOURCE",
        description="The text as its author typed it, for those who may edit it; others get "
        "the HTML, by a preview too.",
    )


_HTML = ContentFormat.HTML


def formatted_text(prefix: str, description: str, *, size: int) -> Any:
    """Declare a text field whose formats are stored in columns with one prefix.

    The columns are lazy: only the format that is requested is read. `size`: the bytes of all but
    the longest such texts.
    """
    columns: Mapping[str, str] = {
        "HTML": f"{prefix}_html",
        "MARKDOWN": f"{prefix}_markdown",
        "TEXT": f"{prefix}_text",
        "SOURCE": f"{prefix}_source",
    }
    return engine.column_by(
        "format",
        columns,
        ContentFormat.HTML,
        description,
        about="The format to return the text in.",
        size=size,
    )


def excerpt(
    text: str,
    is_written: bool,
    format: Annotated[
        ContentFormat, argument(description="The format to return the text in.")
    ] = ContentFormat.HTML,
    words: Annotated[
        int, argument(description="How many words of the content to use, 1 to 300.")
    ] = 55,
) -> str:
    """A short summary: the one its author wrote, or else the first words of the content."""
    if not 1 <= words <= MAX_EXCERPT_WORDS:
        raise BadInput(f"words is {words}; ask for 1 to {MAX_EXCERPT_WORDS}.", argument="words")
    return _excerpt(text, None if is_written else words, format is _HTML)


# excerpts of front-page posts are requested again and again; 55 words is WordPress's default
@lru_cache(1_000)
def _excerpt(text: str, words: int | None, is_html: bool) -> str:
    short = text if words is None else _first_words(text, words)
    if not is_html or not short:
        return short
    return f"<p>{escape(short, quote=False)}</p>"


def _first_words(text: str, words: int) -> str:
    short = first_words(text, words)
    return short + "…" if len(short) < len(text) else short
