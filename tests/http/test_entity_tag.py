"""Strong entity tags, one for each representation, and how If-None-Match names them."""

from __future__ import annotations

import pytest

from gql.http.accept import GRAPHQL, JSON
from gql.http.entity_tag import body_hash, entity_tag, is_named


def test_each_representation_has_a_tag_of_its_own() -> None:
    tags = {
        entity_tag(body_hash(media_type, body), coding)
        for media_type in (GRAPHQL, JSON)
        for body in (b"{}", b"{ }")
        for coding in ("identity", "gzip", "br")
    }
    assert len(tags) == 12
    assert all(tag.startswith(b'"') and tag.endswith(b'"') for tag in tags)


@pytest.mark.parametrize(
    ("header", "named"),
    [
        (b'"a"', True),
        (b'"b", "a"', True),
        (b'W/"a"', True),
        (b"*", True),
        (b'"b"', False),
        (b"a", False),
        (b"", False),
        (None, False),
    ],
)
def test_if_none_match_names_a_tag_weakly_compared(header: bytes | None, named: bool) -> None:
    assert is_named(header, b'"a"') is named
