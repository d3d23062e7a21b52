"""Series of PublishPress Series and Organize Series: a taxonomy, and numbers in meta of posts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gql.content.draft_groups import SeriesDraft
from gql.importers.wordpress import conversions
from gql.importers.wordpress.element import Element

TAXONOMY = "series"
PART = "_series_part"  # the number of a post; or with that of its series behind: _series_part_7
_LAST = 10**9  # of a post without a number


@dataclass(frozen=True, slots=True)
class _Part:
    numbers: dict[str, str]
    published_at: str
    source_id: str

    def place(self, series_number: str) -> tuple[int, str, str]:
        """What the parts of a series are sorted by."""
        text = self.numbers.get(f"{PART}_{series_number}") or self.numbers.get(PART, "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else _LAST
        return number, self.published_at, self.source_id


@dataclass(slots=True)
class SeriesCollector:
    """Keeps what an export says of series until all of it was read."""

    _terms: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    _parts: dict[str, list[_Part]] = field(default_factory=dict)

    def describe(self, slug: str, name: str, description: str, number: str) -> None:
        """Take a term of the taxonomy."""
        self._terms[slug] = (name, description, number)

    def add(self, element: Element) -> None:
        """Take a post, which may be in a series."""
        for label in element.labels:
            if label.domain == TAXONOMY and label.nicename:
                self._terms.setdefault(label.nicename, (label.name, "", ""))
                numbers = {k: v for k, v in element.meta.items() if k.startswith(PART)}
                id = conversions.source_id(element.text("post_id"))
                part = _Part(numbers, element.text("post_date_gmt"), id)
                self._parts.setdefault(label.nicename, []).append(part)

    def drafts(self) -> Iterator[SeriesDraft]:
        """All series, each with its posts in their order."""
        for slug, (name, description, number) in self._terms.items():
            parts = sorted(self._parts.get(slug, ()), key=lambda one: one.place(number))
            yield SeriesDraft(
                source_id=conversions.source_id(slug),
                title=name or slug,
                slug=slug,
                description=description or None,
                posts=tuple(dict.fromkeys(part.source_id for part in parts)),
            )
