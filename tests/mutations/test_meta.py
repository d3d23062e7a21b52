"""Meta: written by editors, read by readers where a setting names its key, within bounds."""

from __future__ import annotations

from typing import Any

import pytest

from gql.content.meta import MAX_KEY_LENGTH, MAX_VALUE_LENGTH, MAX_VALUES
from gql.viewer import Role
from tests.http_site import start_site
from tests.mutations.entry_requests import CHANGE_STATUS, CREATE, UPDATE, Newsroom, newsroom_of
from tests.mutations.term_requests import CREATE_TAG, UPDATE_TAG
from tests.mutations.test_entry_change_log import database_id, last_tags
from tests.mutations.test_page import CREATE as CREATE_PAGE

EDITOR, AUTHOR = Role.EDITOR, Role.AUTHOR
READ = """query($id: ID!, $keys: [String!]) { node(id: $id) {
  ... on Post { meta(keys: $keys) { key value } }
  ... on Page { meta(keys: $keys) { key value } }
  ... on Tag { meta(keys: $keys) { key value } }
} }"""


def values(**given: str | None) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in given.items()]


async def read(
    newsroom: Newsroom, id: str, role: Role | None = None, keys: list[str] | None = None
) -> Any:
    """Pairs of key and value, on both paths; None for a record that this role does not see."""
    token = newsroom.tokens[role] if role else None
    data = [await newsroom.site.data(READ, token, id=id, keys=keys) for _ in range(3)]
    assert data[0] == data[1] == data[2]
    node = data[0]["node"]
    return node and [(one["key"], one["value"]) for one in node["meta"]]


async def test_editors_read_all_and_readers_what_a_setting_names(empty_database: str) -> None:
    async with start_site(empty_database, public_meta=["mood", 'a "key"\\, {x}', "none"]) as site:
        newsroom = await newsroom_of(site)
        id = await newsroom.create_published(EDITOR)
        given = {"mood": '"calm"', 'a "key"\\, {x}': "[1, 2.50]", "budget": "1e400"}
        await newsroom.succeed(UPDATE, EDITOR, id=id, meta=values(**given))
        assert f"post:{database_id(id)}" in await last_tags(newsroom)
        assert await read(newsroom, id, EDITOR) == list(given.items())
        for role in (None, Role.READER, AUTHOR):
            assert await read(newsroom, id, role) == list(given.items())[:2]
            assert await read(newsroom, id, role, ["budget", "none"]) == []
            assert await read(newsroom, id, role, ["mood"]) == [("mood", '"calm"')]
        await newsroom.succeed(CHANGE_STATUS["unpublishPost"], EDITOR, id=id)
        assert await read(newsroom, id) is None
        assert len(await read(newsroom, id, EDITOR)) == 3


async def test_without_a_setting_readers_get_nothing(newsroom: Newsroom) -> None:
    id = await newsroom.create_published(EDITOR)
    await newsroom.succeed(UPDATE, EDITOR, id=id, meta=values(mood="1"))
    for role in (None, AUTHOR):
        assert await read(newsroom, id, role) == []


async def test_named_keys_are_replaced_and_others_stay(newsroom: Newsroom) -> None:
    first = values(one="1", two="2", three="3")
    made = await newsroom.succeed(CREATE, EDITOR, title="T", content="", meta=first)
    id = made["post"]["id"]
    several = [*values(two='"b"', three=None), {"key": "two", "value": '"c"'}]
    await newsroom.succeed(UPDATE, EDITOR, id=id, meta=several)
    assert await read(newsroom, id, EDITOR) == [("one", "1"), ("two", '"b"'), ("two", '"c"')]
    saved = await newsroom.succeed(UPDATE, EDITOR, id=id, meta=[], title="New")
    assert saved["version"] == 2  # meta is no part of a version
    assert len(await read(newsroom, id, EDITOR)) == 3


async def test_pages_and_terms_have_meta_too(newsroom: Newsroom) -> None:
    given = {"title": "About", "content": "", "meta": values(mood="1")}
    page = (await newsroom.succeed(CREATE_PAGE, EDITOR, **given))["page"]["id"]
    assert await read(newsroom, page, EDITOR) == [("mood", "1")]
    tag = await newsroom.succeed(CREATE_TAG, EDITOR, name="Rain", meta=values(colour='"blue"'))
    id = tag["tag"]["id"]
    changed = await newsroom.succeed(UPDATE_TAG, EDITOR, id=id, meta=values(colour='"grey"'))
    assert changed["version"] == 2
    assert await read(newsroom, id, EDITOR) == [("colour", '"grey"')]


@pytest.mark.parametrize(
    ("meta", "field"),
    [
        (values(mood="calm"), ["meta", "0", "value"]),
        (values(mood=""), ["meta", "0", "value"]),
        (values(ok="1", mood="NaN"), ["meta", "1", "value"]),
        (values(mood="[" * 60_000), ["meta", "0", "value"]),
        (values(mood="9" * 5_000), ["meta", "0", "value"]),
        (values(mood=f'"{"ä" * (MAX_VALUE_LENGTH // 2)}"'), ["meta", "0", "value"]),
        (values(mood=f'"{"a" * MAX_VALUE_LENGTH}"'), ["meta", "0", "value"]),
        ([{"key": " ", "value": "1"}], ["meta", "0", "key"]),
        ([{"key": "k" * (MAX_KEY_LENGTH + 1), "value": "1"}], ["meta", "0", "key"]),
        ([{"key": "k", "value": "1"}] * 101, ["meta"]),
        ([{"key": str(n), "value": f'"{"a" * 60_000}"'} for n in range(5)], ["meta"]),
    ],
)
async def test_what_is_no_json_or_too_much_is_refused_whole(
    newsroom: Newsroom, meta: list[dict[str, Any]], field: list[str]
) -> None:
    id = await newsroom.create_draft(EDITOR)
    refused = await newsroom.payload(UPDATE, EDITOR, id=id, title="New", meta=meta)
    assert [(e["code"], e["field"]) for e in refused["userErrors"]] == [("BAD_USER_INPUT", field)]
    assert await read(newsroom, id, EDITOR) == []
    assert (await newsroom.read(EDITOR, id=id))["title"] == "A title"


async def test_a_record_has_so_many_values_and_no_more(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft(EDITOR)
    most = [{"key": "k", "value": str(n)} for n in range(MAX_VALUES)]
    await newsroom.succeed(UPDATE, EDITOR, id=id, meta=most)
    more = {"id": id, "meta": values(other="1")}
    assert await newsroom.error_codes(UPDATE, EDITOR, **more) == ["BAD_USER_INPUT"]


async def test_meta_is_priced_and_its_bytes_are_counted_before_they_are_read(
    empty_database: str,
) -> None:
    async with start_site(empty_database, max_response=150_000) as site:
        newsroom = await newsroom_of(site)
        big = [{"key": "k", "value": f'"{"a" * 60_000}"'}]
        ids = [
            (await newsroom.succeed(CREATE, EDITOR, title="T", content="", meta=big))["post"]["id"]
            for _ in range(3)
        ]
        token = newsroom.tokens[EDITOR]
        aliases = " ".join(
            f'a{n}: node(id: "{id}") {{ ... on Post {{ meta {{ value }} }} }}'
            for n, id in enumerate(ids)
        )
        for text in (
            f"{{ {aliases} }}",
            "{ posts(where: { status: { in: [DRAFT] } }) { nodes { meta { value } } } }",
        ):
            for _ in range(3):
                body = (await site.post(text, token)).json()
                assert {e["extensions"]["code"] for e in body["errors"]} == {"LIMIT_EXCEEDED"}
        one = await read(newsroom, ids[0], EDITOR)
        assert len(one[0][1]) == 60_002
        lists = (
            "{ posts(first: 100) { nodes { comments(first: 100) { nodes { meta { key } } } } } }"
        )
        body = (await site.post(lists, token)).json()
        assert body["errors"][0]["extensions"]["code"] == "COST_LIMIT"
