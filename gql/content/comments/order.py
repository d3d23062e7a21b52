"""The order in which responses to one entry are written: by time, a parent before its replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from gql.content.comments.comment_record import DEEPEST
from gql.content.draft import CommentDraft
from gql.content.timestamp import utc


@dataclass(frozen=True, slots=True)
class Thread:
    """Comments in order, and how many of them could not stand where they wanted to."""

    comments: list[CommentDraft]
    orphans: int
    too_deep: int


def threaded(drafts: Sequence[CommentDraft]) -> Thread:
    """Replies without their parent become roots, and so do those that go round in a circle."""
    known = {draft.source_id for draft in drafts}
    rooted = [replace(d, parent=None) if d.parent not in known else d for d in drafts]
    ordered = _parents_first(rooted)
    if len(ordered) < len(rooted):
        placed = {draft.source_id for draft in ordered}
        circling = [draft for draft in rooted if draft.source_id not in placed]
        rooted = ordered + [replace(draft, parent=None) for draft in circling]
        ordered = _parents_first(rooted)
    lost = sum(d.parent is not None for d in drafts) - sum(d.parent is not None for d in ordered)
    return Thread(*_not_too_deep(ordered, lost))


def _parents_first(drafts: Sequence[CommentDraft]) -> list[CommentDraft]:
    replies: dict[str | None, list[int]] = {}
    for position, draft in enumerate(drafts):
        replies.setdefault(draft.parent, []).append(position)
    ready = [(utc(drafts[p].published_at), p) for p in replies.get(None, [])]
    heapify(ready)
    ordered = []
    while ready:
        _, position = heappop(ready)
        ordered.append(drafts[position])
        for reply in replies.get(drafts[position].source_id, []):
            heappush(ready, (utc(drafts[reply].published_at), reply))
    return ordered


def _not_too_deep(ordered: list[CommentDraft], orphans: int) -> tuple[list[CommentDraft], int, int]:
    """What would stand deeper than a thread goes becomes a sibling of its parent."""
    depths: dict[str | None, int] = {None: -1}
    parents: dict[str, str | None] = {}
    too_deep = 0
    for position, draft in enumerate(ordered):
        if depths[draft.parent] >= DEEPEST and draft.parent:
            ordered[position] = draft = replace(draft, parent=parents[draft.parent])
            too_deep += 1
        depths[draft.source_id] = depths[draft.parent] + 1
        parents[draft.source_id] = draft.parent
    return ordered, orphans, too_deep
