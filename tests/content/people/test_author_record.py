"""The names and slugs of authors."""

from __future__ import annotations

import pytest

from gql.content.draft import (
    AuthorDraft,
)
from gql.content.people.author_record import author_record, author_slug


@pytest.mark.parametrize(
    ("name", "shown", "slug"),
    [
        ("Ada L.", "Ada L.", "ada-l"),
        ("ada@mail.example", None, "author-7"),
        ("Ada <ada@mail.example>", "Ada", "ada"),
        ("Ada L. <ada@mail.example>", "Ada L.", "ada-l"),
        ("", None, "author-7"),
        ("!!!", "!!!", "author-7"),
    ],
)
def test_an_author_is_never_named_by_an_email_address(
    name: str, shown: str | None, slug: str
) -> None:
    # the login must not become the slug: with it somebody signs in
    draft = AuthorDraft("1", name, login="ada")
    assert author_record(draft, 7)["name"] == (shown or "Author 7")
    assert author_slug(draft, 7) == slug
