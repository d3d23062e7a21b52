"""The order in which imported comments of an entry are inserted: by time, parents first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from gql.content.comments.comment_record import MAX_DEPTH
from gql.content.draft import CommentDraft
from gql.content.timestamp import utc


@dataclass(frozen=True, slots=True)
class OrderedComments:
    """Comments in order of insertion, and how many of them had to be moved in their thread."""

    comments: list[CommentDraft]
    orphans: int
    too_deep: int


def parents_before_replies(drafts: Sequence[CommentDraft]) -> OrderedComments:
    """Sort comments by time with every parent before its replies.

    Replies whose parent is missing become roots, and so do replies in a cycle. Replies deeper than
    MAX_DEPTH become siblings of their parent.
    """
    known = {draft.source_id for draft in drafts}
    with_known_parents = [replace(d, parent=None) if d.parent not in known else d for d in drafts]
    ordered = _parents_first(with_known_parents)
    # no root leads to comments that are each other's ancestors, so _parents_first leaves them out
    if len(ordered) < len(with_known_parents):
        placed = {draft.source_id for draft in ordered}
        in_cycles = [draft for draft in with_known_parents if draft.source_id not in placed]
        with_known_parents = ordered + [replace(draft, parent=None) for draft in in_cycles]
        ordered = _parents_first(with_known_parents)
    orphans = sum(d.parent is not None for d in drafts) - sum(d.parent is not None for d in ordered)
    return OrderedComments(*_limit_depth(ordered, orphans))


def _parents_first(drafts: Sequence[CommentDraft]) -> list[CommentDraft]:
    """Sort topologically, by a heap of the comments whose parent is already in the list.

    Comments of the same time keep the order of the source. Comments in a cycle are left out.
    """
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


def _limit_depth(ordered: list[CommentDraft], orphans: int) -> tuple[list[CommentDraft], int, int]:
    """Attach a reply that would be too deep to its grandparent: it becomes its parent's sibling."""
    depths: dict[str | None, int] = {None: -1}
    parents: dict[str, str | None] = {}
    too_deep = 0
    for position, draft in enumerate(ordered):
        if depths[draft.parent] >= MAX_DEPTH and draft.parent:
            ordered[position] = draft = replace(draft, parent=parents[draft.parent])
            too_deep += 1
        depths[draft.source_id] = depths[draft.parent] + 1
        parents[draft.source_id] = draft.parent
    return ordered, orphans, too_deep
