"""Revisions of posts: each save is one, who may read them, and how one is restored."""

from __future__ import annotations

from gql.auth.api_token import add_token
from gql.engine import encode_id
from gql.viewer import Role
from tests.mutations.entry_requests import (
    CREATE,
    RESTORE_REVISION,
    UPDATE,
    Newsroom,
)
from tests.schema import row_factories

AUTHOR, EDITOR = Role.AUTHOR, Role.EDITOR


REVISIONS = """query($id: ID!) { node(id: $id) { ... on Post {
  revisions { nodes { version: versionNumber title content format savedBy { name } changes { change text } } }
} } }"""


async def test_every_save_is_a_revision_that_can_be_restored(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft(title="One", content="The quick fox.")
    await newsroom.succeed(UPDATE, EDITOR, id=id, content="The slow fox.")
    await newsroom.succeed(
        UPDATE, AUTHOR, id=id, content="The slow fox."
    )  # an equal save creates no version
    back = await newsroom.succeed(RESTORE_REVISION, AUTHOR, id=id, version=1)
    assert (back["version"], back["post"]["source"]) == (3, "The quick fox.")
    for role in (AUTHOR, EDITOR):
        for _ in range(3):
            seen = (await newsroom.site.data(REVISIONS, newsroom.tokens[role], id=id))["node"][
                "revisions"
            ]["nodes"]
            assert [(r["version"], r["savedBy"]["name"]) for r in seen] == [
                (3, "Author"),
                (2, "Editor"),
                (1, "Author"),
            ]
            # a revision is compared with the one before it, word by word
            assert [p["text"] for p in seen[1]["changes"] if p["change"] == "REMOVED"] == ["quick"]
            assert [p["text"] for p in seen[1]["changes"] if p["change"] == "ADDED"] == ["slow"]
    assert await newsroom.error_codes(RESTORE_REVISION, AUTHOR, id=id, version=9) == [
        "BAD_USER_INPUT"
    ]


async def test_revisions_are_visible_to_those_who_may_edit_the_post(newsroom: Newsroom) -> None:
    id = await newsroom.create_published()
    for role in (None, Role.READER, Role.CONTRIBUTOR):
        token = newsroom.tokens[role] if role else None
        for _ in range(3):
            assert (await newsroom.site.data(REVISIONS, token, id=id))["node"]["revisions"] is None


async def test_an_imported_version_becomes_a_revision_when_it_is_first_edited(
    newsroom: Newsroom,
) -> None:
    async with row_factories.owner_connection(newsroom.site.url) as owner:
        author = await owner.fetchval("select id from author where name = 'Author'")
        key = await row_factories.entry(
            owner, author, title="As it came", content_source="<p>Old.</p>", content_text="Old."
        )
        await row_factories.insert(owner, "post_author", {"post_id": key, "author_id": author})
    id = encode_id("Post", key)
    saved = await newsroom.succeed(UPDATE, AUTHOR, id=id, content="New.")
    assert saved["version"] == 2
    seen = (await newsroom.site.data(REVISIONS, newsroom.tokens[AUTHOR], id=id))["node"][
        "revisions"
    ]["nodes"]
    assert [(r["version"], r["savedBy"], r["content"], r["format"]) for r in seen] == [
        (2, {"name": "Author"}, "New.", "HTML"),
        # nobody has saved the imported version here
        (1, None, "<p>Old.</p>", "HTML"),
    ]
    back = await newsroom.succeed(RESTORE_REVISION, AUTHOR, id=id, version=1)
    assert (back["version"], back["post"]["html"]) == (3, "<p>Old.</p>")


async def test_an_api_token_creates_posts_only_for_named_authors(newsroom: Newsroom) -> None:
    async with newsroom.site.database.transaction() as connection:
        token = await add_token(connection, "build", role=EDITOR, may_write=True)
    given = {"title": "T", "content": "c"}
    refused = (await newsroom.site.data(CREATE, token, input=given))["createPost"]
    [problem] = refused["userErrors"]
    assert (problem["code"], problem["field"]) == ("BAD_USER_INPUT", ["authors"])
    made = await newsroom.site.data(CREATE, token, input=given | {"authors": ["author", "editor"]})
    assert [a["name"] for a in made["createPost"]["post"]["authors"]] == ["Author", "Editor"]
    id = made["createPost"]["post"]["id"]
    seen = (await newsroom.site.data(REVISIONS, newsroom.tokens[AUTHOR], id=id))["node"][
        "revisions"
    ]["nodes"]
    assert [r["savedBy"] for r in seen] == [None]


WALK = """query($id: ID!, $after: String, $order: RevisionOrder) { node(id: $id) { ... on ContentNode {
  revisions(first: 2, after: $after, orderBy: $order) {
    totalCount nodes { id versionNumber } pageInfo { hasNextPage hasPreviousPage endCursor }
  }
} } }"""
PAGE = """query($id: ID!) { node(id: $id) { ... on Post {
  middle: revisions(first: 2, offset: 2) { nodes { versionNumber } pageInfo { hasPreviousPage hasNextPage } }
  oldest: revisions(last: 2) { nodes { versionNumber } pageInfo { hasPreviousPage hasNextPage } }
} } }"""
ONE = "query($id: ID!) { revision(id: $id) { versionNumber title content } }"
DIFF = "query($from: ID!, $to: ID!) { diff(from: $from, to: $to) { change text } }"


async def test_revisions_are_read_in_pages_in_both_orders(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft(title="One", content="1")
    for version in range(2, 6):
        await newsroom.succeed(UPDATE, AUTHOR, id=id, content=str(version))
    token = newsroom.tokens[AUTHOR]
    for order, expected in (("NEWEST", [5, 4, 3, 2, 1]), ("OLDEST", [1, 2, 3, 4, 5])):
        seen: list[int] = []
        after = None
        for _ in range(3):
            given = {"id": id, "after": after, "order": order}
            found = (await newsroom.site.data(WALK, token, **given))["node"]["revisions"]
            assert found["totalCount"] == 5
            assert found["pageInfo"]["hasPreviousPage"] == (after is not None)
            seen += [node["versionNumber"] for node in found["nodes"]]
            after = found["pageInfo"]["endCursor"]
        assert not found["pageInfo"]["hasNextPage"]
        assert seen == expected
    for _ in range(2):  # resolved, then by a plan
        found = (await newsroom.site.data(PAGE, token, id=id))["node"]
        assert [one["versionNumber"] for one in found["middle"]["nodes"]] == [3, 2]
        assert found["middle"]["pageInfo"] == {"hasPreviousPage": True, "hasNextPage": True}
        assert [one["versionNumber"] for one in found["oldest"]["nodes"]] == [2, 1]
        assert found["oldest"]["pageInfo"] == {"hasPreviousPage": True, "hasNextPage": False}


async def test_two_versions_of_one_text_are_compared_by_their_ids(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft(title="One", content="The quick fox.")
    for text in ("The slow fox.", "The slow hen."):
        await newsroom.succeed(UPDATE, AUTHOR, id=id, content=text)
    other = await newsroom.create_draft(title="Two", content="Another.")
    newest, oldest = [await _versions(newsroom, one) for one in (id, other)]
    for role in (AUTHOR, EDITOR):
        token = newsroom.tokens[role]
        for _ in range(3):
            found = await newsroom.site.data(ONE, token, id=newest[0])
            assert found["revision"] == {
                "versionNumber": 3, "title": "One", "content": "The slow hen.",
            }  # fmt: skip
            words = (await newsroom.site.data(DIFF, token, **{"from": newest[2], "to": newest[0]}))[
                "diff"
            ]
            changed = {
                kind: [w["text"] for w in words if w["change"] == kind]
                for kind in ("ADDED", "REMOVED")
            }
            assert (changed["REMOVED"], changed["ADDED"]) == (["quick fox."], ["slow hen."])
            # and back
            words = (await newsroom.site.data(DIFF, token, **{"from": newest[0], "to": newest[2]}))[
                "diff"
            ]
            assert "quick" in "".join(w["text"] for w in words if w["change"] == "ADDED")
    given = {"from": newest[0], "to": oldest[0]}
    refused = await newsroom.site.status_and_code(DIFF, newsroom.tokens[AUTHOR], **given)
    assert refused == (200, "BAD_USER_INPUT")


async def test_revisions_and_differences_are_null_for_those_who_may_not_edit(
    newsroom: Newsroom,
) -> None:
    id = await newsroom.create_published()
    await newsroom.succeed(UPDATE, AUTHOR, id=id, content="Newer.")
    versions = await _versions(newsroom, id)
    for role in (None, Role.READER, Role.CONTRIBUTOR):
        token = newsroom.tokens[role] if role else None
        for _ in range(3):
            assert await newsroom.site.data(ONE, token, id=versions[0]) == {"revision": None}
            given = {"from": versions[1], "to": versions[0]}
            assert await newsroom.site.data(DIFF, token, **given) == {"diff": None}
    assert await newsroom.site.data(ONE, newsroom.tokens[AUTHOR], id=id) == {"revision": None}


async def _versions(newsroom: Newsroom, id: str) -> list[str]:
    """The ids of the versions of a post, newest first."""
    query = "query($id: ID!) { node(id: $id) { ... on Post { revisions { nodes { id } } } } }"
    found = (await newsroom.site.data(query, newsroom.tokens[AUTHOR], id=id))["node"]["revisions"]
    return [node["id"] for node in found["nodes"]]
