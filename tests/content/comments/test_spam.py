"""What makes a comment suspicious, rule by rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gql.content.comments.comment_settings import CommentRules
from gql.content.comments.spam import (
    NO_FORM,
    Form,
    fell_into_trap,
    link_count,
    sent_too_soon,
    suspicion,
    too_many_links,
)
from gql.content.draft import CommentStatus, Format
from gql.content.text.rendered_text import comment_prose

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def test_what_fills_in_a_hidden_field_is_spam() -> None:
    assert fell_into_trap(None) is None
    assert fell_into_trap("") is None
    found = fell_into_trap("https://spam.example")
    assert found
    assert found.status is CommentStatus.SPAM


@pytest.mark.parametrize(
    ("opened", "is_held"),
    [(None, False), (ago(60), False), (ago(3), False), (ago(2.9), True), (ago(-5), True)],
)
def test_nobody_writes_in_no_time(opened: datetime | None, is_held: bool) -> None:
    found = sent_too_soon(opened, NOW, 3.0)
    assert (found is not None) is is_held
    assert found is None or found.status is CommentStatus.HELD


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
def test_links_are_counted_however_they_are_written(text: str) -> None:
    assert link_count(comment_prose(text, Format.MARKDOWN).html) == LINKS[text]


def test_a_comment_may_have_some_links() -> None:
    html = "<a href='x'>1</a> <a href='x'>2</a>"
    assert too_many_links(html, 2) is None
    found = too_many_links(html, 1)
    assert found
    assert found.reason == "It has 2 links; 1 are usual."


def test_the_worst_is_told_first() -> None:
    rules = CommentRules(most_links=0)
    links = '<a href="https://a.example">a</a>'
    assert suspicion(rules, NO_FORM, "<p>Fine.</p>", NOW) is None
    worst = suspicion(rules, Form(trap="x", opened_at=NOW), links, NOW)
    assert worst
    assert worst.status is CommentStatus.SPAM
    soon = suspicion(rules, Form(opened_at=NOW), links, NOW)
    assert soon
    assert "0.0 seconds" in soon.reason
