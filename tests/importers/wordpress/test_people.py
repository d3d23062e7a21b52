"""Authors and commenters: what is stored of them, and what is never public."""

from __future__ import annotations

from pathlib import Path

import pytest

from gql.db import Database
from tests.importers.stored_rows import public_rows, table_rows
from tests.importers.wordpress.import_text import PUBLISHED_AT, import_wxr
from tests.importers.wordpress.wxr_factories import AUTHOR, comment, item

PEOPLE = "select replace(slug, id::text, 'n'), replace(name, id::text, 'n') from author order by id"


async def test_an_e_mail_address_never_becomes_a_public_name(
    database: Database, tmp_path: Path
) -> None:
    # people do sign in with their address, which then is login and display name
    mail = "jo@mail.example"
    author = AUTHOR.replace(">ada<", f">{mail}<").replace("Ada L.", mail)
    guest = comment(comment_author=mail, comment_author_url="https://jo.example/")
    await import_wxr(
        database,
        tmp_path,
        author,
        item(guest, creator=mail),
        item(creator="al@x.example", post_id="2"),
    )
    assert await public_rows(database, PEOPLE) == [
        ("author-n", "Author n"),
        ("author-n", "Author n"),
    ]
    assert await public_rows(database, "select name, url from guest") == [
        (None, "https://jo.example/")
    ]
    private = await table_rows(database, "select login, email from author_private order by email")
    assert private == [(mail, "ada@old.example"), (None, None)]


@pytest.mark.parametrize(
    ("display_name", "names", "found"),
    [
        ("Ada L.", "", ("ada-l", "Ada L.")),
        ("Ada", "", ("ada", "Ada")),
        ("", "", ("ada", "ada")),
        (
            "",
            "<wp:author_first_name>A.</wp:author_first_name>"
            "<wp:author_last_name>Lace</wp:author_last_name>",
            ("a-lace", "A. Lace"),
        ),
    ],
)
async def test_a_byline_is_the_name_that_wordpress_showed(
    database: Database, tmp_path: Path, display_name: str, names: str, found: tuple[str, str]
) -> None:
    author = AUTHOR.replace("Ada L.", display_name).replace("</wp:author>", f"{names}</wp:author>")
    said = comment(comment_user_id="7", comment_author="ADA")
    await import_wxr(database, tmp_path, author, item(said))
    assert await public_rows(database, PEOPLE) == [found]
    assert await public_rows(database, "select guest_name from comment") == [("ADA",)]
    assert await table_rows(database, "select login from author_private") == [("ada",)]


async def test_an_author_of_drafts_only_has_no_public_profile(
    database: Database, tmp_path: Path
) -> None:
    async def profiles() -> list[tuple[object, ...]]:
        return await public_rows(
            database,
            "select (select array_agg(slug) from author), (select author_count from site), "
            "(select array_agg(uri order by status, uri) from route where target_kind = 'AUTHOR')",
        )

    # a profile would tell strangers that something is being written
    await import_wxr(database, tmp_path, AUTHOR, item(status="draft"))
    assert await profiles() == [(None, 0, None)]
    assert await table_rows(database, "select slug from author") == [("ada-l",)]
    await import_wxr(database, tmp_path, AUTHOR, item())
    assert await profiles() == [(["ada-l"], 1, ["/author/ada-l/", "/?author=7", "/author/ada/"])]


async def test_authors_joined_with_their_first_post(database: Database, tmp_path: Path) -> None:
    later = item(post_id="2", post_name="b", post_date_gmt="2022-01-01 00:00:00")
    await import_wxr(database, tmp_path, AUTHOR, later, item())
    assert await public_rows(database, "select joined_at::text from author") == [(PUBLISHED_AT,)]


async def test_comments_keep_kind_status_time_and_commenter(
    database: Database, tmp_path: Path
) -> None:
    comments = [
        comment(comment_id="1", comment_approved="0"),
        comment(comment_id="2", comment_approved="spam"),
        comment(comment_id="3", comment_approved="trash", comment_type="comment"),
        comment(comment_id="4", comment_approved="post-trashed"),
        # unknown statuses are held: what may be spam must not be published by an import
        comment(comment_id="5", comment_approved="what"),
        # the byline of the time stays, beside the author whom the number names
        comment(comment_id="6", comment_user_id="7", comment_author="Ada at the time"),
        comment(comment_id="7", comment_type="pingback", comment_author_url="https://a.example/b"),
        # trackbacks may claim any URL
        comment(comment_id="8", comment_type="trackback", comment_author_url="javascript:x"),
        comment(comment_id="9", comment_type="order_note"),
        # credentials in a URL are left out with the URL
        comment(comment_id="10", comment_author="", comment_author_url="https://u:p@x.example/"),
        comment(comment_id="11", comment_date_gmt="", comment_date="", comment_author_IP="::1"),
        comment(comment_id="11"),
    ]
    report = await import_wxr(database, tmp_path, AUTHOR, item(*comments))
    found = await table_rows(
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
        ("6", "COMMENT", "APPROVED", "ada-l", "Ada at the time", None, None),
        ("7", "PINGBACK", "APPROVED", None, "Guest", "https://a.example/b", "https://a.example/b"),
        ("8", "TRACKBACK", "APPROVED", None, "Guest", None, None),
        ("10", "COMMENT", "APPROVED", None, None, None, None),
        ("11", "COMMENT", "APPROVED", None, "Guest", None, None),
    ]
    assert (
        report.lines["comments"].skip_summary
        == "1 of the type 'order_note'; 1 appears twice in the file"
    )
    networks = "select network_address::text from comment_private"
    assert await table_rows(database, networks) == [("::1/128",)]


async def test_a_comment_without_a_date_on_an_entry_without_one_gets_a_fixed_date(
    database: Database, tmp_path: Path
) -> None:
    # the column is not null, and the order of comments needs a time
    dateless = comment(comment_date="", comment_date_gmt="")
    draft = item(dateless, post_date="", post_date_gmt="", status="draft")
    await import_wxr(
        database, tmp_path, AUTHOR, draft.replace("Mon, 03 Feb 2020 03:05:06 +0000", "")
    )
    assert await table_rows(database, "select published_at::text from comment") == [
        ("1970-01-01 00:00:00+00",)
    ]
