"""Gathers drafts until there are enough for a statement of each sort, within a bound of memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from gql.content.draft import AuthorDraft, EntryDraft, MediaDraft, TermDraft, TermKind

MOST = 500
HEAVIEST = 2_000_000  # characters: five forms of each text are held while a batch is written

Gathered = AuthorDraft | TermDraft | MediaDraft | EntryDraft


@dataclass(slots=True)
class Batch:
    """Drafts by their sorts, each source id once."""

    authors: list[AuthorDraft] = field(default_factory=list)
    terms: dict[TermKind, list[TermDraft]] = field(default_factory=dict)
    media: list[MediaDraft] = field(default_factory=list)
    entries: list[EntryDraft] = field(default_factory=list)
    _names: set[object] = field(default_factory=set)
    _weight: int = 0

    def takes(self, draft: Gathered) -> bool:
        """Whether it may be added to what is here."""
        return not self._names or (
            len(self._names) < MOST
            and self._weight + _weight(draft) <= HEAVIEST
            and _name(draft) not in self._names
        )

    def add(self, draft: Gathered) -> None:
        self._names.add(_name(draft))
        self._weight += _weight(draft)
        match draft:
            case AuthorDraft():
                self.authors.append(draft)
            case TermDraft():
                self.terms.setdefault(draft.kind, []).append(draft)
            case MediaDraft():
                self.media.append(draft)
            case EntryDraft():
                self.entries.append(draft)


def _name(draft: Gathered) -> object:
    kind = draft.kind if isinstance(draft, TermDraft) else type(draft)
    return kind, draft.source_id


def _weight(draft: Gathered) -> int:
    if not isinstance(draft, EntryDraft):
        return 500
    return 1_000 + len(draft.content) + sum(500 + len(c.content) for c in draft.comments)
