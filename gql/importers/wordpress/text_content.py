"""The text of a post or a page: what WordPress would add when it is shown is put in, and what is
left out is counted."""

from __future__ import annotations

import re
from html import escape, unescape

from gql.content.text.embeds import allowed_player
from gql.content.text.media_shortcodes import shortcode_attributes, shown_around, shown_by
from gql.content.text.players import player_url
from gql.content.text.shortcodes import (
    DROPPED_WITH_CONTENT,
    Token,
    bare_urls,
    find_shortcodes,
    is_escaped,
    strip_html_comments,
)
from gql.importers.wordpress.blocks import BlockConverter
from gql.importers.wordpress.element import Element
from gql.importers.wordpress.findings import ELEMENTS, EMBEDS, SHORTCODES, Findings
from gql.importers.wordpress.footnotes import with_footnotes
from gql.importers.wordpress.library import File, Library

_EMBEDDING = re.compile(r"<(iframe|embed|object)\b([^<>]*)>", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:src|data)\s*=\s*[\"']?([^\"'<>\s]+)", re.IGNORECASE)
_LEFT_OUT = re.compile(
    r"<(applet|canvas|form|input|link|map|math|meter|noscript|progress|script|select|style|svg|"
    r"template|textarea)\b",
    re.IGNORECASE,
)
_MATH = re.compile(r"<math\b([^<>]*)>(.{0,20000}?)</math>", re.DOTALL | re.IGNORECASE)
_LATEX = re.compile(r"<annotation[^<>]*>([^<>]*)</annotation>|\bdata-latex=\"([^\"<>]*)\"")
_MARKS = {
    "<!--nextpage-->": "a page break is left out: the text is whole",
    "<!--more": "the mark after which WordPress cuts a text is left out",
}
_PLAYER, _LINK = "", "what another host would show became a link"


def converted_content(element: Element, library: Library) -> tuple[str, Findings]:
    """The content of a post or a page as HTML that needs nothing but itself, and what was found."""
    findings = Findings()
    content = element.texts.get("content", "")
    if "<!-- wp:" in content:
        content = BlockConverter(library, findings).convert(content)
    content = with_footnotes(content, element.meta.get("footnotes", ""), findings)
    content = _MATH.sub(lambda match: _formula(match, findings), content)
    content = _with_galleries(content, element.text("post_id"), library, findings)
    _survey(content, findings)
    return content, findings


def _formula(match: re.Match[str], findings: Findings) -> str:
    latex = next((a or b for a, b in _LATEX.findall(match[0])), "")
    text = latex or " ".join(re.sub(r"<[^<>]*>", " ", match[2]).split())
    findings.keep("formulas", "a formula is kept as LaTeX, in <code>")
    return f'<code class="language-math">{text}</code>'


def _with_galleries(content: str, post: str, library: Library, findings: Findings) -> str:
    """The content with the images of [gallery] and the recordings of [playlist]."""
    parts: list[str] = []
    end = 0
    for token, _ in find_shortcodes(content):
        name = token["name"]
        if name not in ("gallery", "playlist") or is_escaped(token) or token["close"]:
            continue
        attributes = shortcode_attributes(token["rest"])
        files = library.gallery(
            attributes.get("id") or post,
            re.findall(r"\d+", attributes.get("ids") or attributes.get("include", "")),
            re.findall(r"\d+", attributes.get("exclude", "")),
        )
        if files:
            findings.keep("galleries")
            parts += [content[end : token.start()], _gallery(name, files)]
            end = token.end()
        else:
            findings.skip("galleries", "its files are not in the export")
    return "".join([*parts, content[end:]])


def _gallery(name: str, files: list[File]) -> str:
    if name == "playlist":
        recordings = "".join(f'<audio controls src="{escape(f.url)}"></audio>\n' for f in files)
        return f"\n\n<div>\n{recordings}</div>\n\n"
    pictures = "".join(_picture(file) for file in files)
    return f"\n\n<figure>{pictures}</figure>\n\n"


def _picture(file: File) -> str:
    caption = f"<figcaption>{file.caption}</figcaption>" if file.caption else ""
    return f'<figure><img src="{escape(file.url)}" alt="{escape(file.alt)}" />{caption}</figure>'


def _survey(content: str, findings: Findings) -> None:
    """Count what becomes of embeds, shortcodes, marks and elements that texts here do not have."""
    for mark, note in _MARKS.items():
        if count := content.count(mark):
            findings.notes[note] += count
    visible = strip_html_comments(content)
    for embed in _EMBEDDING.finditer(visible):
        _count_embed(embed, findings)
    for url in bare_urls(visible):
        findings.keep(EMBEDS, _became(unescape(url)))
    for token, closing in find_shortcodes(visible):
        if not is_escaped(token) and not token["close"]:
            _count_shortcode(token, closing, findings)
    for element in _LEFT_OUT.finditer(visible):
        findings.skip(ELEMENTS, f"<{element[1].lower()}>")


def _count_embed(embed: re.Match[str], findings: Findings) -> None:
    address = _ADDRESS.search(embed[2])
    if address and re.match(r"(?:https?:)?/|[\w.-]+/", unescape(address[1]), re.IGNORECASE):
        findings.keep(EMBEDS, _became(unescape(address[1])))
    elif embed[1].lower() != "object":  # one without an address has another way within it
        findings.skip(EMBEDS, "without an address")


def _became(url: str) -> str:
    player = allowed_player(url) or allowed_player(player_url(url) or "")
    return _PLAYER if player else _LINK


def _count_shortcode(token: Token, closing: Token | None, findings: Findings) -> None:
    name, rest = token["name"].lower(), token["rest"]
    if name in ("caption", "wp_caption"):
        findings.keep("captions")
    elif name in ("gallery", "playlist"):
        return
    elif closing and name in DROPPED_WITH_CONTENT:
        findings.skip(SHORTCODES, f"[{name[:40]}], whose plugin is not here")
    elif closing is None and shown_by(name, rest):
        findings.keep(EMBEDS, f"[{name[:40]}] became what it showed, or a link to it")
    elif closing is None:
        why = "which names no file" if name in ("audio", "video") else "whose plugin is not here"
        findings.skip(SHORTCODES, f"[{name[:40]}], {why}")
    else:
        enclosed = token.string[token.end() : closing.start()]
        shown = shown_around(name, rest, enclosed)
        if enclosed.strip() and shown == enclosed:
            findings.keep(SHORTCODES, f"[{name[:40]}] is taken off the text within it")
        elif shown.strip():
            findings.keep(EMBEDS, f"[{name[:40]}] became what it showed, or a link to it")
        else:
            findings.skip(SHORTCODES, f"[{name[:40]}], whose plugin is not here")
