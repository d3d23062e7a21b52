"""What became of everything in the files: imported, changed, unchanged, or skipped and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

TWICE = "stands twice in the file"


class Done(Protocol):
    @property
    def is_new(self) -> bool: ...
    @property
    def is_changed(self) -> bool: ...
    @property
    def is_double(self) -> bool: ...


@dataclass(slots=True)
class Line:
    """One kind of thing. What was neither imported, changed nor skipped was here, and the same."""

    kind: str
    in_file: int = 0
    imported: int = 0
    changed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def skipped(self) -> int:
        return self.reasons.total()

    @property
    def unchanged(self) -> int:
        return self.in_file - self.imported - self.changed - self.skipped

    @property
    def why(self) -> str:
        """The reasons for what was skipped, the most frequent first."""
        return "; ".join(
            f"{count} {reason}" if len(self.reasons) > 1 else reason
            for reason, count in self.reasons.most_common()
        )


@dataclass(slots=True)
class Tally:
    """One line per kind, in the order in which they were met, and notes on what was altered."""

    lines: dict[str, Line] = field(default_factory=dict)
    notes: Counter[str] = field(default_factory=Counter)

    HEADINGS: ClassVar[tuple[str, ...]] = (
        "kind",
        "in the file",
        "imported",
        "changed",
        "unchanged",
        "skipped",
        "why",
    )

    def line(self, kind: str) -> Line:
        return self.lines.setdefault(kind, Line(kind))

    def count(self, kind: str, work: Iterable[Done]) -> None:
        """Things in the file, and what was done about each."""
        line = self.line(kind)
        for item in work:
            line.in_file += 1
            line.imported += item.is_new
            line.changed += item.is_changed
            if item.is_double:
                line.reasons[TWICE] += 1

    def skip(self, kind: str, reason: str, count: int = 1) -> None:
        """Something in the file that is not taken over."""
        line = self.line(kind)
        line.in_file += count
        line.reasons[reason] += count

    def note(self, text: str, count: int = 1) -> None:
        self.notes[text] += count

    @property
    def written(self) -> int:
        return sum(line.imported + line.changed for line in self.lines.values())

    def table(self) -> list[tuple[str, int, int, int, int, int, str]]:
        """Rows under HEADINGS: what is in the file is the sum of the next four."""
        return [
            (
                line.kind,
                line.in_file,
                line.imported,
                line.changed,
                line.unchanged,
                line.skipped,
                line.why,
            )
            for line in self.lines.values()
        ]
