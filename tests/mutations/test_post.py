"""Writing posts: drafts, versions, what readers see meanwhile."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from gql.auth.access_token import AccessTokens
from gql.auth.api_token import add_token
from gql.auth.preview_token import preview_token
from gql.engine import encode_id
from gql.viewer import Role
from tests.http_site import KEY
from tests.mutations.entry_requests import CREATE, GO_BACK, MOVE, PREVIEW, PUBLISH, UPDATE, Desk
from tests.schema import row_factories

AUTHOR, EDITOR = Role.AUTHOR, Role.EDITOR


async def test_a_draft_is_made_of_markdown_and_seen_by_its_author_and_editors(desk: Desk) -> None:
    made = await desk.done(
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
        assert (await desk.read(AUTHOR, **by))["title"] == "Ada & Bob"
        assert (await desk.read(EDITOR, **by))["title"] == "Ada & Bob"
        for other in (None, Role.READER, Role.CONTRIBUTOR):
            assert await desk.read(other, **by) is None
    assert await desk.titles(EDITOR) == []  # lists hold what is published, unless asked


async def test_terms_of_a_draft_are_hidden_until_it_is_published(desk: Desk) -> None:
    id = await desk.draft(tags=["Secret plan"], categories=["Later"])
    terms = '{ tag(by: {slug: "secret-plan"}) { name postCount } categories { nodes { name } } }'
    nothing = {"tag": None, "categories": {"nodes": []}}
    assert await desk.site.data(terms) == nothing
    assert await desk.site.data(terms, desk.tokens[Role.READER]) == nothing
    route = '{ route(uri: "/tag/secret-plan/") { status } }'
    assert await desk.site.data(route) == {"route": {"status": 404}}
    await desk.done(PUBLISH, AUTHOR, id=id)
    assert await desk.site.data(terms) == {
        "tag": {"name": "Secret plan", "postCount": 1},
        "categories": {"nodes": [{"name": "Later"}]},
    }


async def test_a_published_post_has_newer_text_beside_it_until_it_is_published_again(
    desk: Desk,
) -> None:
    id = await desk.published(title="Old title", content="Old words.", tags=["old"])
    saved = await desk.done(
        UPDATE,
        AUTHOR,
        id=id,
        title="New title",
        content="New words.",
        tags=["new"],
        slug="new-slug",
    )
    assert (saved["post"]["title"], saved["version"]) == ("New title", 2)
    assert [tag["slug"] for tag in saved["post"]["tags"]] == ["new"]
    everywhere = """{
      post(by: {slug: "old-title"}) { title uri content wordCount tags { name } }
      posts { nodes { title tags { name } } }
      search(query: "new") { totalCount }
      old: tag(by: {slug: "old"}) { postCount posts { nodes { title } } }
      new: tag(by: {slug: "new"}) { postCount }
      route(uri: "/new-slug/") { status }
    }"""
    for role in (None, Role.READER, EDITOR, AUTHOR):
        token = desk.tokens[role] if role else None
        for _ in range(3):  # the third is answered by a plan
            seen = await desk.site.data(everywhere, token)
            assert seen["post"]["title"] == "Old title"
            assert seen["posts"]["nodes"] == [{"title": "Old title", "tags": [{"name": "old"}]}]
            assert seen["search"]["totalCount"] == 0
            assert seen["old"] == {"postCount": 1, "posts": {"nodes": [{"title": "Old title"}]}}
            assert seen["route"]["status"] == 404
            if role in (None, Role.READER):
                assert seen["new"] is None
    published = await desk.done(PUBLISH, AUTHOR, id=id)
    assert published["post"]["uri"] == "/new-slug/"
    seen = await desk.site.data('{ route(uri: "/old-title/") { status location } }')
    assert seen["route"] == {"status": 301, "location": "/new-slug/"}
    assert (await desk.read(slug="new-slug"))["title"] == "New title"
    seen = await desk.site.data(
        '{ search(query: "new") { totalCount } tag(by: {slug: "old"}) { postCount } }'
    )
    assert seen["search"]["totalCount"] == 1
    async with row_factories.as_owner(desk.site.url) as owner:
        assert await owner.fetchval("select count(*) from entry_draft") == 0


async def test_a_time_to_come_is_kept_without_a_job(desk: Desk) -> None:
    id = await desk.draft(title="Soon")
    at = datetime.now(UTC) + timedelta(seconds=3)
    made = await desk.done(PUBLISH, AUTHOR, id=id, at=at.isoformat())
    assert made["post"]["status"] == "SCHEDULED"
    token = (await desk.done(PREVIEW, AUTHOR, id=id))["token"]
    for by in ({"id": id}, {"slug": "soon"}, {"uri": "/soon/"}):
        assert await desk.read(**by) is None
        assert (await desk.read(token=token, **by))["title"] == "Soon"
    assert await desk.titles() == []
    while datetime.now(UTC) < at:
        assert await desk.read(slug="soon") is None or datetime.now(UTC) >= at
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.1)
    assert (await desk.read(slug="soon"))["status"] == "PUBLISHED"
    assert await desk.titles() == ["Soon"]


async def test_a_preview_shows_one_post_and_only_below_its_own_field(desk: Desk) -> None:
    first = await desk.published(title="First")
    second = await desk.published(title="Second")
    for id in (first, second):
        await desk.done(UPDATE, AUTHOR, id=id, title="Changed")
    token = (await desk.done(PREVIEW, AUTHOR, id=first))["token"]
    document = """query($a: ID!, $b: ID!, $t: String!) {
      shown: post(by: {id: $a}, previewToken: $t) { title author { name } }
      plain: post(by: {id: $a}) { title }
      other: post(by: {id: $b}, previewToken: $t) { title }
      posts { nodes { title } }
    }"""
    for _ in range(3):
        seen = await desk.site.data(document, a=first, b=second, t=token)
        assert seen == {
            "shown": {"title": "Changed", "author": {"name": "Author"}},
            "plain": {"title": "First"},
            "other": {"title": "Second"},
            "posts": {"nodes": [{"title": "Second"}, {"title": "First"}]},
        }
    answer = await desk.site.ask(document, a=first, b=second, t=token)
    assert answer.headers["cache-control"] == "no-store"
    for wrong in ("x", token[:-2], desk.tokens[AUTHOR]):
        assert await desk.site.code(document, a=first, b=second, t=wrong) == (
            200,
            "PREVIEW_INVALID",
        )


async def test_a_preview_of_somebody_hidden_shows_all_that_is_theirs(desk: Desk) -> None:
    id = await desk.draft(title="Mine", tags=["t"])
    token = (await desk.done(PREVIEW, AUTHOR, id=id))["token"]
    seen = await desk.read(token=token, id=id)
    assert (seen["authors"], seen["tags"]) == ([{"name": "Author"}], [{"name": "t"}])


async def test_previews_expire(desk: Desk) -> None:
    id = await desk.draft()
    tokens = AccessTokens([KEY], "http://localhost:8000", 900)
    over, _ = preview_token(tokens, 1, -1)
    query = "query($id: ID!, $t: String) { post(by: {id: $id}, previewToken: $t) { title } }"
    assert await desk.site.code(query, id=id, t=over) == (200, "PREVIEW_EXPIRED")
    for minutes in (0, -1, 43_201):
        assert await desk.codes(PREVIEW, AUTHOR, id=id, minutes=minutes) == ["BAD_USER_INPUT"]
    assert await desk.codes(PREVIEW, Role.READER, id=id) == ["NOT_FOUND"]
    assert await desk.codes(PREVIEW, None, id=id) == ["UNAUTHENTICATED"]


async def test_who_saves_over_another_version_learns_whose_it_is(desk: Desk) -> None:
    id = await desk.draft()
    await desk.done(UPDATE, EDITOR, id=id, title="By the editor", expectedVersion=1)
    late = await desk.do(UPDATE, AUTHOR, id=id, title="By the author", expectedVersion=1)
    [problem] = late["userErrors"]
    assert (problem["code"], problem["field"]) == ("CONFLICT", ["expectedVersion"])
    assert problem["message"].startswith("Editor has saved version 2 at 20")
    assert late["conflict"]["savedBy"] == {"name": "Editor"}
    assert (late["conflict"]["version"], late["version"]) == (2, 2)
    assert late["post"]["title"] == "By the editor"


async def test_of_50_who_save_the_same_version_one_wins(desk: Desk) -> None:
    id = await desk.draft()
    answers = await asyncio.gather(
        *(desk.do(UPDATE, AUTHOR, id=id, title=f"T {n}", expectedVersion=1) for n in range(50))
    )
    won = [a for a in answers if not a["userErrors"]]
    lost = [a["userErrors"][0]["code"] for a in answers if a["userErrors"]]
    assert len(won) == 1
    assert lost == ["CONFLICT"] * 49
    assert (await desk.read(AUTHOR, id=id))["title"] == won[0]["post"]["title"]


async def test_50_with_one_key_make_one_post(desk: Desk) -> None:
    given = {"title": "Once", "content": "x", "idempotencyKey": "k"}
    answers = await asyncio.gather(*(desk.done(CREATE, AUTHOR, **given) for _ in range(50)))
    assert len({a["post"]["id"] for a in answers}) == 1
    other = await desk.done(CREATE, EDITOR, **given)  # somebody else's key is another key
    assert other["post"]["id"] != answers[0]["post"]["id"]
    async with row_factories.as_owner(desk.site.url) as owner:
        assert await owner.fetchval("select count(*) from entry") == 2


REVISIONS = """query($id: ID!) { node(id: $id) { ... on Post {
  revisions { version title content format savedBy { name } changes { change text } }
} } }"""


async def test_every_save_is_a_revision_and_can_be_gone_back_to(desk: Desk) -> None:
    id = await desk.draft(title="One", content="The quick fox.")
    await desk.done(UPDATE, EDITOR, id=id, content="The slow fox.")
    await desk.done(UPDATE, AUTHOR, id=id, content="The slow fox.")  # nothing new: no version
    back = await desk.done(GO_BACK, AUTHOR, id=id, version=1)
    assert (back["version"], back["post"]["source"]) == (3, "The quick fox.")
    for role in (AUTHOR, EDITOR):
        for _ in range(3):
            seen = (await desk.site.data(REVISIONS, desk.tokens[role], id=id))["node"]["revisions"]
            assert [(r["version"], r["savedBy"]["name"]) for r in seen] == [
                (3, "Author"),
                (2, "Editor"),
                (1, "Author"),
            ]
            assert [p["text"] for p in seen[1]["changes"] if p["change"] == "REMOVED"] == ["quick"]
            assert [p["text"] for p in seen[1]["changes"] if p["change"] == "ADDED"] == ["slow"]
    assert await desk.codes(GO_BACK, AUTHOR, id=id, version=9) == ["BAD_USER_INPUT"]


async def test_revisions_are_for_those_who_may_change_the_post(desk: Desk) -> None:
    id = await desk.published()
    for role in (None, Role.READER, Role.CONTRIBUTOR):
        token = desk.tokens[role] if role else None
        for _ in range(3):
            answer = (await desk.site.ask(REVISIONS, token, id=id)).json()
            assert answer["data"]["node"]["revisions"] is None
            assert [e["extensions"]["code"] for e in answer["errors"]] == ["FORBIDDEN"]


async def test_what_leaves_readers_and_comes_back(desk: Desk) -> None:
    id = await desk.published(title="Here")
    await desk.done(UPDATE, AUTHOR, id=id, title="Newer")
    taken = await desk.done(MOVE["unpublishPost"], AUTHOR, id=id)
    assert (taken["post"]["status"], taken["post"]["title"]) == ("DRAFT", "Newer")
    assert await desk.titles() == []
    route = '{ route(uri: "/here/") { status } }'
    assert await desk.site.data(route) == {"route": {"status": 404}}
    again = await desk.done(PUBLISH, AUTHOR, id=id)
    assert again["post"]["status"] == "PUBLISHED"
    first_published = again["post"]["publishedAt"]
    await desk.done(MOVE["trashPost"], AUTHOR, id=id)
    assert await desk.site.data(route) == {"route": {"status": 410}}
    assert await desk.codes(PUBLISH, AUTHOR, id=id) == ["BAD_USER_INPUT"]
    await desk.draft(title="Here")  # takes the slug
    restored = await desk.done(MOVE["restorePost"], AUTHOR, id=id)
    assert (restored["post"]["status"], restored["post"]["slug"]) == ("DRAFT", "here-2")
    assert await desk.codes(MOVE["restorePost"], AUTHOR, id=id) == ["BAD_USER_INPUT"]
    assert (await desk.done(PUBLISH, AUTHOR, id=id))["post"]["publishedAt"] == first_published


async def test_slugs_are_unique_by_suffix_and_follow_the_title_while_nobody_has_seen_them(
    desk: Desk,
) -> None:
    slugs = [
        (await desk.done(CREATE, AUTHOR, title="Ö x", content=""))["post"]["slug"] for _ in range(3)
    ]
    assert slugs == ["ö-x", "ö-x-2", "ö-x-3"]
    id = await desk.draft(title="First thoughts")
    assert (await desk.done(UPDATE, AUTHOR, id=id, title="Second"))["post"]["slug"] == "second"
    await desk.done(PUBLISH, AUTHOR, id=id)
    assert (await desk.done(UPDATE, AUTHOR, id=id, title="Third"))["post"]["slug"] == "second"
    made = await asyncio.gather(
        *(desk.done(CREATE, AUTHOR, title="Same", content="") for _ in range(10))
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
async def test_what_cannot_be_taken_is_told_by_its_field(desk: Desk, field: str) -> None:
    given = {"title": "T", "content": "c", field: WRONG[field]}
    payload = await desk.do(CREATE, EDITOR, **given)
    [problem] = payload["userErrors"]
    assert (problem["code"], problem["field"]) == ("BAD_USER_INPUT", [field])
    async with row_factories.as_owner(desk.site.url) as owner:
        assert await owner.fetchval("select count(*) from entry") == 0
        assert await owner.fetchval("select count(*) from term") == 0


async def test_changes_are_announced_in_the_transaction_that_makes_them(desk: Desk) -> None:
    id = await desk.draft(tags=["one"])
    await desk.done(PUBLISH, AUTHOR, id=id)
    await desk.done(UPDATE, AUTHOR, id=id, slug="other")
    await desk.done(PUBLISH, AUTHOR, id=id)
    await desk.done(MOVE["trashPost"], AUTHOR, id=id)
    async with row_factories.as_owner(desk.site.url) as owner:
        told = await owner.fetch("select node, event, tags, shows_at from change order by id")
    [node] = {row["node"] for row in told}
    assert [row["event"] for row in told] == ["CREATED", "UPDATED", "UPDATED", "UPDATED", "UPDATED"]
    assert told[0]["tags"] == told[2]["tags"] == [node]
    assert "posts" in told[1]["tags"]
    assert "uri:/a-title/" in told[1]["tags"]
    assert {"uri:/a-title/", "uri:/other/"} <= set(told[3]["tags"])
    assert "uri:/other/" in told[4]["tags"]


async def test_writers_list_what_is_theirs_and_editors_everything_page_by_page(desk: Desk) -> None:
    for number in range(7):
        await desk.draft(title=f"Draft {number}")
    await desk.published(title="Shown")
    listed = """query($after: String, $order: PostOrder!) {
      posts(first: 3, after: $after, where: {status: [DRAFT]}, orderBy: $order) {
        totalCount nodes { title publishedAt } pageInfo { endCursor hasNextPage } } }"""
    for role, count in ((AUTHOR, 7), (EDITOR, 7), (Role.CONTRIBUTOR, 0), (None, 0)):
        token = desk.tokens[role] if role else None
        for order in ("NEWEST", "OLDEST", "TITLE"):
            titles: list[str] = []
            after = None
            for _ in range(4):
                page = (await desk.site.data(listed, token, after=after, order=order))["posts"]
                assert page["totalCount"] == count
                assert all(node["publishedAt"] is None for node in page["nodes"])
                titles += [node["title"] for node in page["nodes"]]
                after = page["pageInfo"]["endCursor"]
                if not page["pageInfo"]["hasNextPage"]:
                    break
            assert sorted(titles) == [f"Draft {number}" for number in range(count)]
        own = """{ author(by: {slug: "author"}) { postCount posts { totalCount }
          drafts: posts(first: 2, where: {status: [DRAFT]}) { totalCount nodes { title } } } }"""
        found = (await desk.site.data(own, token))["author"]
        assert (found["postCount"], found["posts"]["totalCount"]) == (1, 1)
        assert found["drafts"]["totalCount"] == count
        assert len(found["drafts"]["nodes"]) == min(2, count)


async def test_what_is_in_the_trash_is_not_changed(desk: Desk) -> None:
    id = await desk.draft()
    await desk.done(MOVE["trashPost"], AUTHOR, id=id)
    assert await desk.codes(UPDATE, AUTHOR, id=id, title="x") == ["BAD_USER_INPUT"]
    assert await desk.codes(GO_BACK, AUTHOR, id=id, version=1) == ["BAD_USER_INPUT"]


async def test_what_was_imported_has_a_revision_once_it_is_changed(desk: Desk) -> None:
    async with row_factories.as_owner(desk.site.url) as owner:
        author = await owner.fetchval("select id from author where name = 'Author'")
        key = await row_factories.entry(
            owner, author, title="As it came", content_source="<p>Old.</p>", content_text="Old."
        )
        await row_factories.insert(owner, "post_author", {"post_id": key, "author_id": author})
    id = encode_id("Post", key)
    saved = await desk.done(UPDATE, AUTHOR, id=id, content="New.")
    assert saved["version"] == 2
    seen = (await desk.site.data(REVISIONS, desk.tokens[AUTHOR], id=id))["node"]["revisions"]
    assert [(r["version"], r["savedBy"], r["content"], r["format"]) for r in seen] == [
        (2, {"name": "Author"}, "New.", "HTML"),
        (1, None, "<p>Old.</p>", "HTML"),
    ]
    back = await desk.done(GO_BACK, AUTHOR, id=id, version=1)
    assert (back["version"], back["post"]["html"]) == (3, "<p>Old.</p>")


async def test_a_machine_writes_for_somebody(desk: Desk) -> None:
    async with desk.site.database.transaction() as connection:
        token = await add_token(connection, "build", role=EDITOR, may_write=True)
    given = {"title": "T", "content": "c"}
    refused = (await desk.site.data(CREATE, token, input=given))["createPost"]
    [problem] = refused["userErrors"]
    assert (problem["code"], problem["field"]) == ("BAD_USER_INPUT", ["authors"])
    made = await desk.site.data(CREATE, token, input=given | {"authors": ["author", "editor"]})
    assert [a["name"] for a in made["createPost"]["post"]["authors"]] == ["Author", "Editor"]
    id = made["createPost"]["post"]["id"]
    seen = (await desk.site.data(REVISIONS, desk.tokens[AUTHOR], id=id))["node"]["revisions"]
    assert [r["savedBy"] for r in seen] == [None]


async def test_only_what_was_read_is_published(desk: Desk) -> None:
    id = await desk.draft()
    await desk.done(UPDATE, EDITOR, id=id, title="Newer")
    assert await desk.codes(PUBLISH, AUTHOR, id=id, expectedVersion=1) == ["CONFLICT"]
    assert await desk.titles() == []
    await desk.done(PUBLISH, AUTHOR, id=id, expectedVersion=2)
    assert await desk.titles() == ["Newer"]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"])
async def test_a_time_beyond_all_calendars_is_refused(desk: Desk, at: str) -> None:
    id = await desk.draft()
    assert await desk.codes(PUBLISH, AUTHOR, id=id, at=at) == ["BAD_USER_INPUT"]


async def test_changes_of_long_ago_are_forgotten(desk: Desk) -> None:
    async with row_factories.as_owner(desk.site.url) as owner:
        for days in (29, 31):
            await owner.execute(
                "insert into change (node, event, tags, changed_at) "
                f"values ('post:0', 'UPDATED', '{{}}', now() - interval '{days} days')"
            )
        await desk.draft()
        kept = await owner.fetch("select node from change order by id")
    assert [row["node"] for row in kept][:1] == ["post:0"]
    assert len(kept) == 2
