"""The spam checks, one by one, and their order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gql.content.comments.comment_settings import CommentSettings
from gql.content.comments.spam import (
    NO_FORM_SIGNALS,
    FormSignals,
    filled_honeypot,
    first_suspicion,
    link_count,
    sent_too_soon,
    too_many_links,
)
from gql.content.draft import CommentStatus, Format
from gql.content.text.rendered_text import render_comment

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    """The time so many seconds before NOW; negative: after it."""
    return NOW - timedelta(seconds=seconds)


def test_a_filled_honeypot_is_spam() -> None:
    assert filled_honeypot(None) is None
    assert filled_honeypot("") is None
    suspicion = filled_honeypot("https://spam.example")
    assert suspicion
    assert suspicion.status is CommentStatus.SPAM


@pytest.mark.parametrize(
    ("opened_at", "is_held"),
    [(None, False), (ago(60), False), (ago(3), False), (ago(2.9), True), (ago(0), True)],
)
def test_a_form_sent_too_soon_is_held(opened_at: datetime | None, is_held: bool) -> None:
    suspicion = sent_too_soon(opened_at, NOW, 3.0)
    assert (suspicion is not None) is is_held
    assert suspicion is None or suspicion.status is CommentStatus.HELD


# of a phone whose clock was never set, of one in another time zone, a little ahead, far ahead
@pytest.mark.parametrize(
    "seconds", [50 * 365 * 86_400, 3_600, -1, -300, -86_400, -40 * 365 * 86_400]
)
def test_a_wrong_clock_alone_is_no_proof(seconds: float) -> None:
    assert sent_too_soon(ago(seconds), NOW, 3.0) is None


LINKS = {
    "no link, only e.g. words": 0,
    "https://one.example": 1,
    "<https://one.example>": 1,
    "[one](https://one.example) and www.two.example": 2,
    "[https://one.example](https://one.example)": 1,
    "http://a.example, http://b.example http://c.example": 3,
    "`https://in.code.example`": 1,
    "HTTPS://LOUD.example": 1,
}


@pytest.mark.parametrize("text", LINKS)
def test_links_are_counted_in_any_syntax(text: str) -> None:
    assert link_count(render_comment(text, Format.MARKDOWN).html) == LINKS[text]


def test_only_more_links_than_allowed_are_suspicious() -> None:
    html = "<a href='x'>1</a> <a href='x'>2</a>"
    assert too_many_links(html, 2) is None
    suspicion = too_many_links(html, 1)
    assert suspicion
    assert suspicion.reason == "It has 2 links; more than 1 are held."


def test_the_gravest_suspicion_is_returned() -> None:
    settings = CommentSettings(comment_links=0)
    links = '<a href="https://a.example">a</a>'
    assert first_suspicion(settings, NO_FORM_SIGNALS, "<p>Fine.</p>", NOW) is None
    # all three checks fail; then all but the honeypot
    worst = first_suspicion(settings, FormSignals(honeypot="x", opened_at=NOW), links, NOW)
    assert worst
    assert worst.status is CommentStatus.SPAM
    soon = first_suspicion(settings, FormSignals(opened_at=NOW), links, NOW)
    assert soon
    assert "0.0 seconds" in soon.reason
