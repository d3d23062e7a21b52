"""The language of the site."""

from __future__ import annotations

import pytest

from gql.content.site.site_record import language_tag


@pytest.mark.parametrize(
    ("tag", "kept"), [("pt_BR", "pt-BR"), ("en", "en"), ("e", None), ("en;x", None), (None, None)]
)
def test_a_language_is_a_bcp_47_tag_or_none(tag: str | None, kept: str | None) -> None:
    assert language_tag(tag) == kept
