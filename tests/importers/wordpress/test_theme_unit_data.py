"""WordPress's theme unit test data, imported and read back, equals what its XML contains."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from gql.db import Database
from gql.importers.report import ImportReport
from gql.importers.wordpress import import_wordpress
from tests.conftest import SHARED
from tests.importers.stored_rows import public_rows, table_rows
from tests.importers.wordpress.parsed_export import ParsedExport

FILE = SHARED / "data" / "wordpress" / "theme-unit-test-data.xml"
# what is expected comes from the XML itself, not from numbers written down once
XML = ParsedExport(FILE)

Theme = tuple[Database, ImportReport]


@pytest.fixture(scope="module")
async def theme(module_database: str) -> AsyncIterator[Theme]:
    """The imported test data, for reading only, and the report of the import."""
    database = await Database.open(module_database, pool_size=2)
    yield database, await import_wordpress(database, [FILE])
    await database.close()


def slug(item: dict[str, str]) -> str:
    """The slug that an item has in WordPress, decoded."""
    return unquote(item["post_name"])


def uri(item: dict[str, str]) -> str:
    """The path of an item's permalink, decoded and normalised."""
    return unquote(urlsplit(item["link"]).path).replace("//", "/")


async def test_every_published_post_is_visible_at_its_path(theme: Theme) -> None:
    posts = await public_rows(theme[0], "select slug, uri from post")
    assert Counter(posts) == Counter((slug(i), uri(i)) for i in XML.items("post"))
    assert len(posts) == 55


async def test_the_scheduled_post_is_published_in_the_future(theme: Theme) -> None:
    (scheduled,) = XML.items("post", status="future")
    assert await table_rows(
        theme[0],
        "select slug, published_at::text from entry where status = 'PUBLISHED' and published_at > now()",
    ) == [(slug(scheduled), f"{scheduled['post_date_gmt']}+00")]


async def test_drafts_and_posts_with_a_password_are_not_public(theme: Theme) -> None:
    hidden = "select slug, status from entry where status <> 'PUBLISHED' order by slug"
    assert await table_rows(theme[0], hidden) == [
        ("draft", "DRAFT"),
        ("template-password-protected", "PRIVATE"),
    ]


async def test_the_tree_of_pages_is_that_of_the_xml(theme: Theme) -> None:
    pages = XML.items("page")
    by_id = {page["post_id"]: slug(page) for page in pages}
    found = await public_rows(
        theme[0],
        "select c.slug, p.slug, c.uri, c.menu_order from page c left join page p on p.id = c.parent_id",
    )
    assert Counter(found) == Counter(
        (slug(p), by_id.get(p["post_parent"]), uri(p), int(p["menu_order"])) for p in pages
    )
    assert len(found) == 21
    ((path,),) = await public_rows(
        theme[0],
        "select (select array_agg(a.slug order by u.n) from unnest(p.path) with ordinality u (id, n) "
        "join page a on a.id = u.id) from page p where p.slug = 'level-3'",
    )
    assert path == ["level-1", "level-2", "level-3"]


async def test_the_tree_of_categories_is_that_of_the_xml(theme: Theme) -> None:
    found = await public_rows(
        theme[0],
        "select c.slug, p.slug from category c left join category p on p.id = c.parent_id",
    )
    written = XML.categories()
    # a category that only items name has no element of its own, and no parent
    for nicename in set().union(*XML.labels("category").values()) - written.keys():
        written[nicename] = None
    # nicenames are percent-encoded in exports
    assert dict(found) == {unquote(c).lower(): p for c, p in written.items()}


@pytest.mark.parametrize(("domain", "view"), [("category", "category"), ("post_tag", "tag")])
async def test_posts_carry_their_terms_and_terms_count_their_posts(
    theme: Theme, domain: str, view: str
) -> None:
    labels = XML.labels(domain)
    found = await public_rows(
        theme[0],
        f"select p.slug, t.slug from post p join post_term l on l.post_id = p.id "
        f"join {view} t on t.id = l.term_id",
    )
    written = [(slug(p), unquote(t)) for p in XML.items("post") for t in labels[p["post_id"]]]
    assert Counter(found) == Counter(written)
    counted = await public_rows(
        theme[0], f"select slug, post_count from {view} where post_count > 0"
    )
    assert dict(counted) == Counter(term for _, term in written)


async def test_twenty_five_comments_and_four_mentions_are_visible(theme: Theme) -> None:
    kinds = await public_rows(theme[0], "select kind, count(*) from comment group by kind")
    assert dict(kinds) == {"COMMENT": 25, "PINGBACK": 2, "TRACKBACK": 2}


async def test_held_comments_and_one_on_a_protected_post_are_stored_but_not_visible(
    theme: Theme,
) -> None:
    hidden = await table_rows(
        theme[0],
        "select c.status, e.status, count(*) from comment c join entry e on e.id = c.entry_id "
        "where c.id not in (select id from quire_reader.comment) group by c.status, e.status order by 1",
    )
    assert hidden == [("APPROVED", "PRIVATE", 1), ("HELD", "PUBLISHED", 3)]


async def test_the_trees_of_comments_are_those_of_the_xml(theme: Theme) -> None:
    written = {
        comment["comment_id"]: (
            slug(item),
            comment["comment_parent"] if comment["comment_parent"] != "0" else None,
            unescape(comment["comment_author"]),
            f"{comment['comment_date_gmt']}+00",
        )
        for item, comment in XML.comments()
        if comment["comment_approved"] == "1" and not item["post_password"]
    }
    found = await table_rows(
        theme[0],
        "select i.source_id, e.slug, p.source_id, c.guest_name, c.published_at::text from comment c "
        "join imported i on i.kind = 'comment' and i.target_id = c.id "
        "left join imported p on p.kind = 'comment' and p.target_id = c.parent_id "
        "join entry e on e.id = c.entry_id where c.id in (select id from quire_reader.comment)",
    )
    assert {row[0]: row[1:] for row in found} == written
    ((deepest,),) = await public_rows(theme[0], "select max(depth) from comment")
    assert deepest == _deepest(written)


async def test_ids_of_the_comments_on_an_entry_are_in_the_order_of_time(theme: Theme) -> None:
    # except for replies, which come after their parent whatever their time
    out_of_order = await public_rows(
        theme[0],
        "select a.id from comment a join comment b on b.entry_id = a.entry_id and b.id > a.id "
        "where a.published_at > b.published_at and a.id <> all (b.path)",
    )
    assert out_of_order == []


async def test_media_featured_images_sticky_posts_and_redirects_are_imported(theme: Theme) -> None:
    assert await public_rows(theme[0], "select count(*) from media") == [(37,)]
    assert await public_rows(
        theme[0],
        "select p.slug, m.url from post p join media m on m.id = p.featured_media_id "
        "where p.slug = 'template-featured-image-horizontal'",
    ) == [
        (
            "template-featured-image-horizontal",
            "https://wpthemetestdata.files.wordpress.com/2013/03/featured-image-horizontal.jpg",
        )
    ]
    assert await public_rows(theme[0], "select slug from post where is_sticky") == [
        ("template-sticky",)
    ]
    # from _wp_old_slug
    old = "select uri, location from route where status = 301 and uri like '/8%'"
    assert await public_rows(theme[0], old) == [("/8-2/", "/wp-6-1-text-category-blocks/")]
    title = "select title from post where slug like 'title-with-special%'"
    assert await public_rows(theme[0], title) == [
        ("Markup: Title With Special Characters ~`!@#$%^&*()-_=+{}[]/\\;:'\"?,.>",)
    ]


async def test_menus_keep_their_trees(theme: Theme) -> None:
    menus = await public_rows(
        theme[0],
        "select m.slug, count(*), max(i.depth) from menu m join menu_item i on i.menu_id = m.id "
        "group by m.slug",
    )
    assert {name: (count, depth) for name, count, depth in menus} == {
        "all-pages": (18, 2),
        "all-pages-flat": (18, 0),
        "short": (6, 1),
        "social-menu": (5, 0),
        "testing-menu": (23, 10),
    }
    items = await public_rows(
        theme[0],
        "select i.depth, i.label, i.url from menu_item i join menu m on m.id = i.menu_id "
        "where m.slug = 'short' order by i.position",
    )
    site = "https://wpthemetestdata.wordpress.com"
    assert items[:3] == [
        (0, "a Blog page", f"{site}/blog/"),
        (0, "About The Tests", f"{site}/about/"),
        (1, "Clearing Floats", f"{site}/about/clearing-floats/"),
    ]


async def test_neither_shortcodes_nor_block_comments_are_in_the_html(theme: Theme) -> None:
    texts = await public_rows(
        theme[0],
        "select slug, content_html, content_text from post union all "
        "select slug, content_html, content_text from page",
    )
    for name, html, text in texts:
        assert "<!--" not in html, name
        for mark in ("[caption ", "[/caption]", "[gallery", "[embed", "[video", "[audio"):
            assert mark not in html + text, (name, mark)


async def test_a_caption_shortcode_becomes_a_figure_with_a_caption(theme: Theme) -> None:
    ((html,),) = await public_rows(
        theme[0], "select content_html from post where slug = 'post-format-image-caption'"
    )
    assert "<figure><a " in html
    assert "<figcaption>" in html


async def test_stray_characters_around_a_login_are_ignored(theme: Theme) -> None:
    # the file has items by `>themereviewteam` and by `themereviewteam>`
    authors = await public_rows(theme[0], "select slug, name, post_count from author order by slug")
    assert [(a, n) for a, n, _ in authors] == [
        ("theme-buster", "Theme Buster"),
        ("theme-reviewer", "Theme Reviewer"),
    ]
    assert sum(count for *_, count in authors) == 55


async def test_the_site_takes_its_title_from_the_export(theme: Theme) -> None:
    assert await public_rows(theme[0], "select title, url, language from site") == [
        ("Theme Unit Test Data", "https://wpthemetestdata.wordpress.com", "en")
    ]


async def test_the_report_counts_everything_in_the_file(theme: Theme) -> None:
    assert [row[:6] for row in theme[1].table()] == [
        ("site", 1, 1, 0, 0, 0),
        ("authors", 2, 2, 0, 0, 0),
        ("categories", 69, 68, 0, 0, 1),
        ("tags", 114, 114, 0, 0, 0),
        ("post meta", 82, 5, 0, 0, 77),
        ("dynamic blocks", 84, 6, 0, 0, 78),
        ("other terms of posts", 13, 0, 0, 0, 13),
        ("shortcodes", 1, 0, 0, 0, 1),
        ("media", 37, 37, 0, 0, 0),
        ("posts", 58, 58, 0, 0, 0),
        ("pages", 21, 21, 0, 0, 0),
        ("embeds", 10, 10, 0, 0, 0),
        ("galleries", 12, 12, 0, 0, 0),
        ("captions", 12, 12, 0, 0, 0),
        ("comments", 29, 29, 0, 0, 0),
        ("mentions", 4, 4, 0, 0, 0),
        ("menus", 5, 5, 0, 0, 0),
        ("menu items", 70, 70, 0, 0, 0),
    ]


def _deepest(written: dict[str, Any]) -> int:
    def depth(number: str) -> int:
        parent = written[number][1]
        return 1 + depth(parent) if parent else 0

    return max(map(depth, written))
