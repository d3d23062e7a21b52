"""The draft of what is written for search engines, as importers yield it after what it is of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeoDraft:
    """What is written for search engines of an entry or a term, which comes before it."""

    kind: str
    """That of the import map: entry, CATEGORY or TAG."""
    source_id: str
    values: tuple[tuple[str, str | bool], ...]
    """By the names of columns, but `image`: a picture, which may come later."""
