"""Shortcodes, block comments and the marks of the editor: none of them is shown.

Names that WordPress or Jetpack register are known; those of Jetpack's that are everyday words are
left out. What else looks like a shortcode is one where it has attributes or a closing bracket of
its name, or ends itself: so [sic], [1] and [citation needed] stay, and so does all code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CORE = "audio caption embed gallery playlist video wp_caption"
_JETPACK = (
    "bandcamp blip.tv blog_subscription_form brightcove cartodb contact-field contact-form "
    "crowdsignal dailymotion display-posts dropbox flickr getty gist googleapps googlemaps "
    "gravatar-profile hulu jetpack-related-posts jetpack_portfolio jetpack_subscription_form "
    "jetpack_testimonials kickstarter mixcloud polldaddy recipe-directions recipe-ingredients "
    "recipe-notes scribd simple-payment slideshare slideshow soundcloud sourcecode spotify "
    "tweet twitchtv twitter-timeline untappd-menu upcomingevents videopress vimeo vr wpvideo "
    "wufoo youtube"
)
_KNOWN = frozenset(f"{_CORE} {_JETPACK}".split())
_CAPTIONS = frozenset(["caption", "wp_caption"])
# what they enclose is for a program: form fields, addresses, encoded scripts
_CONFIGURED = frozenset(["contact-form", "googlemaps", "playlist", "vc_raw_html", "vc_raw_js"])

# possessive, and never past the next bracket: so that no text is read more than once
_MARK = re.compile(
    r"<(?P<end>/?)(?P<code>pre|code)\b[^<>]*+>"
    r"|\[(?P<before>\[?)(?P<close>/?)(?P<name>[A-Za-z](?:[\w-]|\.(?=\w))*+)"
    r"(?P<rest>(?:[^\[\]<]++|<(?!/?(?:pre|code)\b))*+)\](?P<after>\]?)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\s[A-Za-z_][\w-]*+=(?:[\"'“”„″«]|&quot;|&#82(?:20|21|43);)")
_UNQUOTED = re.compile(r"(?:\s++[a-z_][\w-]*+=[^\s\"']++)++\s*+/?")
_PICTURE = re.compile(
    r"\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE
)
_WRITTEN_CAPTION = re.compile(r"""\bcaption=(?:"([^"]*)"|'([^']*)')""")
_BARE_ADDRESS = re.compile(r"^[ \t]*(https?://[^\s<>\"'\[\]]+)[ \t]*$", re.MULTILINE)

Mark = re.Match[str]


def without_shortcodes(text: str) -> str:
    """The text without its shortcodes. What a pair encloses stays; [[gallery]] means [gallery]."""
    html: list[str] = []
    captions: list[tuple[int, str]] = []
    end = 0
    for mark, closing in _shortcodes(text):
        if mark.start() < end:
            continue
        html.append(text[end : mark.start() + len(mark["before"])])
        end = mark.end() - len(mark["after"])
        if _is_escaped(mark):
            html.append(mark[0][2:-1])
            end = mark.end()
        elif mark["name"] in _CAPTIONS:
            _caption(mark, html, captions)
        elif closing and mark["name"] in _CONFIGURED:
            end = closing.end()
    return "".join([*html, text[end:]])


def without_marks(html: str) -> str:
    """HTML without comments: those of blocks, <!--more-->, <!--nextpage--> and all others."""
    parts = html.split("<!--")
    kept = [parts[0]]
    for position, part in enumerate(parts[1:], 1):
        _, closed, after = part.partition("-->")
        # a comment that never ends is left for the sanitiser, which reads it as a browser does
        kept.append(after if closed else "<!--" + part if position == len(parts) - 1 else "")
    return "".join(kept)


def has_blocks(html: str) -> bool:
    """Whether the block editor wrote it: then its paragraphs are marked already."""
    return "<!-- wp:" in html


def with_links(html: str) -> str:
    """An address on a line of its own is what WordPress embeds; here it becomes a link."""
    return _BARE_ADDRESS.sub(r'<a href="\1">\1</a>', html)


def _shortcodes(text: str) -> Iterator[tuple[Mark, Mark | None]]:
    """In order; with what opens a pair, what closes it."""
    marks = _outside_code(text)
    pairs = _pairs(marks)
    for place, mark in enumerate(marks):
        if place in pairs or _is_shortcode(mark):
            other = pairs.get(place, place)
            yield mark, marks[other] if other > place else None


def _outside_code(text: str) -> list[Mark]:
    """Everything in brackets that could be a shortcode, but for what stands in pre and code."""
    marks: list[Mark] = []
    inside = ""
    for mark in _MARK.finditer(text):
        if not (code := (mark["code"] or "").lower()):
            if not inside:
                marks.append(mark)
        elif not inside and not mark["end"]:
            inside = code
        elif inside == code and mark["end"]:
            inside = ""
    return marks


def _pairs(marks: list[Mark]) -> dict[int, int]:
    """From each mark that opens a pair to the one that closes it, and back."""
    pairs: dict[int, int] = {}
    open_marks: dict[str, list[int]] = {}
    for place, mark in enumerate(marks):
        waiting = open_marks.setdefault(mark["name"], [])
        if _is_escaped(mark):
            continue
        if not mark["close"]:
            waiting.append(place)
        elif waiting and not mark["rest"].strip():
            opening = waiting.pop()
            pairs[opening], pairs[place] = place, opening
    return pairs


def _is_shortcode(mark: Mark) -> bool:
    if mark["name"] in _KNOWN:
        return True
    rest = mark["rest"]
    if mark["close"] or mark.string.startswith("(", mark.end()):
        return False
    has_plain = mark["name"].islower() and _UNQUOTED.fullmatch(rest)
    has_quoted = rest[:1].isspace() and _QUOTED.search(rest)
    return bool(rest.strip() == "/" or has_plain or has_quoted)


def _is_escaped(mark: Mark) -> bool:
    return bool(mark["before"] and mark["after"])


def _caption(mark: Mark, html: list[str], captions: list[tuple[int, str]]) -> None:
    if not mark["close"]:
        written = _WRITTEN_CAPTION.search(mark["rest"])
        captions.append((len(html), (written[1] or written[2] or "") if written else ""))
    elif captions:
        start, written_caption = captions.pop()
        inside = "".join(html[start:])
        html[start:] = [_figure(inside, written_caption)]


def _figure(inside: str, caption: str) -> str:
    picture = _PICTURE.match(inside)
    if not picture:
        return inside
    text = caption or picture[2].strip()
    return f"\n\n<figure>{picture[1]}<figcaption>{text}</figcaption></figure>\n\n"
