"""Rendering: the only way from the source of a text to the formats that are stored and shown."""

from __future__ import annotations

from dataclasses import dataclass

from gql.content.comments.comment_markdown import comment_markdown_to_html
from gql.content.draft import Format
from gql.content.text.footnotes import strip_footnote_links
from gql.content.text.html import sanitise, sanitise_comment
from gql.content.text.markdown import html_to_markdown, markdown_to_html
from gql.content.text.paragraphs import add_paragraphs
from gql.content.text.plain_text import plain_text
from gql.content.text.shortcodes import (
    embed_bare_urls,
    is_block_markup,
    strip_html_comments,
    strip_shortcodes,
)


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A text in all stored formats: sanitised HTML, the same as Markdown and as plain text, and
    the source as it was typed, which only those who may edit the text can read."""

    html: str
    markdown: str
    text: str
    source: str


def render_author_text(source: str, source_format: Format) -> RenderedText:
    """Render a text of somebody with a profile: the content of an entry, a biography."""
    return _rendered(source, sanitise(_author_html(source, source_format)))


def render_comment(source: str, source_format: Format) -> RenderedText:
    """Render a comment. Shortcodes stay text: WordPress does not run do_shortcode() on comments."""
    is_markdown = source_format is Format.MARKDOWN
    html = (
        comment_markdown_to_html(source)
        if is_markdown
        else add_paragraphs(strip_html_comments(source))
    )
    return _rendered(source, sanitise_comment(html))


def _author_html(source: str, source_format: Format) -> str:
    if source_format is Format.MARKDOWN:
        return markdown_to_html(source)
    # the order of WordPress's filters on the_content: embeds before paragraphs, and no wpautop()
    # for content of the block editor, which has its paragraphs marked already
    html = embed_bare_urls(strip_shortcodes(strip_html_comments(source)))
    return html if is_block_markup(source) else add_paragraphs(html)


def _rendered(source: str, html: str) -> RenderedText:
    if not html:
        return RenderedText(html="", markdown="", text="", source=source)
    without_links = strip_footnote_links(html)
    return RenderedText(
        html=html,
        markdown=html_to_markdown(without_links),
        text=plain_text(without_links),
        source=source,
    )
