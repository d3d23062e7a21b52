"""Which page plays what is shown at the address of a video or a recording."""

from __future__ import annotations

import re
from urllib.parse import quote

# the default of the setting QUIRE_PLAYER_HOSTS
_HOSTS = (
    "www.youtube.com www.youtube-nocookie.com player.vimeo.com www.dailymotion.com "
    "open.spotify.com w.soundcloud.com bandcamp.com embed.ted.com videopress.com"
)
KNOWN_HOSTS = frozenset(_HOSTS.split())
_SITE = r"https?://(?:www\.|m\.)?"
# the addresses that people copy, and the player of each: what oEmbed of WordPress would look up
_PLAYERS = tuple(
    (re.compile(_SITE + pattern, re.IGNORECASE), player)
    for pattern, player in (
        (
            r"youtube(?:-nocookie)?\.com/(?:watch/?\?(?:[^#]*&)?v=|v/|shorts/|live/)([\w-]{1,40})",
            r"https://www.youtube.com/embed/\1",
        ),
        (r"youtu\.be/([\w-]{1,40})", r"https://www.youtube.com/embed/\1"),
        (
            r"youtube\.com/playlist\?(?:[^#]*&)?list=([\w-]{1,80})",
            r"https://www.youtube.com/embed/videoseries?list=\1",
        ),
        (
            r"vimeo\.com/(?:channels/\w+/|video/)?(\d{1,20})(?![\w-])",
            r"https://player.vimeo.com/video/\1",
        ),
        (
            r"(?:dailymotion\.com/video|dai\.ly)/(\w{1,40})",
            r"https://www.dailymotion.com/embed/video/\1",
        ),
        (
            r"open\.spotify\.com/(track|album|playlist|episode|show|artist)/(\w{1,40})",
            r"https://open.spotify.com/embed/\1/\2",
        ),
        (r"ted\.com/talks/([\w-]{1,200})", r"https://embed.ted.com/talks/\1"),
        (r"videopress\.com/v/(\w{1,40})", r"https://videopress.com/embed/\1"),
    )
)
_SOUNDCLOUD = re.compile(_SITE + r"soundcloud\.com/[\w-]+/[\w-]", re.IGNORECASE)


def player_url(url: str) -> str | None:
    """The URL of the page that plays what is at a URL; None where no player is known."""
    for pattern, player in _PLAYERS:
        if match := pattern.match(url):
            return match.expand(player)
    if _SOUNDCLOUD.match(url):
        return f"https://w.soundcloud.com/player/?url={quote(url, safe='')}"
    return None
