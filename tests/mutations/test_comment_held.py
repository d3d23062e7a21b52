"""A comment that waits: its writer sees it on every path in its place, and nobody else does.

Each question is asked three times: first graphql-core answers it, from the second time on a plan.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from gql.engine import decode_id
from tests.http_site import Site, started
from tests.mutations.comment_requests import (
    answered,
    answered_by_plans,
    editor,
    new_post,
    rows,
    somebody,
)

WORD = "unmistakable"
PATHS = {
    "all comments": "{ comments(first: 50) { nodes { content } } }",
    "comments by status": "{ comments(where: { status: [HELD] }) { nodes { content } } }",
    "comments on it": '{ comments(where: { on: "POST" }) { nodes { content } } }',
    "most liked": "{ comments(orderBy: MOST_LIKED, first: 50) { nodes { content } } }",
    "post.comments": '{ post(by: { id: "POST" }) { comments { nodes { content } } } }',
    "posts.comments": "{ posts { nodes { comments(last: 9) { edges { node { content } } } } } }",
    "post.discussion": '{ post(by: { id: "POST" }) { discussion { edges { node { content } } } } }',
    "route": '{ route(uri: "URI") { resource { ... on Post { comments { nodes { content } } } } } }',
    "node": '{ node(id: "ID") { ... on Comment { content } } }',
    "nodes": '{ nodes(ids: ["POST", "ID"]) { ... on Comment { content } } }',
    "comment": '{ comment(id: "ID") { content } }',
    "search": '{ search(query: "unmistakable") { nodes { ... on Comment { content } } } }',
    "highlight": '{ search(query: "unmistakable", kinds: [COMMENT]) { edges { highlight } } }',
}
OF_REPLIES = {
    "replies": '{ comment(id: "PARENT") { replies { nodes { content } } } }',
    "replies of a node": '{ node(id: "PARENT") { ... on Comment { replies { nodes { content } } } } }',
}
OF_ACCOUNTS = {
    "author.comments": '{ author(by: { slug: "SLUG" }) { comments { nodes { content } } } }',
    "comments by author": '{ comments(where: { author: "SLUG" }) { nodes { content } } }',
}
# what stands at the top of a page is the same for all, whoever looks
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
class Held:
    """A comment that waits, and those who look for it."""

    site: Site
    names: dict[str, str]
    writer: dict[str, str]
    others: dict[str, dict[str, str]] = field(default_factory=dict)

    async def asked(self, query: str, headers: dict[str, str]) -> Any:
        """What is answered, the same three times."""
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
    async with started(module_database, comments_per_minute=1_000) as found:
        yield found


@pytest.fixture(scope="module")
async def kinds(site: Site) -> dict[str, Held]:
    """What waits: a root or a reply, of a guest or of an account."""
    moderator = await editor(site)
    bob, dan, cid = [await somebody(site, f"{name}@blog.example") for name in ("bob", "dan", "cid")]
    found = {}
    for kind in ("a root of a guest", "a reply of a guest", "a root of Bob's", "a reply of Dan's"):
        post = await new_post(site)
        parent = (await answered(site, post, moderator))["comment"]["id"]
        for below in (None, parent, parent):
            await answered(site, post, moderator, parent=below)
        is_reply, token = "reply" in kind, {"Bob": bob, "Dan": dan}.get(kind[-5:-2])
        made = await answered(
            site,
            post,
            token,
            parent=parent if is_reply else None,
            content=f"An {WORD} word.",
        )
        other = await answered(site, post, content="By another guest.")
        [at] = await rows(site, "select uri from entry where id = $1", decode_id(post)[1])
        found[kind] = Held(
            site,
            {
                "POST": post,
                "ID": made["comment"]["id"],
                "PARENT": parent,
                "URI": at["uri"],
                "SLUG": kind[-5:-2].lower(),
            },
            signed_in(token) if token else {"Quire-Receipt": f"x, {made['receipt']}"},
            {
                "a stranger": {},
                "another guest": {"Quire-Receipt": other["receipt"]},
                "somebody signed in": signed_in(cid),
                "a receipt of another, signed in": {
                    **signed_in(cid),
                    "Quire-Receipt": other["receipt"],
                },
                "garbage": {"Quire-Receipt": f"{made['receipt']}x, , null"},
            },
        )
    return found


def signed_in(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


KINDS = ("a root of a guest", "a reply of a guest", "a root of Bob's", "a reply of Dan's")
CASES = [
    (kind, name)
    for kind in KINDS
    for name in (
        *PATHS,
        *(OF_REPLIES if "reply" in kind else ()),
        *(OF_ACCOUNTS if "guest" not in kind else ()),
    )
]


@pytest.mark.parametrize(("kind", "name"), CASES)
async def test_it_is_seen_by_its_writer_and_by_nobody_else(
    kinds: dict[str, Held], kind: str, name: str
) -> None:
    held, query = kinds[kind], {**PATHS, **OF_REPLIES, **OF_ACCOUNTS}[name]
    seen = str(await held.asked(query, held.writer))
    assert seen.count(WORD) == 1, seen
    for who, headers in held.others.items():
        assert WORD not in str(await held.asked(query, headers)), who


@pytest.mark.parametrize("kind", KINDS)
async def test_counts_are_those_of_the_public(kinds: dict[str, Held], kind: str) -> None:
    held = kinds[kind]
    public = await held.asked(COUNTS, {})
    edges = public["post"]["discussion"].pop("edges")
    for headers in (held.writer, *held.others.values()):
        found = await held.asked(COUNTS, headers)
        shown = found["post"]["discussion"].pop("edges")
        assert found == public
        assert all(edge in shown for edge in edges)
    hidden = await held.asked(HIDDEN, held.writer)
    assert [edge["hiddenReplies"] for edge in hidden["post"]["discussion"]["edges"]] == [0] * 5


@pytest.mark.parametrize("kind", KINDS)
async def test_it_stands_in_its_place(kinds: dict[str, Held], kind: str) -> None:
    held = kinds[kind]
    query = (
        '{ post(by: { id: "POST" }) { discussion { edges { depth isRoot '
        "node { content number parent { id } } } } } }"
    )
    edges = (await held.asked(query, held.writer))["post"]["discussion"]["edges"]
    [at] = [n for n, edge in enumerate(edges) if WORD in edge["node"]["content"]]
    is_reply = "reply" in kind
    assert at == (3 if is_reply else 4)  # the last reply to the first root, or the last root
    assert (edges[at]["depth"], edges[at]["isRoot"]) == (int(is_reply), not is_reply)
    assert (edges[at]["node"]["parent"] is not None) is is_reply
    assert edges[at]["node"]["number"] is None


@pytest.mark.parametrize("kind", KINDS)
async def test_it_does_not_keep_replies_from_being_reached(
    kinds: dict[str, Held], kind: str
) -> None:
    held = kinds[kind]
    query = (
        '{ post(by: { id: "POST" }) { discussion(repliesFirst: 1) { edges { '
        "hiddenReplies repliesCursor node { id } } } } }"
    )
    edges = (await held.asked(query, held.writer))["post"]["discussion"]["edges"]
    first = edges[0]
    assert first["hiddenReplies"] == 1
    more = '{ comment(id: "PARENT") { replies(after: "CURSOR") { nodes { id } } } }'
    held.names["CURSOR"] = first["repliesCursor"]
    below = (await held.asked(more, held.writer))["comment"]["replies"]["nodes"]
    everything = '{ comment(id: "PARENT") { replies { nodes { id } } } }'
    whole = (await held.asked(everything, held.writer))["comment"]["replies"]["nodes"]
    shown = [edge["node"] for edge in edges]
    assert all(one in shown or one in below for one in whole)


async def test_what_was_taken_for_spam_waits_as_its_writer_is_told(site: Site) -> None:
    post = await new_post(site)
    made = await answered(site, post, website="https://spam.example", content=f"The {WORD}.")
    assert made["comment"]["status"] == "HELD"
    query = '{ post(by: { id: "POST" }) { comments { nodes { id status } } } }'
    held = Held(site, {"POST": post}, {"Quire-Receipt": made["receipt"]})
    [shown] = (await held.asked(query, held.writer))["post"]["comments"]["nodes"]
    assert shown == {"id": made["comment"]["id"], "status": "HELD"}
    spam = query.replace("comments {", "comments(where: { status: [SPAM] }) {")
    assert (await held.asked(spam, held.writer))["post"]["comments"]["nodes"] == []


async def test_its_writer_learns_its_fate(site: Site) -> None:
    post = await new_post(site)
    made = await answered(site, post, content=f"The {WORD}.")
    held = Held(
        site, {"ID": made["comment"]["id"], "POST": post}, {"Quire-Receipt": made["receipt"]}
    )
    for status, told in (("TRASH", "TRASH"), ("APPROVED", "APPROVED"), ("SPAM", "HELD")):
        key = decode_id(made["comment"]["id"])[1]
        await rows(site, "update comment set status = $2 where id = $1", key, status)
        shown = await held.asked('{ comment(id: "ID") { status } }', held.writer)
        assert shown == {"comment": {"status": told}}
    await rows(site, "update entry set status = 'DRAFT' where id = $1", decode_id(post)[1])
    assert await held.asked('{ comment(id: "ID") { status } }', held.writer) == {"comment": None}


async def test_the_queue_is_a_list_with_a_count_for_editors(site: Site) -> None:
    post, moderator = await new_post(site), (await site.sign_in("editor@blog.example"))
    for _ in range(3):
        await answered(site, post)
    query = (
        '{ comments(first: 2, where: { on: "POST", status: [HELD] }) '
        "{ totalCount nodes { status } pageInfo { hasNextPage } } }"
    )
    queue = Held(site, {"POST": post}, signed_in(moderator["accessToken"]))
    assert await queue.asked(query, queue.writer) == {
        "comments": {
            "totalCount": 3,
            "nodes": [{"status": "HELD"}] * 2,
            "pageInfo": {"hasNextPage": True},
        }
    }
    nothing = {"comments": {"totalCount": 0, "nodes": [], "pageInfo": {"hasNextPage": False}}}
    assert await queue.asked(query, {}) == nothing
    # what editors read otherwise is what readers see
    plain = '{ post(by: { id: "POST" }) { comments { totalCount nodes { id } } } }'
    empty = {"post": {"comments": {"totalCount": 0, "nodes": []}}}
    assert await queue.asked(plain, queue.writer) == empty


async def test_plans_answered_what_was_asked_again(kinds: dict[str, Held]) -> None:
    held = kinds["a reply of a guest"]
    for headers in (held.writer, {}):
        for query in (*PATHS.values(), COUNTS):
            before = await answered_by_plans(held.site)
            await held.asked(f"# again\n{query}", headers)
            assert await answered_by_plans(held.site) - before >= 2, query
