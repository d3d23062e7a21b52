"""Sanitising is idempotent, for attacks and for preformatted text."""

from __future__ import annotations

import pytest

from gql.content.draft import Format
from gql.content.text.html import sanitise, sanitise_comment
from gql.content.text.rendered_text import render_author_text, render_comment
from tests.content.text.xss_payloads import PAYLOADS


@pytest.mark.parametrize("source_format", Format)
def test_sanitising_an_attack_twice_changes_nothing(source_format: Format) -> None:
    for payload in PAYLOADS:
        post, comment = (
            render_author_text(payload, source_format).html,
            render_comment(payload, source_format).html,
        )
        assert sanitise(post) == post
        assert sanitise_comment(comment) == comment


@pytest.mark.parametrize(
    ("source", "sanitised"),
    [
        ("<pre>a</pre>", "<pre>a</pre>"),
        ("<pre>\na</pre>", "<pre>a</pre>"),
        ("<pre>\n\na</pre>", "<pre>\n\na</pre>"),
        ('<pre class="language-x">\n\n\na</pre>', '<pre class="language-x">\n\n\na</pre>'),
        ("<pre>\n\n<img src=x></pre>", '<pre>\n\n<img src="x"></pre>'),
    ],
)
def test_sanitising_keeps_a_line_break_after_pre(source: str, sanitised: str) -> None:
    assert sanitise(source) == sanitised
    assert sanitise(sanitised) == sanitised
