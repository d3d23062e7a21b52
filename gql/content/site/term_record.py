"""From a TermDraft to the columns of a category or tag, and its slug."""

from __future__ import annotations

from unicodedata import normalize

from gql.content.draft import Format, TermDraft
from gql.content.record import NewRecord
from gql.content.slug import preserved_slug, slug_of
from gql.content.text.plain_text import title_text
from gql.content.text.rendered_text import render_author_text


def term_slug(draft: TermDraft) -> str:
    """The slug of a draft: its own, or one from its name; category or tag if nothing is left."""
    fallback = draft.kind.lower()
    return preserved_slug(draft.slug, fallback) if draft.slug else slug_of(draft.name, fallback)


def name_key(name: str) -> str:
    """What the names of one term have in common: capitals, compositions and final sigmas aside.

    The one rule of which names are the same, kept in the column of this name (Unicode, D145).
    """
    # not computed in SQL: there, what a capital is depends on the locale of the server
    return normalize("NFC", normalize("NFD", name).casefold())


def term_record(draft: TermDraft) -> NewRecord:
    """The columns of a term, except slug, URI and parent."""
    name = title_text(draft.name) or draft.source_id
    return {
        "kind": draft.kind,
        "name": name,
        "name_key": name_key(name),
        "description": render_author_text(draft.description or "", Format.HTML).text or None,
    }
