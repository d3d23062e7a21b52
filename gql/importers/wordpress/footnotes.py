"""Footnotes of the block editor: marks in the text, and notes in the post's meta `footnotes`.
And those of plugins, whose shortcodes enclose a note in the text.

They become footnotes as Markdown has them here (gql.content.text.footnotes), linked both ways.
"""

from __future__ import annotations

import re
from collections import Counter

import orjson

from gql.content.text.shortcodes import find_shortcodes
from gql.importers.wordpress.findings import FOOTNOTES, Findings

PLACE = "<!-- footnotes -->"  # where the block core/footnotes stood; without it they come last
# of Easy Footnotes, Modern Footnotes, and others
_SHORTCODES = frozenset(["efn_note", "fn", "footnote", "mfn", "ref"])
_MARK = re.compile(r"<sup\b[^<>]*\bdata-fn=\"([^\"<>]*)\"[^<>]*>.{0,1000}?</sup>", re.DOTALL)


def with_footnotes(content: str, meta: str, findings: Findings) -> str:
    """The content with its footnotes; `meta` is JSON: a list of objects with id and content."""
    notes = _notes(meta)
    content = _with_marks_of_shortcodes(content, notes)
    if not notes and "data-fn=" not in content:
        return content
    numbers: dict[str, int] = {}
    marks: Counter[str] = Counter()

    def mark(match: re.Match[str]) -> str:
        id = match[1]
        if id not in notes:
            findings.skip(FOOTNOTES, "its note is not in the export")
            return ""
        number = numbers.setdefault(id, len(numbers) + 1)
        marks[id] += 1
        return (
            f'<sup class="footnote-ref"><a href="#fn:{number}" '
            f'id="{_mark_id(number, marks[id])}">[{number}]</a></sup>'
        )

    content = _MARK.sub(mark, content)
    if unread := notes.keys() - numbers.keys():
        findings.skip(FOOTNOTES, "no mark in the text leads to it", len(unread))
    if not numbers:
        return content.replace(PLACE, "")
    findings.keep(FOOTNOTES, count=len(numbers))
    section = _section([(number, notes[id], marks[id]) for id, number in numbers.items()])
    before, found, after = content.partition(PLACE)
    return before + section + after if found else f"{content}\n{section}"


def _notes(meta: str) -> dict[str, str]:
    try:
        notes = orjson.loads(meta) if meta else []
    except orjson.JSONDecodeError:
        return {}
    return {
        str(note["id"]): str(note.get("content") or "")
        for note in (notes if isinstance(notes, list) else [])
        if isinstance(note, dict) and note.get("id")
    }


def _with_marks_of_shortcodes(content: str, notes: dict[str, str]) -> str:
    """The content with marks in place of shortcodes for footnotes, whose texts go to the notes."""
    if not any(f"[{name}" in content for name in _SHORTCODES):
        return content
    parts: list[str] = []
    end = 0
    for token, closing in find_shortcodes(content):
        if closing and token["name"] in _SHORTCODES and token.start() >= end:
            id = f"shortcode {len(notes)}"
            notes[id] = content[token.end() : closing.start()].strip()
            parts += [content[end : token.start()].rstrip(), f'<sup data-fn="{id}"></sup>']
            end = closing.end()
    return "".join([*parts, content[end:]])


def _section(notes: list[tuple[int, str, int]]) -> str:
    items = "".join(
        f'<li id="fn:{number}" class="footnote-item">'
        f"<p>{text} {_back_links(number, count)}</p></li>\n"
        for number, text, count in notes
    )
    return f'<section class="footnotes">\n<ol>\n{items}</ol>\n</section>'


def _back_links(number: int, count: int) -> str:
    return " ".join(
        f'<a href="#{_mark_id(number, nth)}" class="footnote-backref">↩︎</a>'
        for nth in range(1, count + 1)
    )


def _mark_id(number: int, nth: int) -> str:
    return f"fnref:{number}" if nth == 1 else f"fnref:{number}:{nth - 1}"
