"""Editors create and change categories and tags."""

from __future__ import annotations

from typing import Any

import pytest

from gql.content.terms.bounds import MAX_DEPTH
from gql.viewer import Role
from tests.mutations.entry_requests import CREATE, Newsroom
from tests.mutations.term_requests import (
    CREATE_CATEGORY,
    CREATE_TAG,
    UPDATE_CATEGORY,
    UPDATE_TAG,
)
from tests.mutations.test_entry_change_log import database_id, insert_menu, last_tags
from tests.mutations.test_page import create_published_page, route
from tests.schema.row_factories import owner_connection

EDITOR = Role.EDITOR
CATEGORIES = "{ categories { nodes { slug name description parent { slug } } } }"


async def create_category(newsroom: Newsroom, name: str, **input: object) -> str:
    payload = await newsroom.succeed(CREATE_CATEGORY, EDITOR, name=name, **input)
    return str(payload["category"]["id"])


async def test_a_new_category_is_there_for_readers_at_once(newsroom: Newsroom) -> None:
    above = await create_category(newsroom, "Kitchen")
    made = await newsroom.succeed(
        CREATE_CATEGORY,
        EDITOR,
        name="Bread & <b>Butter</b>",
        description=" What we\nbake. ",
        parent=above,
    )
    assert made["category"] | {"id": ""} == {
        "id": "",
        "slug": "bread-butter",
        "uri": "/category/bread-butter/",
        "name": "Bread & Butter",
        "description": "What we\nbake.",
        "postCount": 0,
        "parent": {"slug": "kitchen"},
        "children": {"nodes": []},
    }
    assert made["version"] == 1
    for _ in range(3):  # from the second time on, the compiled plan answers
        listed = (await newsroom.site.data(CATEGORIES))["categories"]["nodes"]
        assert [one["slug"] for one in listed] == ["bread-butter", "kitchen"]
    assert (await route(newsroom, "/category/bread-butter/"))["status"] == 200
    assert {
        "category:1",
        "category:2",
        "categories",
        "uri:/category/bread-butter/",
    } == await last_tags(newsroom)


async def test_a_retry_with_the_same_key_makes_one_term(newsroom: Newsroom) -> None:
    given = {"name": "Rain", "idempotencyKey": "k"}
    first = await newsroom.succeed(CREATE_TAG, EDITOR, **given)
    assert await newsroom.succeed(CREATE_TAG, EDITOR, **given) == first
    assert await newsroom.error_codes(CREATE_TAG, EDITOR, **{**given, "name": "Snow"}) == [
        "IDEMPOTENCY_KEY_REUSED"
    ]


async def test_a_post_names_what_an_editor_has_made(newsroom: Newsroom) -> None:
    tag = (await newsroom.succeed(CREATE_TAG, EDITOR, name="Rain", slug="wet"))["tag"]
    made = await newsroom.succeed(CREATE, Role.AUTHOR, title="T", content="", tags=["rain", "wet"])
    assert made["post"]["tags"] == [{"name": "Rain", "slug": tag["slug"]}]


async def test_a_new_slug_leaves_a_redirect_and_a_name_alone_does_not_move(
    newsroom: Newsroom,
) -> None:
    id = await create_category(newsroom, "Bread")
    renamed = await newsroom.succeed(
        UPDATE_CATEGORY, EDITOR, id=id, name="Loaves", expectedVersion=1
    )
    assert (renamed["category"]["uri"], renamed["version"]) == ("/category/bread/", 2)
    menu = await insert_menu(newsroom, term_id=database_id(id))
    moved = await newsroom.succeed(UPDATE_CATEGORY, EDITOR, id=id, slug=None)
    assert moved["category"]["uri"] == "/category/loaves/"
    assert await route(newsroom, "/category/bread/") == {
        "status": 301,
        "location": "/category/loaves/",
    }
    assert {
        "posts",
        "categories",
        "uri:/category/bread/",
        "uri:/category/loaves/",
        *menu,
    } <= await last_tags(newsroom)
    back = await newsroom.succeed(UPDATE_CATEGORY, EDITOR, id=id, slug="bread")
    assert back["category"]["uri"] == "/category/bread/"
    assert (await route(newsroom, "/category/bread/"))["status"] == 200


async def test_of_two_editors_the_second_is_told_of_the_first(newsroom: Newsroom) -> None:
    id = (await newsroom.succeed(CREATE_TAG, EDITOR, name="Rain"))["tag"]["id"]
    await newsroom.succeed(UPDATE_TAG, EDITOR, id=id, name="Snow", expectedVersion=1)
    refused = await newsroom.payload(UPDATE_TAG, Role.ADMIN, id=id, name="Hail", expectedVersion=1)
    assert [error["code"] for error in refused["userErrors"]] == ["CONFLICT"]
    assert (refused["tag"]["name"], refused["version"]) == ("Snow", 2)


async def test_a_term_that_only_drafts_name_is_shown_once_an_editor_saves_it(
    newsroom: Newsroom,
) -> None:
    await newsroom.create_draft(tags=["Rain"])
    tags = "{ tags { nodes { id name } } }"
    assert (await newsroom.site.data(tags))["tags"]["nodes"] == []
    [hidden] = (await newsroom.site.data(tags, newsroom.tokens[EDITOR]))["tags"]["nodes"]
    await newsroom.succeed(UPDATE_TAG, EDITOR, id=hidden["id"])
    assert (await newsroom.site.data(tags))["tags"]["nodes"] == [hidden]


async def test_a_category_moves_with_all_below_it(newsroom: Newsroom) -> None:
    top = await create_category(newsroom, "Top")
    middle = await create_category(newsroom, "Middle", parent=top)
    await create_category(newsroom, "Low", parent=middle)
    await newsroom.succeed(UPDATE_CATEGORY, EDITOR, id=middle, parent=None)
    query = '{ category(by: { slug: "low" }) { ancestors { slug } } }'
    for _ in range(3):
        found = (await newsroom.site.data(query))["category"]["ancestors"]
        assert found == [{"slug": "middle"}]
    assert {"category:1", "category:2"} <= await last_tags(newsroom)


async def test_categories_form_no_circle_and_no_endless_line(newsroom: Newsroom) -> None:
    ids = [await create_category(newsroom, "C0")]
    for number in range(1, MAX_DEPTH):
        ids.append(await create_category(newsroom, f"C{number}", parent=ids[-1]))
    wrong: list[dict[str, Any]] = [
        {"id": ids[0], "parent": ids[0]},
        {"id": ids[0], "parent": ids[-1]},
        {"id": ids[0], "parent": await create_category(newsroom, "Above")},
    ]
    for given in wrong:
        refused = await newsroom.payload(UPDATE_CATEGORY, EDITOR, **given)
        assert [(e["code"], e["field"]) for e in refused["userErrors"]] == [
            ("BAD_USER_INPUT", ["parent"])
        ]
    deeper = {"name": "Deep", "parent": ids[-1]}
    assert await newsroom.error_codes(CREATE_CATEGORY, EDITOR, **deeper) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " \u200b "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "BREAD"}, "name"),
        ({"name": "New", "parent": "VGFnOjE="}, "parent"),
        ({"name": "New", "parent": "Q2F0ZWdvcnk6OTk="}, "parent"),
        ({"name": "New", "description": "x" * 20_001}, "description"),
    ],
)
async def test_what_no_category_can_be_is_refused(
    newsroom: Newsroom, given: dict[str, Any], field: str
) -> None:
    await create_category(newsroom, "Bread")
    refused = await newsroom.payload(CREATE_CATEGORY, EDITOR, **given)
    assert [(e["code"], e["field"]) for e in refused["userErrors"]] == [("BAD_USER_INPUT", [field])]
    assert refused["category"] is None


async def test_a_name_is_free_below_another_parent_and_a_slug_is_numbered(
    newsroom: Newsroom,
) -> None:
    above = await create_category(newsroom, "Kitchen")
    await create_category(newsroom, "Bread")
    below = await newsroom.succeed(CREATE_CATEGORY, EDITOR, name="bread", parent=above)
    assert below["category"]["slug"] == "bread-2"
    taken = {"id": below["category"]["id"], "parent": None}
    assert await newsroom.error_codes(UPDATE_CATEGORY, EDITOR, **taken) == ["BAD_USER_INPUT"]


async def test_a_slug_of_which_nothing_is_left_is_made_of_the_name(newsroom: Newsroom) -> None:
    for number, slug in enumerate(("", "  ", "%00", "//")):
        made = await newsroom.succeed(CREATE_TAG, EDITOR, name=f"Rain {number}", slug=slug)
        assert made["tag"]["slug"] == f"rain-{number}"


async def test_a_term_never_takes_the_path_of_a_page(newsroom: Newsroom) -> None:
    folder = await create_published_page(newsroom, "Category")
    await create_published_page(newsroom, "Bread", parent=folder)
    made = await newsroom.succeed(CREATE_CATEGORY, EDITOR, name="Bread")
    assert made["category"]["uri"] == "/category/bread-2/"


async def test_an_unknown_term_and_one_of_the_other_kind_are_not_found(newsroom: Newsroom) -> None:
    id = await create_category(newsroom, "Bread")
    for wrong in ("", "nothing", id):
        assert await newsroom.error_codes(UPDATE_TAG, EDITOR, id=wrong, name="x") == ["NOT_FOUND"]
    async with owner_connection(newsroom.site.url) as owner:
        assert await owner.fetchval("select count(*) from term where name = 'x'") == 0
