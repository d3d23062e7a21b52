"""Who wrote a comment changes it for a while and deletes it at any time; nobody else does."""

from __future__ import annotations

from typing import Any

import pytest

from gql.auth.access_token import AccessTokens
from gql.auth.api_token import add_token
from gql.auth.guest_key import new_guest_key
from gql.engine import encode_id
from gql.viewer import Role
from tests.http_site import KEY, Site, started
from tests.mutations.comment_requests import (
    answered,
    codes,
    deleted,
    edited,
    editor,
    moderated,
    new_post,
    rows,
    somebody,
    undone,
)
from tests.schema.expected_rows import differences
from tests.schema.row_factories import as_owner


@pytest.fixture
async def post(site: Site) -> str:
    return await new_post(site)


async def test_a_guest_changes_by_receipt_what_they_wrote(site: Site, post: str) -> None:
    made = await answered(site, post, content="Teh word.")
    id, receipt = made["comment"]["id"], made["receipt"]
    payload = await edited(site, id, "The *word*.", receipt=receipt)
    assert payload["userErrors"] == []
    assert payload["receipt"] == receipt
    comment = payload["comment"]
    assert (comment["status"], comment["content"]) == ("HELD", "<p>The <em>word</em>.</p>")
    assert comment["source"] == "The *word*."
    assert comment["updatedAt"] is not None
    # in the header it is as good
    site.client.headers["Quire-Receipt"] = receipt
    assert (await edited(site, id, "Words."))["comment"]["content"] == "<p>Words.</p>"


async def test_an_account_changes_what_it_wrote(site: Site, post: str) -> None:
    bob = await somebody(site, "bob@blog.example", Role.AUTHOR)
    id = (await answered(site, post, bob))["comment"]["id"]
    payload = await edited(site, id, "Better.", bob)
    assert (payload["comment"]["status"], payload["receipt"]) == ("APPROVED", None)
    assert payload["comment"]["content"] == "<p>Better.</p>"


async def test_nobody_else_changes_or_deletes_it(site: Site, post: str) -> None:
    made = await answered(site, post)
    other = await answered(site, post)
    id = made["comment"]["id"]
    cid = await somebody(site, "cid@blog.example", Role.AUTHOR)
    bobs = (await answered(site, post, cid))["comment"]["id"]
    _, key = new_guest_key(AccessTokens([KEY], "http://localhost:8000", 900))
    async with site.database.transaction() as connection:
        machine = await add_token(connection, "reads", role=Role.READER, may_write=True)
    attempts: list[tuple[str, str | None, dict[str, Any], str, list[str]]] = [
        # whether it waits is not told
        (id, None, {}, "NOT_FOUND", ["id"]),
        (id, cid, {}, "NOT_FOUND", ["id"]),
        (id, machine, {}, "NOT_FOUND", ["id"]),
        (id, None, {"receipt": other["receipt"]}, "RECEIPT_INVALID", ["receipt"]),
        (id, cid, {"receipt": "x"}, "RECEIPT_INVALID", ["receipt"]),
        (id, None, {"receipt": key}, "RECEIPT_INVALID", ["receipt"]),
        (id, None, {"receipt": cid}, "RECEIPT_INVALID", ["receipt"]),
        (encode_id("Comment", 999), None, {}, "NOT_FOUND", ["id"]),
        (encode_id("Post", 1), None, {}, "NOT_FOUND", ["id"]),
        (bobs, None, {}, "FORBIDDEN", []),
        (bobs, None, {"receipt": made["receipt"]}, "RECEIPT_INVALID", ["receipt"]),
    ]
    before = await rows(site, "select * from comment order by id")
    for target, token, by, code, field in attempts:
        for payload in (
            await edited(site, target, "Mine.", token, **by),
            await deleted(site, target, token, **by),
        ):
            [problem] = payload["userErrors"]
            assert (problem["code"], problem["field"] or []) == (code, field), (target, by)
            assert payload["comment"] is None
    assert await rows(site, "select * from comment order by id") == before


async def test_after_a_while_only_editors_change_it(site: Site, post: str) -> None:
    made, token = await answered(site, post), await editor(site)
    id, receipt = made["comment"]["id"], made["receipt"]
    await moderated(site, [id], "APPROVED", token)
    await rows(site, "update comment set published_at = now() - interval '14 minutes'")
    assert codes(await edited(site, id, "In time.", receipt=receipt)) == []
    await rows(site, "update comment set published_at = now() - interval '16 minutes'")
    [problem] = (await edited(site, id, "Too late.", receipt=receipt))["userErrors"]
    assert (problem["code"], problem["field"]) == ("TOO_LATE", None)
    assert problem["message"] == "A comment may be changed for 15 minutes."
    assert (await edited(site, id, "Corrected.", token))["comment"][
        "content"
    ] == "<p>Corrected.</p>"


async def test_what_was_approved_and_is_changed_waits_again(site: Site, post: str) -> None:
    made, token = await answered(site, post), await editor(site)
    id, receipt = made["comment"]["id"], made["receipt"]
    await moderated(site, [id], "APPROVED", token)
    payload = await edited(site, id, "Something else entirely.", receipt=receipt)
    assert payload["comment"]["status"] == "HELD"
    [row] = await rows(site, "select held_for from comment_private")
    assert row["held_for"] == "It was changed. It is a guest's."
    # an editor's correction leaves it as it is
    await moderated(site, [id], "APPROVED", token)
    assert (await edited(site, id, "Corrected.", token))["comment"]["status"] == "APPROVED"


async def test_with_the_receipt_of_what_was_approved_a_change_is_seen_at_once(
    empty_database: str,
) -> None:
    async with started(empty_database, hold_comments="first-time") as site:
        made, token = await answered(site, await new_post(site)), await editor(site)
        id, receipt = made["comment"]["id"], made["receipt"]
        await moderated(site, [id], "APPROVED", token)
        assert (await edited(site, id, "Fine.", receipt=receipt))["comment"]["status"] == "APPROVED"
        links = " ".join(f"https://{n}.example" for n in range(9))
        assert (await edited(site, id, links, receipt=receipt))["comment"]["status"] == "HELD"


async def test_what_is_wrong_in_a_change_is_told(site: Site, post: str) -> None:
    made = await answered(site, post)
    for content, code in ((" ", "BAD_USER_INPUT"), ("x" * 65_537, "LIMIT_EXCEEDED")):
        payload = await edited(site, made["comment"]["id"], content, receipt=made["receipt"])
        [problem] = payload["userErrors"]
        assert (problem["code"], problem["field"]) == (code, ["content"])


async def test_what_a_moderator_has_thrown_away_is_not_changed(site: Site, post: str) -> None:
    made = await answered(site, post)
    id, receipt = made["comment"]["id"], made["receipt"]
    await rows(site, "update comment set status = 'SPAM'")
    assert (await edited(site, id, "Buy.", receipt=receipt))["comment"]["status"] == "HELD"
    assert [r["status"] for r in await rows(site, "select status from comment")] == ["SPAM"]
    await rows(site, "update comment set status = 'TRASH'")
    assert codes(await edited(site, id, "Buy!", receipt=receipt)) == ["FORBIDDEN"]
    assert codes(await deleted(site, id, receipt=receipt)) == []


async def test_what_nobody_has_answered_is_gone_for_good(site: Site, post: str) -> None:
    made = await answered(site, post, email="bea@mail.example")
    id, receipt = made["comment"]["id"], made["receipt"]
    assert await deleted(site, id, receipt=receipt) == {"comment": None, "userErrors": []}
    assert await rows(site, "select from comment") == []
    assert await rows(site, "select from comment_private") == []
    assert codes(await deleted(site, id, receipt=receipt)) == ["NOT_FOUND"]


async def test_where_there_are_replies_an_empty_place_is_left(site: Site, post: str) -> None:
    token = await editor(site)
    made = await answered(
        site,
        post,
        name="Bea",
        email="bea@mail.example",
        url="https://bea.example",
        content="Secret.",
    )
    id = made["comment"]["id"]
    await moderated(site, [id], "APPROVED", token)
    reply = (await answered(site, post, token, parent=id))["comment"]["id"]
    like = "mutation ($id: ID!) { like(input: { id: $id }) { likeCount } }"
    assert (await site.data(like, id=id))["like"]["likeCount"] == 1
    payload = await deleted(site, id, receipt=made["receipt"])
    assert payload == {
        "comment": {
            "id": id,
            "isDeleted": True,
            "content": "",
            "author": {"name": None},
            "replyCount": 1,
            "likeCount": 0,
        },
        "userErrors": [],
    }
    [row] = await rows(site, "select * from comment where is_deleted")
    for column in ("content_html", "content_markdown", "content_text", "content_source"):
        assert row[column] == ""
    assert (row["guest_name"], row["guest_url"], row["author_id"]) == (None, None, None)
    assert await rows(site, "select from comment_private where email is not null") == []
    for act in (edited(site, id, "Back.", receipt=made["receipt"]), deleted(site, id, token)):
        assert codes(await act) == ["NOT_FOUND"]
    async with as_owner(site.url) as owner:
        assert await differences(owner) == []
    # with its last reply, the empty place goes out of sight too
    await deleted(site, reply, token)
    assert await rows(site, "select from comment where not is_deleted or status <> 'TRASH'") == []
    async with as_owner(site.url) as owner:
        assert await differences(owner) == []


async def test_replies_that_wait_keep_their_place_too(site: Site, post: str) -> None:
    token = await editor(site)
    id = (await answered(site, post, token))["comment"]["id"]
    waits = await answered(site, post, parent=id)
    assert (await deleted(site, id, token))["comment"]["isDeleted"] is True
    assert codes(await deleted(site, waits["comment"]["id"], receipt=waits["receipt"])) == []
    assert await rows(site, "select from comment") == []


async def test_what_moderators_decided_outlives_the_comment(site: Site, post: str) -> None:
    token = await editor(site)
    made = await answered(site, post, name="Bea", email="bea@mail.example", content="Secret.")
    id, receipt = made["comment"]["id"], made["receipt"]
    batch = (await moderated(site, [id], "APPROVED", token, "Why not."))["batch"]
    assert codes(await deleted(site, id, receipt=receipt)) == []
    # its words are gone, for everybody; what was decided is not
    [row] = await rows(site, "select * from comment")
    assert (row["content_text"], row["guest_name"], row["status"]) == ("", None, "TRASH")
    assert await rows(site, "select from comment_private") == []
    [noted] = await rows(site, "select became, reason from moderation")
    assert noted == {"became": "APPROVED", "reason": "Why not."}
    seen = "query ($id: ID!) { comment(id: $id) { isDeleted moderationLog { reason } } }"
    assert await site.data(seen.replace("moderationLog { reason }", ""), id=id) == {"comment": None}
    log = {"isDeleted": True, "moderationLog": [{"reason": "Why not."}]}
    assert await site.data(seen, token, id=id) == {"comment": log}
    listed = "query ($id: ID!) { post(by: { id: $id }) { commentCounts { total } } }"
    assert (await site.data(listed, id=post))["post"]["commentCounts"] == {"total": 0}
    # and it does not come back
    assert codes(await undone(site, batch, token)) == ["CONFLICT"]
    assert codes(await moderated(site, [id], "APPROVED", token)) == ["NOT_FOUND"]
    assert codes(await deleted(site, id, receipt=receipt)) == ["NOT_FOUND"]


async def test_empty_places_that_are_kept_for_a_log_are_not_seen(site: Site, post: str) -> None:
    token = await editor(site)
    first = (await answered(site, post, token))["comment"]["id"]
    made = await answered(site, post, parent=first)
    second = made["comment"]["id"]
    await moderated(site, [second], "APPROVED", token)
    third = (await answered(site, post, token, parent=second))["comment"]["id"]
    shown = "select id from comment where visible_from is not null"
    for id, seen in ((first, 3), (second, 3), (third, 0)):
        assert codes(await deleted(site, id, token)) == []
        assert len(await rows(site, shown)) == seen
        async with as_owner(site.url) as owner:
            assert await differences(owner) == []
    assert len(await rows(site, "select from moderation")) == 1
