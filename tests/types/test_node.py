"""Paths and URLs of clients are normalised to paths as they are stored."""

from __future__ import annotations

import pytest

from gql.types.node import parse_path


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("/a/b/", "/a/b/"),
        ("/a/b", "/a/b/"),
        ("a/b", "/a/b/"),
        ("https://blog.example/a/b?utm=1#comment-5", "/a/b/"),
        ("/%CE%B5%CF%80%CE%AF%CF%80%CE%B5%CE%B4%CE%BF/", "/επίπεδο/"),
        ("/επίπεδο/", "/επίπεδο/"),
        ("/", None),
        ("", None),
        ("http://[", None),
        ("/" + "x" * 600, None),
    ],
)
def test_a_path_is_normalised_from_any_syntax(uri: str, path: str | None) -> None:
    assert parse_path(uri) == path
