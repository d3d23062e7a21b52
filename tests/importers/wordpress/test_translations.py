"""Polylang's languages and translations become those of posts and pages."""

from __future__ import annotations

from pathlib import Path

from gql.db import Database
from tests.importers.stored_rows import public_rows, table_rows
from tests.importers.wordpress.import_text import import_wxr
from tests.importers.wordpress.wxr_factories import AUTHOR, item, label

PAIRS = """
select e.slug, e.language, t.language from post e join translation t on t.entry_id = e.id order by e.slug, t.language
"""


def translated(number: int, language: str, group: str = "pll_1", **fields: str) -> str:
    labels = label("language", language, language.upper()), label("post_translations", group, group)
    return item(*labels, post_id=str(number), post_name=f"p{number}", **fields)


async def test_translations_are_imported_and_what_editors_did_since_stays(
    database: Database, tmp_path: Path
) -> None:
    items = [
        translated(1, "pt_BR"),
        translated(2, "de"),
        translated(3, "de"),  # a second one in German
        translated(4, "fr", post_type="page"),
        translated(5, "fr", group="pll_2"),
    ]
    report = await import_wxr(database, tmp_path, AUTHOR, *items)
    pairs = [("p1", "pt-BR", "de"), ("p2", "de", "pt-br")]
    assert await public_rows(database, PAIRS) == pairs
    assert "other terms of posts" not in report.lines
    assert report.lines["translations"].imported == 5
    assert [count for note, count in report.notes.items() if "translation" in note] == [2]
    async with database.transaction() as connection:
        await connection.execute(
            "update entry set translation_group = null where slug = 'p2' returning id"
        )
    await import_wxr(database, tmp_path, AUTHOR, *items)
    assert await public_rows(database, PAIRS) == []
    # the languages change places in the source
    changed = [translated(1, "de"), translated(2, "pt_BR"), *items[3:]]
    await import_wxr(database, tmp_path, AUTHOR, *changed)
    assert await public_rows(database, PAIRS) == [("p1", "de", "pt-br"), ("p2", "pt-BR", "de")]


async def test_terms_of_languages_are_no_terms_left_out(database: Database, tmp_path: Path) -> None:
    names = ("language", "post_translations", "term_translations")
    terms = [
        f"<wp:term><wp:term_id>{at}</wp:term_id><wp:term_taxonomy>{name}</wp:term_taxonomy>"
        f"<wp:term_slug>de</wp:term_slug><wp:term_name>Deutsch</wp:term_name></wp:term>"
        for at, name in enumerate(names)
    ]
    report = await import_wxr(database, tmp_path, AUTHOR, *terms, item())
    assert report.lines["other terms"].skip_reasons == {"of the taxonomy term_translations": 1}
    assert await table_rows(database, "select translation_group from entry") == [(None,)]
