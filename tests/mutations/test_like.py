"""Likes of accounts and of guests: at most one each, and counts that are right."""

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
from tests.schema.expected_rows import derived_column_errors

LIKE = """
mutation Like($id: ID!, $key: String) {
  like(input: { id: $id, guestKey: $key }) {
    likeCount viewerHasLiked guestKey userErrors { code message field }
  }
}
"""
UNLIKE = LIKE.replace("Like(", "Unlike(").replace(" like(", " unlike(")
READ_LIKES = """
query Shown($id: ID!) {
  node(id: $id) {
    ... on Post { likeCount viewerHasLiked likers { totalCount nodes { name } } }
    ... on Comment { likeCount viewerHasLiked }
  }
}
"""


@pytest.fixture
async def post(site: Site) -> str:
    async with row_factories.owner_connection(site.url) as owner:
        return encode_id(
            "Post", await row_factories.entry(owner, await row_factories.author(owner))
        )


@pytest.fixture
async def comment(site: Site, post: str) -> str:
    async with row_factories.owner_connection(site.url) as owner:
        entry = await owner.fetchval("select id from entry")
        return encode_id("Comment", await row_factories.comment(owner, entry))


async def like(site: Site, id: str, token: str | None = None, key: str | None = None) -> Any:
    return (await site.data(LIKE, token, id=id, key=key))["like"]


async def unlike(site: Site, id: str, token: str | None = None, key: str | None = None) -> Any:
    return (await site.data(UNLIKE, token, id=id, key=key))["unlike"]


async def access_token(site: Site, email: str = ADA) -> str:
    return str((await site.sign_in(email))["accessToken"])


@pytest.mark.parametrize("kind", ["post", "comment"])
async def test_repeated_likes_of_an_account_count_once(
    site: Site, kind: str, request: pytest.FixtureRequest, post: str, comment: str
) -> None:
    id = post if kind == "post" else comment
    ada = await access_token(site)
    once = {"likeCount": 1, "viewerHasLiked": True, "guestKey": None, "userErrors": []}
    assert [await like(site, id, ada) for _ in range(3)] == [once] * 3
    for _ in range(3):  # from the second time on, the compiled plan answers
        shown = (await site.data(READ_LIKES, ada, id=id))["node"]
        assert (shown["likeCount"], shown["viewerHasLiked"]) == (1, True)
        anonymous = (await site.data(READ_LIKES, id=id))["node"]
        assert (anonymous["likeCount"], anonymous["viewerHasLiked"]) == (1, False)
    taken_back = {"likeCount": 0, "viewerHasLiked": False, "guestKey": None, "userErrors": []}
    assert [await unlike(site, id, ada) for _ in range(3)] == [taken_back] * 3
    assert (await site.data(READ_LIKES, ada, id=id))["node"]["viewerHasLiked"] is False


@pytest.mark.parametrize("kind", ["post", "comment"])
async def test_repeated_likes_with_one_guest_key_count_once(
    site: Site, kind: str, post: str, comment: str
) -> None:
    id = post if kind == "post" else comment
    first = await like(site, id)
    assert (first["likeCount"], first["viewerHasLiked"], first["userErrors"]) == (1, True, [])
    key = first["guestKey"]
    assert await like(site, id, key=key) == first
    assert (await like(site, id))["likeCount"] == 2  # without a key: another guest
    assert (await unlike(site, id, key=key))["likeCount"] == 1
    assert (await unlike(site, id, key=key))["likeCount"] == 1
    assert (await like(site, id, key=key))["likeCount"] == 2


async def test_a_like_is_recorded_once(site: Site, post: str, comment: str) -> None:
    ada = await access_token(site)
    for _ in range(2):
        await like(site, post, ada)
        await like(site, comment)
        await unlike(site, post, ada)
    async with row_factories.owner_connection(site.url) as owner:
        profile = await owner.fetchval("select author_id from account")
        rows = await owner.fetch("select node, event, tags from change order by id")
    by_ada = ("post:1", "UPDATED", ["post:1", f"author:{profile}", "posts:liked"])
    sorted_by_likes = ["comments:liked", "comments:liked of post:1"]
    by_guest = ("comment:1", "UPDATED", ["comment:1", *sorted_by_likes])
    assert [tuple(row) for row in rows] == [by_ada, by_guest, by_ada, by_ada, by_guest, by_ada]


async def test_likers_are_listed_if_their_profile_is_public(site: Site, post: str) -> None:
    await like(site, post)
    await like(site, post, await access_token(site))
    shown = (await site.data(READ_LIKES, id=post))["node"]
    # Ada has published nothing yet: her profile is hidden from anonymous viewers
    assert shown == {
        "likeCount": 2,
        "viewerHasLiked": False,
        "likers": {"totalCount": 0, "nodes": []},
    }
    async with row_factories.owner_connection(site.url) as owner:
        await owner.execute("update author set is_public = true")
    shown = (await site.data(READ_LIKES, id=post))["node"]
    assert shown["likers"] == {"totalCount": 1, "nodes": [{"name": "Ada Byron"}]}


async def test_concurrent_likes_of_many_are_each_counted_once(
    site: Site, post: str, comment: str
) -> None:
    names = [f"p{n}@blog.example" for n in range(4)]
    for name in names:
        await site.add_account(name, name=name.partition("@")[0])
    tokens = [await access_token(site, name) for name in names]
    keys = [(await like(site, post))["guestKey"] for _ in range(4)]
    # like, unlike and like again of everybody for both, all at once: what is left at the end of
    # this race is chance, so the last round below makes it certain
    work = [
        f(site, id, *who)
        for _ in range(3)
        for id in (post, comment)
        for who in [*((t, None) for t in tokens), *((None, k) for k in keys)]
        for f in (like, unlike, like)
    ]
    answers = await asyncio.gather(*work)
    assert [a["userErrors"] for a in answers if a["userErrors"]] == []
    last = [like(site, id, t) for id in (post, comment) for t in tokens]
    last += [like(site, id, None, k) for id in (post, comment) for k in keys]
    await asyncio.gather(*last)
    for id in (post, comment):
        assert (await site.data(READ_LIKES, id=id))["node"]["likeCount"] == 8
    async with row_factories.owner_connection(site.url) as owner:
        for noun in ("entry", "comment"):
            stored = await owner.fetchval(
                f"select (select count(*) from {noun}_like) + (select count(*) from {noun}_guest_like)"
            )
            assert stored == 8


@pytest.mark.parametrize(
    "work",
    [
        "select id from entry for no key update",  # a comment that is being written
        "update entry set title = 'Edited', version = version + 1",
        "update entry set comments_open = false",
    ],
)
async def test_a_like_does_not_wait_for_those_who_hold_the_post(
    site: Site, post: str, work: str
) -> None:
    keys = [(await like(site, post))["guestKey"] for _ in range(2)]
    async with row_factories.owner_connection(site.url) as owner:
        async with owner.transaction():
            await owner.execute(work)
            # beyond the lock timeout, it would be refused
            assert (await like(site, post))["likeCount"] == 3
            assert (await unlike(site, post, key=keys[0]))["likeCount"] == 2
            assert await owner.fetchval("select count(*) from entry_like_count where is_due") == 1
        # with whatever is liked next, or with the next change of the post, all see it
        other = await row_factories.entry(owner, await row_factories.author(owner))
        await like(site, encode_id("Post", other))
        assert (await site.data(READ_LIKES, id=post))["node"]["likeCount"] == 2
        assert await derived_column_errors(owner) == []


async def test_a_change_of_the_post_shows_the_likes_that_came_while_it_was_held(
    site: Site, post: str
) -> None:
    async with row_factories.owner_connection(site.url) as owner:
        async with owner.transaction():
            await owner.execute("select id from entry for no key update")
            assert (await like(site, post))["likeCount"] == 1
        await owner.execute("update entry set title = 'Edited'")
        assert await derived_column_errors(owner) == []


async def test_a_like_among_thousands_reads_no_other(site: Site, post: str) -> None:
    async with row_factories.owner_connection(site.url) as owner:
        liked = "insert into entry_guest_like (entry_id, guest_key) select min(id), gen_random_uuid() from entry"
        for _ in range(3):
            await owner.execute(
                liked.replace("from entry", "from entry, generate_series(1, 2000) i group by i")
            )
        # from here on every index scan of likes counts: a like itself makes none
        read = "select coalesce(sum(idx_tup_fetch + seq_tup_read), 0) from pg_stat_xact_user_tables where relname = 'entry_guest_like'"
        async with owner.transaction():
            before = await owner.fetchval(read)
            await owner.execute(liked)
            assert await owner.fetchval(read) - before < 10
        assert await derived_column_errors(owner) == []


HIDDEN = {
    "a draft": "update entry set status = 'DRAFT'",
    "a post to come": "update entry set published_at = now() + interval '1 hour'",
    "a private post": "update entry set status = 'PRIVATE'",
    "a post in the trash": "update entry set status = 'TRASH'",
}


@pytest.mark.parametrize("hidden", HIDDEN)
async def test_hidden_posts_and_their_comments_cannot_be_liked(
    site: Site, post: str, comment: str, hidden: str
) -> None:
    async with row_factories.owner_connection(site.url) as owner:
        await owner.execute(HIDDEN[hidden])
    refused = {
        "likeCount": 0,
        "viewerHasLiked": False,
        "guestKey": None,
        "userErrors": [
            {
                "code": "NOT_FOUND",
                "message": "There is no such record, or you may not see it.",
                "field": ["id"],
            }
        ],
    }
    ada = await access_token(site)
    nothing = [encode_id("Post", 999), encode_id("Author", 1), "x", ""]
    for id in (post, comment, *nothing):
        assert await like(site, id) == refused
        assert await like(site, id, ada) == refused
        assert await unlike(site, id, ada) == refused
    async with row_factories.owner_connection(site.url) as owner:
        for table in ("entry_like", "entry_guest_like", "comment_like", "comment_guest_like"):
            assert await owner.fetchval(f"select count(*) from {table}") == 0


async def test_a_tombstone_cannot_be_liked(site: Site, comment: str) -> None:
    async with row_factories.owner_connection(site.url) as owner:
        await owner.execute("update comment set is_deleted = true")
    assert (await like(site, comment))["userErrors"][0]["code"] == "NOT_FOUND"


async def test_a_guest_key_with_a_wrong_signature_or_purpose_is_refused(
    site: Site, post: str
) -> None:
    key = (await like(site, post))["guestKey"]
    claims = jwt.decode(key, options={"verify_signature": False})
    session_token = await access_token(site)
    for wrong in (
        "",
        "x",
        key[:-2],
        jwt.encode(claims, "another key of the tests, long enough", algorithm="HS256"),
        jwt.encode({**claims, "aud": "http://localhost:8000"}, KEY, algorithm="HS256"),
        jwt.encode({**claims, "sub": "1"}, KEY, algorithm="HS256"),
        session_token,
    ):
        [problem] = (await like(site, post, key=wrong))["userErrors"]
        assert (problem["code"], problem["field"]) == ("GUEST_KEY_INVALID", ["guestKey"])
    # tokens of one purpose are refused for another, by their audience
    assert await site.status_and_code(READ_LIKES, key, id=post) == (401, "TOKEN_INVALID")


async def test_an_api_token_cannot_like(site: Site, post: str) -> None:
    async with site.database.transaction() as connection:
        token = await add_token(connection, "build", role=Role.EDITOR, may_write=True)
    assert (await like(site, post, token))["userErrors"][0]["code"] == "FORBIDDEN"


async def test_likes_of_guests_are_limited_by_network(
    site: Site, post: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MAX_GUEST_LIKES", 5)
    answers = await asyncio.gather(*(like(site, post) for _ in range(12)))
    codes = [problem["code"] for answer in answers for problem in answer["userErrors"]]
    assert codes == ["RATE_LIMITED"] * 7
    [message] = [a["userErrors"][0]["message"] for a in answers if a["userErrors"]][:1]
    assert message == "Too many likes came from your network. Try again in 60 minutes."
    assert (await site.data(READ_LIKES, id=post))["node"]["likeCount"] == 5
    # an account is not limited by the guests of its network
    assert (await like(site, post, await access_token(site)))["likeCount"] == 6


async def test_likes_of_what_is_not_there_count(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MAX_GUEST_LIKES", 2)
    payloads = [await like(site, encode_id("Post", 999)) for _ in range(4)]
    codes = [payload["userErrors"][0]["code"] for payload in payloads]
    assert codes == ["NOT_FOUND", "NOT_FOUND", "RATE_LIMITED", "RATE_LIMITED"]


async def test_a_count_appears_once_nobody_holds_the_post_any_more(site: Site, post: str) -> None:
    async with row_factories.owner_connection(site.url) as owner:
        async with owner.transaction():
            await owner.execute("select from entry for no key update")  # as who edits it
            assert (await like(site, post))["likeCount"] == 1
            assert (await site.data(READ_LIKES, id=post))["node"]["likeCount"] == 0
        for _ in range(300):
            if (await site.data(READ_LIKES, id=post))["node"]["likeCount"] == 1:
                break
            await asyncio.sleep(0.1)
        assert await derived_column_errors(owner) == []


def with_key(key: str) -> dict[str, str]:
    return {"quire-guest-key": key}


async def seen_as_guest(site: Site, id: str, key: str) -> list[bool]:
    """What three reads say: the first is answered by the reference path, the others by a plan."""
    body = {"query": READ_LIKES, "variables": {"id": id}}
    answers = [
        (await site.client.post("/graphql", json=body, headers=with_key(key))).json()
        for _ in range(3)
    ]
    return [answer["data"]["node"]["viewerHasLiked"] for answer in answers]


@pytest.mark.parametrize("kind", ["post", "comment"])
async def test_a_guest_sees_what_they_like_by_the_key_in_the_header(
    site: Site, kind: str, post: str, comment: str
) -> None:
    id, other = (post, comment) if kind == "post" else (comment, post)
    key = (await like(site, id))["guestKey"]
    assert await seen_as_guest(site, id, key) == [True] * 3
    assert await seen_as_guest(site, other, key) == [False] * 3
    assert (await site.data(READ_LIKES, id=id))["node"]["viewerHasLiked"] is False
    await unlike(site, id, key=key)
    assert await seen_as_guest(site, id, key) == [False] * 3


async def test_nobody_sees_what_another_guest_likes(site: Site, post: str) -> None:
    """Neither by their own key, nor by a key that was not signed, nor as somebody signed in."""
    key = (await like(site, post))["guestKey"]
    another = (await like(site, post))["guestKey"]
    await unlike(site, post, key=another)
    stored = str(jwt.decode(key, options={"verify_signature": False})["sub"])
    forged = jwt.encode({"sub": stored, "aud": "guest of x", "iss": "quire"}, "x" * 32)
    for wrong in (another, stored, forged, f"{key}x", "", "\x00", "x" * 5_000):
        assert await seen_as_guest(site, post, wrong) == [False] * 3, wrong
    ada = await access_token(site)
    headers = {**with_key(key), "authorization": f"Bearer {ada}"}
    body = {"query": READ_LIKES, "variables": {"id": post}}
    answer = (await site.client.post("/graphql", json=body, headers=headers)).json()
    assert answer["data"]["node"]["viewerHasLiked"] is False


async def test_a_like_with_the_key_in_the_header_is_of_that_guest(
    site: Site, post: str, comment: str
) -> None:
    key = (await like(site, post))["guestKey"]
    shown = "query { node(id: $id) { ... on Post { viewerHasLiked } } }"
    query = LIKE.replace("userErrors", f"{shown} userErrors")
    for id, count in ((post, 1), (comment, 1)):
        body = {"query": query, "variables": {"id": id}}
        answer = (await site.client.post("/graphql", json=body, headers=with_key(key))).json()
        payload = answer["data"]["like"]
        assert (payload["likeCount"], payload["guestKey"]) == (count, key)
        assert payload["query"]["node"] == ({"viewerHasLiked": True} if id == post else {})


async def test_no_role_of_readers_can_list_the_likes_of_guests(site: Site, post: str) -> None:
    await like(site, post)
    async with row_factories.owner_connection(site.url) as owner:
        for role in ("quire_reader", "quire_viewer", "quire_editor"):
            for table in ("entry_guest_like", "comment_guest_like"):
                may = "select has_table_privilege($1, 'quire.' || $2, 'select')"
                assert await owner.fetchval(may, role, table) is False
