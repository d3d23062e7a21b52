"""Attachments and menu items: their metadata, visibility and targets."""

from __future__ import annotations

from pathlib import Path

import pytest

from gql.db import Database
from tests.importers.stored_rows import public_rows, table_rows
from tests.importers.wordpress.import_text import import_wxr
from tests.importers.wordpress.wxr_factories import AUTHOR, item, label, meta


async def test_attachments_become_media_with_their_metadata(
    database: Database, tmp_path: Path
) -> None:
    # PHP's serialize(), as in wp_postmeta
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
        # not an http(s) address: it would run in the pages of a site that links to it
        item(post_type="attachment", post_id="5", attachment_url="javascript:alert(1)"),
        item(
            # a serialised object: unserialize() would create one of that class
            meta("_wp_attachment_metadata", 'O:8:"Evil":1:{}'),
            post_type="attachment",
            post_id="6",
            attachment_url="https://old.example/track.mp3",
        ),
    ]
    report = await import_wxr(
        database, tmp_path, AUTHOR, picture, *odd, item(meta("_thumbnail_id", "3"))
    )
    assert await public_rows(
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
    assert report.lines["media"].skip_summary == "1 not published; 1 has no web address"
    assert await public_rows(
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
    await import_wxr(database, tmp_path, AUTHOR, picture, item(post_password="enter"))
    assert await public_rows(database, "select id from media") == []
    assert len(await table_rows(database, "select id from media")) == 1


@pytest.mark.parametrize(
    ("parent", "is_featured", "is_seen"),
    [
        ("0", False, True),
        ("", False, True),
        ("5", False, False),
        # an owner that is not in the file may have been hidden: the file stays hidden as
        # well
        ("404", False, False),
        ("5", True, True),
    ],
)
async def test_media_are_hidden_when_their_owner_is_not_imported(
    database: Database, tmp_path: Path, parent: str, is_featured: bool, is_seen: bool
) -> None:
    receipt = item(
        post_type="attachment",
        post_id="3",
        post_parent=parent,
        attachment_url="https://old.example/receipt.pdf",
    )
    # an owner that is in the file, but of a type that is not imported
    order = item(post_type="shop_order", post_id="5")
    post = item(meta("_thumbnail_id", "3")) if is_featured else item()
    report = await import_wxr(database, tmp_path, AUTHOR, receipt, order, post)
    assert len(await public_rows(database, "select id from media")) == is_seen
    assert await table_rows(database, "select attached_to, is_public from media") == [
        (None, parent in ("", "0"))
    ]
    note = "a file's owner that was not imported is left out, and the file hidden"
    assert dict(report.notes) == ({} if parent in ("", "0") else {note: 1})


async def test_media_are_visible_as_their_owner_is(database: Database, tmp_path: Path) -> None:
    found = []
    for parent in ("1", "5", "0", "5"):
        picture = item(
            post_type="attachment",
            post_id="3",
            post_parent=parent,
            attachment_url="https://old.example/a.png",
        )
        await import_wxr(database, tmp_path, AUTHOR, picture, item())
        found.append(len(await public_rows(database, "select id from media")))
    assert found == [1, 0, 1, 0]


async def test_menu_items_keep_their_targets(database: Database, tmp_path: Path) -> None:
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

    report = await import_wxr(
        database,
        tmp_path,
        AUTHOR,
        "<wp:tag><wp:term_id>5</wp:term_id><wp:tag_slug>t</wp:tag_slug><wp:tag_name>T</wp:tag_name></wp:tag>"
        "<wp:term><wp:term_id>6</wp:term_id><wp:term_taxonomy>nav_menu</wp:term_taxonomy>"
        "<wp:term_slug>main</wp:term_slug><wp:term_name>The main menu</wp:term_name></wp:term>",
        # the order in the file is not that of the menu: menu_order is
        entry(3, "custom", url="/relative/"),
        entry(2, "custom", url="#"),
        entry(1, "post_type", object_id="1"),
        entry(4, "taxonomy", parent="103", object_id="5"),
        entry(5, "post_type", object_id="404"),
        # its parent has no target and is left out, so this item moves up
        entry(6, "custom", parent="105", url="https://else.example/"),
        entry(7, "custom", url="javascript:alert(1)"),
        entry(8, "post_type_archive"),
        # its own parent
        entry(9, "custom", parent="109", url="https://circle.example/"),
        item(post_type="nav_menu_item", post_id="120"),
        item(),
    )
    items = "select position, depth, label, url, target_kind from menu_item order by position"
    assert await public_rows(database, items) == [
        (0, 0, "Item 1", "https://old.example/a-post/", "POST"),
        (1, 0, "Item 2", "https://old.example/#", None),
        (2, 0, "Item 3", "https://old.example/relative/", None),
        (3, 1, "Item 4", "https://old.example/tag/t/", "TAG"),
        (4, 0, "Item 6", "https://else.example/", None),
    ]
    assert await public_rows(database, "select slug, name from menu") == [("main", "The main menu")]
    assert report.lines["menu items"].skip_summary == (
        "1 belongs to no menu, or is not published; 1 its target was not imported; "
        "1 its address is none that a link may have; 1 leads to nothing that is kept here; "
        "1 is its own ancestor"
    )
