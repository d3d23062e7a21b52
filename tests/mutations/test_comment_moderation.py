"""Moderators decide about many comments at once, see who wrote them, and take back what they did."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from gql.auth.api_token import add_token
from gql.engine import decode_id, encode_id
from gql.viewer import Role
from tests.http_site import Site
from tests.mutations.comment_requests import (
    EDITOR,
    answered,
    answered_by_plans,
    codes,
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

PRIVATE = """
query Private($id: ID!) {
  comment(id: $id) { id private { email networkAddress userAgent heldFor } }
}
"""
LOG = """
query Log($id: ID!) {
  comment(id: $id) {
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
    return await editor(site)


async def statuses(site: Site) -> list[str]:
    return [row["status"] for row in await rows(site, "select status from comment order by id")]


async def test_many_are_decided_at_once_each_with_a_result(
    site: Site, post: str, token: str
) -> None:
    ids = [(await answered(site, post))["comment"]["id"] for _ in range(3)]
    await moderated(site, ids[:1], "APPROVED", token)
    gone = encode_id("Comment", 999)
    payload = await moderated(site, [ids[2], gone, ids[0], "x", ids[1], ids[1]], "APPROVED", token)
    assert [c["id"] for c in payload["comments"]] == [ids[2], ids[0], ids[1]]
    assert [c["number"] for c in payload["comments"]] == [3, 1, 2]
    assert [(r["id"], r["was"], r["became"]) for r in payload["results"]] == [
        (ids[2], "HELD", "APPROVED"),
        (gone, None, None),
        (ids[0], "APPROVED", "APPROVED"),
        ("x", None, None),
        (ids[1], "HELD", "APPROVED"),
    ]
    assert payload["results"][1]["problem"] == {"code": "NOT_FOUND"}
    assert payload["results"][0]["comment"] == {"status": "APPROVED"}
    told = [(p["code"], p["field"]) for p in payload["userErrors"]]
    assert told == [("NOT_FOUND", ["ids", "1"]), ("NOT_FOUND", ["ids", "3"])]
    assert gone in payload["userErrors"][0]["message"]
    assert await statuses(site) == ["APPROVED"] * 3
    noted = await rows(site, "select comment_id from moderation where batch = $1", payload["batch"])
    assert sorted(r["comment_id"] for r in noted) == [decode_id(i)[1] for i in ids[1:]]
    async with as_owner(site.url) as owner:
        assert await differences(owner) == []


async def test_where_nothing_changes_there_is_nothing_to_undo(
    site: Site, post: str, token: str
) -> None:
    id = (await answered(site, post))["comment"]["id"]
    payload = await moderated(site, [id], "HELD", token)
    assert (payload["batch"], codes(payload)) == (None, [])
    assert await rows(site, "select from moderation") == []


async def test_what_was_decided_is_taken_back(site: Site, post: str, token: str) -> None:
    ids = [(await answered(site, post))["comment"]["id"] for _ in range(4)]
    await moderated(site, ids[:1], "SPAM", token)
    batch = (await moderated(site, ids, "APPROVED", token))["batch"]
    await moderated(site, ids[1:2], "TRASH", token)  # decided anew
    payload = await undone(site, batch, token)
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
    again = await undone(site, batch, token)
    assert codes(again) == ["CONFLICT"] * 4
    assert await statuses(site) == ["SPAM", "TRASH", "HELD", "HELD"]
    for unknown in (str(uuid.uuid4()), "x"):
        [problem] = (await undone(site, unknown, token))["userErrors"]
        assert problem == {"code": "NOT_FOUND", "field": ["batch"]}
    async with as_owner(site.url) as owner:
        assert await differences(owner) == []


async def test_what_its_writer_has_changed_since_is_not_undone(
    site: Site, post: str, token: str
) -> None:
    made = await answered(site, post)
    batch = (await moderated(site, [made["comment"]["id"]], "APPROVED", token))["batch"]
    await edited(site, made["comment"]["id"], "Other words.", receipt=made["receipt"])
    assert codes(await undone(site, batch, token)) == ["CONFLICT"]


async def test_only_editors_moderate(site: Site, post: str, token: str) -> None:
    id = (await answered(site, post))["comment"]["id"]
    batch = (await moderated(site, [id], "TRASH", token))["batch"]
    asking = {None: "UNAUTHENTICATED"}
    for role in (Role.READER, Role.CONTRIBUTOR, Role.AUTHOR):
        asking[await somebody(site, f"{role}@blog.example".lower(), role)] = "FORBIDDEN"
    for who, code in asking.items():
        payload = await moderated(site, [id], "APPROVED", who)
        assert (codes(payload), payload["comments"], payload["results"]) == ([code], [], [])
        assert codes(await undone(site, batch, who)) == [code]
    assert await statuses(site) == ["TRASH"]
    async with site.database.transaction() as connection:
        machine = await add_token(connection, "moderates", role=Role.EDITOR, may_write=True)
    assert codes(await moderated(site, [id], "APPROVED", machine)) == []


async def test_no_more_than_a_hundred_at_once(site: Site, post: str, token: str) -> None:
    ids = [encode_id("Comment", n) for n in range(1, 102)]
    [problem] = (await moderated(site, ids, "SPAM", token))["userErrors"]
    assert (problem["code"], problem["field"]) == ("LIMIT_EXCEEDED", ["ids"])
    assert len(codes(await moderated(site, ids[:100], "SPAM", token))) == 100
    [problem] = (await moderated(site, ids[:1], "SPAM", token, "x" * 1_001))["userErrors"]
    assert (problem["code"], problem["field"]) == ("BAD_USER_INPUT", ["reason"])


async def test_the_log_tells_who_decided_what_and_why(site: Site, post: str, token: str) -> None:
    id = (await answered(site, post))["comment"]["id"]
    async with site.database.transaction() as connection:
        machine = await add_token(connection, "sweeper", role=Role.EDITOR, may_write=True)
    batch = (await moderated(site, [id], "SPAM", token, " Sells things. "))["batch"]
    await undone(site, batch, machine)
    batch = (await moderated(site, [id], "TRASH", machine))["batch"]
    await undone(site, batch, token)
    await moderated(site, [id], "APPROVED", token)
    before = await answered_by_plans(site)
    editor, nobody = {"name": "Editor"}, None
    told = [
        ("SPAM", "Sells things.", editor, None, True, nobody, "sweeper"),
        ("TRASH", None, nobody, "sweeper", True, editor, None),
        ("APPROVED", None, editor, None, False, nobody, None),
    ]
    for _ in range(3):  # from the second sighting on, a plan answers
        entries = (await site.data(LOG, token, id=id))["comment"]["moderationLog"]
        assert [tuple(entry.values()) for entry in entries] == [("HELD", *one) for one in told]
    assert await answered_by_plans(site) == before + 2


async def test_what_its_writer_has_changed_is_not_approved_unread(
    site: Site, post: str, token: str
) -> None:
    answers = [await answered(site, post) for _ in range(2)]
    ids = [answer["comment"]["id"] for answer in answers]
    read = datetime.now(UTC).isoformat()
    await edited(site, ids[0], "Buy this!", receipt=answers[0]["receipt"])
    payload = await moderated(site, ids, "APPROVED", token, asOf=read)
    assert [(r["was"], r["became"], r["problem"]) for r in payload["results"]] == [
        ("HELD", None, {"code": "CONFLICT"}),
        ("HELD", "APPROVED", None),
    ]
    assert [c["status"] for c in payload["comments"]] == ["HELD", "APPROVED"]
    assert [(p["code"], p["field"]) for p in payload["userErrors"]] == [("CONFLICT", ["ids", "0"])]
    read = datetime.now(UTC).isoformat()
    assert codes(await moderated(site, ids[:1], "APPROVED", token, asOf=read)) == []
    assert await statuses(site) == ["APPROVED", "APPROVED"]


async def test_moderators_see_who_wrote(site: Site, post: str, token: str) -> None:
    id = (await answered(site, post, email="bea@mail.example"))["comment"]["id"]
    before = await answered_by_plans(site)
    for _ in range(3):
        shown = (await site.data(PRIVATE, token, id=id))["comment"]["private"]
        assert shown.pop("userAgent").startswith("python-httpx")
        assert shown == {
            "email": "bea@mail.example",
            "networkAddress": "127.0.0.1",
            "heldFor": "It is a guest's.",
        }
    assert await answered_by_plans(site) - before >= 2
    await rows(site, "delete from comment_private")
    assert (await site.data(PRIVATE, token, id=id))["comment"]["private"] is None


@pytest.mark.parametrize("query", [PRIVATE, LOG], ids=["private", "log"])
async def test_all_others_are_told_the_same(site: Site, post: str, token: str, query: str) -> None:
    bob = await somebody(site, "bob@blog.example", Role.AUTHOR)
    theirs = (await answered(site, post, bob))["comment"]["id"]
    guests = await answered(site, post)
    await moderated(site, [guests["comment"]["id"]], "APPROVED", token)
    site.client.headers["Quire-Receipt"] = guests["receipt"]
    answers: list[Any] = []
    for id in (theirs, guests["comment"]["id"]):
        for who in (None, bob):
            for _ in range(3):
                answer = (await site.ask(query, who, id=id)).json()
                [error] = answer["errors"]
                answers.append((error["message"], error["extensions"]))
                assert [v for k, v in answer["data"]["comment"].items() if k != "id"] == [None]
    assert answers == [("Only those see this who moderate comments.", {"code": "FORBIDDEN"})] * 12


async def test_readers_are_told_of_what_they_see_and_of_nothing_else(
    site: Site, post: str, token: str
) -> None:
    root = (await answered(site, post, token))["comment"]["id"]
    made = await answered(site, post, parent=root)
    await moderated(site, [made["comment"]["id"]], "APPROVED", token)
    await edited(site, made["comment"]["id"], "Changed.", receipt=made["receipt"])
    [writer] = await rows(
        site,
        "select a.id, a.uri from author a join account c on c.author_id = a.id where c.email = $1",
        EDITOR,
    )
    found = [
        (r["node"], r["event"], set(r["tags"]) - {r["node"]})
        for r in await rows(site, "select node, event, tags from change order by id")
    ]
    counts = {"post:1", "comments of post:1", "comments", "site", "posts:discussed"}
    profile = {f"author:{writer['id']}", f"uri:{writer['uri']}", "authors"}  # seen from then on
    assert found == [
        ("comment:1", "CREATED", counts | profile),
        ("comment:2", "CREATED", set()),
        ("comment:2", "CREATED", counts | {"comment:1"}),
        ("comment:2", "DELETED", counts | {"comment:1"}),
    ]
