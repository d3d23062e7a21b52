"""Translations of posts and pages: the link between them, and what is said about it."""

from __future__ import annotations

from gql.engine import Link

# of entries of both kinds: those in a group are of one kind
TRANSLATED = Link("translation", "entry_id", "translation_id", sort="language", by_id=True)
TRANSLATIONS = "It in other languages, ordered by language; without itself."
IN_LANGUAGES = (
    "It in the first of these languages that it is there in, itself included. Null: in none of "
    "them."
)
CHAIN = (
    "Language ranges, the most wanted first; 10 at most. `en` is met by `en-US` too (RFC 4647), "
    "`*` by every language."
)
LOOKUP_CHAIN = (
    "Answers its translation in the first of these languages that there is, and itself where there "
    "is none; 10 at most, as of `translation`. What a previewToken shows is answered itself."
)
WHERE_CHAIN = (
    "In one of these languages, the most wanted first; 10 at most, ranges as in `language`. Of "
    "{kind} that are translations of each other only the first that is found: others count once "
    "they are published."
)
