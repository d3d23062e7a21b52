"""Spam checks on a comment. Each check gives a status and a reason that only moderators see.

A comment that fails a check is stored all the same and its sender gets the usual answer: whoever
writes the program that sent it cannot tell that it was recognised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from gql.content.comments.comment_settings import CommentSettings
from gql.content.draft import CommentStatus

# "<a" for anchors that are never closed, which _ANCHOR does not match. URLs not preceded by a quote
# or "=": one in an attribute is not a link of its own.
_LINK = re.compile(r"<a\s|(?<![\"'=\w])(?:https?://|www\.)", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s.*?</a>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class FormSignals:
    """What the comment form reports beside the comment: the content of the hidden honeypot field,
    and when the form was opened."""

    honeypot: str | None = None
    opened_at: datetime | None = None


NO_FORM_SIGNALS = FormSignals()


@dataclass(frozen=True, slots=True)
class Suspicion:
    """The status that a suspicious comment gets, and the reason for moderators."""

    status: CommentStatus
    reason: str


def first_suspicion(
    settings: CommentSettings, form: FormSignals, html: str, now: datetime
) -> Suspicion | None:
    """Return the result of the first check that fails, or None. The gravest come first."""
    return (
        filled_honeypot(form.honeypot)
        or sent_too_soon(form.opened_at, now, settings.comment_seconds)
        or too_many_links(html, settings.comment_links)
    )


def filled_honeypot(honeypot: str | None) -> Suspicion | None:
    """Check the honeypot: people do not see the field, programs fill in every field."""
    if not honeypot:
        return None
    # certain enough for SPAM: the other checks only hold the comment
    return Suspicion(CommentStatus.SPAM, "The hidden field of the form was filled in.")


def sent_too_soon(
    opened_at: datetime | None, now: datetime, min_seconds: float
) -> Suspicion | None:
    """Check how long the form was open before it was sent."""
    # The time is that of the client's clock. One in the future shows that this clock is wrong, and
    # nothing about who has written: people have such clocks too.
    if opened_at is None or not timedelta(0) <= now - opened_at < timedelta(seconds=min_seconds):
        return None
    seconds = (now - opened_at).total_seconds()
    return Suspicion(
        CommentStatus.HELD, f"It was sent {seconds:.1f} seconds after the form was opened."
    )


def too_many_links(html: str, max_links: int) -> Suspicion | None:
    """Check the number of links in sanitised HTML. `max_links` is QUIRE_COMMENT_LINKS."""
    count = link_count(html)
    if count <= max_links:
        return None
    return Suspicion(CommentStatus.HELD, f"It has {count} links; more than {max_links} are held.")


def link_count(html: str) -> int:
    """Count links and bare URLs in HTML. A link whose text is its own URL counts once."""
    anchors = len(_ANCHOR.findall(html))
    return anchors + len(_LINK.findall(_ANCHOR.sub(" ", html)))
