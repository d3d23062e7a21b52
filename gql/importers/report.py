"""Counts of an import: what was imported, changed, unchanged or skipped, and why.

And the whole list, an element at a time, for those who ask for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

DUPLICATE, DELETED_HERE = "appears twice in the file", "was deleted here"
MAX_REASONS = 5  # of one kind in the table; the whole list has all

RecordItem = Callable[[str, str, str, str], None]
"""Takes one element of an import: its kind, its id in the source, what became of it, and why."""


class Identified(Protocol):
    """A draft, with its id in the source."""

    @property
    def source_id(self) -> str: ...


class Outcome(Protocol):
    """What was decided about one draft."""

    @property
    def draft(self) -> Identified: ...
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
        """The reasons for what was skipped, the most frequent first, at most MAX_REASONS."""
        reasons = self.skip_reasons.most_common()
        if len(reasons) == 1:
            return reasons[0][0]
        summary = [f"{count} {reason}" for reason, count in reasons[:MAX_REASONS]]
        if rest := reasons[MAX_REASONS:]:
            summary.append(f"{sum(n for _, n in rest)} for {len(rest)} other reasons (--report)")
        return "; ".join(summary)


def ignore_item(kind: str, id: str, outcome: str, why: str) -> None:
    """Record nothing: nobody has asked for the whole list."""


@dataclass(slots=True)
class ImportReport:
    """One line per kind, in the order of their first item, and notes on what was altered."""

    lines: dict[str, ReportLine] = field(default_factory=dict)
    notes: Counter[str] = field(default_factory=Counter)
    record: RecordItem = ignore_item

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
        for item in mapped:
            self.count_item(kind, item.draft.source_id, item)

    def count_item(self, kind: str, id: str, outcome: Outcome, count: int = 1) -> None:
        """Add to the line of a kind what shares the outcome of a draft, as its embeds do."""
        line = self.line(kind)
        line.in_file += count
        line.imported += count * outcome.is_new
        line.changed += count * outcome.is_changed
        if outcome.is_duplicate:
            line.skip_reasons[DUPLICATE] += count
        for _ in range(count):
            self.record(kind, id, *_described(outcome))

    def count_parts(self, outcome: Outcome, parts: Mapping[str, int]) -> None:
        """Add what the text of a draft holds, by kind, to the lines of these kinds."""
        for kind, count in parts.items():
            self.count_item(kind, outcome.draft.source_id, outcome, count)

    def count_skipped(
        self, kind: str, reason: str, count: int = 1, ids: Iterable[str] = ()
    ) -> None:
        """Count things in the file that are not imported, under one reason; `ids`: their ids."""
        line = self.line(kind)
        line.in_file += count
        line.skip_reasons[reason] += count
        for id in ids:
            self.record(kind, id, "skipped", reason)

    def add_note(self, text: str, count: int = 1, ids: Iterable[str] = ()) -> None:
        """Count an alteration that is not a matter of one row, such as a reference left out."""
        self.notes[text] += count
        for id in ids:
            self.record("notes", id, "altered", text)

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


def _described(outcome: Outcome) -> tuple[str, str]:
    if outcome.is_duplicate:
        return "skipped", DUPLICATE
    if outcome.is_new:
        return "imported", ""
    return ("changed" if outcome.is_changed else "unchanged"), ""
