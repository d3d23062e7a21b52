"""What posts, pages, comments and profiles have in common as texts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from html import escape
from typing import Annotated, Any

import strawberry

from gql import engine
from gql.engine import argument
from gql.errors import BadInput

MOST_WORDS = 300


@strawberry.enum(description="How a text is written.")
class ContentFormat(Enum):
    HTML = strawberry.enum_value("HTML", description="Sanitised HTML.")
    MARKDOWN = strawberry.enum_value("MARKDOWN", description="Markdown.")
    TEXT = strawberry.enum_value("TEXT", description="Plain text, without any mark-up.")
    SOURCE = strawberry.enum_value(
        "SOURCE",
        description="What its author wrote, for those who may edit it; for readers, the HTML.",
    )


_HTML = ContentFormat.HTML


def content(prefix: str, description: str) -> Any:
    """A text kept in all formats, in columns of one prefix."""
    columns: Mapping[str, str] = {
        "HTML": f"{prefix}_html",
        "MARKDOWN": f"{prefix}_markdown",
        "TEXT": f"{prefix}_text",
        "SOURCE": f"{prefix}_source",
    }
    return engine.column_by(
        "format", columns, ContentFormat.HTML, description, about="How the text is written."
    )


def excerpt(
    text: str,
    is_written: bool,
    format: Annotated[
        ContentFormat, argument(description="How the text is written.")
    ] = ContentFormat.HTML,
    words: Annotated[int, argument(description="How many words of the content, 1 to 300.")] = 55,
) -> str:
    """A few words that make one want to read on: the author's own, or the first of the content."""
    if not 1 <= words <= MOST_WORDS:
        raise BadInput(f"words is {words}; ask for 1 to {MOST_WORDS}.", argument="words")
    return _excerpt(text, None if is_written else words, format is _HTML)


# what stands on front pages is shown again and again
@lru_cache(1_000)
def _excerpt(text: str, words: int | None, is_html: bool) -> str:
    short = text if words is None else _first(text, words)
    if not is_html or not short:
        return short
    return f"<p>{escape(short, quote=False)}</p>"


def _first(text: str, words: int) -> str:
    if text.count(" ") < words:  # it was written with single spaces
        return text
    found = text.split(maxsplit=words)
    return " ".join(found[:words]) + ("…" if len(found) > words else "")
