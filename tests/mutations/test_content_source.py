"""Who may change something gets back what they wrote; everybody else what is shown."""

from __future__ import annotations

from gql.viewer import Role
from tests.http_site import Site
from tests.mutations.comment_requests import answered, editor, moderated, new_post, somebody

COMMENT = "query ($id: ID!) { comment(id: $id) { content(format: SOURCE) } }"
AUTHOR = "query ($slug: String!) { author(by: { slug: $slug }) { bio(format: SOURCE) } }"
PROFILE = 'mutation { updateProfile(input: { bio: "I *bake*." }) { userErrors { code } } }'
WRITTEN, SHOWN = "Well **said**.", "<p>Well <strong>said</strong>.</p>"


async def source(site: Site, id: str, token: str | None = None, receipt: str = "") -> str:
    headers = {"quire-receipt": receipt} | ({"authorization": f"Bearer {token}"} if token else {})
    body = {"query": COMMENT, "variables": {"id": id}}
    answer = await site.client.post("/graphql", json=body, headers=headers)
    return str(answer.json()["data"]["comment"]["content"])


async def test_of_a_comment_that_everybody_sees(site: Site) -> None:
    post = await new_post(site)
    bob = await somebody(site, "bob@blog.example", Role.AUTHOR)
    id = (await answered(site, post, bob, content=WRITTEN))["comment"]["id"]
    assert await source(site, id, bob) == WRITTEN
    assert await source(site, id) == SHOWN
    assert await source(site, id, await somebody(site, "eve@blog.example")) == SHOWN


async def test_of_a_comment_whose_receipt_they_hold(site: Site) -> None:
    post, token = await new_post(site), await editor(site)
    made = await answered(site, post, content=WRITTEN)
    id = made["comment"]["id"]
    await moderated(site, [id], "APPROVED", token)
    assert await source(site, id, receipt=made["receipt"]) == WRITTEN
    assert await source(site, id) == SHOWN


async def test_of_a_bio(site: Site) -> None:
    bob = await somebody(site, "bob@blog.example", Role.AUTHOR)
    await answered(site, await new_post(site), bob)  # so that readers see the profile
    await site.data(PROFILE, bob)
    own = (await site.data(AUTHOR, bob, slug="bob"))["author"]["bio"]
    others = (await site.data(AUTHOR, slug="bob"))["author"]["bio"]
    assert (own, others) == ("I *bake*.", "<p>I <em>bake</em>.</p>")
