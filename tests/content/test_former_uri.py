"""Former URIs: which stored ones a path, a query or a full URL may mean."""

from __future__ import annotations

import pytest

from gql.content.former_uri import id_uri, login_slug, nested_uri, possible_uris


@pytest.mark.parametrize(
    ("asked", "possible"),
    [
        ("/about/", ["/about/"]),
        ("https://old.example/About?utm_source=x", ["/about/"]),
        ("/?p=135", ["/?p=135"]),
        ("https://old.example/?page_id=0301&preview=true", ["/?p=301"]),
        ("/index.php?attachment_id=7", ["/?p=7", "/index.php/"]),
        ("/blog/?cat=12&paged=3", ["/blog/?cat=12", "/blog/"]),
        ("/?author=1", ["/?author=1"]),
        ("/?tag=%E0%A4%B9%E0%A4%BF", ["/tag/हि/"]),
        ("/?category_name=a/b&paged=2", ["/category/a/b/"]),
        ("/?author_name=Ada", ["/author/ada/"]),
        ("/?pagename=about/team", ["/about/team/"]),
        ("/category/a/b/page/2/", ["/category/a/b/page/2/", "/category/a/b/"]),
        ("/a-post/2/comment-page-3/", ["/a-post/2/comment-page-3/", "/a-post/2/", "/a-post/"]),
        ("/tag/x/feed/atom/", ["/tag/x/feed/atom/", "/tag/x/"]),
        ("/a-post/trackback/", ["/a-post/trackback/", "/a-post/"]),
        ("/index.php/2024/a/", ["/index.php/2024/a/", "/2024/a/"]),
        ("/page/2/", ["/page/2/"]),
        # nothing that could be stored
        ("", []),
        ("/", []),
        ("http://[", []),
        ("/?p=1.5&cat=-3&author=x", []),
        ("/?" + "p=1&" * 30, []),
        ("/?p=" + "1" * 40, []),
        ("/?p=1&x=" + "y" * 10_000, []),
    ],
)
def test_a_path_and_its_query_name_what_may_be_stored(asked: str, possible: list[str]) -> None:
    assert possible_uris(asked) == possible


def test_addresses_of_a_site_in_a_folder_begin_with_it() -> None:
    assert id_uri("/Blog", "page_id", "7") == "/blog/?p=7"
    assert id_uri("", "cat", "0") is None
    assert id_uri("", "unknown", "7") is None
    assert nested_uri("/blog", "category", ["a", "b"]) == "/blog/category/a/b/"
    assert nested_uri("", "category", ["x" * 600]) is None


def test_a_login_becomes_the_name_that_wordpress_shows() -> None:
    assert [
        login_slug(login) for login in ("ada", "bob smith", "a.b_c", "eve@old.example", "!")
    ] == [
        "ada",
        "bob-smith",
        "a-b_c",
        "eveold-example",
        "",
    ]
