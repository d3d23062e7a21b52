"""Editors create, change and delete menus."""

from __future__ import annotations

from typing import Any

import pytest

from gql.content.site.save_menu import MAX_DEPTH, MAX_ITEMS
from gql.engine import encode_id
from gql.viewer import Role
from tests.mutations.entry_requests import Newsroom
from tests.mutations.test_entry_change_log import change_rows, database_id, last_tags
from tests.mutations.test_page import CHANGE_STATUS as MOVE_PAGE
from tests.mutations.test_page import create_published_page
from tests.mutations.test_terms import create_category

EDITOR = Role.EDITOR
MENU = """menu {
  id slug name location
  items { label givenLabel url depth target { __typename id } }
} version userErrors { code message field }"""
CREATE = f"mutation($input: CreateMenuInput!) {{ createMenu(input: $input) {{ {MENU} }} }}"
UPDATE = f"mutation($input: UpdateMenuInput!) {{ updateMenu(input: $input) {{ {MENU} }} }}"
DELETE = """mutation($input: DeleteMenuInput!) {
  deleteMenu(input: $input) { deletedId query { menus { nodes { name } } } userErrors { code field } }
}"""
READ = '{ menu(by: { location: "primary" }) { version items { label depth target { id } } } }'


def link(label: str, depth: int = 0) -> dict[str, Any]:
    return {"label": label, "url": f"https://x.example/{label}", "depth": depth}


async def test_a_menu_is_read_as_it_was_sent(newsroom: Newsroom) -> None:
    page = await create_published_page(newsroom, "About")
    category = await create_category(newsroom, "Bread")
    post = await newsroom.create_published(title="Tides")
    items = [
        {"target": page},
        {"label": "All <b>bread</b>", "target": category, "depth": 1},
        {"target": post, "depth": 2},
        {"label": "Path", "url": "/feed/", "depth": 1},
        {"label": "Mail", "url": "mailto:us@x.example"},
    ]
    made = await newsroom.succeed(CREATE, EDITOR, name="Main", location="primary", items=items)
    assert (made["menu"]["slug"], made["menu"]["location"], made["version"]) == (
        "main",
        "primary",
        1,
    )
    shown = [(i["label"], i["givenLabel"], i["url"], i["depth"]) for i in made["menu"]["items"]]
    site = "http://localhost:8000"
    assert shown == [
        ("About", None, f"{site}/about/", 0),
        ("All bread", "All bread", f"{site}/category/bread/", 1),
        ("Tides", None, f"{site}/tides/", 2),
        ("Path", "Path", f"{site}/feed/", 1),
        ("Mail", "Mail", "mailto:us@x.example", 0),
    ]
    for _ in range(3):  # from the second time on, the compiled plan answers
        menu = (await newsroom.site.data(READ))["menu"]
        assert [item["depth"] for item in menu["items"]] == [0, 1, 2, 1, 0]
        assert [item["target"] and item["target"]["id"] for item in menu["items"]] == [
            page, category, post, None, None,
        ]  # fmt: skip
        assert menu["version"] is None
    seen = (await newsroom.site.data(READ, newsroom.tokens[EDITOR]))["menu"]
    assert seen["version"] == 1
    assert {"menus", "menu:1"} == await last_tags(newsroom)


async def test_items_are_replaced_whole_and_only_if_they_are_given(newsroom: Newsroom) -> None:
    made = await newsroom.succeed(CREATE, EDITOR, name="Main", items=[link("a"), link("b", 1)])
    id = made["menu"]["id"]
    renamed = await newsroom.succeed(
        UPDATE, EDITOR, id=id, name="Other", items=None, expectedVersion=1
    )
    assert (renamed["menu"]["slug"], renamed["version"]) == ("main", 2)
    assert [item["label"] for item in renamed["menu"]["items"]] == ["a", "b"]
    changed = await newsroom.succeed(
        UPDATE, EDITOR, id=id, slug=None, location="footer", items=[link("c")]
    )
    assert (changed["menu"]["slug"], changed["menu"]["location"]) == ("other", "footer")
    assert [item["label"] for item in changed["menu"]["items"]] == ["c"]
    empty = await newsroom.succeed(UPDATE, EDITOR, id=id, location=None, items=[])
    assert (empty["menu"]["items"], empty["menu"]["location"]) == ([], None)


async def test_of_two_editors_the_second_is_told_of_the_first(newsroom: Newsroom) -> None:
    id = (await newsroom.succeed(CREATE, EDITOR, name="Main"))["menu"]["id"]
    await newsroom.succeed(UPDATE, EDITOR, id=id, items=[link("a")], expectedVersion=1)
    refused = await newsroom.payload(UPDATE, Role.ADMIN, id=id, items=[], expectedVersion=1)
    assert [error["code"] for error in refused["userErrors"]] == ["CONFLICT"]
    assert refused["version"] == 2
    assert [item["label"] for item in refused["menu"]["items"]] == ["a"]


async def test_a_target_that_readers_do_not_see_is_left_out_until_they_do(
    newsroom: Newsroom,
) -> None:
    page = await create_published_page(newsroom, "About")
    items = [{"target": page}, link("below", 1)]
    made = await newsroom.succeed(CREATE, EDITOR, name="Main", location="primary", items=items)
    assert [item["depth"] for item in made["menu"]["items"]] == [0, 1]
    await newsroom.succeed(MOVE_PAGE["unpublishPage"], EDITOR, id=page)
    query = '{ menu(by: { location: "primary" }) { items { label depth isVisible parentId } } }'
    for _ in range(3):
        [shown] = (await newsroom.site.data(query))["menu"]["items"]
        assert shown == {"label": "below", "depth": 0, "isVisible": True, "parentId": None}
        # who saves the menu must send all of it
        edited = (await newsroom.site.data(query, newsroom.tokens[EDITOR]))["menu"]["items"]
        seen = [(item["label"], item["depth"], item["isVisible"]) for item in edited]
        assert seen == [("About", 0, False), ("below", 1, True)]
        assert edited[1]["parentId"] is not None
    sent = [{"target": page}, link("below", 1)]
    await newsroom.succeed(UPDATE, EDITOR, id=made["menu"]["id"], items=sent)
    await newsroom.succeed(MOVE_PAGE["trashPage"], EDITOR, id=page)
    [left] = (await newsroom.site.data(query, newsroom.tokens[EDITOR]))["menu"]["items"]
    assert (left["label"], left["depth"]) == ("below", 0)


WRONG: dict[str, tuple[Any, list[str]]] = {
    "both": ([{"url": "/a/", "target": encode_id("Page", 1)}], ["items", "0"]),
    "neither": ([link("a"), {"label": "nothing"}], ["items", "1"]),
    "an empty address": ([{"url": ""}], ["items", "0", "url"]),
    "a script": ([link("a"), {"url": "javascript:alert(1)"}], ["items", "1", "url"]),
    "nobody": ([{"target": encode_id("Author", 99)}], ["items", "0", "target"]),
    "a comment": ([{"target": encode_id("Comment", 1)}], ["items", "0", "target"]),
    "no id": ([{"target": "about"}], ["items", "0", "target"]),
    "a child of nothing": ([link("a", 1)], ["items", "0", "depth"]),
    "a level left out": ([link("a"), link("b", 2)], ["items", "1", "depth"]),
    "a negative depth": ([link("a", -1)], ["items", "0", "depth"]),
    "too deep": (
        [link("a", n) for n in range(MAX_DEPTH + 2)],
        ["items", str(MAX_DEPTH + 1), "depth"],
    ),
    "too many": ([link("a")] * (MAX_ITEMS + 1), ["items"]),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_items_that_no_menu_can_have_are_refused_whole(
    newsroom: Newsroom, wrong: str
) -> None:
    items, field = WRONG[wrong]
    id = (await newsroom.succeed(CREATE, EDITOR, name="Main", items=[link("kept")]))["menu"]["id"]
    refused = await newsroom.payload(UPDATE, EDITOR, id=id, name="New", items=items)
    assert [(e["code"], e["field"]) for e in refused["userErrors"]] == [("BAD_USER_INPUT", field)]
    [kept] = await change_rows(newsroom)
    assert kept["node"] == f"menu:{database_id(id)}"


async def test_a_location_has_one_menu_and_slugs_are_numbered(newsroom: Newsroom) -> None:
    await newsroom.succeed(CREATE, EDITOR, name="Main", location="primary")
    taken = {"name": "Main", "location": "primary"}
    assert await newsroom.error_codes(CREATE, EDITOR, **taken) == ["BAD_USER_INPUT"]
    other = await newsroom.succeed(CREATE, EDITOR, name="Main")
    assert other["menu"]["slug"] == "main-2"
    taken = {"id": other["menu"]["id"], "location": "primary"}
    assert await newsroom.error_codes(UPDATE, EDITOR, **taken) == ["BAD_USER_INPUT"]
    for given in ({"name": " "}, {"name": "x" * 201}, {"name": "x", "location": "x" * 101}):
        assert await newsroom.error_codes(CREATE, EDITOR, **given) == ["BAD_USER_INPUT"]


async def test_a_retry_with_the_same_key_makes_one_menu(newsroom: Newsroom) -> None:
    given = {"name": "Main", "items": [link("a")], "idempotencyKey": "k"}
    first = await newsroom.succeed(CREATE, EDITOR, **given)
    assert await newsroom.succeed(CREATE, EDITOR, **given) == first
    other = {**given, "items": [link("b")]}
    assert await newsroom.error_codes(CREATE, EDITOR, **other) == ["IDEMPOTENCY_KEY_REUSED"]
    await newsroom.succeed(DELETE, EDITOR, id=first["menu"]["id"])
    assert await newsroom.error_codes(CREATE, EDITOR, **given) == ["OUTCOME_DELETED"]


async def test_a_deleted_menu_is_named_and_gone(newsroom: Newsroom) -> None:
    id = (await newsroom.succeed(CREATE, EDITOR, name="Main", items=[link("a")]))["menu"]["id"]
    gone = await newsroom.succeed(DELETE, EDITOR, id=id)
    assert gone == {"deletedId": id, "query": {"menus": {"nodes": []}}, "userErrors": []}
    for document in (DELETE, UPDATE):
        assert await newsroom.error_codes(document, EDITOR, id=id) == ["NOT_FOUND"]
