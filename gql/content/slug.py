"""Slugs: the part of a URI that names a thing. Letters of all scripts are kept as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from slugify import slugify

MAX_SLUG_LENGTH = 200
_WELL_FORMED = re.compile(r"\w[\w.~-]*")


def slug_of(text: str, fallback: str) -> str:
    """A slug derived from a title or a name, or `fallback` if no letter or digit is left of it."""
    slug = slugify(text, allow_unicode=True, max_length=MAX_SLUG_LENGTH, word_boundary=True)
    return slug or fallback


def preserved_slug(requested: str, fallback: str) -> str:
    """A slug from a client or another system: percent-decoded, and unchanged if well formed."""
    slug = unquote(requested).strip().lower()
    is_well_formed = _WELL_FORMED.fullmatch(slug) and len(slug) <= MAX_SLUG_LENGTH
    return slug if is_well_formed else slug_of(slug, fallback)


def numbered_candidates(requested: str) -> Iterator[str]:
    """Yield a, a-2, a-3 … or /a/, /a-2/, /a-3/ … without end, as WordPress numbers slugs."""
    yield requested
    stem, slash = (requested[:-1], "/") if requested.endswith("/") else (requested, "")
    number = 2
    while True:
        yield f"{stem}-{number}{slash}"
        number += 1
