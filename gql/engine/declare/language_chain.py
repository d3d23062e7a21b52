"""A language chain: language ranges in the order of preference, such as de-AT, de, en.

A language is in a range by basic filtering of RFC 4647 (3.3.1); `*` is any language. In the SQL
languages are in lower case, and the ranges an array of texts in lower case.
"""

from __future__ import annotations

from collections.abc import Sequence

from gql.errors import LimitExceeded

MAX_LANGUAGES = 10


def language_chain(languages: Sequence[str]) -> list[str]:
    """The ranges of a chain, each once, in lower case. Raises LimitExceeded."""
    if len(languages) > MAX_LANGUAGES:
        raise LimitExceeded(
            "languages",
            requested=len(languages),
            allowed=MAX_LANGUAGES,
            what="Too many languages in a chain",
        )
    return list(dict.fromkeys(one.lower() for one in languages))


def place_in_chain(language: str, ranges: str) -> str:
    """The place of the first range that a language is in, as an expression; null for none."""
    return (
        f"(select min(r.place) from unnest({ranges}) with ordinality r (tag, place) "
        f"where r.tag = '*' or {language} = r.tag or starts_with({language}, r.tag || '-'))"
    )


def folded(column: str) -> str:
    """A language as links have it, from a column with tags as they were written."""
    return f'lower({column}) collate "C"'
