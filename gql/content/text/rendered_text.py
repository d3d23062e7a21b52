"""A text in all the forms that are stored. The one way from what was written to what is shown."""

from __future__ import annotations

from dataclasses import dataclass

from gql.content.comments.comment_markdown import comment_html_of
from gql.content.draft import Format
from gql.content.text.footnotes import without_note_links
from gql.content.text.html import sanitise, sanitise_comment
from gql.content.text.markdown import html_of, markdown_of
from gql.content.text.paragraphs import paragraphs
from gql.content.text.plain_text import plain_text
from gql.content.text.shortcodes import has_blocks, with_links, without_marks, without_shortcodes


@dataclass(frozen=True, slots=True)
class Prose:
    """Sanitised HTML, the same as Markdown and as text, and the source, never shown to readers."""

    html: str
    markdown: str
    text: str
    source: str


def prose(source: str, written_in: Format) -> Prose:
    """What an author wrote: the body of an entry, a biography."""
    return _prose(source, sanitise(_author_html(source, written_in)))


def comment_prose(source: str, written_in: Format) -> Prose:
    """What anybody wrote. Shortcodes mean nothing here, as in WordPress."""
    is_markdown = written_in is Format.MARKDOWN
    marked = comment_html_of(source) if is_markdown else paragraphs(without_marks(source))
    return _prose(source, sanitise_comment(marked))


def _author_html(source: str, written_in: Format) -> str:
    if written_in is Format.MARKDOWN:
        return html_of(source)
    shown = with_links(without_shortcodes(without_marks(source)))
    return shown if has_blocks(source) else paragraphs(shown)


def _prose(source: str, html: str) -> Prose:
    if not html:
        return Prose(html="", markdown="", text="", source=source)
    bare = without_note_links(html)
    return Prose(html=html, markdown=markdown_of(bare), text=plain_text(bare), source=source)
