"""What an author may give of a post or a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from gql.content.record import integer
from gql.content.text.plain_text import title_text
from gql.errors import BadInput

LONGEST_CONTENT, LONGEST_EXCERPT = 200_000, 20_000  # characters
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

Changes = Mapping[str, Any]
"""By the names of Written; categories, tags and authors by what people call them."""


def checked(given: Changes) -> dict[str, Any]:
    """Raises BadInput."""
    values = dict(given)
    for name, check in _CHECKS.items():
        if name in values:
            values[name] = check(values[name])
    return values


def _language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text) or len(text) > 35:
        raise BadInput(f"{text!r} is no language; write it as en or pt-BR.", field=["language"])
    return text


def _content(text: str) -> str:
    return _not_longer(text, LONGEST_CONTENT, "content")


def _excerpt(text: str | None) -> str | None:
    return _not_longer(text, LONGEST_EXCERPT, "excerpt").strip() or None if text else None


def _not_longer(text: str, most: int, field: str) -> str:
    if len(text) > most:
        raise BadInput(
            f"The {field} has {len(text):,} characters; {most:,} are allowed.", field=[field]
        )
    return text


def _menu_order(number: int) -> int:
    return integer(number, -(2**31)) or 0


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "title": title_text,
    "content": _content,
    "excerpt": _excerpt,
    "language": _language,
    "menu_order": _menu_order,
}
