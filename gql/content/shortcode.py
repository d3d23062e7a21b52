"""Shortcodes, block comments and the marks of the editor: none of them is shown.

Only names that WordPress or Jetpack register are taken for shortcodes, so that [sic] and [1] stay.
Those of Jetpack's that are everyday words are left out.
"""

from __future__ import annotations

import re

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
_SHORTCODE = re.compile(
    r"\[(\[?)(/?)(?P<name>"
    + "|".join(re.escape(name) for name in f"{_CORE} {_JETPACK}".split())
    + r")(?![\w-])(?P<rest>[^\[\]]*)\](\]?)"
)
_PICTURE = re.compile(
    r"\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE
)
_WRITTEN_CAPTION = re.compile(r"""\bcaption=(?:"([^"]*)"|'([^']*)')""")
_BARE_ADDRESS = re.compile(r"^[ \t]*(https?://[^\s<>\"'\[\]]+)[ \t]*$", re.MULTILINE)


def without_shortcodes(text: str) -> str:
    """The text without its shortcodes. What a pair encloses stays; [[gallery]] means [gallery]."""
    html: list[str] = []
    captions: list[tuple[int, str]] = []
    end = 0
    for code in _SHORTCODE.finditer(text):
        html.append(text[end : code.start()])
        end = code.end()
        if code[1] and code[5]:
            html.append(code[0][1:-1])
        elif code["name"] in ("caption", "wp_caption"):
            _caption(code, html, captions)
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


def _caption(code: re.Match[str], html: list[str], captions: list[tuple[int, str]]) -> None:
    if not code[2]:
        written = _WRITTEN_CAPTION.search(code["rest"])
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
