"""format: SOURCE is the stored source for those who may edit a text, and HTML for others."""

from __future__ import annotations

from gql.viewer import Role
from tests.http_site import Site
from tests.mutations.comment_requests import (
    create_comment,
    editor_token,
    moderate_comments,
    new_post,
    new_user_token,
)
from tests.mutations.entry_requests import PREVIEW, UPDATE, Newsroom

COMMENT = "query ($id: ID!) { comment(by: { id: $id }) { content(format: SOURCE) } }"
AUTHOR = "query ($slug: String!) { author(by: { slug: $slug }) { bio(format: SOURCE) } }"
PROFILE = 'mutation { updateProfile(input: { bio: "I *bake*." }) { userErrors { code } } }'
SOURCE, HTML = "Well **said**.", "<p>Well <strong>said</strong>.</p>"


async def source(site: Site, id: str, token: str | None = None, receipt: str = "") -> str:
    headers = {"quire-receipt": receipt} | ({"authorization": f"Bearer {token}"} if token else {})
    body = {"query": COMMENT, "variables": {"id": id}}
    answer = await site.client.post("/graphql", json=body, headers=headers)
    return str(answer.json()["data"]["comment"]["content"])


async def test_the_source_of_a_public_comment_is_for_its_author(site: Site) -> None:
    post = await new_post(site)
    bob = await new_user_token(site, "bob@blog.example", Role.AUTHOR)
    id = (await create_comment(site, post, bob, content=SOURCE))["comment"]["id"]
    assert await source(site, id, bob) == SOURCE
    assert await source(site, id) == HTML
    assert await source(site, id, await new_user_token(site, "eve@blog.example")) == HTML


async def test_the_source_of_a_guest_comment_is_for_who_has_its_receipt(site: Site) -> None:
    post, token = await new_post(site), await editor_token(site)
    made = await create_comment(site, post, content=SOURCE)
    id = made["comment"]["id"]
    await moderate_comments(site, [id], "APPROVED", token)
    assert await source(site, id, receipt=made["receipt"]) == SOURCE
    assert await source(site, id) == HTML


async def test_the_source_of_a_bio_is_for_its_author(site: Site) -> None:
    bob = await new_user_token(site, "bob@blog.example", Role.AUTHOR)
    await create_comment(
        site, await new_post(site), bob
    )  # a profile is public once a comment of it is
    await site.data(PROFILE, bob)
    own = (await site.data(AUTHOR, bob, slug="bob"))["author"]["bio"]
    others = (await site.data(AUTHOR, slug="bob"))["author"]["bio"]
    assert (own, others) == ("I *bake*.", "<p>I <em>bake</em>.</p>")


async def test_the_format_of_the_source_is_that_of_what_is_shown_as_the_source(
    newsroom: Newsroom,
) -> None:
    id = await newsroom.create_published(content="Well **said**.")
    document = """query ($id: ID!, $t: String) {
      post(by: { id: $id }, previewToken: $t) { sourceFormat content(format: SOURCE) version hasDraft }
    }"""
    token = (await newsroom.succeed(PREVIEW, Role.AUTHOR, id=id))["token"]
    saved = await newsroom.succeed(UPDATE, Role.AUTHOR, id=id, content="Well *put*.")
    writers = {Role.AUTHOR, Role.EDITOR, Role.ADMIN}
    for role in (None, *Role):
        for preview in (None, token):
            viewer = newsroom.tokens[role] if role else None
            seen = (await newsroom.site.data(document, viewer, id=id, t=preview))["post"]
            newest = (saved["version"], True) if role in writers else (None, None)
            assert (seen["version"], seen["hasDraft"]) == newest, (role, preview)
            is_markdown = "*" in seen["content"]
            assert seen["sourceFormat"] == ("MARKDOWN" if is_markdown else "HTML")
            assert is_markdown is (role in writers), (role, preview)
