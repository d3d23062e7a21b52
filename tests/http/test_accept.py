"""The Accept header is weighed as RFC 9110 says; clients that name no type of ours get JSON."""

from __future__ import annotations

import pytest

from gql.http.accept import GRAPHQL, JSON, preferred_media_type, prefers_html


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        # names neither of our types
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        ("Application/GraphQL-Response+JSON", GRAPHQL),
        (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{JSON}, {GRAPHQL};q=0.9", JSON),
        (f"{GRAPHQL};q=0.5, {JSON}", JSON),
        (f"{JSON};q=0.5, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL}, */*", GRAPHQL),
        (f"{GRAPHQL};q=0.1, */*", JSON),
        (f"{JSON};q=0, {GRAPHQL}", GRAPHQL),
        # the most specific range decides, wherever it stands
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"{JSON};q=0.5, */*", GRAPHQL),
        (f"{GRAPHQL};q=0, */*", JSON),
        (f"{JSON};q=0", None),
        ("*/*;q=0", None),
        (f"*/*;q=0, {JSON}", JSON),
        ("text/html,application/xhtml+xml,*/*;q=0.8", JSON),
        ("text/html", None),
        ("text/csv, image/*", None),
        (f"{GRAPHQL}; charset=utf-8, {JSON}; charset=utf-8; q=0.9", GRAPHQL),
        (f'{JSON}; charset="UTF-8"', JSON),
        (f"{JSON}; charset=latin-1", None),
        (f"{JSON}; charset=latin-1, {GRAPHQL};q=0.1", GRAPHQL),
        # malformed qualities
        (f"{JSON};q=high", None),
        (f"{JSON};q=2", None),
        (f"{JSON};q=nan", None),
        (" , ;;, ", None),
    ],
)
def test_the_response_has_the_media_type_that_the_client_prefers(
    accept: str | None, media_type: str | None
) -> None:
    assert preferred_media_type(accept) == media_type


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, False),
        ("*/*", False),
        (JSON, False),
        ("text/html", True),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        (f"text/html;q=0.5, {JSON}", False),
        (f"{JSON};q=0.5, text/html", True),
        ("text/html;q=0", False),
    ],
)
def test_a_browser_is_recognised_by_preferring_html(accept: str | None, expected: bool) -> None:
    assert prefers_html(accept) is expected
