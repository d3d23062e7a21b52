"""What makes a comment suspicious: each rule by itself, with a reason that only moderators see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from gql.content.comments.comment_settings import CommentRules
from gql.content.draft import CommentStatus

_LINK = re.compile(r"<a\s|(?<![\"'=\w])(?:https?://|www\.)", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s.*?</a>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Form:
    """What a form tells beside the comment: what stands in a field that people do not see, and when
    it was opened."""

    trap: str | None = None
    opened_at: datetime | None = None


NO_FORM = Form()


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What becomes of a comment, and why."""

    status: CommentStatus
    reason: str


def suspicion(rules: CommentRules, form: Form, html: str, now: datetime) -> Suspicion | None:
    """The first that is found, the worst first."""
    return (
        fell_into_trap(form.trap)
        or sent_too_soon(form.opened_at, now, rules.quickest)
        or too_many_links(html, rules.most_links)
    )


def fell_into_trap(trap: str | None) -> Suspicion | None:
    """Programs fill in every field."""
    if not trap:
        return None
    return Suspicion(CommentStatus.SPAM, "A field was filled in that people do not see.")


def sent_too_soon(opened_at: datetime | None, now: datetime, quickest: float) -> Suspicion | None:
    """Also when the form was opened in times to come: a clock that is wrong tells nothing, and what
    is held for it is not lost."""
    if opened_at is None or now - opened_at >= timedelta(seconds=quickest):
        return None
    seconds = (now - opened_at).total_seconds()
    return Suspicion(
        CommentStatus.HELD, f"It was sent {seconds:.1f} seconds after the form was opened."
    )


def too_many_links(html: str, most: int) -> Suspicion | None:
    """Counted in sanitised HTML: links, and addresses that stand in the text."""
    count = link_count(html)
    if count <= most:
        return None
    return Suspicion(CommentStatus.HELD, f"It has {count} links; {most} are usual.")


def link_count(html: str) -> int:
    """An address that is a link to itself is one."""
    anchors = len(_ANCHOR.findall(html))
    return anchors + len(_LINK.findall(_ANCHOR.sub(" ", html)))
