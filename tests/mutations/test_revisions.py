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
  revisions { version: versionNumber title content format savedBy { name } changes { change text } }
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
            ]
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
    ]
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
    ]
    assert [r["savedBy"] for r in seen] == [None]
