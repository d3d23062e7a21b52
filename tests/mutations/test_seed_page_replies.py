"""An imported page years later: somebody replies to comment 7, and somebody replies to them.

For front-end developers: the operations below are all that a page with comments needs, and the
test shows them in use.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from gql.db import Database
from gql.importers.wordpress import import_wordpress
from tests.conftest import SHARED
from tests.http_site import Site, start_site
from tests.mutations.comment_requests import editor_token, new_user_token

# The page: the post, its counts, and its threads in reading order. `depth` says how far to indent.
# Send the receipts that the browser keeps, and their comments stand in it too, with status HELD.
PAGE = """
query Page($uri: String!) {
  route(uri: $uri) {
    resource {
      ... on Post {
        id
        commentsOpen
        commentCounts { total comments mentions }
        discussion(first: 100) {
          totalCount
          edges {
            depth
            node {
              id number moderationStatus content
              author { name avatar { url } }
              replyCount descendantCount likeCount
            }
          }
        }
      }
    }
  }
}
"""

# A form was sent. Keep `receipt`; show `comment` at once; `userErrors` go beside the fields they name.
CREATE_COMMENT = """
mutation Answer($input: CreateCommentInput!) {
  createComment(input: $input) {
    comment { id moderationStatus content author { name } parent { number } }
    receipt
    userErrors { code message field retryAfter }
  }
}
"""

# What an editor works through, the oldest first, with what only editors see.
QUEUE = """
query Queue {
  comments(where: { status: { in: [HELD] } }, orderBy: OLDEST) {
    totalCount
    nodes { id content author { name } private { email heldFor } parent { number } }
  }
}
"""

APPROVE = """
mutation Decide($ids: [ID!]!) {
  moderateComments(input: { ids: $ids, status: APPROVED }) {
    comments { number }
    batch
    userErrors { code message }
  }
}
"""

# A guest keeps the key of the first like for the next one.
LIKE = """
mutation Like($id: ID!, $key: String) {
  like(input: { id: $id, guestKey: $key }) { likeCount guestKey userErrors { code } }
}
"""

URI = "/2009/02/15/the-personal-roi-of-social-media/"
EXPORT = SHARED / "data/seed/personal-roi.wxr.xml"


@pytest.fixture
async def site(empty_database: str) -> AsyncIterator[Site]:
    database = await Database.open(empty_database)
    await import_wordpress(database, [EXPORT])
    await database.close()
    async with start_site(empty_database) as found:
        yield found


async def test_a_page_gets_replies_moderation_and_likes(site: Site) -> None:
    editor = await editor_token(site)

    # A page of 2009, with sixteen responses, one below the other.
    post, before = await page(site)
    assert post["commentsOpen"] is True
    assert post["commentCounts"] == {"total": 16, "comments": 11, "mentions": 5}
    assert [node["number"] for node in before] == list(range(1, 17))
    seventh = before[6]

    # Bea answers number 7. She sees her words at once; they wait for an editor.
    fields = {"on": post["id"], "parent": seventh["id"], "content": "Still **true**, years later."}
    bea_reply = await post_comment(site, {**fields, "name": "Bea", "email": "bea@mail.example"})
    assert bea_reply["comment"]["moderationStatus"] == "HELD"
    assert bea_reply["comment"]["content"] == "<p>Still <strong>true</strong>, years later.</p>"
    assert bea_reply["comment"]["parent"] == {"number": 7}

    # With the receipt that her browser keeps she finds them in their place; others do not.
    _, nodes_for_bea = await page(site, bea_reply["receipt"])
    assert nodes_for_bea[7]["id"] == bea_reply["comment"]["id"]
    assert (nodes_for_bea[7]["moderationStatus"], nodes_for_bea[7]["number"]) == ("HELD", None)
    assert await page(site) == (post, before)

    # An editor finds her in the queue, with the address that nobody else sees, and approves.
    queue = (await site.data(QUEUE, editor))["comments"]
    assert queue == {
        "totalCount": 1,
        "nodes": [
            {
                "id": bea_reply["comment"]["id"],
                "content": bea_reply["comment"]["content"],
                "author": {"name": "Bea"},
                "private": {"email": "bea@mail.example", "heldFor": "It was written by a guest."},
                "parent": {"number": 7},
            }
        ],
    }
    assert await approve(site, editor, bea_reply) == [{"number": 17}]

    # Somebody without a name answers Bea, and is approved too.
    anonymous_reply = await post_comment(
        site, {**fields, "parent": bea_reply["comment"]["id"], "content": "It is, isn't it?"}
    )
    assert anonymous_reply["comment"]["author"] == {"name": "Anonymous"}
    assert await approve(site, editor, anonymous_reply) == [{"number": 18}]

    # Three people like what Bea wrote: two guests, and a reader with an account.
    id = bea_reply["comment"]["id"]
    first = (await site.data(LIKE, id=id))["like"]
    assert (await site.data(LIKE, id=id, key=first["guestKey"]))["like"]["likeCount"] == 1
    assert (await site.data(LIKE, id=id))["like"]["likeCount"] == 2
    reader = await new_user_token(site, "cid@blog.example")
    assert (await site.data(LIKE, reader, id=id))["like"]["likeCount"] == 3

    # So the page reads now: the new ones stand below number 7, and no number has moved.
    after, nodes = await page(site)
    assert after["commentCounts"] == {"total": 18, "comments": 13, "mentions": 5}
    assert [node["number"] for node in nodes] == [*range(1, 8), 17, 18, *range(8, 17)]
    assert [node["depth"] for node in nodes[6:10]] == [0, 1, 2, 0]
    seventh, bea, other = nodes[6:9]
    assert (seventh["replyCount"], seventh["descendantCount"]) == (1, 2)
    assert (bea["replyCount"], bea["descendantCount"], bea["likeCount"]) == (1, 1, 3)
    assert (other["author"]["name"], other["likeCount"]) == ("Anonymous", 0)
    unchanged = [node for node in nodes if node["number"] not in (7, 17, 18)]
    assert unchanged == [node for node in before if node["number"] != 7]


async def page(site: Site, *receipts: str) -> tuple[Any, list[Any]]:
    """The post, and its comments in reading order, each with how deep it stands."""
    headers = {"Quire-Receipt": ", ".join(receipts)} if receipts else {}
    body = {"query": PAGE, "variables": {"uri": URI}}
    response = (await site.client.post("/graphql", json=body, headers=headers)).json()
    post = response["data"]["route"]["resource"]
    edges = post.pop("discussion")["edges"]
    return post, [{**edge["node"], "depth": edge["depth"]} for edge in edges]


async def post_comment(site: Site, input: dict[str, Any]) -> Any:
    """Send the comment form and return the payload."""
    payload = (await site.data(CREATE_COMMENT, input=input))["createComment"]
    assert payload["userErrors"] == []
    return payload


async def approve(site: Site, editor: str, payload: Any) -> Any:
    """Approve the comment of a payload and return the approved comments."""
    response = await site.data(APPROVE, editor, ids=[payload["comment"]["id"]])
    assert response["moderateComments"]["userErrors"] == []
    return response["moderateComments"]["comments"]
