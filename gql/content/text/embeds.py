"""Embedded pages in sanitised HTML: players of allowed hosts, and links to everything else.

A player is an iframe whose attributes are all written here; only its address, title and size are
the author's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape
from urllib.parse import urlsplit

from gql.content.text.players import KNOWN_HOSTS, player_url

# exact, because sanitised HTML has one syntax only: lower-case names and double-quoted attributes
_ATTRIBUTES = r"((?: [a-z-]+=\"[^\"]*\")*)"
_FRAME = re.compile(rf"<iframe{_ATTRIBUTES}>.*?</iframe>", re.DOTALL)
_EMBED = re.compile(rf"<embed{_ATTRIBUTES}>")
_OBJECT = re.compile(rf"<object{_ATTRIBUTES}>|</object>")
_SAME_AGAIN = re.compile(r"(<embed src=\"[^\"]*\">)(?:\s*\1)+")
_ATTRIBUTE = re.compile(r" ([a-z-]+)=\"([^\"]*)\"")
_EMBEDDING = re.compile(r"<(?:iframe|embed|object)\b")
# What a player needs, and no more. allow-same-origin: of its own host, without which it cannot
# keep its settings; so the host of the pages that show the texts must never be an allowed one.
_PLAYER_ATTRIBUTES = (
    'loading="lazy" allow="encrypted-media; fullscreen; picture-in-picture" '
    'sandbox="allow-scripts allow-same-origin allow-popups allow-presentation" '
    'referrerpolicy="strict-origin-when-cross-origin"'
)

_allowed_hosts = KNOWN_HOSTS


def allow_players(hosts: Iterable[str]) -> None:
    """Set the hosts whose pages this process keeps as players: the setting QUIRE_PLAYER_HOSTS."""
    global _allowed_hosts
    _allowed_hosts = frozenset(hosts)


def has_embeds(html: str) -> bool:
    """Whether sanitised HTML embeds pages or files of programs."""
    return _EMBEDDING.search(html) is not None


def link_unknown_embeds(html: str) -> str:
    """Replace what is embedded by links, except for pages of allowed hosts.

    To be sanitised again: a link may stand within a link now, or a paragraph within a paragraph.
    """
    html = _OBJECT.sub(lambda tag: _embed_of_object(tag[1]), html)
    html = _EMBED.sub(lambda tag: _frame_or_link(tag[1]), _SAME_AGAIN.sub(r"\1", html))
    return _FRAME.sub(lambda tag: _frame_or_link(tag[1]), html)


def write_players(html: str) -> str:
    """Write all attributes of players; frames of other hosts vanish."""
    return _FRAME.sub(lambda tag: _player(_attributes(tag[1])), html)


def embed_html(url: str) -> str:
    """The player that shows what is at a URL, or a link to it. `url` is escaped HTML already."""
    address = player_url(unescape(url))
    if address and (player := allowed_player(address)):
        return f'<iframe src="{escape(player)}"></iframe>'
    return f'<a href="{url}">{url}</a>'


def allowed_player(address: str) -> str | None:
    """The https URL of a page that may be embedded; None for other hosts and no pages at all."""
    url = address.strip()
    url = f"https:{url}" if url.startswith("//") else re.sub(r"^http:", "https:", url, flags=re.I)
    try:
        parts = urlsplit(url)
        is_allowed = parts.scheme == "https" and parts.netloc.lower() in _allowed_hosts
    except ValueError:
        return None
    return url if is_allowed else None


def _attributes(text: str | None) -> dict[str, str]:
    """The attributes of a tag, as written: their values are escaped."""
    return dict(_ATTRIBUTE.findall(text or ""))


def _embed_of_object(attributes: str | None) -> str:
    data = _attributes(attributes).get("data")
    return f'<embed src="{data}">' if data else ""


def _frame_or_link(text: str) -> str:
    attributes = _attributes(text)
    source = attributes.get("src", "").strip()
    address = unescape(source)
    # first: pages of a player's own host may show it in a way that frames cannot
    if (player := player_url(address)) and (url := allowed_player(player)):
        return f'<iframe src="{escape(url)}"></iframe>'
    if allowed_player(address):
        return f"<iframe{text}></iframe>"
    if not source or address.startswith("about:"):
        return ""
    title = unescape(attributes.get("title", "")).strip() or address
    return f'<a href="{source}">{escape(title, quote=False)}</a>'


def _player(attributes: dict[str, str]) -> str:
    url = allowed_player(unescape(attributes.get("src", "")))
    if not url:
        return ""
    kept = "".join(
        f' {name}="{attributes[name]}"'
        for name in ("title", "width", "height")
        if name in attributes
    )
    return f'<iframe src="{escape(url)}"{kept} {_PLAYER_ATTRIBUTES}></iframe>'
