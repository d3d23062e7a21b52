"""What makes a category or a tag."""

from __future__ import annotations

from gql.content.draft import Format, TermDraft, TermKind
from gql.content.record import NewRecord
from gql.content.slug import kept_slug, slug_of
from gql.content.text.plain_text import title_text
from gql.content.text.rendered_text import prose

_FOLDERS = {TermKind.CATEGORY: "category", TermKind.TAG: "tag"}


def term_slug(draft: TermDraft) -> str:
    """The slug a term asks for."""
    folder = _FOLDERS[draft.kind]
    return kept_slug(draft.slug, folder) if draft.slug else slug_of(draft.name, folder)


def term_uri(kind: TermKind, slug: str) -> str:
    return f"/{_FOLDERS[kind]}/{slug}/"


def term_record(draft: TermDraft) -> NewRecord:
    return {
        "kind": draft.kind,
        "name": title_text(draft.name) or draft.source_id,
        "description": prose(draft.description or "", Format.HTML).text or None,
    }
