"""What every payload answers for a client's cache: nodes with ids, what is gone, and Query."""

from __future__ import annotations

import pytest

from gql.engine import encode_id
from gql.viewer import Role
from tests.http_site import ADA, PASSWORD, Site, start_site
from tests.mutations.comment_requests import create_comment
from tests.mutations.entry_requests import PREVIEW, UPDATE, Newsroom, newsroom_of

AUTHOR = Role.AUTHOR
LIKE = """mutation($id: ID!) { like(input: { id: $id }) {
  node { __typename id ... on Post { likeCount title } ... on Comment { likeCount depth } }
  query { post(by: { id: $id }) { likeCount } }
  userErrors { code }
} }"""


@pytest.mark.parametrize("kind", ["Post", "Comment"])
async def test_a_like_answers_what_is_liked(newsroom: Newsroom, kind: str) -> None:
    id = await newsroom.create_published(title="Tides")
    if kind == "Comment":
        id = (await create_comment(newsroom.site, id, newsroom.tokens[Role.EDITOR]))["comment"][
            "id"
        ]
    for token in (newsroom.tokens[Role.READER], None):
        payload = (await newsroom.site.data(LIKE, token, id=id))["like"]
        assert payload["userErrors"] == []
        assert (payload["node"]["__typename"], payload["node"]["id"]) == (kind, id)
        likes = payload["node"]["likeCount"]
        assert payload["query"]["post"] == ({"likeCount": likes} if kind == "Post" else None)
    assert likes == 2


@pytest.mark.parametrize("id", ["", "Post:1", encode_id("Post", 99), encode_id("Author", 1)])
async def test_a_refused_like_answers_nothing_of_what_it_was_about(site: Site, id: str) -> None:
    payload = (await site.data(LIKE, id=id))["like"]
    assert payload["node"] is None
    assert [error["code"] for error in payload["userErrors"]] == ["NOT_FOUND"]


async def test_what_was_deleted_is_named_whatever_stays_of_it(newsroom: Newsroom) -> None:
    site, post = newsroom.site, await newsroom.create_published()
    editor = newsroom.tokens[Role.EDITOR]
    above = (await create_comment(site, post, editor))["comment"]["id"]
    below = (await create_comment(site, post, editor, parent=above))["comment"]["id"]
    delete = """mutation($id: ID!) { deleteComment(input: { id: $id }) {
      deletedId comment { isDeleted } query { node(id: $id) { id } } userErrors { code }
    } }"""
    tombstone = (await site.data(delete, editor, id=above))["deleteComment"]
    assert tombstone["deletedId"] == above
    assert tombstone["comment"] == {"isDeleted": True}
    gone = (await site.data(delete, editor, id=below))["deleteComment"]
    assert (gone["deletedId"], gone["comment"], gone["query"]) == (below, None, {"node": None})
    refused = (await site.data(delete, id=above))["deleteComment"]
    assert refused["deletedId"] is None
    assert refused["userErrors"] != []


async def test_a_new_preview_is_answered_with_what_it_shows(newsroom: Newsroom) -> None:
    post = await newsroom.create_draft(title="Tides")
    create = PREVIEW.replace(
        "{ token",
        """{ preview { __typename id createdAt createdBy { name } }
           node { __typename id ... on ContentNode { title previews { id } } }
           query { node(id: $id) { id } } token""",
    ).replace("($input", "($id: ID!, $input")
    variables = {"id": post, "input": {"id": post}}
    made = (await newsroom.site.data(create, newsroom.tokens[AUTHOR], **variables))["createPreview"]
    assert made["preview"]["__typename"] == "Preview"
    assert made["node"]["previews"] == [{"id": made["preview"]["id"]}]
    assert (made["node"]["id"], made["query"]["node"]) == (post, {"id": post})
    refused = (await newsroom.site.data(create, **variables))["createPreview"]
    assert (refused["preview"], refused["node"], refused["token"]) == (None, None, None)
    assert [error["code"] for error in refused["userErrors"]] == ["UNAUTHENTICATED"]


async def test_a_revoked_preview_is_named(newsroom: Newsroom) -> None:
    post = await newsroom.create_draft()
    create = PREVIEW.replace("{ token", "{ preview { id } token")
    id = (await newsroom.succeed(create, AUTHOR, id=post))["preview"]["id"]
    revoke = """mutation($input: RevokePreviewInput!) {
      revokePreview(input: $input) { deletedId userErrors { code } }
    }"""
    assert (await newsroom.payload(revoke, None, id=id))["deletedId"] is None
    # in one operation with what has read it before
    both = """mutation($post: ID!, $id: ID!) {
      createPreview(input: { id: $post }) { preview { id } node { ... on Post { previews { id } } } }
      revokePreview(input: { id: $id }) {
        deletedId query { post(by: { id: $post }) { previews { id } } } userErrors { code }
      }
    }"""
    done = await newsroom.site.data(both, newsroom.tokens[AUTHOR], post=post, id=id)
    made, revoked = done["createPreview"], done["revokePreview"]
    assert [one["id"] for one in made["node"]["previews"]] == [made["preview"]["id"], id]
    assert revoked["deletedId"] == id
    assert revoked["query"]["post"]["previews"] == [{"id": made["preview"]["id"]}]


async def test_who_signs_in_reads_with_the_same_request_as_who_they_are(site: Site) -> None:
    document = """mutation($email: String!, $password: String!) {
      signIn(input: { email: $email, password: $password }) {
        query { viewer { email } posts { totalCount } }
      }
    }"""
    for password, viewer in ((PASSWORD, {"email": ADA}), ("wrong", None)):
        data = await site.data(document, email=ADA, password=password)
        assert data["signIn"]["query"] == {"viewer": viewer, "posts": {"totalCount": 0}}


async def test_a_preview_token_in_a_payload_counts_below_its_own_field_alone(
    newsroom: Newsroom,
) -> None:
    other = await newsroom.create_published(title="Other")
    await newsroom.succeed(UPDATE, AUTHOR, id=other, title="Other, changed")
    token = (await newsroom.succeed(PREVIEW, AUTHOR, id=other))["token"]
    id = await newsroom.create_published(title="Tides")
    document = """mutation($id: ID!, $other: ID!, $preview: String!) {
      like(input: { id: $id }) {
        node { ... on Post { title } }
        query {
          shown: post(by: { id: $other }, previewToken: $preview) { title author { name } }
          plain: post(by: { id: $other }) { title }
        }
      }
    }"""
    data = await newsroom.site.data(document, id=id, other=other, preview=token)
    assert data["like"] == {
        "node": {"title": "Tides"},
        "query": {
            "shown": {"title": "Other, changed", "author": {"name": "Author"}},
            "plain": {"title": "Other"},
        },
    }


async def test_what_is_read_below_a_payload_is_bounded_like_a_query(empty_database: str) -> None:
    async with start_site(empty_database, max_nodes=40) as site:
        newsroom = await newsroom_of(site)
        id = await newsroom.create_published()
        for some, code in ((10, None), (30, "LIMIT_EXCEEDED")):
            lists = " ".join(f"a{n}: posts {{ nodes {{ author {{ id }} }} }}" for n in range(some))
            document = f'mutation {{ like(input: {{ id: "{id}" }}) {{ query {{ {lists} }} }} }}'
            errors = (await newsroom.site.post(document)).json().get("errors", [])
            assert {error["extensions"]["code"] for error in errors} == ({code} if code else set())
