"""Rendering of author texts and comments: paragraphs, shortcodes, sanitising, Markdown, text."""

from __future__ import annotations

import pytest

from gql.content.draft import Format
from gql.content.text.html import sanitise
from gql.content.text.plain_text import (
    excerpt,
    plain_text,
    reading_minutes,
    title_text,
    word_count,
)
from gql.content.text.rendered_text import render_author_text, render_comment


# without newlines: where they are between blocks does not matter to a browser
def rendered_html(text: str) -> str:
    """The HTML of an author text in HTML, without newlines."""
    return render_author_text(text, Format.HTML).html.replace("\n", "")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("One\n\nTwo", "<p>One</p><p>Two</p>"),
        ("One\r\n\r\nTwo\rthree", "<p>One</p><p>Two<br>three</p>"),
        ("One  \n  \n\n\nTwo", "<p>One</p><p>Two</p>"),
        ("One<br />\ntwo", "<p>One<br>two</p>"),
        ("“Quoted” -- it's", "<p>“Quoted” -- it's</p>"),
        (
            "<strong>a\n\nb</strong>",
            "<p><strong>a</strong></p><strong></strong><p><strong>b</strong></p>",
        ),
        ("<div>a</div>", "<div>a</div>"),
        ("<div>\na\n\nb\n</div>", "<div><p>a</p><p>b</p></div>"),
        ("<blockquote>a</blockquote>", "<blockquote><p>a</p></blockquote>"),
        ("<p>a\nb</p>\nc", "<p>a<br>b</p><p>c</p>"),
        ("<ul>\n<li>a\nb</li>\n</ul>", "<ul><li>a<br>b</li></ul>"),
        ("<li>a\n\nb</li>", "<li><p>a</p><p>b</p></li>"),
        ("<h2>A\nb</h2>text", "<h2>A<br>b</h2><p>text</p>"),
        ("a<hr>b", "<p>a</p><hr><p>b</p>"),
        ("a</div>b", "<p>a</p><p>b</p>"),
        ("<div><p>a</div>b\n\nc", "<div><p>a</p></div><p>b</p><p>c</p>"),
        ("<img\nsrc='http://x/y.png'\nalt=z>", '<p><img src="http://x/y.png" alt="z"></p>'),
        (
            "<table>\n<tr><td>1\n2</td></tr>\n</table>",
            "<table><tbody><tr><td>1<br>2</td></tr></tbody></table>",
        ),
        ("a < b && c > d", "<p>a &lt; b &amp;&amp; c &gt; d</p>"),
        ("", ""),
        ("\n \n", ""),
    ],
)
def test_paragraphs_are_added_like_wordpress_does(source: str, html: str) -> None:
    assert rendered_html(source) == html


@pytest.mark.parametrize(
    "text",
    [
        "[sic]",
        "[1]",
        "[…]",
        "[citation needed]",
        "[x]",
        "[Applause.]",
        "a[0]",
        "[Ed. set a=1]",
        "[and/or]",
        "[foo] without an end",
        "no beginning[/foo]",
        "[a](https://x.example)",
        '[a b="1"](https://x.example)',
        '<code>[foo a="1"] [gallery]</code>',
        "<code>[name]</code>in[/name]",
        "[x <code>y] [gallery]</code>",
    ],
)
def test_brackets_that_are_no_shortcode_stay(text: str) -> None:
    assert rendered_html(text) == f"<p>{text}</p>"


def test_shortcodes_stay_in_preformatted_text() -> None:
    html = '<pre>[gallery]\n<code>[foo a="1"]</code></pre>'
    assert render_author_text(html + "[gallery]", Format.HTML).html == html


def test_preformatted_text_keeps_its_lines() -> None:
    html = render_author_text("a\n\n<pre>x\n\n  y</pre>\n\nb", Format.HTML).html
    assert "<pre>x\n\n  y</pre>" in html
    assert render_author_text("<pre>x\n\n  y</pre>", Format.HTML).text == "x\n\n  y"


def test_block_editor_html_gets_no_more_line_breaks() -> None:
    block = '<!-- wp:paragraph {"a":1} -->\n<p>a\nb</p>\n<!-- /wp:paragraph -->'
    assert render_author_text(block, Format.HTML).html == "<p>a\nb</p>"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a [gallery ids=\"1,2\"] b", "<p>a  b</p>"),
        ("It was him [sic] in [1] and [Foo bar=1].", "<p>It was him [sic] in [1] and [Foo bar=1].</p>"),
        ("[[gallery]] shows pictures", "<p>[gallery] shows pictures</p>"),
        ("[galleryx] [gallery-x] [video-y]", "<p>[galleryx] [gallery-x] [video-y]</p>"),
        ("[embed]https://x.example/a[/embed]", '<p><a href="https://x.example/a" rel="noopener">https://x.example/a</a></p>'),
        ("https://x.example/a", '<p><a href="https://x.example/a" rel="noopener">https://x.example/a</a></p>'),
        ("see https://x.example/a", "<p>see https://x.example/a</p>"),
        ("[youtube=https://x.example/a w=1]", '<p><a href="https://x.example/a" rel="noopener">https://x.example/a</a></p>'),
        ('[myplugin foo="1"]hidden?[/myplugin]', "<p>hidden?</p>"),
        ('a[contact-form-7 id="1" title="x"]', "<p>a</p>"),
        ('[foo bar="x" /][foo /][Foo bar=\'x\']', ""),
        ("[foo id=5 x=y]", ""),
        ("[foo bar=”x y″]", ""),
        ("[name]in[/name] [x a]y[/x]", "<p>in y</p>"),
        ('[row][column width="1/2"]a[/column][/row]', "<p>a</p>"),
        ('[[foo a="1"]] is written so', '<p>[foo a="1"] is written so</p>'),
        ('[see [foo a="1"]]', "<p>[see ]</p>"),
        ('[contact-form]a [contact-field label="x"/] b[/contact-form]c', "<p>c</p>"),
        ('a[contact-form]b [[gallery]]', "<p>ab [gallery]</p>"),
        ("[/caption] a [caption]", "<p>a</p>"),
        ("[caption]no picture[/caption]", "<p>no picture</p>"),
        (
            '[caption id="a" width="3"]<img src="http://x/y.png" /> Words <em>here</em>[/caption]',
            '<figure><img src="http://x/y.png"><figcaption>Words <em>here</em></figcaption></figure>',
        ),
        (
            "[caption caption='Old way']<a href='http://x/'><img src='http://x/y.png'></a>[/caption]",
            '<figure><a href="http://x/" rel="noopener"><img src="http://x/y.png"></a><figcaption>Old way</figcaption></figure>',
        ),
        ("a<!--more-->b<!--nextpage-->c", "<p>abc</p>"),
        ("a<!-- open", "<p>a</p>"),
    ],
)  # fmt: skip
def test_shortcodes_and_editor_comments_are_removed(source: str, html: str) -> None:
    assert rendered_html(source).replace("<p></p>", "") == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ('<p class="has-text-align-center evil">x</p>', '<p class="has-text-align-center">x</p>'),
        ('<p class="evil" style="color:red" id="x">x</p>', "<p>x</p>"),
        ('<code class="language-python">x</code>', '<code class="language-python">x</code>'),
        ('<a href="mailto:a@b.c">x</a>', '<a href="mailto:a@b.c" rel="noopener">x</a>'),
        ('<a href="/local#x">x</a>', '<a href="/local#x" rel="noopener">x</a>'),
        ('<img src="mailto:x">', "<img>"),
        ('<img src="/a.png" width="10" height="5px">', '<img src="/a.png" width="10">'),
        ('<ol start="3"><li value="x">a</li></ol>', '<ol start="3"><li>a</li></ol>'),
        ("<object><p>inside</p></object>after", "<p>inside</p>after"),
        ("<font color=red>x</font>", "x"),
    ],
)
def test_sanitising_keeps_only_what_is_allowed_in_posts(source: str, html: str) -> None:
    assert sanitise(source) == html


def test_less_is_allowed_in_comments() -> None:
    source = "<h1>A</h1>\n<img src='http://x/y.png'>b <a href='http://x/'>c</a>\nd [gallery]"
    assert render_comment(source, Format.HTML).html.replace("\n", "") == (
        'A<p>b <a href="http://x/" rel="noopener nofollow ugc">c</a><br>d [gallery]</p>'
    )


def test_markdown_supports_tables_and_strikethrough() -> None:
    source = "# A\n\n~~b~~ <script>x</script>\n\n|c|d|\n|-|-|\n|1|2|\n"
    html = render_author_text(source, Format.MARKDOWN).html
    assert html.startswith("<h1>A</h1>\n<p><s>b</s> </p>\n<table>")
    assert render_author_text(source, Format.MARKDOWN).source == source
    assert render_comment("*a*\n\nb", Format.MARKDOWN).html == "<p><em>a</em></p>\n<p>b</p>"


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("<h2>A *b*</h2>c", "## A \\*b\\*\n\nc"),
        ("<p>1. a</p><p>- b</p><p># c</p>", "1\\. a\n\n\\- b\n\n\\# c"),
        ("<a href='http://x/a b(c)'>t</a>", "[t](http://x/a%20b%28c%29)"),
        ("<a>t</a><a href='http://x'></a>", "t"),
        ("<img src='http://x/a.png' alt='b]'>", "![b\\]](http://x/a.png)"),
        ("<img alt='no source'>", ""),
        ("<pre>a\n```\nb</pre>", "````\na\n```\nb\n````"),
        ("<pre></pre>", ""),
        ("<p>&amp;lt; &amp; x</p>", "\\&lt; & x"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<code>a*b</code>", "`a*b`"),
    ],
)
def test_html_is_converted_to_markdown(source: str, markdown: str) -> None:
    assert render_author_text(source, Format.HTML).markdown == markdown


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a <b>b</b></p>\n<p>c<br>\nd</p>", "a b\n\nc\nd"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "a\n\nb"),
        ("<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>", "1  2"),
        ("<p>&lt;b&gt; &amp;amp; &nbsp;x</p>", "<b> &amp; x"),
        ('a<img src="x" alt="b">c', "ac"),
    ],
)
def test_plain_text_keeps_paragraphs_and_lines(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("One, two — three!", 3), ("it's 3.5 km", 3), ("漢字かな", 4), ("日本 and more", 4)],
)
def test_words_are_counted(text: str, count: int) -> None:
    assert word_count(text) == count


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (238, 1), (239, 2)])
def test_reading_takes_minutes(words: int, minutes: int) -> None:
    assert reading_minutes(words) == minutes


def test_an_excerpt_is_the_first_three_hundred_words() -> None:
    assert excerpt("a\n\nb") == "a b"
    assert excerpt("w " * 301) == ("w " * 300).strip()


@pytest.mark.parametrize(
    ("source", "title"),
    [
        (" A  <em>b</em>\n&amp; c ", "A b & c"),
        ("1 < 2 > 1", "1 < 2 > 1"),
        ("x\u202e\x00y\u200d👩\u200d💻", "xy\u200d👩\u200d💻"),
        ("x" * 600, "x" * 600),
        ("x" * 20_000, "x" * 10_000),
    ],
)
def test_a_title_is_one_line_of_text(source: str, title: str) -> None:
    assert title_text(source) == title
