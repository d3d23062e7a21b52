"""updateComment and deleteComment: permissions, the edit window, tombstones."""

from __future__ import annotations

from typing import Any

import pytest

from gql.auth.access_token import AccessTokens
from gql.auth.api_token import add_token
from gql.auth.guest_key import new_guest_key
from gql.engine import encode_id
from gql.engine.global_id import decode_id
from gql.viewer import Role
from tests.http_site import KEY, Site, start_site
from tests.mutations.comment_requests import (
    create_comment,
    delete_comment,
    editor_token,
    error_codes,
    fetch_rows,
    moderate_comments,
    new_post,
    new_user_token,
    undo_moderation,
    update_comment,
)
from tests.schema.expected_rows import derived_column_errors
from tests.schema.row_factories import owner_connection


@pytest.fixture
async def post(site: Site) -> str:
    return await new_post(site)


async def test_a_guest_edits_their_comment_with_its_receipt(site: Site, post: str) -> None:
    created = await create_comment(site, post, content="Teh word.")
    id, receipt = created["comment"]["id"], created["receipt"]
    payload = await update_comment(site, id, "The *word*.", receipt=receipt)
    assert payload["userErrors"] == []
    assert payload["receipt"] == receipt
    comment = payload["comment"]
    assert (comment["moderationStatus"], comment["content"]) == (
        "HELD",
        "<p>The <em>word</em>.</p>",
    )
    assert comment["source"] == "The *word*."
    assert comment["updatedAt"] is not None
    # the header is as good as the input field
    site.client.headers["Quire-Receipt"] = receipt
    assert (await update_comment(site, id, "Words."))["comment"]["content"] == "<p>Words.</p>"


async def test_editors_write_meta_of_a_comment_and_nobody_else(site: Site, post: str) -> None:
    bob = await new_user_token(site, "bob@blog.example", Role.AUTHOR)
    id = (await create_comment(site, post, bob, content="As it was."))["comment"]["id"]
    guests = await create_comment(site, post)
    meta = [{"key": "rating", "value": "4"}, {"key": "rating", "value": "5"}]
    for refused, code in (
        (await update_comment(site, id, "Better.", bob, meta=meta), "FORBIDDEN"),
        (await update_comment(site, encode_id("Comment", 999), "A", bob, meta=meta), "FORBIDDEN"),
        (
            await update_comment(
                site, guests["comment"]["id"], "Better.", receipt=guests["receipt"], meta=meta
            ),
            "UNAUTHENTICATED",
        ),
    ):
        assert error_codes(refused) == [code]
    editor = await editor_token(site)
    # without content the text stays
    saved = await update_comment(site, id, None, editor, meta=meta)
    assert saved["userErrors"] == []
    assert saved["comment"]["source"] == "As it was."
    read = "query($id: ID!) { node(id: $id) { ... on Comment { meta { key value } } } }"
    assert [await site.data(read, editor, id=id) for _ in range(3)] == [
        {"node": {"meta": meta}}
    ] * 3
    assert await site.data(read, bob, id=id) == {"node": {"meta": []}}
    (change,) = await fetch_rows(site, "select node, tags from change order by id desc limit 1")
    assert change["node"] == f"comment:{decode_id(id)[1]}"
    assert "comments" in change["tags"]
    bad = await update_comment(site, id, None, editor, meta=[{"key": "rating", "value": "x"}])
    assert [(e["code"], e["field"]) for e in bad["userErrors"]] == [
        ("BAD_USER_INPUT", ["meta", "0", "value"])
    ]


async def test_an_account_edits_its_comment(site: Site, post: str) -> None:
    bob = await new_user_token(site, "bob@blog.example", Role.AUTHOR)
    id = (await create_comment(site, post, bob))["comment"]["id"]
    payload = await update_comment(site, id, "Better.", bob)
    assert (payload["comment"]["moderationStatus"], payload["receipt"]) == ("APPROVED", None)
    assert payload["comment"]["content"] == "<p>Better.</p>"


async def test_nobody_else_can_edit_or_delete_a_comment(site: Site, post: str) -> None:
    created = await create_comment(site, post)
    other = await create_comment(site, post)
    id = created["comment"]["id"]
    other_author = await new_user_token(site, "cid@blog.example", Role.AUTHOR)
    others_comment = (await create_comment(site, post, other_author))["comment"]["id"]
    _, key = new_guest_key(AccessTokens([KEY], "http://localhost:8000", 900))
    async with site.database.transaction() as connection:
        api_token = await add_token(connection, "reads", role=Role.READER, may_write=True)
    attempts: list[tuple[str, str | None, dict[str, Any], str, list[str]]] = [
        # NOT_FOUND: that a held comment exists is not revealed
        (id, None, {}, "NOT_FOUND", ["id"]),
        (id, other_author, {}, "NOT_FOUND", ["id"]),
        (id, api_token, {}, "NOT_FOUND", ["id"]),
        (id, None, {"receipt": other["receipt"]}, "RECEIPT_INVALID", ["receipt"]),
        (id, other_author, {"receipt": "x"}, "RECEIPT_INVALID", ["receipt"]),
        (id, None, {"receipt": key}, "RECEIPT_INVALID", ["receipt"]),
        (id, None, {"receipt": other_author}, "RECEIPT_INVALID", ["receipt"]),
        (encode_id("Comment", 999), None, {}, "NOT_FOUND", ["id"]),
        (encode_id("Post", 1), None, {}, "NOT_FOUND", ["id"]),
        (others_comment, None, {}, "FORBIDDEN", []),
        (others_comment, None, {"receipt": created["receipt"]}, "RECEIPT_INVALID", ["receipt"]),
    ]
    before = await fetch_rows(site, "select * from comment order by id")
    for comment_id, token, credentials, code, field in attempts:
        for payload in (
            await update_comment(site, comment_id, "Mine.", token, **credentials),
            await delete_comment(site, comment_id, token, **credentials),
        ):
            [problem] = payload["userErrors"]
            assert (problem["code"], problem["field"] or []) == (code, field), (
                comment_id,
                credentials,
            )
            assert payload["comment"] is None
    assert await fetch_rows(site, "select * from comment order by id") == before


async def test_after_the_edit_window_only_editors_can_edit(site: Site, post: str) -> None:
    created, token = await create_comment(site, post), await editor_token(site)
    id, receipt = created["comment"]["id"], created["receipt"]
    await moderate_comments(site, [id], "APPROVED", token)
    await fetch_rows(site, "update comment set published_at = now() - interval '14 minutes'")
    assert error_codes(await update_comment(site, id, "In time.", receipt=receipt)) == []
    await fetch_rows(site, "update comment set published_at = now() - interval '16 minutes'")
    [problem] = (await update_comment(site, id, "Too late.", receipt=receipt))["userErrors"]
    assert (problem["code"], problem["field"]) == ("TOO_LATE", None)
    assert problem["message"] == "A comment may be changed for 15 minutes."
    assert (await update_comment(site, id, "Corrected.", token))["comment"][
        "content"
    ] == "<p>Corrected.</p>"


async def test_an_edited_comment_is_held_again(site: Site, post: str) -> None:
    created, token = await create_comment(site, post), await editor_token(site)
    id, receipt = created["comment"]["id"], created["receipt"]
    await moderate_comments(site, [id], "APPROVED", token)
    payload = await update_comment(site, id, "Something else entirely.", receipt=receipt)
    assert payload["comment"]["moderationStatus"] == "HELD"
    [row] = await fetch_rows(site, "select held_for from comment_private")
    assert row["held_for"] == "It was edited. It was written by a guest."
    # an edit by an editor leaves the status as it is
    await moderate_comments(site, [id], "APPROVED", token)
    assert (await update_comment(site, id, "Corrected.", token))["comment"][
        "moderationStatus"
    ] == "APPROVED"


async def test_an_edit_by_a_trusted_guest_stays_approved(
    empty_database: str,
) -> None:
    async with start_site(empty_database, hold_comments="first-time") as site:
        created, token = await create_comment(site, await new_post(site)), await editor_token(site)
        id, receipt = created["comment"]["id"], created["receipt"]
        await moderate_comments(site, [id], "APPROVED", token)
        assert (await update_comment(site, id, "Fine.", receipt=receipt))["comment"][
            "moderationStatus"
        ] == "APPROVED"
        links = " ".join(f"https://{n}.example" for n in range(9))
        assert (await update_comment(site, id, links, receipt=receipt))["comment"][
            "moderationStatus"
        ] == "HELD"


async def test_invalid_edits_are_refused(site: Site, post: str) -> None:
    created = await create_comment(site, post)
    for content, code in ((" ", "BAD_USER_INPUT"), ("x" * 65_537, "LIMIT_EXCEEDED")):
        payload = await update_comment(
            site, created["comment"]["id"], content, receipt=created["receipt"]
        )
        [problem] = payload["userErrors"]
        assert (problem["code"], problem["field"]) == (code, ["content"])


async def test_a_comment_in_the_trash_cannot_be_edited(site: Site, post: str) -> None:
    created = await create_comment(site, post)
    id, receipt = created["comment"]["id"], created["receipt"]
    await fetch_rows(site, "update comment set status = 'SPAM'")
    assert (await update_comment(site, id, "Buy.", receipt=receipt))["comment"][
        "moderationStatus"
    ] == "HELD"
    assert [r["status"] for r in await fetch_rows(site, "select status from comment")] == ["SPAM"]
    await fetch_rows(site, "update comment set status = 'TRASH'")
    assert error_codes(await update_comment(site, id, "Buy!", receipt=receipt)) == ["FORBIDDEN"]
    assert error_codes(await delete_comment(site, id, receipt=receipt)) == []


async def test_a_comment_without_replies_is_deleted_for_good(site: Site, post: str) -> None:
    created = await create_comment(site, post, email="bea@mail.example")
    id, receipt = created["comment"]["id"], created["receipt"]
    assert await delete_comment(site, id, receipt=receipt) == {"comment": None, "userErrors": []}
    assert await fetch_rows(site, "select from comment") == []
    assert await fetch_rows(site, "select from comment_private") == []
    assert error_codes(await delete_comment(site, id, receipt=receipt)) == ["NOT_FOUND"]


async def test_a_comment_with_replies_leaves_a_tombstone(site: Site, post: str) -> None:
    token = await editor_token(site)
    created = await create_comment(
        site,
        post,
        name="Bea",
        email="bea@mail.example",
        url="https://bea.example",
        content="Secret.",
    )
    id = created["comment"]["id"]
    await moderate_comments(site, [id], "APPROVED", token)
    reply = (await create_comment(site, post, token, parent=id))["comment"]["id"]
    like = "mutation ($id: ID!) { like(input: { id: $id }) { likeCount } }"
    assert (await site.data(like, id=id))["like"]["likeCount"] == 1
    async with owner_connection(site.url) as owner:
        await owner.execute(
            "insert into meta (comment_id, key, value) select id, 'town', '\"Hull\"' from comment"
        )
    payload = await delete_comment(site, id, receipt=created["receipt"])
    assert payload == {
        "comment": {
            "id": id,
            "isDeleted": True,
            "content": "",
            "author": {"name": "Anonymous"},
            "replyCount": 1,
            "likeCount": 0,
        },
        "userErrors": [],
    }
    assert len(await fetch_rows(site, "select from meta")) == 1  # that of the reply
    [row] = await fetch_rows(site, "select * from comment where is_deleted")
    for column in ("content_html", "content_markdown", "content_text", "content_source"):
        assert row[column] == ""
    assert (row["guest_name"], row["guest_url"], row["author_id"]) == (None, None, None)
    assert await fetch_rows(site, "select from comment_private where email is not null") == []
    for request in (
        update_comment(site, id, "Back.", receipt=created["receipt"]),
        delete_comment(site, id, token),
    ):
        assert error_codes(await request) == ["NOT_FOUND"]
    async with owner_connection(site.url) as owner:
        assert await derived_column_errors(owner) == []
    # with its last reply, the tombstone becomes invisible too
    await delete_comment(site, reply, token)
    assert (
        await fetch_rows(site, "select from comment where not is_deleted or status <> 'TRASH'")
        == []
    )
    async with owner_connection(site.url) as owner:
        assert await derived_column_errors(owner) == []


async def test_held_replies_keep_a_tombstone_too(site: Site, post: str) -> None:
    token = await editor_token(site)
    id = (await create_comment(site, post, token))["comment"]["id"]
    held = await create_comment(site, post, parent=id)
    assert (await delete_comment(site, id, token))["comment"]["isDeleted"] is True
    assert (
        error_codes(await delete_comment(site, held["comment"]["id"], receipt=held["receipt"]))
        == []
    )
    assert await fetch_rows(site, "select from comment") == []


async def test_the_moderation_log_outlives_the_comment(site: Site, post: str) -> None:
    token = await editor_token(site)
    created = await create_comment(
        site, post, name="Bea", email="bea@mail.example", content="Secret."
    )
    id, receipt = created["comment"]["id"], created["receipt"]
    batch = (await moderate_comments(site, [id], "APPROVED", token, "Why not."))["batch"]
    assert error_codes(await delete_comment(site, id, receipt=receipt)) == []
    # its text is erased, also for moderators; the log stays
    [row] = await fetch_rows(site, "select * from comment")
    assert (row["content_text"], row["guest_name"], row["status"]) == ("", None, "TRASH")
    assert await fetch_rows(site, "select from comment_private") == []
    [moderation] = await fetch_rows(site, "select became, reason from moderation")
    assert moderation == {"became": "APPROVED", "reason": "Why not."}
    visible_count = (
        "query ($id: ID!) { comment(by: { id: $id }) { isDeleted moderationLog { reason } } }"
    )
    assert await site.data(visible_count.replace("moderationLog { reason }", ""), id=id) == {
        "comment": None
    }
    log = {"isDeleted": True, "moderationLog": [{"reason": "Why not."}]}
    assert await site.data(visible_count, token, id=id) == {"comment": log}
    listed = "query ($id: ID!) { post(by: { id: $id }) { commentCounts { total } } }"
    assert (await site.data(listed, id=post))["post"]["commentCounts"] == {"total": 0}
    # and nothing restores it
    assert error_codes(await undo_moderation(site, batch, token)) == ["CONFLICT"]
    assert error_codes(await moderate_comments(site, [id], "APPROVED", token)) == ["NOT_FOUND"]
    assert error_codes(await delete_comment(site, id, receipt=receipt)) == ["NOT_FOUND"]


async def test_tombstones_kept_for_a_moderation_log_are_not_visible(site: Site, post: str) -> None:
    token = await editor_token(site)
    first = (await create_comment(site, post, token))["comment"]["id"]
    created = await create_comment(site, post, parent=first)
    second = created["comment"]["id"]
    await moderate_comments(site, [second], "APPROVED", token)
    third = (await create_comment(site, post, token, parent=second))["comment"]["id"]
    visible_comments = "select id from comment where visible_from is not null"
    for id, visible_count in ((first, 3), (second, 3), (third, 0)):
        assert error_codes(await delete_comment(site, id, token)) == []
        assert len(await fetch_rows(site, visible_comments)) == visible_count
        async with owner_connection(site.url) as owner:
            assert await derived_column_errors(owner) == []
    assert len(await fetch_rows(site, "select from moderation")) == 1
