"""The columns and slugs of terms and authors that lack a slug."""

from __future__ import annotations

from gql.content.draft import (
    AuthorDraft,
    TermDraft,
    TermKind,
)
from gql.content.people.author_record import author_record, author_slug
from gql.content.site.term_record import term_record, term_slug


def test_terms_and_authors_without_a_slug_get_one_from_their_name() -> None:
    assert term_slug(TermDraft("1", TermKind.TAG, "C++ & more")) == "c-more"
    assert term_slug(TermDraft("1", TermKind.CATEGORY, "++")) == "category"
    assert term_record(TermDraft("1", TermKind.TAG, ""))["name"] == "1"
    assert author_slug(AuthorDraft("1", "Ada Lovelace"), 7) == "ada-lovelace"
    record = author_record(AuthorDraft("1", "", links=(("x", "https://x.example"), ("y", "y"))), 7)
    assert record["name"] == "Author 7"
    assert record["links"] == [{"service": "x", "url": "https://x.example"}]
