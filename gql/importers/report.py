"""Counts of an import: what was imported, changed, unchanged or skipped, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

DUPLICATE = "appears twice in the file"


class Outcome(Protocol):
    """What was decided about one draft."""

    @property
    def is_new(self) -> bool: ...
    @property
    def is_changed(self) -> bool: ...
    @property
    def is_duplicate(self) -> bool: ...


@dataclass(slots=True)
class ReportLine:
    """The counts of one kind. What was not imported, changed or skipped was here already, equal."""

    kind: str
    in_file: int = 0
    imported: int = 0
    changed: int = 0
    skip_reasons: Counter[str] = field(default_factory=Counter)

    @property
    def skipped(self) -> int:
        return self.skip_reasons.total()

    @property
    def unchanged(self) -> int:
        return self.in_file - self.imported - self.changed - self.skipped

    @property
    def skip_summary(self) -> str:
        """The reasons for what was skipped, the most frequent first."""
        return "; ".join(
            f"{count} {reason}" if len(self.skip_reasons) > 1 else reason
            for reason, count in self.skip_reasons.most_common()
        )


@dataclass(slots=True)
class ImportReport:
    """One line per kind, in the order of their first item, and notes on what was altered."""

    lines: dict[str, ReportLine] = field(default_factory=dict)
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

    def line(self, kind: str) -> ReportLine:
        """The line for a kind, such as "posts"; added with zeros where there is none yet."""
        return self.lines.setdefault(kind, ReportLine(kind))

    def count_items(self, kind: str, mapped: Iterable[Outcome]) -> None:
        """Add drafts of one kind to its line, each by its outcome."""
        line = self.line(kind)
        for item in mapped:
            line.in_file += 1
            line.imported += item.is_new
            line.changed += item.is_changed
            if item.is_duplicate:
                line.skip_reasons[DUPLICATE] += 1

    def count_skipped(self, kind: str, reason: str, count: int = 1) -> None:
        """Count things in the file that are not imported, under one reason."""
        line = self.line(kind)
        line.in_file += count
        line.skip_reasons[reason] += count

    def add_note(self, text: str, count: int = 1) -> None:
        """Count an alteration that is not a matter of one row, such as a reference left out."""
        self.notes[text] += count

    @property
    def written_count(self) -> int:
        return sum(line.imported + line.changed for line in self.lines.values())

    def table(self) -> list[tuple[str, int, int, int, int, int, str]]:
        """Rows under HEADINGS; the number in the file is the sum of the four after it."""
        return [
            (
                line.kind,
                line.in_file,
                line.imported,
                line.changed,
                line.unchanged,
                line.skipped,
                line.skip_summary,
            )
            for line in self.lines.values()
        ]
