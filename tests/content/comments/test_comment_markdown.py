"""The Markdown that comments support; all other markup stays in the text as it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gql.content.draft import Format
from gql.content.text.html import sanitise_comment
from gql.content.text.rendered_text import render_comment

REL = 'rel="noopener nofollow ugc"'
# what property tests build texts from: every delimiter, alone and in combinations
FRAGMENTS = ["*", "**", "_", "`", "```\n", "~~~", "[", "](", ")", "![", "<", ">", "</b>", "<b>", "http://", "https://x.example/", "mailto:", "\n", "\n\n", "    ", "- ", "* ", "1. ", "> ", "# ", "===", "---", "* * *\n", "\\", "&lt;", "|", "~~", "[x]: y", "word", "é", "\x00", "\u202e"]  # fmt: skip


def rendered_html(text: str) -> str:
    """The HTML of a comment in Markdown."""
    return render_comment(text, Format.MARKDOWN).html


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("One\n\ntwo", "<p>One</p>\n<p>two</p>"),
        ("One\ntwo  \nthree\\\nfour", "<p>One<br>\ntwo<br>\nthree<br>\nfour</p>"),
        (
            "*a* _b_ **c** __d__",
            "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong></p>",
        ),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> a\n> b\n\nc", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>\n<p>c</p>"),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("```python\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("    a", "<pre><code>a\n</code></pre>"),
        ("\\*a\\*", "<p>*a*</p>"),
    ],
)
def test_comment_markdown_supports(written: str, html: str) -> None:
    assert rendered_html(written) == html


@pytest.mark.parametrize(
    ("written", "url", "text"),
    [
        ("[a *b*](https://x.example/)", "https://x.example/", "a <em>b</em>"),
        ("[a](/b#c)", "/b#c", "a"),
        ("[a](mailto:a@x.example)", "mailto:a@x.example", "a"),
        ("<https://x.example/?a=1&b>", "https://x.example/?a=1&amp;b", "https://x.example/?a=1&amp;b"),
        ("<a@x.example>", "mailto:a@x.example", "a@x.example"),
        ("https://x.example/", "https://x.example/", "https://x.example/"),
        ("HTTP://x.example", "HTTP://x.example", "HTTP://x.example"),
        ("https://x.example/_a_b__c__*d*e", "https://x.example/_a_b__c__*d*e", "https://x.example/_a_b__c__*d*e"),
        ("https://en.wikipedia.org/wiki/A_(b)", "https://en.wikipedia.org/wiki/A_(b)", "https://en.wikipedia.org/wiki/A_(b)"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC", "https://bücher.example/ü"),
    ],
)  # fmt: skip
def test_links_and_autolinks_become_links(written: str, url: str, text: str) -> None:
    assert rendered_html(written) == f'<p><a href="{url}" {REL}>{text}</a></p>'


@pytest.mark.parametrize(
    ("before", "url", "after"),
    [
        ("See ", "https://x.example/a", ", and more"),
        ("(", "https://x.example/a", ")."),
        ("“", "https://x.example/a?b=c", "!”"),
        ("**", "https://x.example/", "**"),
        ("Is it ", "http://x.example", "?"),
        ("a:", "http://x.example", ""),
        ("* ", "http://x.example/a;b", ";"),
    ],
)
def test_punctuation_that_ends_a_sentence_does_not_belong_to_a_url(
    before: str, url: str, after: str
) -> None:
    assert f'<a href="{url}" {REL}>{url}</a>' in rendered_html(before + url + after)


@pytest.mark.parametrize(
    "written",
    [
        "<b>a</b>",
        "<script>alert(1)</script>",
        "<div>\n\na\n\n</div>",
        "a <!-- b --> c",
        "a < b && c > d",
        "&copy; &lt;b&gt; &#106;",
        "# a",
        "a\n===",
        "a\n---",
        "---",
        "* * *",
        "- - -\na",
        "_ _ _",
        "![a](b.png)",
        "![](b.png)",
        "![a][b]",
        "~~a~~",
        "| a | b |\n|---|---|\n| c | d |",
        "[a]: /b",
        "[a]: /b\n\n[a]",
        "[^1]\n\n[^1]: a",
        "[gallery]",
        "[a](javascript:alert(1))",
        "[a](java&#115;cript:alert(1))",
        "[a](ftp://x.example/)",
        "[a](tel:123)",
        "[a](data:text/html,b)",
        "<javascript:alert(1)>",
        "<ftp://x.example/>",
        "ftp://x.example/",
        "www.x.example",
        "xhttp://x.example",
        "http://",
        "https://...",
        "http\\://x.example".replace("\\", ""),
    ],
)
def test_unsupported_markup_stays_as_it_was_typed(written: str) -> None:
    result = render_comment(written, Format.MARKDOWN)
    assert result.text == written
    # in a paragraph: not even the structure of the text has changed
    assert result.html.replace("<br>", "").startswith("<p>")


def test_the_url_of_an_image_becomes_a_link() -> None:
    assert rendered_html("![a](https://x.example/b.png)") == (
        f'<p>![a](<a href="https://x.example/b.png" {REL}>https://x.example/b.png</a>)</p>'
    )


def test_urls_in_links_and_code_are_not_linked() -> None:
    assert rendered_html("[https://a.example](https://b.example)") == (
        f'<p><a href="https://b.example" {REL}>https://a.example</a></p>'
    )
    assert rendered_html("`https://a.example`") == "<p><code>https://a.example</code></p>"


def test_a_comment_in_html_is_not_read_as_markdown() -> None:
    written = "<b>a</b>\nhttps://x.example/ <img src=x>"
    assert render_comment(written, Format.HTML).html == "<p><b>a</b><br>\nhttps://x.example/ </p>"


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))
@settings(max_examples=500, deadline=None, database=None)
def test_any_comment_renders_to_sanitised_html(written: str) -> None:
    # a second sanitising changes nothing: the HTML is in the form that the sanitiser gives
    html = rendered_html(written)
    assert sanitise_comment(html) == html
