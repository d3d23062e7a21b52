"""Names of authors and guests: what may be shown of what was given as one."""

from __future__ import annotations

import re

from gql.content.text.plain_text import title_text

LONGEST_NAME = 250
_WORD = re.compile(r"[^\s<>()\[\]{},;|/\"“”]+")
_EMPTY_BRACKETS = re.compile(r"<\s*>|\(\s*\)|\[\s*\]|\{\s*\}|\"\s*\"|“\s*”")

_LOOSE = ' ,;:|/<>"-\u2013\u2014\u201c\u201d'


def shown_name(text: str | None) -> str | None:
    """A name on one line without any mail address in it, or None where nothing is left of it."""
    name = title_text(text or "")
    without = _WORD.sub(lambda word: "" if _is_mail_address(word[0]) else word[0], name)
    if without != name:
        without = " ".join(_EMPTY_BRACKETS.sub(" ", without).split()).strip(_LOOSE)
    return without[:LONGEST_NAME].rstrip() or None


def _is_mail_address(word: str) -> bool:
    """Something on both sides of the sign. @ann and @ann@social.example are meant to be known."""
    word = word.replace("\uff20", "@").rstrip("@.:!?")
    return "@" in word and not word.startswith("@")
