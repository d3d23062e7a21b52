"""What plugins for search engines keep is written of the posts, pages and terms that they keep it of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gql.db import Database
from gql.importers.report import ImportReport
from tests.importers.stored_rows import public_rows, table_rows
from tests.importers.wordpress.import_text import import_wxr
from tests.importers.wordpress.wxr_factories import AUTHOR, item, meta

LINE = "values for search engines"
STORED = """
select coalesce(e.slug, t.slug), s.title, s.description, s.canonical_url, s.is_indexed, m.url, s.open_graph_title,
  s.open_graph_description, s.twitter_card
from seo s
left join entry e on e.id = s.entry_id
left join term t on t.id = s.term_id
left join media m on m.id = s.image_id
"""
NOINDEX = 'a:2:{i:0;s:8:"nofollow";i:1;s:7:"noindex";}'
YOAST = {
    "_yoast_wpseo_title": "%%title%% %%page%% %%sep%% %%sitename%%",
    "_yoast_wpseo_metadesc": "All about %%excerpt%%",
    "_yoast_wpseo_canonical": "https://elsewhere.example/a/",
    "_yoast_wpseo_meta-robots-noindex": "1",
    "_yoast_wpseo_opengraph-title": "See %%title%%",
    "_yoast_wpseo_opengraph-description": "Shown",
    "_yoast_wpseo_opengraph-image": "https://old.example/9.png",
    "_yoast_wpseo_opengraph-image-id": "9",
    "_yoast_wpseo_focuskw": "rye",
}
RANK_MATH = {
    "rank_math_title": "%title% %sep% %sitename%",
    "rank_math_description": "Fifty % of 100% rye, %sitedesc%",
    "rank_math_canonical_url": "https://elsewhere.example/b/",
    "rank_math_robots": NOINDEX,
    "rank_math_facebook_title": "Previewed",
    "rank_math_twitter_description": "Shown on X",
    "rank_math_twitter_card_type": "summary_card",
    "rank_math_facebook_image_id": "9",
    "rank_math_seo_score": "71",
}
AIOSEO = {
    "_aioseo_title": "#post_title #separator_sa #site_title",
    "_aioseo_description": "Our #rye and #1",
    "_aioseo_og_title": "Seen #post_title",
    "_aioseo_twitter_description": "",
    "_aioseop_title": "Of before",
    "_aioseop_noindex": "on",
}
PICTURE = item(
    post_id="9",
    title="Picture",
    post_type="attachment",
    post_name="picture",
    status="inherit",
    attachment_url="https://old.example/9.png",
)


def post(number: int, values: dict[str, str], **more: str) -> str:
    keys = (meta(key, text) for key, text in values.items())
    names = {"post_id": str(number), "post_name": f"post-{number}", "excerpt": "Rye."}
    return item(*keys, **names | more)


def term(slug: str, values: dict[str, str]) -> str:
    keys = "".join(meta(key, text) for key, text in values.items())
    return (
        f"<wp:category><wp:term_id>5</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:cat_name>Breads</wp:cat_name>{keys}</wp:category>"
    ).replace("postmeta", "termmeta")


async def stored(database: Database) -> dict[str, tuple[Any, ...]]:
    """By slug: title, description, canonical URL, whether indexed, picture, texts of previews, card."""
    return {row[0]: row[1:] for row in await table_rows(database, STORED)}


async def imported(database: Database, folder: Path, *parts: str) -> ImportReport:
    # the picture comes after what it is of
    return await import_wxr(database, folder, AUTHOR, *parts, PICTURE)


async def test_values_of_each_plugin_are_written_of_their_post_page_or_term(
    database: Database, tmp_path: Path
) -> None:
    report = await imported(
        database,
        tmp_path,
        term("breads", {"rank_math_title": "%term% %sep% %sitename%", "_aioseo_title": ""}),
        post(1, YOAST),
        post(2, RANK_MATH, post_type="page"),
        post(3, AIOSEO),
    )
    picture = "https://old.example/9.png"
    assert await stored(database) == {
        "breads": ("Breads - Old & good", *(None,) * 7),
        "post-1": (
            "A post - Old & good",
            "All about Rye.",
            "https://elsewhere.example/a/",
            False,
            picture,
            "See A post",
            "Shown",
            None,
        ),
        "post-2": (
            "A post - Old & good",
            "Fifty % of 100% rye, A blog",
            "https://elsewhere.example/b/",
            False,
            picture,
            "Previewed",
            "Shown on X",
            "SUMMARY",
        ),
        "post-3": (
            "A post - Old & good",
            "Our #rye and #1",
            None,
            False,
            None,
            "Seen A post",
            None,
            None,
        ),
    }
    assert report.lines[LINE].imported == 1 + 7 + 8 + 4
    assert dict(report.lines[LINE].skip_reasons) == {"another value of the same kind is there": 1}
    # what else a plugin keeps is meta as before
    assert report.lines["post meta"].imported == 1
    assert dict(report.lines["post meta"].skip_reasons) == {
        "_yoast_wpseo_focuskw, which is private": 1
    }
    shown = await public_rows(database, "select title from seo order by title")
    assert len(shown) == 4


async def test_what_cannot_be_taken_over_is_counted_with_its_reason(
    database: Database, tmp_path: Path
) -> None:
    report = await imported(
        database,
        tmp_path,
        post(
            1,
            {
                "_yoast_wpseo_title": "%%title%% in %%currentyear%%",
                "rank_math_title": "%title% %customfield(mood)%",
                "_aioseo_title": "#post_title by #author_name",
                "_yoast_wpseo_metadesc": "x" * 1_001,
                "_yoast_wpseo_canonical": "/a/",
                "_yoast_wpseo_meta-robots-noindex": "0",
                "_yoast_wpseo_opengraph-image": "https://cdn.example/p.png",
                "rank_math_facebook_image_id": "12",
                "rank_math_twitter_card_type": "player",
            },
        ),
        post(2, {"_yoast_wpseo_metadesc": "%%excerpt%%"}, excerpt=""),
        post(3, {"rank_math_title": "Lost"}, creator="", post_type="nav_menu_item"),
    )
    assert await stored(database) == {"post-1": (None,) * 8}
    assert dict(report.lines[LINE].skip_reasons) == {
        "with %customfield(mood)%, which only the plugin knows": 1,
        "with %%currentyear%%, which only the plugin knows": 1,
        "with #author_name, which only the plugin knows": 1,
        "with %%excerpt%%, which only the plugin knows": 1,
        "longer than 1,000 characters": 1,
        "its address begins with neither https:// nor http://": 1,
        "a preview of the kind player": 1,
        "a picture of which only the address is known": 1,
    }
    assert report.notes["a picture of link previews that was not imported is left out"] == 1


async def test_a_second_import_writes_what_has_changed_in_the_source_alone(
    database: Database, tmp_path: Path
) -> None:
    await imported(database, tmp_path, post(1, YOAST), post(2, RANK_MATH))
    async with database.transaction() as connection:
        await connection.execute("update seo set title = 'By hand', image_id = null")
    changed = {**RANK_MATH, "rank_math_title": "Newer"}
    report = await imported(database, tmp_path, post(1, YOAST), post(2, changed))
    rows = await stored(database)
    assert {slug: row[0] for slug, row in rows.items()} == {"post-1": "By hand", "post-2": "Newer"}
    assert (rows["post-1"][4], rows["post-2"][4]) == (None, "https://old.example/9.png")
    assert (report.lines[LINE].unchanged, report.lines[LINE].changed) == (7, 8)
    assert report.lines["posts"].unchanged == 2
