"""A held comment is visible to its author by every query that can reach it, and to nobody else.

Each query is run three times: first graphql-core answers it, from the second time on a plan.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from gql.engine import decode_id
from tests.http_site import Site, start_site
from tests.mutations.comment_requests import (
    create_comment,
    editor_token,
    fetch_rows,
    new_post,
    new_user_token,
    planned_operation_count,
)

MARKER = "unmistakable"
QUERIES = {
    "all comments": "{ comments(first: 50) { nodes { content } } }",
    "comments by status": "{ comments(where: { status: { in: [HELD] } }) { nodes { content } } }",
    "comments on it": '{ comments(where: { on: { in: { ids: ["POST"] } } }) { nodes { content } } }',
    "most liked": "{ comments(orderBy: MOST_LIKED, first: 50) { nodes { content } } }",
    "post.comments": '{ post(by: { id: "POST" }) { comments { nodes { content } } } }',
    "posts.comments": "{ posts { nodes { comments(last: 9) { edges { node { content } } } } } }",
    "post.discussion": '{ post(by: { id: "POST" }) { discussion { edges { node { content } } } } }',
    "route": '{ route(uri: "URI") { resource { ... on Post { comments { nodes { content } } } } } }',
    "node": '{ node(id: "ID") { ... on Comment { content } } }',
    "nodes": '{ nodes(ids: ["POST", "ID"]) { ... on Comment { content } } }',
    "comment": '{ comment(by: { id: "ID" }) { content } }',
    "search": '{ search(query: "unmistakable") { nodes { ... on Comment { content } } } }',
    "highlight": '{ search(query: "unmistakable", kinds: [COMMENT]) { edges { highlight } } }',
}
REPLY_QUERIES = {
    "replies": '{ comment(by: { id: "PARENT" }) { replies { nodes { content } } } }',
    "replies of a node": '{ node(id: "PARENT") { ... on Comment { replies { nodes { content } } } } }',
}
AUTHOR_QUERIES = {
    "author.comments": '{ author(by: { slug: "SLUG" }) { comments { nodes { content } } } }',
    "comments by author": '{ comments(where: { author: { in: { slugs: ["SLUG"] } } }) { nodes { content } } }',
}
# counts do not depend on the viewer, so that a page with them can be cached for everybody
COUNTS = """{
  site { commentCount }
  post(by: { id: "POST" }) {
    commentCounts { total comments mentions }
    comments { totalCount }
    discussion { totalCount edges { node { replyCount descendantCount } } }
  }
}"""
HIDDEN = '{ post(by: { id: "POST" }) { discussion { edges { hiddenReplies } } } }'


@dataclass
class HeldComment:
    """A held comment, and the headers of its author and of other viewers."""

    site: Site
    names: dict[str, str]
    writer: dict[str, str]
    others: dict[str, dict[str, str]] = field(default_factory=dict)

    async def read(self, query: str, headers: dict[str, str]) -> Any:
        """Run a query three times and return its data, which must be the same each time."""
        for name, value in self.names.items():
            query = query.replace(f'"{name}"', f'"{value}"')
        answers = [
            (await self.site.client.post("/graphql", json={"query": query}, headers=headers)).json()
            for _ in range(3)
        ]
        assert "errors" not in answers[0], answers[0]
        assert answers[1:] == answers[:1] * 2
        return answers[0]["data"]


@pytest.fixture(scope="module")
async def site(module_database: str) -> AsyncIterator[Site]:
    async with start_site(module_database, comments_per_minute=1_000) as opened:
        yield opened


@pytest.fixture(scope="module")
async def comments(site: Site) -> dict[str, HeldComment]:
    """Held comments: a root and a reply, of a guest and of an account."""
    moderator = await editor_token(site)
    bob, dan, cid = [
        await new_user_token(site, f"{name}@blog.example") for name in ("bob", "dan", "cid")
    ]
    held_comments = {}
    for kind in ("a root of a guest", "a reply of a guest", "a root of Bob's", "a reply of Dan's"):
        post = await new_post(site)
        parent = (await create_comment(site, post, moderator))["comment"]["id"]
        for below in (None, parent, parent):
            await create_comment(site, post, moderator, parent=below)
        is_reply, token = "reply" in kind, {"Bob": bob, "Dan": dan}.get(kind[-5:-2])
        created = await create_comment(
            site,
            post,
            token,
            parent=parent if is_reply else None,
            content=f"An {MARKER} word.",
        )
        other = await create_comment(site, post, content="By another guest.")
        [at] = await fetch_rows(site, "select uri from entry where id = $1", decode_id(post)[1])
        held_comments[kind] = HeldComment(
            site,
            {
                "POST": post,
                "ID": created["comment"]["id"],
                "PARENT": parent,
                "URI": at["uri"],
                "SLUG": kind[-5:-2].lower(),
            },
            signed_in(token) if token else {"Quire-Receipt": f"x, {created['receipt']}"},
            {
                "an anonymous viewer": {},
                "another guest": {"Quire-Receipt": other["receipt"]},
                "somebody signed in": signed_in(cid),
                "a receipt of another, signed in": {
                    **signed_in(cid),
                    "Quire-Receipt": other["receipt"],
                },
                "garbage": {"Quire-Receipt": f"{created['receipt']}x, , null"},
            },
        )
    return held_comments


def signed_in(token: str) -> dict[str, str]:
    """The headers of a signed-in user."""
    return {"Authorization": f"Bearer {token}"}


COMMENT_KINDS = ("a root of a guest", "a reply of a guest", "a root of Bob's", "a reply of Dan's")
CASES = [
    (kind, name)
    for kind in COMMENT_KINDS
    for name in (
        *QUERIES,
        *(REPLY_QUERIES if "reply" in kind else ()),
        *(AUTHOR_QUERIES if "guest" not in kind else ()),
    )
]


@pytest.mark.slow(2)
@pytest.mark.parametrize(("kind", "name"), CASES)
async def test_a_held_comment_is_visible_to_its_author_only(
    comments: dict[str, HeldComment], kind: str, name: str
) -> None:
    comment, query = comments[kind], {**QUERIES, **REPLY_QUERIES, **AUTHOR_QUERIES}[name]
    response = str(await comment.read(query, comment.writer))
    assert response.count(MARKER) == 1, response
    for viewer, headers in comment.others.items():
        assert MARKER not in str(await comment.read(query, headers)), viewer


@pytest.mark.parametrize("kind", COMMENT_KINDS)
async def test_counts_exclude_held_comments_for_everybody(
    comments: dict[str, HeldComment], kind: str
) -> None:
    comment = comments[kind]
    public_counts = await comment.read(COUNTS, {})
    edges = public_counts["post"]["discussion"].pop("edges")
    for headers in (comment.writer, *comment.others.values()):
        counts = await comment.read(COUNTS, headers)
        comments_shown = counts["post"]["discussion"].pop("edges")
        assert counts == public_counts
        assert all(edge in comments_shown for edge in edges)
    hidden = await comment.read(HIDDEN, comment.writer)
    assert [edge["hiddenReplies"] for edge in hidden["post"]["discussion"]["edges"]] == [0] * 5


@pytest.mark.parametrize("kind", COMMENT_KINDS)
async def test_a_held_comment_is_shown_at_its_position(
    comments: dict[str, HeldComment], kind: str
) -> None:
    comment = comments[kind]
    query = (
        '{ post(by: { id: "POST" }) { discussion { edges { depth isRoot '
        "node { content number parent { id } } } } } }"
    )
    edges = (await comment.read(query, comment.writer))["post"]["discussion"]["edges"]
    [at] = [n for n, edge in enumerate(edges) if MARKER in edge["node"]["content"]]
    is_reply = "reply" in kind
    assert at == (3 if is_reply else 4)  # the last reply to the first root, or the last root
    assert (edges[at]["depth"], edges[at]["isRoot"]) == (int(is_reply), not is_reply)
    assert (edges[at]["node"]["parent"] is not None) is is_reply
    assert edges[at]["node"]["number"] is None


@pytest.mark.parametrize("kind", COMMENT_KINDS)
async def test_a_held_reply_does_not_hide_others_from_pagination(
    comments: dict[str, HeldComment], kind: str
) -> None:
    comment = comments[kind]
    query = (
        '{ post(by: { id: "POST" }) { discussion(repliesFirst: 1) { edges { '
        "hiddenReplies repliesCursor node { id } } } } }"
    )
    edges = (await comment.read(query, comment.writer))["post"]["discussion"]["edges"]
    first = edges[0]
    assert first["hiddenReplies"] == 1
    more = '{ comment(by: { id: "PARENT" }) { replies(after: "CURSOR") { nodes { id } } } }'
    comment.names["CURSOR"] = first["repliesCursor"]
    below = (await comment.read(more, comment.writer))["comment"]["replies"]["nodes"]
    everything = '{ comment(by: { id: "PARENT" }) { replies { nodes { id } } } }'
    whole = (await comment.read(everything, comment.writer))["comment"]["replies"]["nodes"]
    comments_shown = [edge["node"] for edge in edges]
    assert all(one in comments_shown or one in below for one in whole)


async def test_spam_looks_held_to_its_author(site: Site) -> None:
    post = await new_post(site)
    created = await create_comment(
        site, post, website="https://spam.example", content=f"The {MARKER}."
    )
    assert created["comment"]["moderationStatus"] == "HELD"
    query = '{ post(by: { id: "POST" }) { comments { nodes { id moderationStatus } } } }'
    comment = HeldComment(site, {"POST": post}, {"Quire-Receipt": created["receipt"]})
    [comments_shown] = (await comment.read(query, comment.writer))["post"]["comments"]["nodes"]
    assert comments_shown == {"id": created["comment"]["id"], "moderationStatus": "HELD"}
    spam = query.replace("comments {", "comments(where: { status: { in: [SPAM] } }) {")
    assert (await comment.read(spam, comment.writer))["post"]["comments"]["nodes"] == []


async def test_an_author_sees_the_status_of_their_comment_but_not_spam(site: Site) -> None:
    post = await new_post(site)
    created = await create_comment(site, post, content=f"The {MARKER}.")
    comment = HeldComment(
        site, {"ID": created["comment"]["id"], "POST": post}, {"Quire-Receipt": created["receipt"]}
    )
    for status, visible_status in (("TRASH", "TRASH"), ("APPROVED", "APPROVED"), ("SPAM", "HELD")):
        key = decode_id(created["comment"]["id"])[1]
        await fetch_rows(site, "update comment set status = $2 where id = $1", key, status)
        comments_shown = await comment.read(
            '{ comment(by: { id: "ID" }) { moderationStatus } }', comment.writer
        )
        assert comments_shown == {"comment": {"moderationStatus": visible_status}}
    await fetch_rows(site, "update entry set status = 'DRAFT' where id = $1", decode_id(post)[1])
    assert await comment.read(
        '{ comment(by: { id: "ID" }) { moderationStatus } }', comment.writer
    ) == {"comment": None}


async def test_editors_list_and_count_the_moderation_queue(site: Site) -> None:
    post, moderator = await new_post(site), (await site.sign_in("editor@blog.example"))
    for _ in range(3):
        await create_comment(site, post)
    query = (
        '{ comments(first: 2, where: { on: { in: { ids: ["POST"] } }, status: { in: [HELD] } }) '
        "{ totalCount nodes { moderationStatus } pageInfo { hasNextPage } } }"
    )
    queue = HeldComment(site, {"POST": post}, signed_in(moderator["accessToken"]))
    assert await queue.read(query, queue.writer) == {
        "comments": {
            "totalCount": 3,
            "nodes": [{"moderationStatus": "HELD"}] * 2,
            "pageInfo": {"hasNextPage": True},
        }
    }
    nothing = {"comments": {"totalCount": 0, "nodes": [], "pageInfo": {"hasNextPage": False}}}
    assert await queue.read(query, {}) == nothing
    # without a filter on status, editors get what readers see
    plain = '{ post(by: { id: "POST" }) { comments { totalCount nodes { id } } } }'
    empty = {"post": {"comments": {"totalCount": 0, "nodes": []}}}
    assert await queue.read(plain, queue.writer) == empty


async def test_repeated_operations_ran_on_plans(comments: dict[str, HeldComment]) -> None:
    comment = comments["a reply of a guest"]
    for headers in (comment.writer, {}):
        for query in (*QUERIES.values(), COUNTS):
            before = await planned_operation_count(comment.site)
            await comment.read(f"# again\n{query}", headers)
            assert await planned_operation_count(comment.site) - before >= 2, query
