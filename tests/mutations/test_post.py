"""Mutations of posts: drafts, versions, conflicts, slugs, idempotency keys."""

from __future__ import annotations

import asyncio
import re

import pytest

from gql.viewer import Role
from tests.mutations.entry_requests import (
    CHANGE_STATUS,
    CREATE,
    PUBLISH,
    UPDATE,
    Newsroom,
)
from tests.schema import row_factories

AUTHOR, EDITOR = Role.AUTHOR, Role.EDITOR


async def test_a_draft_is_rendered_and_visible_to_its_author_and_editors_only(
    newsroom: Newsroom,
) -> None:
    made = await newsroom.succeed(
        CREATE,
        AUTHOR,
        title="Ada & <b>Bob</b>",
        content="## One\n\nSome *words* and <b onclick=x>a</b>.\n\n~~gone~~",
        tags=["Engines", "Über uns"],
        categories=["News"],
        excerpt="Read this.",
        language="de",
    )
    post = made["post"]
    assert made["version"] == 1
    assert (post["title"], post["slug"], post["uri"]) == ("Ada & Bob", "ada-bob", "/ada-bob/")
    assert (post["status"], post["publishedAt"], post["language"]) == ("DRAFT", None, "de")
    assert "onclick" not in post["html"]
    assert '<h2 id="one">One</h2>' in post["html"]
    assert post["toc"] == [{"level": 2, "text": "One", "anchor": "one"}]
    assert post["source"].startswith("## One")
    assert post["excerpt"] == "Read this."
    assert post["author"] == {"name": "Author"}
    assert [tag["slug"] for tag in post["tags"]] == ["engines", "über-uns"]
    assert post["categories"] == [{"name": "News", "slug": "news"}]
    for by in ({"id": post["id"]}, {"slug": "ada-bob"}, {"uri": "/ada-bob/"}):
        assert (await newsroom.read(AUTHOR, **by))["title"] == "Ada & Bob"
        assert (await newsroom.read(EDITOR, **by))["title"] == "Ada & Bob"
        for other in (None, Role.READER, Role.CONTRIBUTOR):
            assert await newsroom.read(other, **by) is None
    assert (
        await newsroom.titles(EDITOR) == []
    )  # without a filter by status, lists have published posts only


async def test_a_conflict_names_who_saved_the_newest_version(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft()
    await newsroom.succeed(UPDATE, EDITOR, id=id, title="By the editor", expectedVersion=1)
    late = await newsroom.payload(UPDATE, AUTHOR, id=id, title="By the author", expectedVersion=1)
    [problem] = late["userErrors"]
    assert (problem["code"], problem["field"]) == ("CONFLICT", ["expectedVersion"])
    assert problem["message"].startswith("Editor has saved version 2 at 20")
    assert late["conflict"]["savedBy"] == {"name": "Editor"}
    assert (late["conflict"]["version"], late["version"]) == (2, 2)
    assert late["post"]["title"] == "By the editor"


async def test_of_50_concurrent_saves_of_one_version_exactly_one_succeeds(
    newsroom: Newsroom,
) -> None:
    id = await newsroom.create_draft()
    answers = await asyncio.gather(
        *(
            newsroom.payload(UPDATE, AUTHOR, id=id, title=f"T {n}", expectedVersion=1)
            for n in range(50)
        )
    )
    won = [a for a in answers if not a["userErrors"]]
    lost = [a["userErrors"][0]["code"] for a in answers if a["userErrors"]]
    # the row lock orders them: each later one finds another version than it expects
    assert len(won) == 1
    assert lost == ["CONFLICT"] * 49
    assert (await newsroom.read(AUTHOR, id=id))["title"] == won[0]["post"]["title"]


async def test_50_concurrent_requests_with_one_idempotency_key_create_one_post(
    newsroom: Newsroom,
) -> None:
    given = {"title": "Once", "content": "x", "idempotencyKey": "k"}
    answers = await asyncio.gather(*(newsroom.succeed(CREATE, AUTHOR, **given) for _ in range(50)))
    assert len({a["post"]["id"] for a in answers}) == 1
    other = await newsroom.succeed(CREATE, EDITOR, **given)  # keys belong to a viewer
    assert other["post"]["id"] != answers[0]["post"]["id"]
    async with row_factories.owner_connection(newsroom.site.url) as owner:
        assert await owner.fetchval("select count(*) from entry") == 2


async def test_slugs_are_numbered_and_follow_the_title_until_publication(
    newsroom: Newsroom,
) -> None:
    slugs = [
        (await newsroom.succeed(CREATE, AUTHOR, title="Ö x", content=""))["post"]["slug"]
        for _ in range(3)
    ]
    # letters that are not ASCII stay; the titles are equal, so the slugs are numbered
    assert slugs == ["ö-x", "ö-x-2", "ö-x-3"]
    id = await newsroom.create_draft(title="First thoughts")
    assert (await newsroom.succeed(UPDATE, AUTHOR, id=id, title="Second"))["post"][
        "slug"
    ] == "second"
    await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    assert (await newsroom.succeed(UPDATE, AUTHOR, id=id, title="Third"))["post"][
        "slug"
    ] == "second"
    made = await asyncio.gather(
        *(newsroom.succeed(CREATE, AUTHOR, title="Same", content="") for _ in range(10))
    )
    assert len({one["post"]["slug"] for one in made}) == 10


WRONG = {
    "language": "no language",
    "content": "x" * 200_001,
    "tags": ["x"] * 1 + [f"t{n}" for n in range(50)],
    "categories": [""],
    "authors": ["nobody"],
    "featuredImage": "TWVkaWE6OTk=",
    "format": "TEXT",
    "idempotencyKey": "",
}


@pytest.mark.parametrize("field", WRONG)
async def test_an_invalid_field_is_named_and_nothing_is_stored(
    newsroom: Newsroom, field: str
) -> None:
    given = {"title": "T", "content": "c", field: WRONG[field]}
    payload = await newsroom.payload(CREATE, EDITOR, **given)
    [problem] = payload["userErrors"]
    assert (problem["code"], problem["field"]) == ("BAD_USER_INPUT", [field])
    async with row_factories.owner_connection(newsroom.site.url) as owner:
        assert await owner.fetchval("select count(*) from entry") == 0
        assert await owner.fetchval("select count(*) from term") == 0


async def test_every_change_of_a_post_is_recorded_with_its_cache_tags(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft(tags=["one"])
    await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    await newsroom.succeed(UPDATE, AUTHOR, id=id, slug="other")
    await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    await newsroom.succeed(CHANGE_STATUS["trashPost"], AUTHOR, id=id)
    async with row_factories.owner_connection(newsroom.site.url) as owner:
        told = await owner.fetch("select node, event, tags, shows_at from change order by id")
    [node] = {row["node"] for row in told}
    assert [row["event"] for row in told] == ["CREATED", "UPDATED", "UPDATED", "UPDATED", "UPDATED"]
    assert told[0]["tags"] == told[2]["tags"] == [node]
    assert "posts" in told[1]["tags"]
    assert "uri:/a-title/" in told[1]["tags"]
    # the former URI begins to redirect, the new one to answer: caches must drop both
    assert {"uri:/a-title/", "uri:/other/"} <= set(told[3]["tags"])
    assert "uri:/other/" in told[4]["tags"]


async def test_authors_list_their_drafts_and_editors_all_drafts_page_by_page(
    newsroom: Newsroom,
) -> None:
    for number in range(7):
        await newsroom.create_draft(title=f"Draft {number}")
    await newsroom.create_published(title="Shown")
    listed = """query($after: String, $order: PostOrder!) {
      posts(first: 3, after: $after, where: {status: { in: [DRAFT] }}, orderBy: $order) {
        totalCount nodes { title publishedAt } pageInfo { endCursor hasNextPage } } }"""
    for role, count in ((AUTHOR, 7), (EDITOR, 7), (Role.CONTRIBUTOR, 0), (None, 0)):
        token = newsroom.tokens[role] if role else None
        for order in ("NEWEST", "OLDEST", "TITLE"):
            titles: list[str] = []
            after = None
            for _ in range(4):
                page = (await newsroom.site.data(listed, token, after=after, order=order))["posts"]
                assert page["totalCount"] == count
                assert all(node["publishedAt"] is None for node in page["nodes"])
                titles += [node["title"] for node in page["nodes"]]
                after = page["pageInfo"]["endCursor"]
                if not page["pageInfo"]["hasNextPage"]:
                    break
            assert sorted(titles) == [f"Draft {number}" for number in range(count)]
        own = """{ author(by: {slug: "author"}) { postCount posts { totalCount }
          drafts: posts(first: 2, where: {status: { in: [DRAFT] }}) { totalCount nodes { title } } } }"""
        found = (await newsroom.site.data(own, token))["author"]
        assert (found["postCount"], found["posts"]["totalCount"]) == (1, 1)
        assert found["drafts"]["totalCount"] == count
        assert len(found["drafts"]["nodes"]) == min(2, count)


async def test_a_highlight_has_whole_marks_whatever_a_text_holds(newsroom: Newsroom) -> None:
    # the characters between which the database puts what is to be marked
    content = "one \ue001 two \ue000\ue000 <b>zebra</b> \ue001\ue001 three & zebra \ue000"
    await newsroom.create_published(content=content)
    query = '{ search(query: "zebra") { edges { highlight } } }'
    for _ in range(3):  # from the second time on, the compiled plan answers
        [edge] = (await newsroom.site.data(query))["search"]["edges"]
        pieces = re.split(r"<mark>([^<]*)</mark>", edge["highlight"])
        assert pieces[1::2].count("zebra") == 2
        assert not re.search("[<\ue000\ue001]", "".join(pieces))
