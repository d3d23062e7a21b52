"""Moderation in batches: results, undo, permissions, the log and private details."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from gql.auth.api_token import add_token
from gql.engine import decode_id, encode_id
from gql.viewer import Role
from tests.http_site import Site
from tests.mutations.comment_requests import (
    EDITOR_EMAIL,
    create_comment,
    editor_token,
    error_codes,
    fetch_rows,
    moderate_comments,
    new_post,
    new_user_token,
    planned_operation_count,
    undo_moderation,
    update_comment,
)
from tests.schema.expected_rows import derived_column_errors
from tests.schema.row_factories import owner_connection

PRIVATE_DETAILS = """
query Private($id: ID!) {
  comment(by: { id: $id }) { id private { email networkAddress userAgent heldFor } }
}
"""
MODERATION_LOG = """
query Log($id: ID!) {
  comment(by: { id: $id }) {
    id
    moderationLog {
      was became reason moderator { name } machine
      isUndone undoneBy { name } undoneByMachine
    }
  }
}
"""


@pytest.fixture
async def post(site: Site) -> str:
    return await new_post(site)


@pytest.fixture
async def token(site: Site) -> str:
    return await editor_token(site)


async def statuses(site: Site) -> list[str]:
    """The stored statuses of all comments, in the order of their ids."""
    return [
        row["status"] for row in await fetch_rows(site, "select status from comment order by id")
    ]


async def test_many_comments_are_moderated_at_once_each_with_a_result(
    site: Site, post: str, token: str
) -> None:
    ids = [(await create_comment(site, post))["comment"]["id"] for _ in range(3)]
    await moderate_comments(site, ids[:1], "APPROVED", token)
    missing = encode_id("Comment", 999)
    payload = await moderate_comments(
        site, [ids[2], missing, ids[0], "x", ids[1], ids[1]], "APPROVED", token
    )
    assert [c["id"] for c in payload["comments"]] == [ids[2], ids[0], ids[1]]
    assert [c["number"] for c in payload["comments"]] == [3, 1, 2]
    assert [(r["commentId"], r["was"], r["became"]) for r in payload["results"]] == [
        (ids[2], "HELD", "APPROVED"),
        (missing, None, None),
        (ids[0], "APPROVED", "APPROVED"),
        ("x", None, None),
        (ids[1], "HELD", "APPROVED"),
    ]
    assert payload["results"][1]["problem"] == {"code": "NOT_FOUND"}
    assert payload["results"][0]["comment"] == {"moderationStatus": "APPROVED"}
    expected = [(p["code"], p["field"]) for p in payload["userErrors"]]
    assert expected == [("NOT_FOUND", ["ids", "1"]), ("NOT_FOUND", ["ids", "3"])]
    assert missing in payload["userErrors"][0]["message"]
    assert await statuses(site) == ["APPROVED"] * 3
    recorded = await fetch_rows(
        site, "select comment_id from moderation where batch = $1", payload["batch"]
    )
    assert sorted(r["comment_id"] for r in recorded) == [decode_id(i)[1] for i in ids[1:]]
    async with owner_connection(site.url) as owner:
        assert await derived_column_errors(owner) == []


async def test_where_nothing_changes_there_is_nothing_to_undo(
    site: Site, post: str, token: str
) -> None:
    id = (await create_comment(site, post))["comment"]["id"]
    payload = await moderate_comments(site, [id], "HELD", token)
    assert (payload["batch"], error_codes(payload)) == (None, [])
    assert await fetch_rows(site, "select from moderation") == []


async def test_a_batch_is_undone_where_nothing_changed_since(
    site: Site, post: str, token: str
) -> None:
    ids = [(await create_comment(site, post))["comment"]["id"] for _ in range(4)]
    await moderate_comments(site, ids[:1], "SPAM", token)
    batch = (await moderate_comments(site, ids, "APPROVED", token))["batch"]
    await moderate_comments(site, ids[1:2], "TRASH", token)  # a later decision
    payload = await undo_moderation(site, batch, token)
    assert await statuses(site) == ["SPAM", "TRASH", "HELD", "HELD"]
    assert [(r["was"], r["became"]) for r in payload["results"]] == [
        ("APPROVED", "SPAM"),
        (None, None),
        ("APPROVED", "HELD"),
        ("APPROVED", "HELD"),
    ]
    assert payload["results"][1]["problem"] == {
        "code": "CONFLICT",
        "message": "It was changed since.",
    }
    assert [(p["code"], p["field"]) for p in payload["userErrors"]] == [("CONFLICT", ["ids", "1"])]
    second_undo = await undo_moderation(site, batch, token)
    assert error_codes(second_undo) == ["CONFLICT"] * 4
    assert await statuses(site) == ["SPAM", "TRASH", "HELD", "HELD"]
    for unknown in (str(uuid.uuid4()), "x"):
        [problem] = (await undo_moderation(site, unknown, token))["userErrors"]
        assert problem == {"code": "NOT_FOUND", "field": ["batch"]}
    async with owner_connection(site.url) as owner:
        assert await derived_column_errors(owner) == []


async def test_an_edited_comment_is_not_undone(site: Site, post: str, token: str) -> None:
    made = await create_comment(site, post)
    batch = (await moderate_comments(site, [made["comment"]["id"]], "APPROVED", token))["batch"]
    await update_comment(site, made["comment"]["id"], "Other words.", receipt=made["receipt"])
    assert error_codes(await undo_moderation(site, batch, token)) == ["CONFLICT"]


async def test_only_editors_moderate(site: Site, post: str, token: str) -> None:
    id = (await create_comment(site, post))["comment"]["id"]
    batch = (await moderate_comments(site, [id], "TRASH", token))["batch"]
    viewers = {None: "UNAUTHENTICATED"}
    for role in (Role.READER, Role.CONTRIBUTOR, Role.AUTHOR):
        viewers[await new_user_token(site, f"{role}@blog.example".lower(), role)] = "FORBIDDEN"
    for viewer_token, code in viewers.items():
        payload = await moderate_comments(site, [id], "APPROVED", viewer_token)
        assert (error_codes(payload), payload["comments"], payload["results"]) == ([code], [], [])
        assert error_codes(await undo_moderation(site, batch, viewer_token)) == [code]
    assert await statuses(site) == ["TRASH"]
    async with site.database.transaction() as connection:
        api_token = await add_token(connection, "moderates", role=Role.EDITOR, may_write=True)
    assert error_codes(await moderate_comments(site, [id], "APPROVED", api_token)) == []


async def test_a_batch_has_at_most_a_hundred_comments(site: Site, post: str, token: str) -> None:
    ids = [encode_id("Comment", n) for n in range(1, 102)]
    [problem] = (await moderate_comments(site, ids, "SPAM", token))["userErrors"]
    assert (problem["code"], problem["field"]) == ("LIMIT_EXCEEDED", ["ids"])
    assert len(error_codes(await moderate_comments(site, ids[:100], "SPAM", token))) == 100
    [problem] = (await moderate_comments(site, ids[:1], "SPAM", token, "x" * 1_001))["userErrors"]
    assert (problem["code"], problem["field"]) == ("BAD_USER_INPUT", ["reason"])


async def test_the_log_states_who_decided_what_and_why(site: Site, post: str, token: str) -> None:
    id = (await create_comment(site, post))["comment"]["id"]
    async with site.database.transaction() as connection:
        api_token = await add_token(connection, "sweeper", role=Role.EDITOR, may_write=True)
    batch = (await moderate_comments(site, [id], "SPAM", token, " Sells things. "))["batch"]
    await undo_moderation(site, batch, api_token)
    batch = (await moderate_comments(site, [id], "TRASH", api_token))["batch"]
    await undo_moderation(site, batch, token)
    await moderate_comments(site, [id], "APPROVED", token)
    before = await planned_operation_count(site)
    editor, nobody = {"name": "Editor"}, None
    expected = [
        ("SPAM", "Sells things.", editor, None, True, nobody, "sweeper"),
        ("TRASH", None, nobody, "sweeper", True, editor, None),
        ("APPROVED", None, editor, None, False, nobody, None),
    ]
    for _ in range(3):  # the first runs on the reference path, the others on a plan
        entries = (await site.data(MODERATION_LOG, token, id=id))["comment"]["moderationLog"]
        assert [tuple(entry.values()) for entry in entries] == [("HELD", *one) for one in expected]
    assert await planned_operation_count(site) == before + 2


async def test_a_comment_edited_since_it_was_read_is_not_approved(
    site: Site, post: str, token: str
) -> None:
    answers = [await create_comment(site, post) for _ in range(2)]
    ids = [answer["comment"]["id"] for answer in answers]
    read_at = datetime.now(UTC).isoformat()
    await update_comment(site, ids[0], "Buy this!", receipt=answers[0]["receipt"])
    payload = await moderate_comments(site, ids, "APPROVED", token, asOf=read_at)
    assert [(r["was"], r["became"], r["problem"]) for r in payload["results"]] == [
        ("HELD", None, {"code": "CONFLICT"}),
        ("HELD", "APPROVED", None),
    ]
    assert [c["moderationStatus"] for c in payload["comments"]] == ["HELD", "APPROVED"]
    assert [(p["code"], p["field"]) for p in payload["userErrors"]] == [("CONFLICT", ["ids", "0"])]
    read_at = datetime.now(UTC).isoformat()
    assert (
        error_codes(await moderate_comments(site, ids[:1], "APPROVED", token, asOf=read_at)) == []
    )
    assert await statuses(site) == ["APPROVED", "APPROVED"]


async def test_moderators_see_private_details_of_commenters(
    site: Site, post: str, token: str
) -> None:
    id = (await create_comment(site, post, email="bea@mail.example"))["comment"]["id"]
    before = await planned_operation_count(site)
    for _ in range(3):
        shown = (await site.data(PRIVATE_DETAILS, token, id=id))["comment"]["private"]
        assert shown.pop("userAgent").startswith("python-httpx")
        assert shown == {
            "email": "bea@mail.example",
            "networkAddress": "127.0.0.1",
            "heldFor": "It was written by a guest.",
        }
    assert await planned_operation_count(site) - before >= 2
    await fetch_rows(site, "delete from comment_private")
    assert (await site.data(PRIVATE_DETAILS, token, id=id))["comment"]["private"] is None


@pytest.mark.parametrize("query", [PRIVATE_DETAILS, MODERATION_LOG], ids=["private", "log"])
async def test_for_everybody_else_it_is_null(site: Site, post: str, token: str, query: str) -> None:
    bob = await new_user_token(site, "bob@blog.example", Role.AUTHOR)
    author_comment = (await create_comment(site, post, bob))["comment"]["id"]
    guest_comment = await create_comment(site, post)
    await moderate_comments(site, [guest_comment["comment"]["id"]], "APPROVED", token)
    site.client.headers["Quire-Receipt"] = guest_comment["receipt"]
    for id in (author_comment, guest_comment["comment"]["id"]):
        for viewer_token in (None, bob):
            for _ in range(3):
                seen = (await site.data(query, viewer_token, id=id))["comment"]
                assert [v for k, v in seen.items() if k != "id"] == [None]


async def test_change_log_entries_reveal_only_public_comments(
    site: Site, post: str, token: str
) -> None:
    root = (await create_comment(site, post, token))["comment"]["id"]
    made = await create_comment(site, post, parent=root)
    await moderate_comments(site, [made["comment"]["id"]], "APPROVED", token)
    await update_comment(site, made["comment"]["id"], "Changed.", receipt=made["receipt"])
    [author] = await fetch_rows(
        site,
        "select a.id, a.uri from author a join account c on c.author_id = a.id where c.email = $1",
        EDITOR_EMAIL,
    )
    found = [
        (r["node"], r["event"], set(r["tags"]) - {r["node"]})
        for r in await fetch_rows(site, "select node, event, tags from change order by id")
    ]
    counts = {"post:1", "comments of post:1", "comments", "site:counts", "posts:discussed"}
    profile = {f"author:{author['id']}", f"uri:{author['uri']}", "authors"}  # public from now on
    assert found == [
        ("comment:1", "CREATED", counts | profile),
        ("comment:2", "CREATED", set()),
        ("comment:2", "CREATED", counts | {"comment:1", "comments:liked"}),
        ("comment:2", "DELETED", counts | {"comment:1", "comments:liked"}),
    ]
