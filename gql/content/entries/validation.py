"""Limits of the values that an author enters for a post or page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from gql.content.record import integer_in_range
from gql.content.text.plain_text import title_text
from gql.errors import BadInput

MAX_CONTENT_LENGTH, MAX_EXCERPT_LENGTH = 200_000, 20_000  # characters
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

Changes = Mapping[str, Any]
"""Requested values by field names of EntryValues, except that terms are `categories` and `tags`,
by name or slug, and `authors` are slugs; a page has one."""


def validate(changes: Changes) -> dict[str, Any]:
    """The changes, cleaned. Raises BadInput; its `field` is the name in the GraphQL input."""
    values = dict(changes)
    for name, check in _CHECKS.items():
        if name in values:
            values[name] = check(values[name])
    return values


def _language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text) or len(text) > 35:
        raise BadInput(f"{text!r} is no language; write it as en or pt-BR.", field=["language"])
    return text


def _excerpt(text: str | None) -> str | None:
    return (text or "").strip() or None


def _menu_order(number: int) -> int:
    return integer_in_range(number, -(2**31)) or 0  # negative orders sort before the default


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "title": title_text,
    "excerpt": _excerpt,
    "language": _language,
    "menu_order": _menu_order,
}
