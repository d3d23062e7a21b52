"""Writes likes. They have no identity of their own: who likes what is all there is."""

from __future__ import annotations

from collections.abc import Sequence

from gql.content.draft import LikeDraft
from gql.content.timestamp import utc
from gql.importers.report import Tally
from gql.importers.rows.comments import deleted_comments
from gql.importers.rows.import_map import SQL, Ledger


async def write_likes(ledger: Ledger, tally: Tally, drafts: Sequence[LikeDraft]) -> None:
    """To be called last: they point at what was written before."""
    drafts = await _without_deleted(ledger, tally, drafts)
    authors = await ledger.ids("author", (draft.author for draft in drafts))
    for kind in ("entry", "comment"):
        liking = [draft for draft in drafts if getattr(draft, kind)]
        targets = await ledger.ids(kind, (getattr(draft, kind) for draft in liking))
        records = [
            {
                f"{kind}_id": targets[getattr(draft, kind)],
                "author_id": authors[draft.author],
                "liked_at": utc(draft.liked_at),
            }
            for draft in liking
            if getattr(draft, kind) in targets and draft.author in authors
        ]
        if records:
            statement = SQL[f"insert_{kind}_likes"]
            line = tally.line("likes")
            line.in_file += len(records)
            line.imported += len(await ledger.connection.fetch(statement.text, records))
        if missing := len(liking) - len(records):
            tally.skip("likes", "of what or by whom was not imported", missing)


async def _without_deleted(
    ledger: Ledger, tally: Tally, drafts: Sequence[LikeDraft]
) -> list[LikeDraft]:
    deleted = await deleted_comments(ledger, {d.comment for d in drafts if d.comment})
    kept = [draft for draft in drafts if draft.comment not in deleted]
    if count := len(drafts) - len(kept):
        tally.skip("likes", "of what was deleted here", count)
    return kept
