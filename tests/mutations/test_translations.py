"""translationOf: who may join what, one in each language, and what of it is recorded."""

from __future__ import annotations

from typing import Any

import pytest

from gql.content.entries import translations
from gql.viewer import Role
from tests.mutations.entry_requests import CHANGE_STATUS, CREATE, PUBLISH, UPDATE, Newsroom
from tests.mutations.test_entry_change_log import change_rows, database_id, last_tags
from tests.mutations.test_page import CREATE as CREATE_PAGE
from tests.mutations.test_page import UPDATE as UPDATE_PAGE
from tests.mutations.test_page import create_published_page

AUTHOR, EDITOR, CONTRIBUTOR = Role.AUTHOR, Role.EDITOR, Role.CONTRIBUTOR
READ = (
    """query($id: ID!) { node(id: $id) { ... on ContentNode { translations { id language } } } }"""
)


async def languages(newsroom: Newsroom, id: str, role: Role | None = None) -> list[str]:
    """The languages of the translations of a post or page, as a role sees them."""
    token = newsroom.tokens[role] if role else None
    node: Any = (await newsroom.site.data(READ, token, id=id))["node"]
    return [one["language"] for one in node["translations"]]


async def test_readers_see_a_translation_when_it_is_published(newsroom: Newsroom) -> None:
    english = await newsroom.create_published(AUTHOR, language="en")
    german = await newsroom.create_draft(AUTHOR, language="de", translationOf=english)
    french = await newsroom.create_draft(AUTHOR, language="fr")
    await newsroom.succeed(UPDATE, AUTHOR, id=french, translationOf=german)
    assert await languages(newsroom, english) == []
    assert await languages(newsroom, english, AUTHOR) == ["de", "fr"]
    assert await last_tags(newsroom) == {f"post:{database_id(french)}"}
    await newsroom.succeed(PUBLISH, AUTHOR, id=german)
    nodes = {f"post:{database_id(one)}" for one in (english, german, french)}
    assert nodes | {"posts"} <= await last_tags(newsroom)
    assert await languages(newsroom, english) == ["de"]
    assert await languages(newsroom, german) == ["en"]
    await newsroom.succeed(UPDATE, AUTHOR, id=english, translationOf=None)
    assert await last_tags(newsroom) == nodes | {"posts"}
    assert await languages(newsroom, english) == []
    assert await languages(newsroom, german, AUTHOR) == ["fr"]
    again = await newsroom.succeed(UPDATE, AUTHOR, id=english, translationOf=french)
    assert again["version"] == 1  # it is no part of a version
    assert await languages(newsroom, english) == ["de"]


async def test_a_scheduled_translation_is_recorded_for_its_time(newsroom: Newsroom) -> None:
    english = await newsroom.create_published(AUTHOR, language="en")
    german = await newsroom.create_draft(AUTHOR, language="de")
    at = "2190-01-01T00:00:00+00:00"
    await newsroom.succeed(PUBLISH, AUTHOR, id=german, at=at)
    await newsroom.succeed(UPDATE, AUTHOR, id=german, translationOf=english)
    row = (await change_rows(newsroom))[-1]
    assert f"post:{database_id(english)}" in row["tags"]
    assert row["shows_at"].isoformat() == at


async def test_there_is_one_in_each_language(newsroom: Newsroom) -> None:
    english = await newsroom.create_published(AUTHOR, language="en")
    other = await newsroom.create_draft(AUTHOR, language="EN")
    refused = await newsroom.payload(UPDATE, AUTHOR, id=other, translationOf=english)
    assert [(e["code"], e["field"]) for e in refused["userErrors"]] == [
        ("TRANSLATION_EXISTS", ["translationOf"])
    ]
    new = {"title": "T", "content": "", "language": "en", "translationOf": english}
    assert await newsroom.error_codes(CREATE, AUTHOR, **new) == ["TRANSLATION_EXISTS"]
    both = {"id": other, "language": "de", "translationOf": english}
    await newsroom.succeed(UPDATE, AUTHOR, **both)
    for id, language in ((other, "en"), (english, "de")):
        change = {"id": id, "language": language}
        assert await newsroom.error_codes(UPDATE, AUTHOR, **change) == ["TRANSLATION_EXISTS"]
    # readers of the English one still read it in English, until its French version is published
    await newsroom.succeed(UPDATE, AUTHOR, id=english, language="fr")
    third = await newsroom.create_draft(AUTHOR, language="en")
    given = {"id": third, "translationOf": other}
    assert await newsroom.error_codes(UPDATE, AUTHOR, **given) == ["TRANSLATION_EXISTS"]
    await newsroom.succeed(UPDATE, AUTHOR, id=third, language="fr", translationOf=other)
    assert await newsroom.error_codes(PUBLISH, AUTHOR, id=english) == ["TRANSLATION_EXISTS"]
    # who withdraws it has it as it was written last, and is no translation then
    await newsroom.succeed(CHANGE_STATUS["unpublishPost"], AUTHOR, id=english)
    assert f"post:{database_id(other)}" in await last_tags(newsroom)
    assert await languages(newsroom, english, AUTHOR) == []


async def test_what_is_in_the_trash_keeps_no_language_from_others(newsroom: Newsroom) -> None:
    english = await newsroom.create_published(AUTHOR, language="en")
    german, other = [
        await newsroom.create_draft(AUTHOR, language="de", title=title) for title in "ab"
    ]
    await newsroom.succeed(UPDATE, AUTHOR, id=german, translationOf=english)
    await newsroom.succeed(CHANGE_STATUS["trashPost"], AUTHOR, id=german)
    trashed = {"id": other, "translationOf": german}
    assert await newsroom.error_codes(UPDATE, AUTHOR, **trashed) == ["BAD_USER_INPUT"]
    await newsroom.succeed(UPDATE, AUTHOR, id=other, translationOf=english)
    await newsroom.succeed(CHANGE_STATUS["restorePost"], AUTHOR, id=german)
    assert await languages(newsroom, german, AUTHOR) == []
    assert await languages(newsroom, other, AUTHOR) == ["en"]


async def test_a_text_has_so_many_translations_and_no_more(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translations, "MAX_TRANSLATIONS", 2)
    english = await newsroom.create_draft(AUTHOR, language="en")
    await newsroom.create_draft(AUTHOR, language="de", translationOf=english)
    third = {"title": "T", "content": "", "language": "fr", "translationOf": english}
    assert await newsroom.error_codes(CREATE, AUTHOR, **third) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("of", ["page", "itself", "nothing", "hidden", "others", "garbage"])
async def test_it_is_a_translation_of_what_its_writer_may_edit(newsroom: Newsroom, of: str) -> None:
    own = await newsroom.create_draft(CONTRIBUTOR, language="en")
    expected = "BAD_USER_INPUT"
    match of:
        case "page":
            other = await create_published_page(newsroom, "About")
        case "itself":
            other = own
        case "nothing":
            other, expected = "UG9zdDo5OTk5", "NOT_FOUND"
        case "hidden":
            other, expected = await newsroom.create_draft(EDITOR, language="de"), "NOT_FOUND"
        case "others":
            other, expected = await newsroom.create_published(EDITOR, language="de"), "FORBIDDEN"
        case _:
            other = "garbage"
    refused = await newsroom.payload(UPDATE, CONTRIBUTOR, id=own, translationOf=other, title="New")
    assert [(e["code"], e["field"]) for e in refused["userErrors"]] == [
        (expected, ["translationOf"])
    ]
    assert (await newsroom.read(CONTRIBUTOR, id=own))["title"] == "A title"


async def test_pages_are_translations_of_pages(newsroom: Newsroom) -> None:
    english = await create_published_page(newsroom, "About", language="en")
    new = {"title": "Wir", "content": "", "language": "de", "translationOf": english}
    german = (await newsroom.succeed(CREATE_PAGE, EDITOR, **new))["page"]["id"]
    assert await languages(newsroom, english, EDITOR) == ["de"]
    await newsroom.succeed(UPDATE_PAGE, EDITOR, id=german, translationOf=None)
    assert await languages(newsroom, english, EDITOR) == []
    assert await last_tags(newsroom) == {f"page:{database_id(german)}"}
