"""Custom fields of an export: imported as JSON, within bounds, and counted where they are left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gql.content.meta import MAX_KEY_LENGTH, MAX_VALUE_LENGTH, MAX_VALUES
from gql.db import Database
from gql.importers.wordpress.php_value import MAX_DEPTH, unserialized
from tests.importers.wordpress.import_text import import_wxr
from tests.importers.wordpress.wxr_factories import AUTHOR, comment, item, meta

READ: dict[str, Any] = {
    "N;": None,
    "b:1;": True,
    "b:0;": False,
    "i:-7;": -7,
    "d:0.5;": 0.5,
    "d:1.0E+25;": 1e25,
    's:0:"";': "",
    's:5:"Käse";': "Käse",
    's:4:"a";b";': 'a";b',
    "a:0:{}": [],
    'a:2:{i:0;s:3:"rye";i:1;i:2;}': ["rye", 2],
    'a:2:{i:1;s:3:"rye";i:0;i:2;}': {"1": "rye", "0": 2},
    'a:1:{s:4:"oven";a:1:{s:1:"t";d:230;}}': {"oven": {"t": 230.0}},
    'O:3:"Box":2:{s:1:"a";i:1;s:4:"\0*\0b";b:1;}': {"a": 1, "b": True},
    'O:3:"Box":1:{s:6:"\0Box\0c";N;}': {"c": None},
}
# what is not exactly a value of PHP is a text
TEXTS = (
    "",
    "rye",
    "i:7",
    "i:7;x",
    "i:99999999999999999999;",
    'a:1:{i:0;s:3:"rye";',
    'a:2:{i:0;s:3:"rye";}',
    "a:1:{b:1;i:2;}",
    "a:1:{a:0:{}i:1;}",
    's:4:"rye";',
    's:2:"rye";',
    's:4:"Käse";',
    "d:INF;",
    "d:NAN;",
    "d:1e999;",
    "R:1;",
    'C:3:"Box":2:{ab}',
    'O:3:"Box":1:{s:1:"a";R:1;}',
    "a:999999999:{",
    "a:1:{i:0;" * (MAX_DEPTH + 1) + "N;" + "}" * (MAX_DEPTH + 1),
    "a:1:{i:0;" * 100_000,
)


@pytest.mark.parametrize("text", READ)
def test_what_php_has_serialised_is_read(text: str) -> None:
    assert unserialized(text) == READ[text]
    json.dumps(unserialized(text), allow_nan=False)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:20])
def test_what_is_not_exactly_a_value_of_php_is_a_text(text: str) -> None:
    assert unserialized(text) == text


def test_a_nested_value_is_read_up_to_its_bound() -> None:
    value = unserialized("a:1:{i:0;" * MAX_DEPTH + "N;" + "}" * MAX_DEPTH)
    for _ in range(MAX_DEPTH):
        (value,) = value
    assert value is None


async def stored(database: Database) -> list[tuple[Any, ...]]:
    """Whose each value is, its key and its value."""
    async with database.transaction() as connection:
        rows = await connection.fetch(
            "select coalesce('entry ' || e.title, 'term ' || t.name, 'comment') as of, m.key, m.value "
            "from meta m left join entry e on e.id = m.entry_id left join term t on t.id = m.term_id "
            "order by m.id"
        )
    return [(row["of"], row["key"], json.loads(row["value"])) for row in rows]


TERM = (
    "<wp:category><wp:term_id>5</wp:term_id><wp:category_nicename>c</wp:category_nicename>"
    "<wp:cat_name>C</wp:cat_name><wp:termmeta><wp:meta_key>colour</wp:meta_key>"
    "<wp:meta_value>red</wp:meta_value></wp:termmeta></wp:category>"
)


def export(*values: str) -> tuple[str, ...]:
    """A post with these values of mood and some that are private, a comment and a term with one each."""
    told = comment().replace("</wp:comment>", meta("rating", "5") + "</wp:comment>")
    told = told.replace("postmeta", "commentmeta")
    moods = (meta("mood", value) for value in values)
    return AUTHOR, TERM, item(*moods, meta("_edit_lock", "1:1"), meta("_secret", "x"), told)


async def test_meta_of_posts_terms_and_comments_is_imported_once(
    database: Database, tmp_path: Path
) -> None:
    expected = [
        ("term C", "colour", "red"),
        ("entry A post", "mood", "calm"),
        ("entry A post", "mood", {"of": "day"}),
        ("comment", "rating", "5"),
    ]
    php = 'a:1:{s:2:"of";s:3:"day";}'
    report = await import_wxr(database, tmp_path, *export("calm", php))
    assert sorted(await stored(database), key=str) == sorted(expected, key=str)
    line = report.lines["post meta"]
    assert (line.in_file, line.imported) == (4, 2)
    assert dict(line.skip_reasons) == {"WordPress's own notes": 1, "_secret, which is private": 1}
    assert report.lines["comment meta"].imported == report.lines["term meta"].imported == 1
    again = await import_wxr(database, tmp_path, *export("calm", php))
    assert again.lines["post meta"].unchanged == 2
    assert again.lines["posts"].unchanged == 1


async def test_a_second_import_replaces_the_meta_that_has_changed(
    database: Database, tmp_path: Path
) -> None:
    await import_wxr(database, tmp_path, *export("calm"))
    async with database.transaction() as connection:
        await connection.execute("update meta set value = '\"4\"' where comment_id is not null")
    report = await import_wxr(database, tmp_path, *export("stormy", "wet"))
    assert [row for row in await stored(database) if row[0] != "term C"] == [
        ("comment", "rating", "4"),  # the same in the file: what was changed here stays
        ("entry A post", "mood", "stormy"),
        ("entry A post", "mood", "wet"),
    ]
    assert report.lines["post meta"].changed == 2
    assert report.lines["posts"].unchanged == 1


async def test_more_than_one_record_may_have_is_counted(database: Database, tmp_path: Path) -> None:
    many = [meta(f"key {n}", "x") for n in range(MAX_VALUES + 3)]
    report = await import_wxr(
        database,
        tmp_path,
        AUTHOR,
        item(
            meta("k" * (MAX_KEY_LENGTH + 1), "x"),
            meta("", "x"),
            meta("long", "x" * MAX_VALUE_LENGTH),
            *many,
        ),
    )
    assert len(await stored(database)) == MAX_VALUES
    assert dict(report.lines["post meta"].skip_reasons) == {
        "without a key, or with one that is too long": 2,
        "longer than 65,536 bytes": 1,
        "more than 100 values, or 262,144 bytes, of one record": 3,
    }


async def test_meta_of_what_is_not_imported_is_counted(database: Database, tmp_path: Path) -> None:
    report = await import_wxr(database, tmp_path, item(meta("mood", "calm"), creator=""))
    if "skipped" in str(report.lines["posts"].skip_summary) or report.lines["posts"].imported == 0:
        assert report.lines["post meta"].skip_summary == "belongs to nothing that is here"
