"""Likes of people with an account and of guests: once each, both ways, counted right."""

from __future__ import annotations

import asyncio
from typing import Any

import jwt
import pytest

from gql.auth.api_token import add_token
from gql.content import like as rules
from gql.engine import encode_id
from gql.viewer import Role
from tests.http_site import ADA, KEY, Site
from tests.schema import row_factories

LIKE = """
mutation Like($id: ID!, $key: String) {
  like(input: { id: $id, guestKey: $key }) {
    likeCount viewerHasLiked guestKey userErrors { code message field }
  }
}
"""
UNLIKE = LIKE.replace("Like(", "Unlike(").replace(" like(", " unlike(")
SHOWN = """
query Shown($id: ID!) {
  node(id: $id) {
    ... on Post { likeCount viewerHasLiked likers { totalCount nodes { name } } }
    ... on Comment { likeCount viewerHasLiked }
  }
}
"""


@pytest.fixture
async def post(site: Site) -> str:
    async with row_factories.as_owner(site.url) as owner:
        return encode_id(
            "Post", await row_factories.entry(owner, await row_factories.author(owner))
        )


@pytest.fixture
async def comment(site: Site, post: str) -> str:
    async with row_factories.as_owner(site.url) as owner:
        entry = await owner.fetchval("select id from entry")
        return encode_id("Comment", await row_factories.comment(owner, entry))


async def liked(site: Site, id: str, token: str | None = None, key: str | None = None) -> Any:
    return (await site.data(LIKE, token, id=id, key=key))["like"]


async def unliked(site: Site, id: str, token: str | None = None, key: str | None = None) -> Any:
    return (await site.data(UNLIKE, token, id=id, key=key))["unlike"]


async def signed_in(site: Site, email: str = ADA) -> str:
    return str((await site.sign_in(email))["accessToken"])


@pytest.mark.parametrize("kind", ["post", "comment"])
async def test_somebody_with_an_account_likes_once_however_often(
    site: Site, kind: str, request: pytest.FixtureRequest, post: str, comment: str
) -> None:
    id = post if kind == "post" else comment
    ada = await signed_in(site)
    once = {"likeCount": 1, "viewerHasLiked": True, "guestKey": None, "userErrors": []}
    assert [await liked(site, id, ada) for _ in range(3)] == [once] * 3
    for _ in range(3):  # from the second sighting on, a plan answers
        shown = (await site.data(SHOWN, ada, id=id))["node"]
        assert (shown["likeCount"], shown["viewerHasLiked"]) == (1, True)
        stranger = (await site.data(SHOWN, id=id))["node"]
        assert (stranger["likeCount"], stranger["viewerHasLiked"]) == (1, False)
    taken_back = {"likeCount": 0, "viewerHasLiked": False, "guestKey": None, "userErrors": []}
    assert [await unliked(site, id, ada) for _ in range(3)] == [taken_back] * 3
    assert (await site.data(SHOWN, ada, id=id))["node"]["viewerHasLiked"] is False


@pytest.mark.parametrize("kind", ["post", "comment"])
async def test_a_guest_likes_once_by_the_key_that_was_answered(
    site: Site, kind: str, post: str, comment: str
) -> None:
    id = post if kind == "post" else comment
    first = await liked(site, id)
    assert (first["likeCount"], first["viewerHasLiked"], first["userErrors"]) == (1, True, [])
    key = first["guestKey"]
    assert await liked(site, id, key=key) == first
    assert (await liked(site, id))["likeCount"] == 2  # somebody else
    assert (await unliked(site, id, key=key))["likeCount"] == 1
    assert (await unliked(site, id, key=key))["likeCount"] == 1
    assert (await liked(site, id, key=key))["likeCount"] == 2


async def test_a_like_is_announced_once(site: Site, post: str, comment: str) -> None:
    ada = await signed_in(site)
    for _ in range(2):
        await liked(site, post, ada)
        await liked(site, comment)
        await unliked(site, post, ada)
    async with row_factories.as_owner(site.url) as owner:
        profile = await owner.fetchval("select author_id from account")
        told = await owner.fetch("select node, event, tags from change order by id")
    like = ("post:1", "UPDATED", ["post:1", f"author:{profile}", "posts:liked"])
    sorted_by_likes = ["comments:liked", "comments:liked of post:1"]
    guests = ("comment:1", "UPDATED", ["comment:1", *sorted_by_likes])
    assert [tuple(row) for row in told] == [like, guests, like, like, guests, like]


async def test_likers_are_those_with_a_profile_that_is_seen(site: Site, post: str) -> None:
    await liked(site, post)
    await liked(site, post, await signed_in(site))
    shown = (await site.data(SHOWN, id=post))["node"]
    # Ada has published nothing yet: strangers do not learn that there is such a person
    assert shown == {
        "likeCount": 2,
        "viewerHasLiked": False,
        "likers": {"totalCount": 0, "nodes": []},
    }
    async with row_factories.as_owner(site.url) as owner:
        await owner.execute("update author set is_public = true")
    shown = (await site.data(SHOWN, id=post))["node"]
    assert shown["likers"] == {"totalCount": 1, "nodes": [{"name": "Ada Byron"}]}


async def test_many_at_once_are_each_counted_once(site: Site, post: str, comment: str) -> None:
    names = [f"p{n}@blog.example" for n in range(4)]
    for name in names:
        await site.add(name, name=name.partition("@")[0])
    tokens = [await signed_in(site, name) for name in names]
    keys = [(await liked(site, post))["guestKey"] for _ in range(4)]
    work = [
        f(site, id, *who)
        for _ in range(3)
        for id in (post, comment)
        for who in [*((t, None) for t in tokens), *((None, k) for k in keys)]
        for f in (liked, unliked, liked)
    ]
    answers = await asyncio.gather(*work)
    assert [a["userErrors"] for a in answers if a["userErrors"]] == []
    last = [liked(site, id, t) for id in (post, comment) for t in tokens]
    last += [liked(site, id, None, k) for id in (post, comment) for k in keys]
    await asyncio.gather(*last)
    for id in (post, comment):
        assert (await site.data(SHOWN, id=id))["node"]["likeCount"] == 8
    async with row_factories.as_owner(site.url) as owner:
        for noun in ("entry", "comment"):
            stored = await owner.fetchval(
                f"select (select count(*) from {noun}_like) + (select count(*) from {noun}_guest_like)"
            )
            assert stored == 8


HIDDEN = {
    "a draft": "update entry set status = 'DRAFT'",
    "a post to come": "update entry set published_at = now() + interval '1 hour'",
    "a private post": "update entry set status = 'PRIVATE'",
    "a post in the trash": "update entry set status = 'TRASH'",
}


@pytest.mark.parametrize("hidden", HIDDEN)
async def test_what_readers_do_not_see_cannot_be_liked(
    site: Site, post: str, comment: str, hidden: str
) -> None:
    async with row_factories.as_owner(site.url) as owner:
        await owner.execute(HIDDEN[hidden])
    refused = {
        "likeCount": 0,
        "viewerHasLiked": False,
        "guestKey": None,
        "userErrors": [
            {
                "code": "NOT_FOUND",
                "message": "There is no such thing, or you may not see it.",
                "field": ["id"],
            }
        ],
    }
    ada = await signed_in(site)
    nothing = [encode_id("Post", 999), encode_id("Author", 1), "x", ""]
    for id in (post, comment, *nothing):
        assert await liked(site, id) == refused
        assert await liked(site, id, ada) == refused
        assert await unliked(site, id, ada) == refused
    async with row_factories.as_owner(site.url) as owner:
        for table in ("entry_like", "entry_guest_like", "comment_like", "comment_guest_like"):
            assert await owner.fetchval(f"select count(*) from {table}") == 0


async def test_a_tombstone_cannot_be_liked(site: Site, comment: str) -> None:
    async with row_factories.as_owner(site.url) as owner:
        await owner.execute("update comment set is_deleted = true")
    assert (await liked(site, comment))["userErrors"][0]["code"] == "NOT_FOUND"


async def test_a_key_that_was_not_signed_here_is_refused(site: Site, post: str) -> None:
    key = (await liked(site, post))["guestKey"]
    claims = jwt.decode(key, options={"verify_signature": False})
    access_token = await signed_in(site)
    for wrong in (
        "",
        "x",
        key[:-2],
        jwt.encode(claims, "another key of the tests, long enough", algorithm="HS256"),
        jwt.encode({**claims, "aud": "http://localhost:8000"}, KEY, algorithm="HS256"),
        jwt.encode({**claims, "sub": "1"}, KEY, algorithm="HS256"),
        access_token,
    ):
        [problem] = (await liked(site, post, key=wrong))["userErrors"]
        assert (problem["code"], problem["field"]) == ("GUEST_KEY_INVALID", ["guestKey"])
    # nor is a guest's key a token to sign in with
    assert await site.code(SHOWN, key, id=post) == (401, "TOKEN_INVALID")


async def test_a_machine_likes_nothing(site: Site, post: str) -> None:
    async with site.database.transaction() as connection:
        token = await add_token(connection, "build", role=Role.EDITOR, may_write=True)
    assert (await liked(site, post, token))["userErrors"][0]["code"] == "FORBIDDEN"


async def test_a_flood_of_guests_from_one_address_ends(
    site: Site, post: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "OF_ADDRESS", 5)
    answers = await asyncio.gather(*(liked(site, post) for _ in range(12)))
    codes = [problem["code"] for answer in answers for problem in answer["userErrors"]]
    assert codes == ["RATE_LIMITED"] * 7
    [told] = [a["userErrors"][0]["message"] for a in answers if a["userErrors"]][:1]
    assert told == "Too many likes came from your network. Try again in 60 minutes."
    assert (await site.data(SHOWN, id=post))["node"]["likeCount"] == 5
    # who has an account is not held up by them
    assert (await liked(site, post, await signed_in(site)))["likeCount"] == 6
