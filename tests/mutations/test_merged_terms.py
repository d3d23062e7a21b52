"""Merging and deleting categories and tags: what becomes of all that refers to them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gql.content.draft import TermDraft, TermKind
from gql.content.terms import bounds
from gql.engine import encode_id
from gql.viewer import Role
from tests.importers.draft_factories import import_drafts
from tests.mutations.entry_requests import CREATE, PUBLISH, RESTORE_REVISION, UPDATE, Newsroom
from tests.mutations.term_requests import (
    CREATE_TAG,
    DELETE_CATEGORY,
    DELETE_TAG,
    MERGE_CATEGORIES,
    MERGE_TAGS,
    UPDATE_CATEGORY,
)
from tests.mutations.test_entry_change_log import change_rows, database_id, insert_menu
from tests.mutations.test_page import route
from tests.mutations.test_terms import create_category
from tests.schema.expected_rows import derived_column_errors
from tests.schema.row_factories import owner_connection

EDITOR, AUTHOR = Role.EDITOR, Role.AUTHOR


async def create_tag(newsroom: Newsroom, name: str) -> str:
    return str((await newsroom.succeed(CREATE_TAG, EDITOR, name=name))["tag"]["id"])


async def tags_of(newsroom: Newsroom, id: str) -> list[str]:
    """The slugs of the tags of a post, as its editors read them."""
    query = "query($id: ID!) { post(by: { id: $id }) { tags { slug } } }"
    data = await newsroom.site.data(query, newsroom.tokens[EDITOR], id=id)
    return [tag["slug"] for tag in data["post"]["tags"]]


async def check_counts(newsroom: Newsroom) -> None:
    async with owner_connection(newsroom.site.url) as owner:
        assert await derived_column_errors(owner) == []


async def test_a_merge_moves_posts_drafts_menus_and_paths(newsroom: Newsroom) -> None:
    rain, snow, hail = [await create_tag(newsroom, name) for name in ("Rain", "Snow", "Hail")]
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    only = await newsroom.create_published(tags=["Snow"])
    both = await newsroom.create_published(tags=["Hail", "Snow", "Rain", "Other"])
    draft = await newsroom.create_draft(tags=["Snow", "Other"])
    scheduled = await newsroom.create_draft(tags=["Hail", "Snow"])
    await newsroom.succeed(PUBLISH, AUTHOR, id=scheduled, at=tomorrow)
    await newsroom.succeed(UPDATE, AUTHOR, id=only, tags=["Other", "Hail", "Snow"])
    menu = await insert_menu(newsroom, term_id=database_id(snow))

    payload = await newsroom.succeed(MERGE_TAGS, EDITOR, into=rain, **{"from": [snow, hail]})

    assert payload["deletedIds"] == [snow, hail]
    assert (payload["tag"]["id"], payload["tag"]["postCount"]) == (rain, 2)
    for id, slugs in {
        only: ["rain"],
        both: ["rain", "other"],
        draft: ["rain", "other"],
        scheduled: ["rain"],
    }.items():
        assert sorted(await tags_of(newsroom, id)) == sorted(slugs)
    for path in ("/tag/snow/", "/tag/hail/"):
        assert await route(newsroom, path) == {"status": 301, "location": "/tag/rain/"}
    await newsroom.succeed(PUBLISH, AUTHOR, id=only)
    assert await tags_of(newsroom, only) == ["other", "rain"]
    await check_counts(newsroom)
    # between them and what was published last: the scheduled post, whose tags are others now
    *_, first, second, merged, again, _ = await change_rows(newsroom)
    nodes = [f"tag:{database_id(id)}" for id in (snow, hail, rain)]
    assert [row["node"] for row in (first, second, merged)] == nodes
    assert again["node"] == f"post:{database_id(scheduled)}"
    assert {"tags", "posts", "uri:/tag/snow/", "uri:/tag/hail/", "uri:/tag/rain/", *menu} <= set(
        merged["tags"]
    )


async def test_a_merge_that_is_sent_again_changes_nothing(newsroom: Newsroom) -> None:
    rain, snow = await create_tag(newsroom, "Rain"), await create_tag(newsroom, "Snow")
    given = {"into": rain, "from": [snow, snow]}
    first = await newsroom.succeed(MERGE_TAGS, EDITOR, **given)
    before = len(await change_rows(newsroom))
    assert await newsroom.succeed(MERGE_TAGS, EDITOR, **given) == first
    assert len(await change_rows(newsroom)) == before
    hail = await create_tag(newsroom, "Hail")
    await newsroom.succeed(MERGE_TAGS, EDITOR, into=hail, **{"from": [rain]})
    assert await newsroom.succeed(MERGE_TAGS, EDITOR, into=hail, **{"from": [rain, snow]})
    assert await route(newsroom, "/tag/snow/") == {"status": 301, "location": "/tag/hail/"}


async def test_what_names_a_merged_term_means_the_one_that_stayed(newsroom: Newsroom) -> None:
    rain, snow = await create_tag(newsroom, "Rain"), await create_tag(newsroom, "Snow Fall")
    id = await newsroom.create_draft(tags=["Snow Fall"])
    await newsroom.succeed(UPDATE, AUTHOR, id=id, tags=[])
    await newsroom.succeed(MERGE_TAGS, EDITOR, into=rain, **{"from": [snow]})
    for name in ("snow-fall", "SNOW FALL"):
        made = await newsroom.succeed(CREATE, AUTHOR, title="T", content="", tags=[name])
        assert made["post"]["tags"] == [{"name": "Rain", "slug": "rain"}]
    back = await newsroom.succeed(RESTORE_REVISION, AUTHOR, id=id, version=1)
    assert back["post"]["tags"] == [{"name": "Rain", "slug": "rain"}]
    # a new one of that name is another
    again = await create_tag(newsroom, "Snow Fall")
    made = await newsroom.succeed(CREATE, AUTHOR, title="T", content="", tags=["Snow Fall"])
    assert made["post"]["tags"] == [{"name": "Snow Fall", "slug": "snow-fall"}]
    assert (await route(newsroom, "/tag/snow-fall/"))["status"] == 200
    assert again != snow


async def test_an_import_again_does_not_bring_a_merged_term_back(newsroom: Newsroom) -> None:
    drafts = [TermDraft(name, TermKind.TAG, name) for name in ("Rain", "Snow")]
    await import_drafts(newsroom.site.database, drafts)
    rain, snow = encode_id("Tag", 1), encode_id("Tag", 2)
    await newsroom.succeed(MERGE_TAGS, EDITOR, into=rain, **{"from": [snow]})
    await import_drafts(newsroom.site.database, drafts)
    async with owner_connection(newsroom.site.url) as owner:
        assert [r["name"] for r in await owner.fetch("select name from term")] == ["Rain"]


async def test_children_of_merged_categories_are_below_the_one_that_stays(
    newsroom: Newsroom,
) -> None:
    top = await create_category(newsroom, "Top")
    middle = await create_category(newsroom, "Middle", parent=top)
    low = await create_category(newsroom, "Low", parent=middle)
    await create_category(newsroom, "Lowest", parent=low)
    await create_category(newsroom, "Beside", parent=top)
    payload = await newsroom.succeed(MERGE_CATEGORIES, EDITOR, into=low, **{"from": [top]})
    assert payload["category"]["parent"] is None
    children = payload["category"]["children"]["nodes"]
    assert children == [{"slug": s} for s in ("beside", "lowest", "middle")]
    await check_counts(newsroom)


async def test_a_merge_makes_no_line_of_categories_longer_than_is_allowed(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MAX_DEPTH", 3)
    top = await create_category(newsroom, "Top")
    low = await create_category(newsroom, "Low", parent=top)
    other = await create_category(newsroom, "Other")
    child = await create_category(newsroom, "Child", parent=other)
    await newsroom.succeed(MERGE_CATEGORIES, EDITOR, into=low, **{"from": [other]})
    last = await create_category(newsroom, "Last")
    await create_category(newsroom, "Deep", parent=last)
    refused = await newsroom.payload(MERGE_CATEGORIES, EDITOR, into=child, **{"from": [last]})
    assert [(e["code"], e["field"]) for e in refused["userErrors"]] == [
        ("BAD_USER_INPUT", ["from"])
    ]
    assert (await route(newsroom, "/category/last/"))["status"] == 200


@pytest.mark.parametrize("case", ["itself", "unknown", "of another kind", "a tag"])
async def test_what_cannot_be_merged_is_refused_and_nothing_is_done(
    newsroom: Newsroom, case: str
) -> None:
    rain, snow = await create_tag(newsroom, "Rain"), await create_tag(newsroom, "Snow")
    category = await create_category(newsroom, "Rain")
    given: dict[str, Any] = {
        "itself": {"into": rain, "from": [snow, rain]},
        "unknown": {"into": rain, "from": [snow, encode_id("Tag", 99)]},
        "of another kind": {"into": rain, "from": [snow, category]},
        "a tag": {"into": category, "from": [snow]},
    }[case]
    refused = await newsroom.payload(MERGE_TAGS, EDITOR, **given)
    [error] = refused["userErrors"]
    assert error["code"] in ("BAD_USER_INPUT", "NOT_FOUND")
    assert error["field"][0] in ("from", "into")
    assert (refused["tag"], refused["deletedIds"]) == (None, [])
    assert (await route(newsroom, "/tag/snow/"))["status"] == 200


async def test_more_posts_than_a_request_can_move_are_refused(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MAX_MOVED_POSTS", 1)
    rain, snow = await create_tag(newsroom, "Rain"), await create_tag(newsroom, "Snow")
    for _ in range(2):
        await newsroom.create_published(tags=["Snow"])
    given = {"into": rain, "from": [snow]}
    assert await newsroom.error_codes(MERGE_TAGS, EDITOR, **given) == ["LIMIT_EXCEEDED"]
    assert await newsroom.error_codes(DELETE_TAG, EDITOR, id=snow) == ["LIMIT_EXCEEDED"]
    # of a category also those of the categories below, which move with it
    above = await create_category(newsroom, "Weather")
    await create_category(newsroom, "Fog", parent=above)
    await create_category(newsroom, "Mist", parent=above)
    for name in ("Fog", "Mist"):
        await newsroom.create_published(categories=[name])
    moved = {"id": above, "parent": await create_category(newsroom, "Top")}
    assert await newsroom.error_codes(UPDATE_CATEGORY, EDITOR, **moved) == ["LIMIT_EXCEEDED"]
    assert await newsroom.error_codes(DELETE_CATEGORY, EDITOR, id=above) == ["LIMIT_EXCEEDED"]
    await newsroom.succeed(UPDATE_CATEGORY, EDITOR, id=above, name="Skies")


async def test_a_deleted_category_leaves_its_posts_and_children(newsroom: Newsroom) -> None:
    top = await create_category(newsroom, "Top")
    middle = await create_category(newsroom, "Middle", parent=top)
    await create_category(newsroom, "Low", parent=middle)
    id = await newsroom.create_published(categories=["Middle", "Top"])
    await newsroom.succeed(UPDATE, AUTHOR, id=id, title="Newer")
    menu = await insert_menu(newsroom, term_id=database_id(middle))
    async with owner_connection(newsroom.site.url) as owner:
        item = await owner.fetchval("select id from menu_item")
        await owner.execute(
            "insert into menu_item (menu_id, parent_id, position, url, label) values (1, $1, 1, 'https://x.example/', 'X')",
            item,
        )

    payload = await newsroom.succeed(DELETE_CATEGORY, EDITOR, id=middle)

    assert payload["deletedId"] == middle
    query = """{ category(by: { slug: "low" }) { parent { slug } } menus { nodes { items { label depth } } } }"""
    for _ in range(3):
        data = await newsroom.site.data(query)
        assert data["category"]["parent"] == {"slug": "top"}
        assert data["menus"]["nodes"] == [{"items": [{"label": "X", "depth": 0}]}]
    assert (await route(newsroom, "/category/middle/"))["status"] == 404
    (*_, deleted) = await change_rows(newsroom)
    assert deleted["node"] == f"category:{database_id(middle)}"
    assert {"categories", "posts", "uri:/category/middle/", *menu} <= set(deleted["tags"])
    published = await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    assert published["post"]["categories"] == [{"name": "Top", "slug": "top"}]
    await check_counts(newsroom)
    assert await newsroom.error_codes(DELETE_CATEGORY, EDITOR, id=middle) == ["NOT_FOUND"]


@pytest.mark.parametrize("kind", ["tags", "categories"])
async def test_saves_beside_merges_lose_no_post_and_no_count(newsroom: Newsroom, kind: str) -> None:
    names = [f"Term {n}" for n in range(6)]
    if kind == "tags":
        document, terms = MERGE_TAGS, [await create_tag(newsroom, name) for name in names]
    else:  # in one line: a merge moves all below it
        document, terms = MERGE_CATEGORIES, []
        for name in names:
            above = {"parent": terms[-1]} if terms else {}
            terms.append(await create_category(newsroom, name, **above))
    posts = [await newsroom.create_published(**{kind: names[n : n + 2]}) for n in range(4)]

    async def save(number: int) -> Any:
        given = {"id": posts[number % 4], kind: [names[number % 6], "Own"]}
        return await newsroom.site.post(UPDATE, newsroom.tokens[AUTHOR], input=given)

    async def publish(number: int) -> Any:
        given = {"id": posts[number % 4]}
        return await newsroom.site.post(PUBLISH, newsroom.tokens[EDITOR], input=given)

    async def merge(number: int) -> Any:
        given = {"into": terms[0], "from": [terms[number]]}
        return await newsroom.site.post(document, newsroom.tokens[EDITOR], input=given)

    work = [act(n) for n in range(1, 6) for act in (save, publish, merge, save, publish)]
    for answer in await asyncio.gather(*work):
        codes = {e["extensions"]["code"] for e in answer.json().get("errors", ())}
        assert codes <= {"TIMED_OUT", "DATABASE_BUSY"}, answer.text
    for number in range(1, 6):  # what was told to try again
        await merge(number)
    query = f"query($id: ID!) {{ post(by: {{ id: $id }}) {{ {kind} {{ slug }} }} }}"
    for id in posts:
        await newsroom.succeed(PUBLISH, EDITOR, id=id)
        found = (await newsroom.site.data(query, newsroom.tokens[EDITOR], id=id))["post"][kind]
        assert {term["slug"] for term in found} <= {"term-0", "own"}
    await check_counts(newsroom)
