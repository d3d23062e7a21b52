"""How deep elements are nested: bounded before HTML is parsed, exact for sanitised HTML."""

from __future__ import annotations

import re
from collections import Counter

from gql.content.text.html_tags import INLINE, NOT_NESTING, RAW_TEXT

MAX_DEPTH = 50  # of nested elements; no prose comes near it
MAX_OPEN = 300  # elements that may be open at once while HTML is parsed
_ANY_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)[^<>]*>?")


def may_be_too_deep(html: str) -> bool:
    """Whether a parser could have more than MAX_OPEN elements of any HTML open at once.

    The time of HTML parsers is quadratic in the depth: for many tags they search the stack of open
    elements.
    """
    # Where it is not clear what a parser does, elements count as open: a closing tag closes one of
    # its own name, within a table none outside of it, and within raw text nothing.
    scopes, total, raw = [Counter[str]()], 0, ""
    for tag in _ANY_TAG.finditer(html):
        name = tag[2].lower()
        if name in RAW_TEXT:
            raw = ("" if name == raw else raw) if tag[1] else raw or name
        elif name not in NOT_NESTING and not (raw and tag[1]):
            total += _step(scopes, name, is_closing=bool(tag[1]))
            if total > MAX_OPEN:
                return True
    return False


def is_too_deep(html: str) -> bool:
    """Whether elements of sanitised HTML are nested deeper than MAX_DEPTH; exact."""
    depth = 0
    for tag in _ANY_TAG.finditer(html):
        if tag[2] not in NOT_NESTING:
            depth += -1 if tag[1] else 1
            if depth > MAX_DEPTH:
                return True
    return False


def without_tags(html: str) -> str:
    """HTML without its tags; what they kept apart stays on lines of its own."""
    return _ANY_TAG.sub(lambda tag: "" if tag[2].lower() in INLINE else "\n", html)


def _step(scopes: list[Counter[str]], name: str, *, is_closing: bool) -> int:
    """Open or close an element; the change of how many are open."""
    if not is_closing:
        scopes[-1][name] += 1
        if name == "table":
            scopes.append(Counter())
        return 1
    if name == "table" and len(scopes) > 1:
        scopes.pop()
    if not scopes[-1][name]:
        return 0
    scopes[-1][name] -= 1
    return -1
