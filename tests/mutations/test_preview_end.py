"""A preview ends with the right of who made it, and when it is revoked; it is listed until then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from gql.auth.account import set_disabled, set_role
from gql.auth.api_token import add_token, revoke_token
from gql.content.entries.previews import MAX_PREVIEWS
from gql.viewer import Role
from tests.mutations.entry_requests import EMAILS, PREVIEW, PUBLISH, UPDATE, Newsroom

AUTHOR, EDITOR, ADMIN = Role.AUTHOR, Role.EDITOR, Role.ADMIN
REVOKE = """mutation ($input: RevokePreviewInput!) {
  revokePreview(input: $input) { userErrors { code field } } }"""
MAKE = "mutation ($input: CreatePreviewInput!) { createPreview(input: $input) { preview { id } token userErrors { code } } }"
SHOW = "query ($id: ID!, $t: String) { post(by: { id: $id }, previewToken: $t) { title } }"
LISTED = """query ($id: ID!) { node(id: $id) {
  ... on Post { previews { id createdBy { name } machine createdAt expiresAt } }
  ... on Page { previews { id createdBy { name } machine createdAt expiresAt } } } }"""


async def shown(newsroom: Newsroom, id: str, token: str) -> Any:
    """The title that a token shows, or the code of the error."""
    answer = (await newsroom.site.post(SHOW, id=id, t=token)).json()
    if "errors" in answer:
        return answer["errors"][0]["extensions"]["code"]
    return answer["data"]["post"]["title"]


async def lose_role(newsroom: Newsroom) -> None:
    async with newsroom.site.database.transaction() as connection:
        await set_role(connection, EMAILS[AUTHOR], Role.READER)


async def lose_account(newsroom: Newsroom) -> None:
    async with newsroom.site.database.transaction() as connection:
        await set_disabled(connection, EMAILS[AUTHOR], is_disabled=True)


async def lose_post(newsroom: Newsroom) -> None:
    id = (
        await newsroom.site.data(
            "{ posts(where: {status: { in: [DRAFT] }}) { nodes { id } } }", newsroom.tokens[EDITOR]
        )
    )["posts"]["nodes"][0]["id"]
    await newsroom.succeed(UPDATE, EDITOR, id=id, authors=["contributor"])


@pytest.mark.parametrize("lose", [lose_role, lose_account, lose_post])
async def test_a_preview_ends_with_the_right_of_who_made_it(
    newsroom: Newsroom, lose: Callable[[Newsroom], Awaitable[None]]
) -> None:
    id = await newsroom.create_draft(title="Mine")
    own = (await newsroom.succeed(PREVIEW, AUTHOR, id=id))["token"]
    editors = (await newsroom.succeed(PREVIEW, EDITOR, id=id))["token"]
    assert await shown(newsroom, id, own) == "Mine"
    await lose(newsroom)
    await newsroom.succeed(UPDATE, EDITOR, id=id, title="A later draft")
    assert await shown(newsroom, id, own) == "PREVIEW_REVOKED"
    assert await shown(newsroom, id, editors) == "A later draft"


async def test_an_editor_who_becomes_an_author_previews_only_what_is_theirs(
    newsroom: Newsroom,
) -> None:
    id = await newsroom.create_draft(title="Of another")
    own = await newsroom.create_draft(EDITOR, title="Their own")
    tokens = [(await newsroom.succeed(PREVIEW, EDITOR, id=each))["token"] for each in (id, own)]
    async with newsroom.site.database.transaction() as connection:
        await set_role(connection, EMAILS[EDITOR], AUTHOR)
    assert await shown(newsroom, id, tokens[0]) == "PREVIEW_REVOKED"
    assert await shown(newsroom, own, tokens[1]) == "Their own"


async def test_a_preview_by_a_machine_ends_with_its_token(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft(title="Mine")
    site = newsroom.site
    async with site.database.transaction() as connection:
        machine = await add_token(connection, "build", role=EDITOR, may_write=True)
    made = (await site.data(MAKE, machine, input={"id": id}))["createPreview"]
    assert await shown(newsroom, id, made["token"]) == "Mine"
    [listed] = (await site.data(LISTED, machine, id=id))["node"]["previews"]
    assert (listed["machine"], listed["createdBy"]) == ("build", None)
    async with site.database.transaction() as connection:
        await revoke_token(connection, "build")
    assert await shown(newsroom, id, made["token"]) == "PREVIEW_REVOKED"


async def test_previews_are_listed_and_revoked_one_by_one(newsroom: Newsroom) -> None:
    id = await newsroom.create_published(title="One")
    first = await newsroom.succeed(MAKE, AUTHOR, id=id)
    second = await newsroom.succeed(MAKE, ADMIN, id=id)
    for role in (AUTHOR, EDITOR) * 3:  # a plan answers in the end
        seen = await newsroom.site.data(LISTED, newsroom.tokens[role], id=id)
        assert [(p["id"], p["createdBy"]["name"]) for p in seen["node"]["previews"]] == [
            (second["preview"]["id"], "Admin"),
            (first["preview"]["id"], "Author"),
        ]
    await newsroom.succeed(REVOKE, AUTHOR, id=second["preview"]["id"])
    await newsroom.succeed(REVOKE, AUTHOR, id=second["preview"]["id"])  # once more does no harm
    assert await shown(newsroom, id, second["token"]) == "PREVIEW_REVOKED"
    assert await shown(newsroom, id, first["token"]) == "One"
    seen = await newsroom.site.data(LISTED, newsroom.tokens[EDITOR], id=id)
    assert [preview["id"] for preview in seen["node"]["previews"]] == [first["preview"]["id"]]


async def test_who_may_not_preview_sees_no_previews_and_revokes_none(newsroom: Newsroom) -> None:
    id = await newsroom.create_published(title="One")
    draft = await newsroom.create_draft(title="Two")
    made = await newsroom.succeed(MAKE, AUTHOR, id=id)
    hidden = await newsroom.succeed(MAKE, AUTHOR, id=draft)
    for role in (None, Role.READER, Role.CONTRIBUTOR):
        token = newsroom.tokens[role] if role else None
        for _ in range(3):
            assert (await newsroom.site.data(LISTED, token, id=id))["node"] == {"previews": None}
        by_id = "query ($id: ID!) { node(id: $id) { id } }"
        assert (await newsroom.site.data(by_id, token, id=made["preview"]["id"]))["node"] is None
        codes = [
            await newsroom.error_codes(REVOKE, role, id=each["preview"]["id"])
            for each in (made, hidden)
        ]
        assert codes == (
            [["UNAUTHENTICATED"]] * 2 if role is None else [["FORBIDDEN"], ["NOT_FOUND"]]
        )
    # nor does a preview show by whom others may see it
    document = (
        "query ($id: ID!, $t: String) { post(by: {id: $id}, previewToken: $t) { previews { id } } }"
    )
    seen = await newsroom.site.data(document, id=id, t=made["token"])
    assert seen["post"] == {"previews": None}
    for unknown in ("UHJldmlldzo5OTk=", "x", id):
        assert await newsroom.error_codes(REVOKE, EDITOR, id=unknown) == ["NOT_FOUND"]


@pytest.mark.parametrize("is_published", [True, False])
async def test_a_preview_never_shows_the_source(newsroom: Newsroom, is_published: bool) -> None:
    create = newsroom.create_published if is_published else newsroom.create_draft
    unsafe = "Hi<script>alert(1)</script> <!-- for us only -->"
    id = await create(content=unsafe, format="HTML")
    if is_published:
        await newsroom.succeed(UPDATE, AUTHOR, id=id, content=f"{unsafe} again", format="HTML")
    token = (await newsroom.succeed(PREVIEW, AUTHOR, id=id))["token"]
    document = """query ($id: ID!, $t: String) { post(by: {id: $id}, previewToken: $t) {
      html: content source: content(format: SOURCE)
      author { bio(format: SOURCE) } } }"""
    for role in (None, Role.READER, Role.CONTRIBUTOR):
        viewer = newsroom.tokens[role] if role else None
        seen = (await newsroom.site.data(document, viewer, id=id, t=token))["post"]
        assert seen["source"] == seen["html"]
        assert "script" not in seen["source"]
        assert "for us only" not in seen["source"]
    for role in (AUTHOR, EDITOR):  # who may edit it has the source anyway
        seen = (await newsroom.site.data(document, newsroom.tokens[role], id=id, t=token))["post"]
        assert seen["source"].startswith(unsafe)


async def test_a_preview_of_a_page_is_listed_and_never_shows_the_source(newsroom: Newsroom) -> None:
    create = """mutation ($input: CreatePageInput!) {
      createPage(input: $input) { page { id } userErrors { code } } }"""
    page = await newsroom.succeed(create, EDITOR, title="P", content="<!-- us -->Hi", format="HTML")
    id = page["page"]["id"]
    made = await newsroom.succeed(MAKE, EDITOR, id=id)
    document = """query ($id: ID!, $t: String) { page(by: {id: $id}, previewToken: $t) {
      title html: content source: content(format: SOURCE) } }"""
    for viewer in (None, newsroom.tokens[AUTHOR]):
        seen = (await newsroom.site.data(document, viewer, id=id, t=made["token"]))["page"]
        assert (seen["title"], seen["source"]) == ("P", seen["html"])
        assert "us" not in seen["source"]
    seen = await newsroom.site.data(LISTED, newsroom.tokens[EDITOR], id=id)
    assert [preview["id"] for preview in seen["node"]["previews"]] == [made["preview"]["id"]]
    async with newsroom.site.database.transaction() as connection:
        await set_role(connection, EMAILS[EDITOR], AUTHOR)
    assert await newsroom.site.status_and_code(document, id=id, t=made["token"]) == (
        200,
        "PREVIEW_REVOKED",
    )


async def test_a_post_has_a_bounded_number_of_previews(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft()
    made = await newsroom.succeed(MAKE, AUTHOR, id=id)
    async with newsroom.site.database.transaction() as connection:
        await connection.execute(
            "insert into preview (entry_id, account_id, token_hash, expires_at) "
            "select entry_id, account_id, n::text::bytea, expires_at from preview, generate_series(2, $1) n",
            MAX_PREVIEWS,
        )
    refused = (await newsroom.payload(PREVIEW, AUTHOR, id=id))["userErrors"]
    assert [(e["code"], e["field"]) for e in refused] == [("LIMIT_EXCEEDED", ["id"])]
    await newsroom.succeed(REVOKE, AUTHOR, id=made["preview"]["id"])
    await newsroom.succeed(MAKE, AUTHOR, id=id)


async def test_only_a_digest_of_the_token_is_stored_and_old_previews_go(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft()
    token = (await newsroom.succeed(PREVIEW, AUTHOR, id=id))["token"]
    async with newsroom.site.database.transaction() as connection:
        row = dict(await connection.fetchrow("select * from preview"))
        assert token not in str(row)
        assert token.encode() != row["token_hash"]
        await connection.execute("update preview set expires_at = now() - interval '31 days'")
    await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    await newsroom.succeed(PREVIEW, AUTHOR, id=id)
    async with newsroom.site.database.transaction() as connection:
        assert await connection.fetchval("select count(*) from preview") == 1
