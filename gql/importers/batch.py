"""A batch of drafts that is saved together, bounded in number and memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from gql.content.draft import AuthorDraft, EntryDraft, MediaDraft, TermDraft, TermKind

MAX_DRAFTS = 500
# While a batch is saved, five forms of each text are in memory: source, HTML, Markdown, plain text
# and the JSON that goes to the database.
MAX_CHARACTERS = 2_000_000

BatchDraft = AuthorDraft | TermDraft | MediaDraft | EntryDraft


@dataclass(slots=True)
class Batch:
    """Drafts by kind, each source id at most once."""

    authors: list[AuthorDraft] = field(default_factory=list)
    terms: dict[TermKind, list[TermDraft]] = field(default_factory=dict)
    media: list[MediaDraft] = field(default_factory=list)
    entries: list[EntryDraft] = field(default_factory=list)
    _keys: set[object] = field(default_factory=set)
    _total_size: int = 0

    def has_room_for(self, draft: BatchDraft) -> bool:
        """Whether the draft can still be added; an empty batch takes a draft of any size."""
        # One row cannot be inserted twice by one statement: a repeated source id has to wait for
        # the next batch, where it is an update.
        return not self._keys or (
            len(self._keys) < MAX_DRAFTS
            and self._total_size + _estimated_size(draft) <= MAX_CHARACTERS
            and _key(draft) not in self._keys
        )

    def add(self, draft: BatchDraft) -> None:
        """Put a draft on the list of its kind; ask `has_room_for` first."""
        self._keys.add(_key(draft))
        self._total_size += _estimated_size(draft)
        match draft:
            case AuthorDraft():
                self.authors.append(draft)
            case TermDraft():
                self.terms.setdefault(draft.kind, []).append(draft)
            case MediaDraft():
                self.media.append(draft)
            case EntryDraft():
                self.entries.append(draft)


def _key(draft: BatchDraft) -> object:
    kind = draft.kind if isinstance(draft, TermDraft) else type(draft)
    return kind, draft.source_id


def _estimated_size(draft: BatchDraft) -> int:
    # the constants stand for the other fields: many empty comments must not count as nothing
    if not isinstance(draft, EntryDraft):
        return 500
    return 1_000 + len(draft.content) + sum(500 + len(c.content) for c in draft.comments)
