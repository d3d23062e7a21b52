"""What exports hold in the wild, and what becomes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gql.db import Database
from gql.importers.tally import Tally
from gql.importers.wordpress import import_wordpress
from tests.conftest import SHARED
from tests.importers.reading_back import seen, stored
from tests.importers.wordpress.wxr import AUTHOR, comment, item, label, meta, saved, wxr

WORDPRESS = SHARED / "data" / "wordpress"
STATUS = "select status, published_at::text from entry"
PUBLIC = "2020-02-03 03:05:06+00"


async def imported(database: Database, folder: Path, *parts: str, **more: Any) -> Tally:
    return await import_wordpress(database, [saved(folder, wxr(*parts, **more))])


@pytest.mark.parametrize(
    ("fields", "status", "published_at"),
    [
        ({"status": "publish"}, "PUBLISHED", PUBLIC),
        ({"status": "future", "post_date_gmt": "2099-01-01 00:00:00"}, "PUBLISHED", "2099-01-01 00:00:00+00"),
        ({"status": "draft"}, "DRAFT", None),
        ({"status": "auto-draft"}, "DRAFT", None),
        ({"status": "pending"}, "PENDING", None),
        ({"status": "private"}, "PRIVATE", PUBLIC),
        ({"status": "trash"}, "TRASH", None),
        ({"status": "wc-completed"}, "DRAFT", None),
        ({"status": "publish", "post_password": "enter"}, "PRIVATE", PUBLIC),
        ({"status": "draft", "post_password": "enter"}, "DRAFT", None),
    ],
)  # fmt: skip
async def test_a_status_means_here(
    database: Database,
    tmp_path: Path,
    fields: dict[str, str],
    status: str,
    published_at: str | None,
) -> None:
    await imported(database, tmp_path, AUTHOR, item(**fields))
    assert await stored(database, STATUS) == [(status, published_at)]
    is_seen = status == "PUBLISHED" and "future" not in fields.values()
    assert len(await seen(database, "select id from post")) == is_seen


async def test_what_was_trashed_after_it_was_public_is_gone_and_its_slug_is_free(
    database: Database, tmp_path: Path
) -> None:
    link = "https://old.example/2020/gone__trashed/"
    trashed = meta("_wp_trash_meta_status", "publish")
    gone = item(trashed, status="trash", post_name="gone__trashed", link=link)
    again = item(post_id="2", post_name="gone", link="https://old.example/2020/gone/")
    await imported(database, tmp_path, AUTHOR, gone, again)
    assert await stored(database, "select slug, uri, status, published_at::text from entry") == [
        ("gone", "/2020/gone/", "TRASH", PUBLIC),
        ("gone", "/2020/gone/", "PUBLISHED", PUBLIC),
    ]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, PUBLIC),
        ({"post_date_gmt": "0000-00-00 00:00:00"}, "2020-02-03 04:05:06+00"),
        ({"post_date_gmt": "", "post_date": ""}, PUBLIC),
        ({"post_date_gmt": "soon", "post_date": "2020-13-01 00:00:00"}, PUBLIC),
    ],
)
async def test_the_best_date_is_taken(
    database: Database, tmp_path: Path, fields: dict[str, str], found: str
) -> None:
    await imported(database, tmp_path, AUTHOR, item(**fields))
    assert await seen(database, "select published_at::text, created_at::text from post") == [
        (found, found)
    ]


@pytest.mark.parametrize(
    "date", ["Wed, 30 Nov -0001 00:00:00 +0000", "Mon, 99 Feb 2020 03:05:06 +0000", "never", ""]
)
async def test_nothing_is_published_without_a_date(
    database: Database, tmp_path: Path, date: str
) -> None:
    timeless = item(post_date="", post_date_gmt="").replace("Mon, 03 Feb 2020 03:05:06 +0000", date)
    tally = await imported(database, tmp_path, AUTHOR, timeless)
    assert await stored(database, STATUS) == [("DRAFT", None)]
    assert dict(tally.notes) == {"published without a time: imported as a draft": 1}


async def test_a_date_of_mail_without_a_zone_is_utc(database: Database, tmp_path: Path) -> None:
    post = item(post_date="", post_date_gmt="").replace("+0000", "-0000")
    await imported(database, tmp_path, AUTHOR, post)
    assert await seen(database, "select published_at::text from post") == [(PUBLIC,)]


@pytest.mark.parametrize(
    ("link", "kind", "uri"),
    [
        ("https://old.example/2020/02/a-post/", "post", "/2020/02/a-post/"),
        ("https://old.example//2020//a-post", "post", "/2020/a-post/"),
        ("https://old.example/blog/a-post.html", "post", "/blog/a-post.html/"),
        ("https://old.example/?p=1", "post", "/a-post/"),
        ("https://old.example/", "page", "/a-post/"),
        ("https://old.example", "page", "/a-post/"),
        ("https://[broken/", "post", "/a-post/"),
        ("", "post", "/a-post/"),
        ("https://old.example/%ce%b5%cf%80/", "page", "/επ/"),
        ("https://old.example/100%25/", "post", "/100%25/"),
        ("https://old.example/%FF%fe/", "post", "/%FF%FE/"),
        (f"https://old.example/{'x' * 600}/", "post", "/a-post/"),
    ],
)
async def test_an_address_is_kept_where_there_is_one(
    database: Database, tmp_path: Path, link: str, kind: str, uri: str
) -> None:
    await imported(database, tmp_path, AUTHOR, item(link=link, post_type=kind))
    assert await stored(database, "select uri from entry") == [(uri,)]


async def test_addresses_that_clash_get_a_number_and_real_ones_come_first(
    database: Database, tmp_path: Path
) -> None:
    made = item(post_id="1", post_name="here")
    real = item(post_id="2", post_name="here", link="https://old.example/here/")
    page = item(post_id="3", post_name="here", post_type="page")
    other = item(post_id="4", post_name="other", link="https://old.example/here/")
    await imported(database, tmp_path, AUTHOR, made, real, page, other)
    assert await seen(
        database,
        "select slug, uri from (select id, slug, uri from post union all select id, slug, uri from page) e "
        "order by id",
    ) == [("here", "/here-3/"), ("here-2", "/here/"), ("here", "/here-4/"), ("other", "/here-2/")]


async def test_pages_without_addresses_get_theirs_from_the_tree(
    database: Database, tmp_path: Path
) -> None:
    def page(number: int, parent: int, **more: str) -> str:
        return item(
            post_id=str(number),
            post_parent=str(parent),
            post_type="page",
            post_name=f"p{number}",
            **more,
        )

    await imported(
        database,
        tmp_path,
        AUTHOR,
        page(1, 2),
        page(2, 3),
        page(3, 0, link="https://old.example/top/"),
        page(4, 5),
        page(5, 4),
        page(6, 99),
    )
    uris = await seen(database, "select slug, uri from page order by slug")
    assert dict(uris) == {
        "p1": "/top/p2/p1/",
        "p2": "/top/p2/",
        "p3": "/top/",
        "p4": "/p5/p4/",
        "p5": "/p5/",
        "p6": "/p6/",
    }


async def test_what_could_not_be_joined_is_noted(database: Database, tmp_path: Path) -> None:
    pages = [
        item(post_id="4", post_parent="5", post_type="page", post_name="a"),
        item(post_id="5", post_parent="4", post_type="page", post_name="b"),
        item(post_id="6", post_parent="99", post_type="page", post_name="c"),
        item(meta("_thumbnail_id", "98"), post_id="7", post_type="page", post_name="d"),
        item(comment(comment_parent="97"), post_id="8", post_name="e"),
    ]
    tally = await imported(database, tmp_path, AUTHOR, *pages)
    assert dict(tally.notes) == {
        "a page's parent that would make a circle is left out": 1,
        "a page's parent that was not imported is left out": 1,
        "a featured image that was not imported is left out": 1,
        "a reply to a comment that was not imported stands at the top": 1,
    }


async def test_drafts_are_named_after_their_titles_or_numbers(
    database: Database, tmp_path: Path
) -> None:
    titled = item(post_name="", status="draft", title="Soon &amp; <em>Später</em>", post_id="8")
    untitled = item(post_name="", status="draft", title="", post_id="9")
    await imported(database, tmp_path, AUTHOR, titled, untitled)
    assert await stored(database, "select slug, uri, title from entry order by id") == [
        ("soon-später", "/soon-später/", "Soon & Später"),
        ("draft-9", "/draft-9/", ""),
    ]


async def test_version_1_0_makes_authors_of_who_wrote(database: Database) -> None:
    await import_wordpress(database, [WORDPRESS / "valid-wxr-1.0.xml"])
    assert await seen(database, "select slug, name, uri, post_count from author") == [
        ("admin", "admin", "/author/admin/", 3)
    ]
    terms = "select slug, name, post_count from {} order by slug"
    assert await seen(database, terms.format("category")) == [
        ("alpha", "alpha", 1),
        ("beta", "beta", 0),
        ("child", "child", 1),
        ("parent", "parent", 0),
        ("uncategorized", "Uncategorized", 1),
    ]
    assert await seen(database, terms.format("tag")) == [
        ("chicken", "chicken", 1),
        ("face", "face", 1),
        ("news", "news", 1),
        ("roar", "roar", 1),
    ]


async def test_version_1_1_and_the_small_export_are_read(database: Database) -> None:
    await import_wordpress(database, [WORDPRESS / "valid-wxr-1.1.xml"])
    assert await seen(database, "select slug, description from category") == [
        ("alpha", "The alpha category")
    ]
    await import_wordpress(database, [WORDPRESS / "small-export.xml"])
    assert await seen(database, "select slug, uri from page order by slug") == [
        ("1-col-page", "/1-col-page/"),
        ("child-page", "/parent-page/child-page/"),
        ("parent-page", "/parent-page/"),
        ("sample-page", "/sample-page/"),
    ]
    assert await stored(database, "select slug, status from entry where status <> 'PUBLISHED'") == [
        ("draft-page", "DRAFT"),
        ("private-post", "PRIVATE"),
    ]


@pytest.mark.parametrize("namespace", ["http", "https"])
async def test_both_spellings_of_the_namespace_are_read(
    database: Database, tmp_path: Path, namespace: str
) -> None:
    await imported(database, tmp_path, AUTHOR, item(excerpt="<b>Mine</b>"), namespace=namespace)
    assert await seen(database, "select excerpt, excerpt_is_written, language from post") == [
        ("Mine", True, "pt-BR")
    ]


async def test_nobody_is_named_by_an_e_mail_address(database: Database, tmp_path: Path) -> None:
    mail = "jo@mail.example"
    author = AUTHOR.replace(">ada<", f">{mail}<").replace("Ada L.", mail)
    await imported(
        database, tmp_path, author, item(creator=mail), item(creator="al@x.example", post_id="2")
    )
    assert await seen(database, "select slug, name, uri from author order by slug") == [
        ("al", "al", "/author/al/"),
        ("jo", "jo", "/author/jo/"),
    ]
    private = await stored(database, "select login, email from author_private order by email")
    assert private == [(mail, "ada@old.example"), (None, None)]


async def test_authors_are_here_since_their_first_post(database: Database, tmp_path: Path) -> None:
    later = item(post_id="2", post_name="b", post_date_gmt="2022-01-01 00:00:00")
    await imported(database, tmp_path, AUTHOR, later, item())
    assert await seen(database, "select joined_at::text from author") == [(PUBLIC,)]


async def test_comments_keep_kind_status_time_and_person(
    database: Database, tmp_path: Path
) -> None:
    comments = [
        comment(comment_id="1", comment_approved="0"),
        comment(comment_id="2", comment_approved="spam"),
        comment(comment_id="3", comment_approved="trash", comment_type="comment"),
        comment(comment_id="4", comment_approved="post-trashed"),
        comment(comment_id="5", comment_approved="what"),
        comment(comment_id="6", comment_user_id="7", comment_author="Ada at the time"),
        comment(comment_id="7", comment_type="pingback", comment_author_url="https://a.example/b"),
        comment(comment_id="8", comment_type="trackback", comment_author_url="javascript:x"),
        comment(comment_id="9", comment_type="order_note"),
        comment(comment_id="10", comment_author="", comment_author_url="https://u:p@x.example/"),
        comment(comment_id="11", comment_date_gmt="", comment_date="", comment_author_IP="::1"),
        comment(comment_id="11"),
    ]
    tally = await imported(database, tmp_path, AUTHOR, item(*comments))
    found = await stored(
        database,
        "select i.source_id, c.kind, c.status, a.slug, c.guest_name, c.guest_url, c.source_url "
        "from comment c join imported i on i.kind = 'comment' and i.target_id = c.id "
        "left join author a on a.id = c.author_id order by i.source_id::int",
    )
    assert found == [
        ("1", "COMMENT", "HELD", None, "Guest", None, None),
        ("2", "COMMENT", "SPAM", None, "Guest", None, None),
        ("3", "COMMENT", "TRASH", None, "Guest", None, None),
        ("4", "COMMENT", "TRASH", None, "Guest", None, None),
        ("5", "COMMENT", "HELD", None, "Guest", None, None),
        ("6", "COMMENT", "APPROVED", "ada", "Ada at the time", None, None),
        ("7", "PINGBACK", "APPROVED", None, "Guest", "https://a.example/b", "https://a.example/b"),
        ("8", "TRACKBACK", "APPROVED", None, "Guest", None, None),
        ("10", "COMMENT", "APPROVED", None, None, None, None),
        ("11", "COMMENT", "APPROVED", None, "Guest", None, None),
    ]
    assert tally.lines["comments"].why == "1 of the type 'order_note'; 1 stands twice in the file"
    networks = "select network_address::text from comment_private"
    assert await stored(database, networks) == [("::1/128",)]


async def test_a_comment_on_something_without_a_date_has_one(
    database: Database, tmp_path: Path
) -> None:
    dateless = comment(comment_date="", comment_date_gmt="")
    draft = item(dateless, post_date="", post_date_gmt="", status="draft")
    await imported(database, tmp_path, AUTHOR, draft.replace("Mon, 03 Feb 2020 03:05:06 +0000", ""))
    assert await stored(database, "select published_at::text from comment") == [
        ("1970-01-01 00:00:00+00",)
    ]


async def test_attachments_tell_what_they_are(database: Database, tmp_path: Path) -> None:
    serialised = (
        'a:6:{s:5:"width";i:2560;s:6:"height";i:1707;s:4:"file";s:14:"2023/a-b.webp";'
        's:8:"filesize";i:352011;s:5:"sizes";a:0:{}}'
    )
    picture = item(
        meta("_wp_attachment_metadata", serialised),
        meta("_wp_attachment_image_alt", "A <b>lamp</b>"),
        post_type="attachment",
        post_id="3",
        post_parent="1",
        status="inherit",
        excerpt="By <em>night</em>",
        attachment_url="https://old.example/a-b.webp?x=1",
    )
    odd = [
        item(post_type="attachment", post_id="4", status="trash"),
        item(post_type="attachment", post_id="5", attachment_url="javascript:alert(1)"),
        item(
            meta("_wp_attachment_metadata", 'O:8:"Evil":1:{}'),
            post_type="attachment",
            post_id="6",
            attachment_url="https://old.example/track.mp3",
        ),
    ]
    tally = await imported(
        database, tmp_path, AUTHOR, picture, *odd, item(meta("_thumbnail_id", "3"))
    )
    assert await seen(
        database,
        "select url, mime_type, alt, caption, width, height, file_size from media order by id",
    ) == [
        (
            "https://old.example/a-b.webp?x=1",
            "image/webp",
            "A lamp",
            "By night",
            2560,
            1707,
            352011,
        ),
        ("https://old.example/track.mp3", "audio/mpeg", "", None, None, None, None),
    ]
    assert tally.lines["media"].why == "1 not published; 1 has no web address"
    assert await seen(
        database, "select m.url from post p join media m on m.id = p.featured_media_id"
    ) == [("https://old.example/a-b.webp?x=1",)]


async def test_media_of_a_hidden_post_are_hidden_with_it(
    database: Database, tmp_path: Path
) -> None:
    picture = item(
        post_type="attachment",
        post_id="3",
        post_parent="1",
        attachment_url="https://old.example/secret.png",
    )
    await imported(database, tmp_path, AUTHOR, picture, item(post_password="enter"))  # noqa: S106
    assert await seen(database, "select id from media") == []
    assert len(await stored(database, "select id from media")) == 1


async def test_menu_items_lead_where_they_led(database: Database, tmp_path: Path) -> None:
    def entry(number: int, kind: str, parent: str = "0", **more: str) -> str:
        values = {"type": kind, "menu_item_parent": parent, **more}
        return item(
            label("nav_menu", "main", "Main menu"),
            *(meta(f"_menu_item_{name}", value) for name, value in values.items()),
            post_type="nav_menu_item",
            post_id=str(100 + number),
            menu_order=str(number),
            title=f"Item {number}",
        )

    tally = await imported(
        database,
        tmp_path,
        AUTHOR,
        "<wp:tag><wp:term_id>5</wp:term_id><wp:tag_slug>t</wp:tag_slug><wp:tag_name>T</wp:tag_name></wp:tag>"
        "<wp:term><wp:term_id>6</wp:term_id><wp:term_taxonomy>nav_menu</wp:term_taxonomy>"
        "<wp:term_slug>main</wp:term_slug><wp:term_name>The main menu</wp:term_name></wp:term>",
        entry(3, "custom", url="/relative/"),
        entry(2, "custom", url="#"),
        entry(1, "post_type", object_id="1"),
        entry(4, "taxonomy", parent="103", object_id="5"),
        entry(5, "post_type", object_id="404"),
        entry(6, "custom", parent="105", url="https://else.example/"),
        entry(7, "custom", url="javascript:alert(1)"),
        entry(8, "post_type_archive"),
        entry(9, "custom", parent="109", url="https://circle.example/"),
        item(post_type="nav_menu_item", post_id="120"),
        item(),
    )
    items = "select position, depth, label, url, target_kind from menu_item order by position"
    assert await seen(database, items) == [
        (0, 0, "Item 1", "https://old.example/a-post/", "POST"),
        (1, 0, "Item 2", "https://old.example/#", None),
        (2, 0, "Item 3", "https://old.example/relative/", None),
        (3, 1, "Item 4", "https://old.example/tag/t/", "TAG"),
        (4, 0, "Item 6", "https://else.example/", None),
    ]
    assert await seen(database, "select slug, name from menu") == [("main", "The main menu")]
    assert tally.lines["menu items"].why == (
        "3 leads to nothing that was imported; 1 belongs to no menu, or is not published; "
        "1 stands under itself"
    )


async def test_what_has_no_place_here_is_counted_by_its_type(
    database: Database, tmp_path: Path
) -> None:
    tally = await imported(
        database,
        tmp_path,
        AUTHOR,
        "<wp:term><wp:term_taxonomy>mood</wp:term_taxonomy><wp:term_slug>m</wp:term_slug></wp:term>",
        item(post_type="product", post_id="1"),
        item(post_type="product", post_id="2"),
        item(post_type="wp_template", post_id="3"),
        item(post_type="", post_id="4"),
        item(post_id="5", link="https://old.example/kept/"),
    )
    assert [(row[0], row[1], row[4]) for row in tally.table()] == [
        ("site", 1, 0),
        ("other terms", 1, 1),
        ("product items", 2, 2),
        ("wp_template items", 1, 1),
        ("untyped items", 1, 1),
        ("authors", 1, 0),
        ("posts", 1, 0),
    ]
    assert tally.lines["other terms"].why == "of the taxonomy mood"
    assert await stored(database, "select count(*) from entry") == [(1,)]


async def test_what_has_no_number_cannot_be_told_apart(database: Database, tmp_path: Path) -> None:
    parts = [item(post_id=""), item(comment(comment_id=""), comment(comment_id="y" * 3_000))]
    long = item(post_id="x" * 3_000, post_name="long")
    tally = await imported(database, tmp_path, AUTHOR, *parts, long)
    assert [(row[0], *row[1:5], row[5]) for row in tally.table()][1:] == [
        ("post items", 1, 0, 0, 1, "without a wp:post_id"),
        ("comments", 2, 1, 0, 1, "without a wp:comment_id"),
        ("authors", 1, 1, 0, 0, ""),
        ("posts", 2, 2, 0, 0, ""),
    ]


async def test_sticky_switches_order_and_excerpt_are_kept(
    database: Database, tmp_path: Path
) -> None:
    post = item(is_sticky="1", comment_status="closed", ping_status="closed", excerpt="")
    page = item(post_type="page", post_id="2", menu_order="-3", is_sticky="1", post_name="b")
    wild = item(post_id="3", menu_order="99999999999999999999", post_name="c")
    await imported(database, tmp_path, AUTHOR, post, page, wild)
    assert await stored(
        database,
        "select is_sticky, comments_open, pings_open, menu_order, excerpt from entry order by id",
    ) == [
        (True, False, False, 0, "Text."),
        (False, True, True, -3, "Text."),
        (False, True, True, 0, "Text."),
    ]


async def test_a_site_that_has_a_name_keeps_it(database: Database, tmp_path: Path) -> None:
    async with database.transaction() as connection:
        await connection.execute("update site set title = 'Mine', language = 'de'")
    tally = await imported(database, tmp_path, AUTHOR, item())
    assert await seen(database, "select title, url from site") == [
        ("Mine", "http://localhost:8000")
    ]
    assert tally.lines["site"].why == "the site here has a name already"


async def test_names_longer_than_an_index_are_cut(database: Database, tmp_path: Path) -> None:
    long = "Ñandú " * 1_000
    author = AUTHOR.replace("Ada L.", long).replace(">ada<", f">{'x' * 3_000}<")
    terms = label("category", "y" * 3_000, long)
    await imported(
        database,
        tmp_path,
        author,
        item(terms, title=long, creator="x" * 3_000, post_name="z" * 3_000),
    )
    ((title, slug, name),) = await seen(
        database, "select p.title, p.slug, a.name from post p join author a on a.id = p.author_id"
    )
    assert title == name == long[:500].strip()
    assert slug == "z" * 200
