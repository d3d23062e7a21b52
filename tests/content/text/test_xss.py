"""No input can run a script in a browser, rendered as HTML or as Markdown."""

from __future__ import annotations

import re
import time

import pytest
from bs4 import BeautifulSoup, Comment
from markdown_it import MarkdownIt

from gql.content.draft import Format
from gql.content.text.html import sanitise, sanitise_comment
from gql.content.text.rendered_text import RenderedText, render_author_text, render_comment
from gql.content.text.shortcodes import strip_shortcodes
from tests.content.text.xss_cheat_sheet import PAYLOADS

# A second list, independent of html_tags.py on purpose: a tag allowed there by mistake fails here.
ALLOWED_IN_POSTS = {
    "a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "blockquote", "br",
    "caption", "center", "cite", "code", "col", "colgroup", "data", "dd", "del", "details", "dfn",
    "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p", "pre", "q",
    "rp", "rt", "ruby", "s", "samp", "section", "small", "source", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul",
    "var", "video", "wbr",
}  # fmt: skip
ALLOWED_IN_COMMENTS = {
    "a", "abbr", "b", "blockquote", "br", "cite", "code", "del", "em", "i", "li", "ol", "p", "pre",
    "q", "s", "strong", "ul",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {
    "href", "src", "alt", "title", "rel", "class", "cite", "width", "height", "open", "controls",
    "colspan", "rowspan", "start", "lang", "dir", "datetime", "poster", "type", "scope",
}  # fmt: skip


def assert_harmless(html: str, tags: set[str], attributes: set[str]) -> None:
    """Assert that HTML has only these tags and attributes, and only harmless URLs.

    By two parsers: they repair broken HTML in different ways, as browsers do.
    """
    for parser in ("lxml", "html.parser"):
        page = BeautifulSoup(html, parser)
        assert not page.find_all(string=lambda text: isinstance(text, Comment))
        for element in page.find_all(True):
            if element.name in ("html", "body"):
                continue
            assert element.name in tags
            assert set(element.attrs) <= attributes
            for name in ("href", "src", "cite", "poster"):
                assert_harmless_url(element.get(name, ""))


def assert_harmless_url(address: str) -> None:
    """Assert that a URL is relative, or has a scheme that runs no script."""
    # browsers ignore white space and control characters in the scheme
    normalised = re.sub(r"[^!-~]", "", address).lower()
    scheme = re.match(r"([^/?#:]*):", normalised)
    assert scheme is None or scheme[1] in ("http", "https", "mailto")


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("source_format", Format)
def test_no_attack_survives_in_a_post(payload: str, source_format: Format) -> None:
    html = render_author_text(payload, source_format).html
    assert_harmless(html, ALLOWED_IN_POSTS, ALLOWED_ATTRIBUTES)
    assert sanitise(html) == html


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("source_format", Format)
def test_no_attack_survives_in_a_comment(payload: str, source_format: Format) -> None:
    html = render_comment(payload, source_format).html
    assert_harmless(html, ALLOWED_IN_COMMENTS, {"href", "rel", "title"})
    assert sanitise_comment(html) == html


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("render", [render_author_text, render_comment])
def test_no_attack_survives_in_markdown_rendered_with_raw_html(
    payload: str, render: type[RenderedText]
) -> None:
    for text in (payload, f"Before\n\n{payload}\n\nafter", f"<p>{payload}</p>", f"x{payload}"):
        markdown = render(text, Format.HTML).markdown
        # the renderers of other software: raw HTML is let through, as both specifications say
        for kind in ("commonmark", "gfm-like"):
            parser = MarkdownIt(kind, {"html": True, "linkify": False}).disable(
                "linkify", ignoreInvalid=True
            )
            assert_harmless(
                parser.render(markdown), ALLOWED_IN_POSTS, ALLOWED_ATTRIBUTES | {"style"}
            )


def test_there_are_more_than_a_hundred_and_twenty_attacks() -> None:
    # guards against an edit that loses payloads, for example a comma missing between two strings
    assert len(set(PAYLOADS)) > 120


@pytest.mark.parametrize("render", [render_author_text, render_comment])
@pytest.mark.parametrize(
    "tag", ["<b>", "<blockquote>", "<ul><li>", "<a href=x>", "< ", "[caption]"]
)
def test_absurdly_deep_nesting_keeps_its_text(render: type[RenderedText], tag: str) -> None:
    result = render(tag * 3_000 + "deep", Format.HTML)
    assert result.text.endswith("deep")
    assert result.markdown.endswith("deep")


@pytest.mark.parametrize("tag", ["<b>", "<blockquote>", "<ul><li>", "<pre>", "<table><tr><td>"])
def test_deep_nesting_within_the_limit_is_kept(tag: str) -> None:
    result = render_author_text(tag * 50 + "deep", Format.HTML)
    assert tag.partition(">")[0] in result.html
    assert "deep" in result.markdown


@pytest.mark.parametrize(
    "unit", ["<!--", "<pre>", "[caption]", "<p", "<a href='", "\n \n", " ", "&", "[[gallery", "*"]
)
def test_no_text_takes_quadratic_time(unit: str) -> None:
    started = time.process_time()
    render_author_text("x" + unit * (200_000 // len(unit)) + "y", Format.HTML)
    render_comment("x" + unit * (200_000 // len(unit)) + "y", Format.HTML)
    assert time.process_time() - started < 20


@pytest.mark.parametrize("before", ["", "[a", "[a ", '[a b="'])
@pytest.mark.parametrize(
    "unit",
    ["[", "[[", "a", " a=", " a=b", "[a ", "[a", '[a b="', "[a]", "[/a]", "[a][/a]", "[a <", "<code", "<pre>",
     "[contact-form]", "[[a]]", "[a x=1 ", "a.", "="],
)  # fmt: skip
def test_shortcodes_are_found_in_linear_time(before: str, unit: str) -> None:
    started = time.process_time()
    strip_shortcodes(before + unit * (200_000 // len(unit)))
    assert (
        time.process_time() - started < 10
    )  # takes a tenth of a second; quadratic time would take minutes
