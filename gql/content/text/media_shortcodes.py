"""What a shortcode showed from elsewhere: a recording, an image, a page; as HTML or as its URL.

A URL on a line of its own becomes a player or a link (embeds.py).
"""

from __future__ import annotations

import re
from html import escape, unescape

_ATTRIBUTE = re.compile(
    r"([A-Za-z_][\w-]*+)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|[“”„″«]([^“”„″»]*+)[“”″»]|([^\s\"']++))"
)
_URL = re.compile(r"https?://[^\s<>\"'\[\]“”″]+", re.IGNORECASE)
_IMAGE = re.compile(r"[^?#]*\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#]|$)", re.IGNORECASE)
_AUDIO_FILES = ("src", "mp3", "m4a", "ogg", "wav", "flac", "wma")
_VIDEO_FILES = ("src", "mp4", "m4v", "webm", "ogv", "flv", "wmv")
_LINKS = ("url", "link", "href")
# names whose value is an id of the site that shows it
_SITES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "gist": "https://gist.github.com/{}",
    "videopress": "https://videopress.com/v/{}",
    "wpvideo": "https://videopress.com/v/{}",
    "ted": "https://www.ted.com/talks/{}",
    "tweet": "https://twitter.com/i/status/{}",
}
_SITE_ID = re.compile(r"[\s=]*(?:id=)?[\"']?([\w-]{1,60})[\"']?(?=[\s/]|$)")


def shown_by(name: str, rest: str) -> str:
    """What a shortcode without an end showed: HTML, or a URL on a line of its own, or nothing.

    `rest` is what stands between its name and its closing bracket.
    """
    attributes = shortcode_attributes(rest)
    name = name.lower()
    if name in ("audio", "video"):
        return _recording(name, attributes)
    if image := next((v for v in attributes.values() if _URL.fullmatch(v) and _IMAGE.match(v)), ""):
        return _block(f'<img src="{escape(image)}" alt="{escape(attributes.get("alt", ""))}" />')
    if url := _URL.search(unescape(rest)):
        return _block(escape(url[0], quote=False))
    if name in _SITES and (id := _SITE_ID.match(rest)):
        return _block(_SITES[name].format(id[1]))
    return ""


def shown_around(name: str, rest: str, enclosed: str) -> str:
    """What a pair of shortcodes showed: what it encloses, as a link if it has an address."""
    text = enclosed.strip()
    if not text or name.lower() in ("audio", "video"):
        return shown_by(name, rest) + enclosed
    if _URL.fullmatch(unescape(text)):
        return _block(text)
    attributes = shortcode_attributes(rest)
    url = next((attributes[key] for key in _LINKS if _URL.fullmatch(attributes.get(key, ""))), "")
    return f'<a href="{escape(url)}">{enclosed}</a>' if url and "<" not in text else enclosed


def shortcode_attributes(rest: str) -> dict[str, str]:
    """The attributes of a shortcode by name, without quotation marks and entities."""
    return {
        match[1].lower(): unescape(next(filter(None, match.groups()[1:]), "")).strip()
        for match in _ATTRIBUTE.finditer(rest)
    }


def _recording(tag: str, attributes: dict[str, str]) -> str:
    files = _AUDIO_FILES if tag == "audio" else _VIDEO_FILES
    url = next((attributes[name] for name in files if attributes.get(name)), "")
    if not url:
        return ""
    if tag == "video" and not re.search(r"\.\w{2,4}(?:[?#]|$)", url):
        return _block(escape(url, quote=False))  # of a site that shows videos
    poster = attributes.get("poster", "") if tag == "video" else ""
    poster = f' poster="{escape(poster)}"' if poster else ""
    return _block(f'<{tag} controls src="{escape(url)}"{poster}></{tag}>')


def _block(html: str) -> str:
    return f"\n\n{html}\n\n"
