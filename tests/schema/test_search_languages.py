# ruff: noqa: RUF001 - other scripts than Latin are what this is about
"""Each text is searched in its own language, and a new language comes to what was stored before."""

from __future__ import annotations

import asyncpg
import pytest

from gql.content.site import search_words
from gql.content.site.search_words import rewrite_due_words
from gql.db import Database
from tests.schema import row_factories


async def is_found(owner: asyncpg.Connection, table: str, id: int, words: str) -> bool:
    found: bool = await owner.fetchval(
        f"select search @@ quire_search.query($1) from {table} where id = $2", words, id
    )
    return found


@pytest.mark.parametrize(
    ("language", "text", "found", "not_found"),
    [
        ("de", "Die Häuser am Meer", "Haus ", "die "),
        ("de-AT", "Er ging zu den Häusern", "hauser ", "ging -Haus"),
        ("fr", "Les universités sont fermées", "université fermée ", "sont "),
        ("ru", "Красивая ёлка", "красивый ёлки ", "красота "),
        ("ru", "Красивая ёлка", "красивые елка ", "елец "),
        ("tr", "ISPARTA'nın gülleri", "ısparta ", "spart "),
        ("el", "Η θάλασσα και οι φάροι", "φαρος ", "φωτα "),
        ("nb", "Fyrtårnene på kysten", "fyrtårn ", "på "),
        ("ja", "灯台の光", "灯台", "台灯"),
        ("eo", "La lumturo brulas", "lumturo ", "lumturoj "),
        ("en", "The houses", "house ", "the "),
    ],
)
async def test_stems_and_stop_words_are_those_of_the_language(
    module_database: str, language: str, text: str, found: str, not_found: str
) -> None:
    async with row_factories.owner_connection(module_database) as owner:
        author = await row_factories.author(owner)
        post = await row_factories.entry(owner, author, content_text=text, language=language)

        assert await is_found(owner, "entry", post, found)
        assert not await is_found(owner, "entry", post, not_found)


async def test_a_stem_of_one_language_finds_no_text_of_another(empty_database: str) -> None:
    async with row_factories.owner_connection(empty_database) as owner:
        author = await row_factories.author(owner)
        german = await row_factories.entry(owner, author, content_text="Oper", language="de")
        english = await row_factories.entry(owner, author, content_text="Operations")

        assert await is_found(owner, "entry", english, "operating ")
        assert not await is_found(owner, "entry", german, "operating ")


@pytest.mark.parametrize(
    ("words", "is_found_by"),
    [
        ("lig", True),
        ("lighthouse kee", True),
        ("LIGHTHOUSES KEEPE", True),
        ("li", False),
        ("lig ", False),
        ('"lig', False),
        ('"lig"', False),
        ("keeper -lig", True),
        ("keeper (lig", True),
        ("keeper lig-", False),
        ("lig kee", False),
        ("kee or no", False),
        ("the", False),
        ("lig'):* | ('x", False),
    ],
)
async def test_the_beginning_of_the_last_word_finds_it(
    module_database: str, words: str, is_found_by: bool
) -> None:
    async with row_factories.owner_connection(module_database) as owner:
        author = await row_factories.author(owner)
        text = "There the keeper of lighthouses sleeps"
        post = await row_factories.entry(owner, author, content_text=text)

        assert await is_found(owner, "entry", post, words) == is_found_by


async def test_an_entry_that_changes_its_language_is_found_by_other_words(
    empty_database: str,
) -> None:
    async with row_factories.owner_connection(empty_database) as owner:
        author = await row_factories.author(owner)
        post = await row_factories.entry(owner, author, content_text="Häuser")

        assert not await is_found(owner, "entry", post, "Haus ")
        await owner.execute("update entry set language = 'de'")
        assert await is_found(owner, "entry", post, "Haus ")


async def test_a_new_language_of_the_site_reaches_comments_and_authors_in_pieces(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_words, "ROWS_AT_ONCE", 2)
    database = await Database.open(empty_database)
    async with row_factories.owner_connection(empty_database) as owner:
        await owner.execute("insert into site (title) values ('S') on conflict do nothing")
        author = await row_factories.author(owner, bio_text="Häuser")
        post = await row_factories.entry(owner, author)
        comments = [
            await row_factories.comment(owner, post, content_text=f"Häuser {n}") for n in range(5)
        ]
        assert not await is_found(owner, "comment", comments[0], "Haus ")

        await owner.execute("update site set language = 'de'")
        # found by the words of before until their turn comes
        assert await is_found(owner, "comment", comments[4], "hauser ")
        async with owner.transaction():
            # somebody writes one of them: it is waited for by nobody, and has its turn later
            await owner.execute("update comment set like_count = 1 where id = $1", comments[2])
            assert await _rewrite(empty_database) == [True] * 3
            assert await owner.fetchval("select after from search_due where kind = 'comment'") < comments[2]  # fmt: skip
        await rewrite_due_words(database)
        assert await owner.fetchval("select count(*) from search_due") == 0

        assert await is_found(owner, "author", author, "Haus ")
        for comment in comments:
            assert await is_found(owner, "comment", comment, "Haus ")
        await owner.execute("update site set language = 'de-CH'")
        assert await owner.fetchval("select count(*) from search_due") == 0
        await rewrite_due_words(database)
    await database.close()


async def _rewrite(url: str) -> list[bool]:
    async with row_factories.owner_connection(url) as other:
        return [await other.fetchval("select quire.rewrite_search(2)") for _ in range(3)]


async def test_the_version_before_searches_and_marks_as_it_did(module_database: str) -> None:
    async with row_factories.owner_connection(module_database) as owner:
        author = await row_factories.author(owner)
        await row_factories.entry(owner, author, content_text="Häuser", language="de")
        found = await owner.fetchrow(
            "select quire_search.document('The houses', 'en') @@ quire_search.query($1) as matches, "
            "quire_search.document('The houses', 'en') @@ quire_search.candidates($1) as is_candidate, "
            "quire_search.document('The houses', 'en') @@ quire_reader.search_query($1) as of_role, "
            "quire_search.headline('The houses', $1) as marked",
            "house",
        )
        assert tuple(found) == (True, True, True, "\ue000houses\ue001")


async def test_what_was_stored_before_is_found_before_and_after_its_turn(
    empty_database: str,
) -> None:
    async with row_factories.owner_connection(empty_database) as owner:
        author = await row_factories.author(owner)
        post = await row_factories.entry(owner, author, content_text="Running", language="de")
        # as the version before has stored it
        await owner.execute("update entry set search = to_tsvector('english', content_text)")
        assert await is_found(owner, "entry", post, "runs ")
        await owner.execute("insert into search_due values ('entry', 0)")
        while await owner.fetchval("select quire.rewrite_search(10)"):
            pass
        assert not await is_found(owner, "entry", post, "runs ")
        assert await is_found(owner, "entry", post, "running ")
