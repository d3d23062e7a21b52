"""Display names of authors and guests, without the e-mail addresses that people enter as names."""

from __future__ import annotations

import re

from gql.content.text.plain_text import is_blank, title_text

MAX_NAME_LENGTH = 250
_WORD = re.compile(r"[^\s<>()\[\]{},;|/\"“”]+")
_EMPTY_BRACKETS = re.compile(r"<\s*>|\(\s*\)|\[\s*\]|\{\s*\}|\"\s*\"|“\s*”")

_DANGLING_PUNCTUATION = ' ,;:|/<>"-\u2013\u2014\u201c\u201d'


def public_name(text: str | None) -> str | None:
    """A name on one line, without any e-mail address in it; None if nothing is left."""
    name = title_text(text or "")
    public = _WORD.sub(lambda word: "" if _is_email_address(word[0]) else word[0], name)
    if public != name:
        public = " ".join(_EMPTY_BRACKETS.sub(" ", public).split()).strip(_DANGLING_PUNCTUATION)
    public = public[:MAX_NAME_LENGTH].rstrip()
    return None if is_blank(public) else public


def _is_email_address(word: str) -> bool:
    # something on both sides of the @; @ann and @ann@social.example are public handles
    word = word.replace("\uff20", "@").rstrip("@.:!?")  # U+FF20 is the fullwidth @
    return "@" in word and not word.startswith("@")
