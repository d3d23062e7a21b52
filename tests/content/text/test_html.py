"""What is sanitised is in its last form."""

from __future__ import annotations

import pytest

from gql.content.draft import Format
from gql.content.text.html import sanitise, sanitise_comment
from gql.content.text.rendered_text import comment_prose, prose
from tests.content.text.xss_payloads import PAYLOADS


@pytest.mark.parametrize("written_in", Format)
def test_no_attack_comes_to_life_by_being_sanitised_again(written_in: Format) -> None:
    for payload in PAYLOADS:
        post, comment = prose(payload, written_in).html, comment_prose(payload, written_in).html
        assert sanitise(post) == post
        assert sanitise_comment(comment) == comment


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<pre>a</pre>", "<pre>a</pre>"),
        ("<pre>\na</pre>", "<pre>a</pre>"),
        ("<pre>\n\na</pre>", "<pre>\n\na</pre>"),
        ('<pre class="language-x">\n\n\na</pre>', '<pre class="language-x">\n\n\na</pre>'),
        ("<pre>\n\n<img src=x></pre>", '<pre>\n\n<img src="x"></pre>'),
    ],
)
def test_a_line_break_that_opens_what_is_preformatted_is_kept(written: str, kept: str) -> None:
    assert sanitise(written) == kept
    assert sanitise(kept) == kept
