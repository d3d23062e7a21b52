"""Paths that clients write, as they are stored."""

from __future__ import annotations

import pytest

from gql.types.node import path_of


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
def test_a_path_is_found_however_it_is_spelled(uri: str, path: str | None) -> None:
    assert path_of(uri) == path
