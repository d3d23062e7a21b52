"""Slugs: what names a thing in an address. Letters of every script stay letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from slugify import slugify

LONGEST = 200
_WELL_FORMED = re.compile(r"\w[\w.~-]*")


def slug_of(text: str, otherwise: str) -> str:
    """A slug made from a title or a name; otherwise stands in where nothing is left of it."""
    slug = slugify(text, allow_unicode=True, max_length=LONGEST, word_boundary=True)
    return slug or otherwise


def kept_slug(given: str, otherwise: str) -> str:
    """The slug that something had elsewhere, decoded, and unchanged where it is well formed."""
    slug = unquote(given).strip().lower()
    well_formed = _WELL_FORMED.fullmatch(slug) and len(slug) <= LONGEST
    return slug if well_formed else slug_of(slug, otherwise)


def numbered(wanted: str) -> Iterator[str]:
    """wanted, wanted-2, wanted-3 … with the number before a closing slash."""
    yield wanted
    stem, slash = (wanted[:-1], "/") if wanted.endswith("/") else (wanted, "")
    number = 2
    while True:
        yield f"{stem}-{number}{slash}"
        number += 1
