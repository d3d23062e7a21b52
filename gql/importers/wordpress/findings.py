"""What was found in one text of an export: what it holds, what was altered, what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from gql.content.draft import Note, Skipped

EMBEDS = "embeds"
SHORTCODES = "shortcodes"
BLOCKS = "dynamic blocks"
ELEMENTS = "elements in texts"
FOOTNOTES = "footnotes"


@dataclass(slots=True)
class Findings:
    """Counts for the report: parts by kind, notes by text, and reasons by kind and reason."""

    parts: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)

    def keep(self, kind: str, note: str = "", count: int = 1) -> None:
        """Count what is kept, and how it was altered."""
        self.parts[kind] += count
        if note:
            self.notes[note] += count

    def skip(self, kind: str, reason: str, count: int = 1) -> None:
        """Count what is left out."""
        self.skipped[kind, reason] += count

    def drafts(self, id: str) -> Iterator[Note | Skipped]:
        """The notes and what is skipped, for the text of the item with this id."""
        for text, count in self.notes.items():
            yield Note(text, count, (id,) * count)
        for (kind, reason), count in self.skipped.items():
            yield Skipped(kind, reason, count, (id,) * count)
