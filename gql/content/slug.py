"""Slugs: the part of a URI that names a thing; and the one form in which names are compared.

Kept of every script: letters with their marks, digits, the joiners that shape words, and emoji with
all that their sequences consist of (Unicode Standard Annex 31 and Technical Standard 51).
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from unicodedata import normalize
from urllib.parse import unquote

import regex

MAX_SLUG_LENGTH = 200
MAX_TYPED_LENGTH = 12 * MAX_SLUG_LENGTH  # each character of it as four percent-encoded octets

_JOINERS = r"\u180e\u200c\u200d"  # Mongolian's vowel separator shapes a word, too
_TAGS = r"\U000e0020-\U000e007f"  # the end of some flags: 🏴󠁧󠁢󠁷󠁬󠁳󠁿
_EMOJI = r"[[\p{Extended_Pictographic}&&\p{S}]--[©®™]]\p{RI}\p{Emoji_Modifier}"
_LETTERS = rf"\p{{L}}\p{{N}}{_EMOJI}"
_KEPT = rf"{_LETTERS}\p{{M}}\p{{Pc}}\u00b7{_JOINERS}{_TAGS}"
# beside letters of these scripts a joiner changes nothing that is seen: two names would look alike
_PLAIN = r"\p{Latin}\p{Greek}\p{Cyrillic}\p{Han}"
_INVISIBLE = regex.compile(
    rf"""(?V1)
    [[\p{{DI}}--\p{{M}}]--[{_JOINERS}{_TAGS}]]
    | (?<![[\p{{L}}\p{{M}}]--[{_PLAIN}\ufe0f]])
      (?!(?<=[{_EMOJI}\ufe0f])\u200d[{_EMOJI}]) [{_JOINERS}]
    | (?<![{_EMOJI}{_TAGS}]) [{_TAGS}]""",
    regex.VERBOSE,
)
# with what has lost the character that it belongs to: marks, joiners
_SEPARATOR = regex.compile(rf"(?V1)(?:[[^{_KEPT}]_][\p{{M}}{_JOINERS}{_TAGS}]*)+")
_WELL_FORMED = regex.compile(rf"(?V1)[{_LETTERS}\p{{Pc}}][{_KEPT}.~-]*")
_LEADING = regex.compile(rf"(?V1)^[-\p{{M}}{_JOINERS}{_TAGS}]+")
_THOUSANDS = regex.compile(r"(?<=\d),(?=\d)")


def canonical(text: str) -> str:
    """The form in which slugs and paths are stored and compared: small letters, composed (NFC).

    Without characters that nobody sees, except joiners where they shape a word or an emoji.
    """
    if text.isascii():  # most of what is read every day
        return text.lower()
    return _INVISIBLE.sub("", normalize("NFC", normalize("NFC", text).lower()))


def slug_of(text: str, fallback: str) -> str:
    """A slug derived from a title or a name, or `fallback` if no letter or digit is left of it."""
    text = _THOUSANDS.sub("", canonical(html.unescape(text)))
    slug = _LEADING.sub("", _SEPARATOR.sub("-", text)).strip("-")
    return _shortened(slug) or fallback


def preserved_slug(requested: str, fallback: str) -> str:
    """A slug from a client or another system: percent-decoded, and unchanged if well formed."""
    slug = canonical(unquote(requested).strip())
    is_well_formed = _WELL_FORMED.fullmatch(slug) and len(slug) <= MAX_SLUG_LENGTH
    return slug if is_well_formed else slug_of(slug, fallback)


def typed_slug(text: str) -> str | None:
    """A slug in its stored form, typed decomposed, percent-encoded or in capitals.

    None for a text that is too long for a slug.
    """
    return canonical(unquote(text).strip()) if len(text) <= MAX_TYPED_LENGTH else None


def numbered_candidates(requested: str) -> Iterator[str]:
    """Yield a, a-2, a-3 … or /a/, /a-2/, /a-3/ … without end, as WordPress numbers slugs."""
    yield requested
    stem, slash = (requested[:-1], "/") if requested.endswith("/") else (requested, "")
    number = 2
    while True:
        yield f"{stem}-{number}{slash}"
        number += 1


def _shortened(slug: str) -> str:
    """The slug with as many whole words as fit; of one that is too long, whole characters."""
    if len(slug) <= MAX_SLUG_LENGTH:
        return slug
    if (end := slug.rfind("-", 0, MAX_SLUG_LENGTH + 1)) > 0:
        return slug[:end]
    # marks stay with their letter, and the parts of an emoji together
    ends = (cluster.end() for cluster in regex.finditer(r"\X", slug[: 2 * MAX_SLUG_LENGTH]))
    return slug[: max((end for end in ends if end <= MAX_SLUG_LENGTH), default=0)]
