"""What is no export is refused in one line that says where and what, and nothing is written."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from gql.db import Database
from gql.errors import InputRefused
from gql.importers.wordpress import import_wordpress
from tests.conftest import SHARED
from tests.importers.stored_rows import counts
from tests.importers.wordpress.wxr_factories import AUTHOR, item, saved, wxr

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>\n'


async def refusal(database: Database, *files: Path) -> str:
    """The message, after a look at whether anything was written."""
    before = await counts(database)
    with pytest.raises(InputRefused) as caught:
        await import_wordpress(database, list(files))
    assert await counts(database) == before
    assert "\n" not in caught.value.message
    return caught.value.message.replace(str(files[-1].parent), "…")


async def test_malformed_xml_is_refused_at_its_line(database: Database) -> None:
    path = SHARED / "data" / "wordpress" / "malformed.xml"
    assert await refusal(database, path) == (
        "…/malformed.xml, line 90, column 11: the XML is broken (Opening and ending tag mismatch: "
        "notachanneltag line 27 and channel). Nothing was imported: export the file again, or "
        "repair that place."
    )


async def test_a_file_that_breaks_off_leaves_nothing_of_what_came_before(
    database: Database, tmp_path: Path
) -> None:
    whole = wxr(AUTHOR, *(item(post_id=str(n), post_name=f"p{n}") for n in range(1_200)))
    message = await refusal(database, saved(tmp_path, whole[: len(whole) * 9 // 10]))
    assert message.startswith("…/export.xml, line ")
    assert "the XML is broken (" in message


async def test_a_second_file_that_is_refused_takes_the_first_with_it(
    database: Database, tmp_path: Path
) -> None:
    good = saved(tmp_path, wxr(AUTHOR, item()), "good.xml")
    message = await refusal(database, good, saved(tmp_path, "no xml", "bad.xml"))
    assert message.startswith("…/bad.xml, line 1, column 1: it is not XML (syntax error).")


async def test_a_feed_is_no_export(database: Database, tmp_path: Path) -> None:
    feed = "<rss><channel><title>News</title>\n<item><title>One</title></item></channel></rss>"
    assert await refusal(database, saved(tmp_path, feed)) == (
        "…/export.xml, line 2: it is not a WordPress export: no wp:wxr_version. "
        "Name a file that WordPress made under Tools, Export."
    )


async def test_xml_of_another_kind_is_no_export(database: Database, tmp_path: Path) -> None:
    assert await refusal(database, saved(tmp_path, "<svg/>")) == (
        "…/export.xml: it is not a WordPress export: no wp:wxr_version. "
        "Name a file that WordPress made under Tools, Export."
    )


async def test_a_version_to_come_is_refused_by_its_number(
    database: Database, tmp_path: Path
) -> None:
    message = await refusal(database, saved(tmp_path, wxr(item(), version="2.0")))
    assert "its wp:wxr_version is '2.0'; 1.0, 1.1, 1.2 can be read" in message


async def test_an_empty_file_says_that_it_is_empty(database: Database, tmp_path: Path) -> None:
    assert await refusal(database, saved(tmp_path, "")) == "…/export.xml is empty. Export it again."


async def test_a_file_that_is_not_there_is_named(database: Database, tmp_path: Path) -> None:
    message = await refusal(database, tmp_path / "nowhere.xml")
    assert message == "…/nowhere.xml is not there. Check the name."


async def test_a_folder_is_not_opened(database: Database, tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    message = await refusal(database, tmp_path / "exports")
    assert message == "…/exports is a folder. Name the export files in it."


async def test_what_cannot_be_read_is_said_to_be_so(database: Database, tmp_path: Path) -> None:
    message = await refusal(database, saved(tmp_path, "x") / "inside.xml")
    assert message == "…/inside.xml cannot be read: Not a directory."


async def test_an_archive_is_to_be_unpacked(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "export.xml.gz"
    path.write_bytes(gzip.compress(wxr(item()).encode()))
    assert (await refusal(database, path)).endswith(" It is an archive: unpack it first.")


@pytest.mark.parametrize(
    ("prolog", "use"),
    [
        (BOMB, "&l9;"),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n', "&x;"),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "http://192.0.2.1/x">]>\n', "&x;"),
        ('<!DOCTYPE rss SYSTEM "http://192.0.2.1/x.dtd">\n', ""),
        ('<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://192.0.2.1/x"> %x;]>\n', ""),
        ("<!-- a comment first --><?and more?>\n<!DOCTYPE rss>", ""),
    ],
    ids=["bomb", "file", "address", "dtd", "parameter", "plain"],
)
@pytest.mark.parametrize("place", ["text", "attribute"])
async def test_entities_are_refused_before_anything_is_expanded(
    database: Database, tmp_path: Path, prolog: str, use: str, place: str
) -> None:
    inside = (
        use if place == "text" else f'<category domain="category" nicename="{use}">x</category>'
    )
    path = saved(tmp_path, wxr(AUTHOR, f"<item>{inside}</item>", before=prolog))
    message = await refusal(database, path)
    assert "it declares a document type, which no export does" in message


async def test_an_entity_nobody_declared_is_refused_at_its_line(
    database: Database, tmp_path: Path
) -> None:
    message = await refusal(database, saved(tmp_path, wxr("<item>&nbsp;</item>")))
    assert "the XML is broken (Entity 'nbsp' not defined)" in message


@pytest.mark.parametrize("text", ["\x00", "\x0b", "&#0;", "&#x1F;", "&#xD800;", "\ufffe"])
async def test_characters_that_xml_has_not_are_refused(
    database: Database, tmp_path: Path, text: str
) -> None:
    path = saved(tmp_path, wxr(f"<item><title>{text}</title></item>"))
    assert "the XML is broken (" in await refusal(database, path)


async def test_other_encodings_are_read_where_they_are_declared(
    database: Database, tmp_path: Path
) -> None:
    text = wxr(AUTHOR, item(title="Grüße")).replace("UTF-8", "ISO-8859-1")
    path = tmp_path / "latin.xml"
    path.write_bytes(text.encode("latin-1"))
    await import_wordpress(database, [path])
    assert (await counts(database))["entry"] == 1
