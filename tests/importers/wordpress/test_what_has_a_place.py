"""Co-authors, mentions, links of menus: kept where there is a place for them, else counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from gql.db import Database
from tests.importers.stored_rows import public_rows
from tests.importers.wordpress.import_text import import_wxr
from tests.importers.wordpress.wxr_factories import AUTHOR, comment, item, label, meta

BOB = AUTHOR.replace("ada", "bob").replace("Ada L.", "Bob S.").replace(">7<", ">8<")
BYLINE = "select a.name from post_author l join author a on a.id = l.author_id order by l.position"


def guest_author(*more: str, login: str = "cleo", name: str = "Cleo (guest)") -> str:
    """A guest author of Co-Authors Plus."""
    return item(
        meta("cap-user_login", login),
        meta("cap-display_name", name),
        *more,
        post_id="30",
        post_type="guest-author",
        post_name=f"cap-{login}",
        title=name,
    )


@pytest.mark.parametrize(
    ("labels", "byline"),
    [
        ([], ["Ada L."]),
        ([("cap-bob", "bob"), ("cap-ada", "ada")], ["Bob S.", "Ada L."]),
        ([("cap-cleo", "cleo"), ("cap-ada", "ada")], ["Cleo (guest)", "Ada L."]),
        # PublishPress Authors: the name is one that readers see
        ([("bob", "Bob S.")], ["Bob S."]),
        ([("cap-dan", "Dan")], ["Dan"]),
        ([("cap-cap-bob", "bob"), ("cap-bob", "Bob S.")], ["Bob S."]),
    ],
)
async def test_co_authors_are_the_authors_of_a_post_in_their_order(
    database: Database, tmp_path: Path, labels: list[tuple[str, str]], byline: list[str]
) -> None:
    post = item(*(label("author", nicename, name) for nicename, name in labels))
    await import_wxr(database, tmp_path, AUTHOR, BOB, guest_author(), post)
    assert [name for (name,) in await public_rows(database, BYLINE)] == byline


async def test_a_guest_author_keeps_the_profile(database: Database, tmp_path: Path) -> None:
    profile = (meta("cap-website", "https://cleo.example/"), meta("cap-description", "Bakes."))
    post = item(label("author", "cap-cleo", "cleo"))
    # after the post that names her, as in exports that are ordered by id
    await import_wxr(database, tmp_path, AUTHOR, post, guest_author(*profile))
    assert await public_rows(database, "select name, url, bio_text from author") == [
        ("Cleo (guest)", "https://cleo.example/", "Bakes.")
    ]


async def test_a_guest_author_that_is_an_account_is_that_account(
    database: Database, tmp_path: Path
) -> None:
    guest = guest_author(meta("cap-linked_account", "ada"), login="ada-l", name="Ada in print")
    post = item(label("author", "cap-ada-l", "ada-l"), creator="bob")
    await import_wxr(database, tmp_path, AUTHOR, BOB, guest, post)
    assert await public_rows(database, BYLINE) == [("Ada L.",)]


KINDS = {
    "webmention": "WEBMENTION",
    "like": "WEBMENTION",
    "repost": "WEBMENTION",
    "rsvp": "WEBMENTION",
    "pingback": "PINGBACK",
    "trackback": "TRACKBACK",
    "comment": "COMMENT",
}
NO_COMMENTS = {
    "note": "an editor's note on a block, which is not for readers",
    "order_note": "of the type 'order_note'",
    "action_log": "of the type 'action_log'",
}


async def test_what_other_sites_sent_is_a_mention_of_its_kind_and_the_rest_is_counted(
    database: Database, tmp_path: Path
) -> None:
    source = (
        "<wp:commentmeta><wp:meta_key>webmention_source_url</wp:meta_key>"
        "<wp:meta_value>https://their.example/post</wp:meta_value></wp:commentmeta></wp:comment>"
    )
    comments = [
        comment(
            comment_id=str(n),
            comment_type=word,
            comment_author=word,
            comment_author_url="https://their.example/",
        ).replace("</wp:comment>", source)
        for n, word in enumerate([*KINDS, *NO_COMMENTS], 1)
    ]
    report = await import_wxr(database, tmp_path, AUTHOR, item(*comments))
    found = await public_rows(database, "select guest_name, kind, source_url from comment")
    assert {name: (kind, url) for name, kind, url in found} == {
        word: (kind, None if word == "comment" else "https://their.example/post")
        for word, kind in KINDS.items()
    }
    assert dict(report.notes) == {
        f"a “{word}” of another site is imported as a mention": 1
        for word in ("like", "repost", "rsvp")
    }
    assert dict(report.lines["comments"].skip_reasons) == dict.fromkeys(NO_COMMENTS.values(), 1)


ADDRESSES = {
    "mailto:ada@old.example?subject=Hi": "mailto:ada@old.example?subject=Hi",
    "tel:+43-1-234": "tel:+43-1-234",
    "SMS:+431234": "SMS:+431234",
    "contact/": "https://old.example/contact/",
    "?p=5": "https://old.example/?p=5",
    "//cdn.example/x": None,
    "javascript:alert(1)": None,
    "data:text/html,x": None,
    "mailto:a b": None,
}


async def test_a_menu_item_keeps_an_address_that_a_link_may_have(
    database: Database, tmp_path: Path
) -> None:
    items = [
        item(
            label("nav_menu", "main", "Main"),
            meta("_menu_item_type", "custom"),
            meta("_menu_item_url", url),
            post_type="nav_menu_item",
            post_id=str(n),
            menu_order=str(n),
        )
        for n, url in enumerate(ADDRESSES, 1)
    ]
    report = await import_wxr(database, tmp_path, *items)
    kept = [(url,) for url in ADDRESSES.values() if url]
    assert await public_rows(database, "select url from menu_item order by position") == kept
    assert dict(report.lines["menu items"].skip_reasons) == {
        "its address is none that a link may have": 4
    }


async def test_meta_and_terms_without_a_place_are_counted_by_their_keys(
    database: Database, tmp_path: Path
) -> None:
    keys = ["_edit_last", "_oembed_1", "_wp_page_template", "_yoast_wpseo_focuskw", "mood"]
    report = await import_wxr(
        database,
        tmp_path,
        AUTHOR,
        item(
            *(meta(key, "x") for key in keys),
            meta("_wp_old_slug", "old"),
            label("post_format", "post-format-aside", "Aside"),
            label("topic", "bread", "Bread"),
            label("category", "c", "C"),
        ),
        "<wp:tag><wp:term_id>5</wp:term_id><wp:tag_slug>t</wp:tag_slug><wp:tag_name>T</wp:tag_name>"
        "<wp:termmeta><wp:meta_key>colour</wp:meta_key><wp:meta_value>red</wp:meta_value>"
        "</wp:termmeta></wp:tag>",
    )
    assert dict(report.lines["post meta"].skip_reasons) == {
        "WordPress's own notes": 2,
        "the page template, which is the theme's": 1,
        "_yoast_wpseo_focuskw, which is private": 1,
    }
    assert report.lines["post meta"].imported == 1
    assert dict(report.lines["other terms of posts"].skip_reasons) == {
        "of the taxonomy post_format": 1,
        "of the taxonomy topic": 1,
    }
    assert report.lines["term meta"].imported == 1
