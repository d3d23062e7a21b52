"""Files that are refused: in one line with place and reason, and without a row written."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from gql.db import Database
from gql.errors import InputRefused
from gql.importers.wordpress import import_wordpress
from tests.conftest import SHARED
from tests.importers.stored_rows import row_counts
from tests.importers.wordpress.wxr_factories import AUTHOR, item, write_file, wxr

# "billion laughs": nine levels of ten references each are 10^9 copies
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>\n'


async def refusal(database: Database, *files: Path) -> str:
    """The message, after a look at whether anything was written."""
    before = await row_counts(database)
    with pytest.raises(InputRefused) as caught:
        await import_wordpress(database, list(files))
    assert await row_counts(database) == before
    assert "\n" not in caught.value.message
    return caught.value.message.replace(str(files[-1].parent), "…")


async def test_malformed_xml_is_refused_with_its_line(database: Database) -> None:
    path = SHARED / "data" / "wordpress" / "malformed.xml"
    assert await refusal(database, path) == (
        "…/malformed.xml, line 90, column 11: the XML is broken (Opening and ending tag mismatch: "
        "notachanneltag line 27 and channel). Nothing was imported: export the file again, or "
        "repair that place."
    )


async def test_a_truncated_file_leaves_nothing_imported(database: Database, tmp_path: Path) -> None:
    # more than two batches, so that rows have been written when the file ends
    whole = wxr(AUTHOR, *(item(post_id=str(n), post_name=f"p{n}") for n in range(1_200)))
    message = await refusal(database, write_file(tmp_path, whole[: len(whole) * 9 // 10]))
    assert message.startswith("…/export.xml, line ")
    assert "the XML is broken (" in message


async def test_when_a_second_file_is_refused_the_first_is_not_imported(
    database: Database, tmp_path: Path
) -> None:
    good = write_file(tmp_path, wxr(AUTHOR, item()), "good.xml")
    message = await refusal(database, good, write_file(tmp_path, "no xml", "bad.xml"))
    assert message.startswith("…/bad.xml, line 1, column 1: it is not XML (syntax error).")


async def test_an_rss_feed_is_refused(database: Database, tmp_path: Path) -> None:
    feed = "<rss><channel><title>News</title>\n<item><title>One</title></item></channel></rss>"
    assert await refusal(database, write_file(tmp_path, feed)) == (
        "…/export.xml, line 2: it is not a WordPress export: no wp:wxr_version. "
        "Name a file that WordPress made under Tools, Export."
    )


async def test_other_xml_is_refused(database: Database, tmp_path: Path) -> None:
    assert await refusal(database, write_file(tmp_path, "<svg/>")) == (
        "…/export.xml: it is not a WordPress export: no wp:wxr_version. "
        "Name a file that WordPress made under Tools, Export."
    )


async def test_a_future_version_is_refused_with_its_number(
    database: Database, tmp_path: Path
) -> None:
    message = await refusal(database, write_file(tmp_path, wxr(item(), version="2.0")))
    assert "its wp:wxr_version is '2.0'; 1.0, 1.1, 1.2 can be read" in message


async def test_an_empty_file_is_refused_as_empty(database: Database, tmp_path: Path) -> None:
    assert (
        await refusal(database, write_file(tmp_path, ""))
        == "…/export.xml is empty. Export it again."
    )


async def test_a_missing_file_is_refused_with_its_name(database: Database, tmp_path: Path) -> None:
    message = await refusal(database, tmp_path / "nowhere.xml")
    assert message == "…/nowhere.xml is not there. Check the name."


async def test_a_folder_is_refused(database: Database, tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    message = await refusal(database, tmp_path / "exports")
    assert message == "…/exports is a folder. Name the export files in it."


async def test_an_unreadable_file_is_refused_with_the_reason(
    database: Database, tmp_path: Path
) -> None:
    message = await refusal(database, write_file(tmp_path, "x") / "inside.xml")
    assert message == "…/inside.xml cannot be read: Not a directory."


async def test_an_archive_is_refused_with_advice_to_unpack_it(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "export.xml.gz"
    path.write_bytes(gzip.compress(wxr(item()).encode()))
    assert (await refusal(database, path)).endswith(" It is an archive: unpack it first.")


@pytest.mark.parametrize(
    ("prolog", "use"),
    [
        (BOMB, "&l9;"),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n', "&x;"),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "http://192.0.2.1/x">]>\n', "&x;"),
        # 192.0.2.0/24 is reserved (RFC 5737): a parser that fetched it would hang
        ('<!DOCTYPE rss SYSTEM "http://192.0.2.1/x.dtd">\n', ""),
        ('<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://192.0.2.1/x"> %x;]>\n', ""),
        ("<!-- a comment first --><?and more?>\n<!DOCTYPE rss>", ""),
    ],
    ids=["bomb", "file", "address", "dtd", "parameter", "plain"],
)
# libxml2 expands entities in attributes even where it keeps them in text
@pytest.mark.parametrize("place", ["text", "attribute"])
async def test_entities_are_refused_before_anything_is_expanded(
    database: Database, tmp_path: Path, prolog: str, use: str, place: str
) -> None:
    inside = (
        use if place == "text" else f'<category domain="category" nicename="{use}">x</category>'
    )
    path = write_file(tmp_path, wxr(AUTHOR, f"<item>{inside}</item>", before=prolog))
    message = await refusal(database, path)
    assert "it declares a document type, which no export does" in message


async def test_an_undeclared_entity_is_refused_with_its_line(
    database: Database, tmp_path: Path
) -> None:
    message = await refusal(database, write_file(tmp_path, wxr("<item>&nbsp;</item>")))
    assert "the XML is broken (Entity 'nbsp' not defined)" in message


async def test_other_encodings_are_read_if_declared(database: Database, tmp_path: Path) -> None:
    text = wxr(AUTHOR, item(title="Grüße")).replace("UTF-8", "ISO-8859-1")
    path = tmp_path / "latin.xml"
    path.write_bytes(text.encode("latin-1"))
    await import_wordpress(database, [path])
    assert (await row_counts(database))["entry"] == 1
