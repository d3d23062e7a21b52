"""Comments and mentions of an entry, and what is kept as a comment but is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from gql.content.draft import CommentDraft, CommentKind, MetaDraft, Note, Skipped
from gql.importers.wordpress import conversions
from gql.importers.wordpress.element import Element
from gql.importers.wordpress.meta import meta_drafts

_UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_EDITORS_NOTE = "an editor's note on a block, which is not for readers"


@dataclass(slots=True)
class CommentDrafts:
    """Collects the comments of one entry; `logins_by_id`: logins of authors by their numbers."""

    logins_by_id: Mapping[str, str]
    fallback_time: datetime | None
    drafts: list[CommentDraft] = field(default_factory=list)
    meta: list[MetaDraft | Skipped] = field(default_factory=list)
    """To be yielded after the entry."""
    _skipped: list[Skipped] = field(default_factory=list)
    _reactions: dict[str, list[str]] = field(default_factory=dict)

    def add(self, element: Element) -> None:
        """Take a comment, or note why it is left out."""
        number, word = element.text("comment_id"), element.text("comment_type")
        if not number:
            self._skip("without a wp:comment_id", "")
        elif word == "note":
            self._skip(_EDITORS_NOTE, number)
        elif kind := self._kind(word, number):
            draft = self._draft(element, kind)
            self.drafts.append(draft)
            self.meta += meta_drafts(element, "comment", draft.source_id, number)
        else:
            # plugins keep notes of their own as comments, such as WooCommerce's "order_note"
            self._skip(f"of the type {word[:50]!r}", number)

    def remarks(self) -> Iterator[Skipped | Note]:
        """What was left out, and what was altered."""
        yield from self._skipped
        for word, numbers in self._reactions.items():
            text = f"a “{word}” of another site is imported as a mention"
            yield Note(text, len(numbers), tuple(numbers))

    def _skip(self, reason: str, number: str) -> None:
        self._skipped.append(Skipped("comments", reason, 1, (number,)))

    def _kind(self, word: str, number: str) -> CommentKind | None:
        if word in conversions.REACTIONS:
            self._reactions.setdefault(word, []).append(number)
            return CommentKind.WEBMENTION
        return conversions.COMMENT_KINDS.get(word)

    def _draft(self, element: Element, kind: CommentKind) -> CommentDraft:
        author = self.logins_by_id.get(element.text("comment_user_id"))
        parent = element.text("comment_parent")
        # An unknown status is held for moderation: what may be spam must not appear by an import.
        return CommentDraft(
            source_id=conversions.source_id(element.text("comment_id")),
            parent=None if parent in ("", "0") else parent,
            kind=kind,
            status=conversions.COMMENT_STATUSES.get(
                element.text("comment_approved"), conversions.COMMENT_STATUSES["0"]
            ),
            author=author,
            name=element.text("comment_author") or None,
            email=element.text("comment_author_email") or None,
            url=element.text("comment_author_url") or None,
            network_address=element.text("comment_author_IP") or None,
            content=element.texts.get("comment_content", ""),
            published_at=conversions.first_valid_time(
                element.text("comment_date_gmt"), element.text("comment_date")
            )
            or self.fallback_time
            or _UNKNOWN_TIME,
            # plugins for webmentions keep it apart from the home page of who wrote it
            source_url=element.meta.get("webmention_source_url")
            or element.meta.get("semantic_linkbacks_source")
            or None,
        )
