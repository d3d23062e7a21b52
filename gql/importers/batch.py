"""Gathers drafts of one sort until there are enough for one statement, within a bound of memory."""

from __future__ import annotations

from gql.content.draft import AuthorDraft, EntryDraft, MediaDraft, TermDraft

MOST = 500
HEAVIEST = 2_000_000  # characters: five forms of each text are held while a batch is written

Gathered = AuthorDraft | TermDraft | MediaDraft | EntryDraft


class Batch:
    """Drafts of one sort, each source id once."""

    def __init__(self) -> None:
        self._drafts: list[Gathered] = []
        self._ids: set[str] = set()
        self._weight = 0

    def takes(self, draft: Gathered) -> bool:
        """Whether it may be added to what is here."""
        return not self._drafts or (
            len(self._drafts) < MOST
            and self._weight + _weight(draft) <= HEAVIEST
            and draft.source_id not in self._ids
            and _sort(draft) == _sort(self._drafts[0])
        )

    def add(self, draft: Gathered) -> None:
        self._drafts.append(draft)
        self._ids.add(draft.source_id)
        self._weight += _weight(draft)

    def take(self) -> list[Gathered]:
        """What is here, and nothing is afterwards."""
        drafts, self._drafts = self._drafts, []
        self._ids, self._weight = set(), 0
        return drafts


def _sort(draft: Gathered) -> object:
    return draft.kind if isinstance(draft, TermDraft) else type(draft)


def _weight(draft: Gathered) -> int:
    if not isinstance(draft, EntryDraft):
        return 500
    return 1_000 + len(draft.content) + sum(500 + len(c.content) for c in draft.comments)
