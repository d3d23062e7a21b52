"""Nothing that anybody wrote is executed where it is shown: as HTML, as Markdown, as text."""

from __future__ import annotations

import re
import time

import pytest
from bs4 import BeautifulSoup, Comment
from markdown_it import MarkdownIt

from gql.content.draft import Format
from gql.content.text.html import sanitise, sanitise_comment
from gql.content.text.rendered_text import Prose, comment_prose, prose
from gql.content.text.shortcodes import without_shortcodes
from tests.content.text.xss_cheat_sheet import PAYLOADS

HARMLESS = {
    "a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "blockquote", "br",
    "caption", "center", "cite", "code", "col", "colgroup", "data", "dd", "del", "details", "dfn",
    "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p", "pre", "q",
    "rp", "rt", "ruby", "s", "samp", "section", "small", "source", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul",
    "var", "video", "wbr",
}  # fmt: skip
IN_COMMENTS = {
    "a", "abbr", "b", "blockquote", "br", "cite", "code", "del", "em", "i", "li", "ol", "p", "pre",
    "q", "s", "strong", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "href", "src", "alt", "title", "rel", "class", "cite", "width", "height", "open", "controls",
    "colspan", "rowspan", "start", "lang", "dir", "datetime", "poster", "type", "scope",
}  # fmt: skip


def judge(html: str, tags: set[str], attributes: set[str]) -> None:
    """Reads HTML as a browser would, by two parsers, and finds nothing in it that could act."""
    for parser in ("lxml", "html.parser"):
        page = BeautifulSoup(html, parser)
        assert not page.find_all(string=lambda text: isinstance(text, Comment))
        for element in page.find_all(True):
            if element.name in ("html", "body"):
                continue
            assert element.name in tags
            assert set(element.attrs) <= attributes
            for name in ("href", "src", "cite", "poster"):
                judge_address(element.get(name, ""))


def judge_address(address: str) -> None:
    plain = re.sub(r"[^!-~]", "", address).lower()
    scheme = re.match(r"([^/?#:]*):", plain)
    assert scheme is None or scheme[1] in ("http", "https", "mailto")


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("written_in", Format)
def test_a_post_executes_nothing(payload: str, written_in: Format) -> None:
    html = prose(payload, written_in).html
    judge(html, HARMLESS, ATTRIBUTES)
    assert sanitise(html) == html


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("written_in", Format)
def test_a_comment_executes_nothing(payload: str, written_in: Format) -> None:
    html = comment_prose(payload, written_in).html
    judge(html, IN_COMMENTS, {"href", "rel", "title"})
    assert sanitise_comment(html) == html


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("form", [prose, comment_prose])
def test_its_markdown_executes_nothing_where_html_is_let_through(
    payload: str, form: type[Prose]
) -> None:
    for text in (payload, f"Before\n\n{payload}\n\nafter", f"<p>{payload}</p>", f"x{payload}"):
        markdown = form(text, Format.HTML).markdown
        for kind in ("commonmark", "gfm-like"):
            reader = MarkdownIt(kind, {"html": True, "linkify": False}).disable(
                "linkify", ignoreInvalid=True
            )
            judge(reader.render(markdown), HARMLESS, ATTRIBUTES | {"style"})


def test_there_are_more_than_a_hundred_attacks() -> None:
    assert len(set(PAYLOADS)) > 120


@pytest.mark.parametrize("form", [prose, comment_prose])
@pytest.mark.parametrize(
    "tag", ["<b>", "<blockquote>", "<ul><li>", "<a href=x>", "< ", "[caption]"]
)
def test_what_is_nested_beyond_all_reason_is_read_all_the_same(form: type[Prose], tag: str) -> None:
    result = form(tag * 3_000 + "deep", Format.HTML)
    assert result.text.endswith("deep")
    assert result.markdown.endswith("deep")


@pytest.mark.parametrize("tag", ["<b>", "<blockquote>", "<ul><li>", "<pre>", "<table><tr><td>"])
def test_what_is_nested_deep_within_reason_is_kept(tag: str) -> None:
    result = prose(tag * 50 + "deep", Format.HTML)
    assert tag.partition(">")[0] in result.html
    assert "deep" in result.markdown


@pytest.mark.parametrize(
    "unit", ["<!--", "<pre>", "[caption]", "<p", "<a href='", "\n \n", " ", "&", "[[gallery", "*"]
)
def test_no_text_takes_the_square_of_its_length(unit: str) -> None:
    start = time.process_time()
    prose("x" + unit * (200_000 // len(unit)) + "y", Format.HTML)
    comment_prose("x" + unit * (200_000 // len(unit)) + "y", Format.HTML)
    assert time.process_time() - start < 20


@pytest.mark.parametrize("before", ["", "[a", "[a ", '[a b="'])
@pytest.mark.parametrize(
    "unit",
    ["[", "[[", "a", " a=", " a=b", "[a ", "[a", '[a b="', "[a]", "[/a]", "[a][/a]", "[a <", "<code", "<pre>",
     "[contact-form]", "[[a]]", "[a x=1 ", "a.", "="],
)  # fmt: skip
def test_shortcodes_are_found_in_the_time_it_takes_to_read(before: str, unit: str) -> None:
    start = time.process_time()
    without_shortcodes(before + unit * (200_000 // len(unit)))
    assert time.process_time() - start < 10  # a tenth of a second; the square takes minutes
