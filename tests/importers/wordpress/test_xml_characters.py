"""What is no XML character is left out and counted; what cannot be read is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from gql.db import Database
from gql.errors import InputRefused
from gql.importers.wordpress import import_wordpress
from tests.importers.stored_rows import public_rows
from tests.importers.wordpress.wxr_factories import AUTHOR, item, write_file, wxr


async def imported(database: Database, folder: Path, data: bytes) -> dict[str, int]:
    """The notes of an import of these bytes."""
    file = folder / "export.xml"
    file.write_bytes(data)
    return dict((await import_wordpress(database, [file])).notes)


# XML 1.0, section 2.2; such characters get into databases by copy and paste
NOT_ALLOWED = {
    "\x10": "U+0010",
    "\x00": "U+0000",
    "\x0b": "U+000B",
    "\ufffe": "U+FFFE",
    "&#1;": "U+0001",
    "&#x1F;": "U+001F",
    "&#xD800;": "U+D800",
    "&#99999999;": "U+5F5E0FF",
}


@pytest.mark.parametrize(("place", "column"), [("title", "title"), ("content", "content_text")])
async def test_characters_that_xml_does_not_allow_are_left_out_and_counted(
    database: Database, tmp_path: Path, place: str, column: str
) -> None:
    posts = [
        item(**{place: "be¤fore"}, post_id=str(n), post_name=f"p{n}").replace("¤", text)
        for n, text in enumerate(NOT_ALLOWED, 1)
    ]
    notes = await imported(database, tmp_path, wxr(AUTHOR, *posts).encode())
    assert notes == {
        f"characters that XML does not allow ({code}) are left out": 1
        for code in NOT_ALLOWED.values()
    }
    assert await public_rows(database, f"select distinct {column} from post") == [("before",)]


async def test_references_to_characters_stay_what_they_are(
    database: Database, tmp_path: Path
) -> None:
    # also where a reference lies across two of the pieces that a file is read in
    text = "x" * 65_530 + "&#x1f600;&#233;"
    export = wxr(AUTHOR, "".join(f"<item><title>{text[n:]}</title></item>" for n in range(3)))
    title = item(title="A").replace("<title>A<", "<title>&#233;&amp;&#x1f600;<")
    notes = await imported(
        database, tmp_path, export.replace("</channel>", f"{title}</channel>").encode()
    )
    assert notes == {}
    assert await public_rows(database, "select title from post") == [("é&😀",)]


@pytest.mark.parametrize("before", ["\n", "\r\n\r\n", "  \n\t\n", "\ufeff\n"])
async def test_blank_lines_before_the_declaration_are_read_over(
    database: Database, tmp_path: Path, before: str
) -> None:
    notes = await imported(database, tmp_path, (before + wxr(AUTHOR, item())).encode())
    assert notes == {"blank lines or spaces before the XML declaration are left out": 1}
    assert await public_rows(database, "select count(*) from post") == [(1,)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1", "windows-1252"])
async def test_a_file_is_read_in_its_encoding(
    database: Database, tmp_path: Path, encoding: str
) -> None:
    text = wxr(AUTHOR, item(title="Grüße")).replace("UTF-8", encoding.removesuffix("-sig"))
    assert await imported(database, tmp_path, text.encode(encoding)) == {}
    assert await public_rows(database, "select title from post") == [("Grüße",)]


async def test_bytes_that_are_no_text_are_counted(database: Database, tmp_path: Path) -> None:
    data = wxr(AUTHOR, item(title="caf¤")).encode().replace("¤".encode(), b"\xe9")
    notes = await imported(database, tmp_path, data)
    assert notes == {"bytes that are no text in the encoding of the file are left out": 1}
    assert await public_rows(database, "select title from post") == [("caf\ufffd",)]


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("\n\n<item><title>Ä & b</title></item>", "line 10, column 17, at ' ' (U+0020)"),
        ("\n<item><title>a < b</title></item>", "line 9, column 17, at ' ' (U+0020)"),
        ("<item><title>a</title><1/></item>", "line 8, column 24, at '1' (U+0031)"),
    ],
)
async def test_what_cannot_be_read_is_told_with_its_character_line_and_column(
    database: Database, tmp_path: Path, broken: str, told: str
) -> None:
    file = write_file(tmp_path, wxr(broken))
    with pytest.raises(InputRefused) as caught:
        await import_wordpress(database, [file])
    place, _, why = caught.value.message.partition(": the XML is broken (")
    assert place == f"{file}, {told}"
    assert why


async def test_elements_that_no_export_has_are_counted(database: Database, tmp_path: Path) -> None:
    namespace = 'xmlns:x="https://plugin.example/"'
    export = wxr(
        f"<x:setting {namespace}>1</x:setting>",
        AUTHOR,
        item(f"<x:price {namespace}>5</x:price>"),
        f"<x:setting {namespace}>2</x:setting>",
    )
    file = write_file(tmp_path, export)
    report = await import_wordpress(database, [file])
    assert dict(report.notes) == {"elements <setting> of the channel are left out": 2}
    assert report.lines["elements of items"].skip_summary == "<price>"
