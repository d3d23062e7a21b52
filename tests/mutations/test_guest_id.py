"""Guest.id: one id for all comments of a guest, which node finds and which tells nothing private."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from gql.engine import encode_id
from tests.http_site import Site
from tests.mutations.comment_requests import (
    CREATE_COMMENT,
    editor_token,
    fetch_rows,
    moderate_comments,
    new_post,
)

GUESTS = """query($id: ID!) { post(by: { id: $id }) { comments(first: 50) {
  nodes { author { __typename id name homepage ... on Guest { createdAt } avatar { url } } createdAt }
} } }"""
NODE = """query($id: ID!) { node(id: $id) {
  __typename id ... on Guest { name givenName homepage createdAt updatedAt avatar { url } }
} }"""
BEA = {"name": "Bea", "email": "bea@mail.example", "url": "https://bea.example"}


@pytest.fixture
async def post(site: Site) -> str:
    return await new_post(site)


async def write(site: Site, post: str, receipt: str | None = None, **given: Any) -> Any:
    """Comment as a guest, with the receipt of an earlier comment in the header."""
    text = f"Words {len(await fetch_rows(site, 'select from comment'))}."
    body = {"query": CREATE_COMMENT, "variables": {"input": {"on": post, "content": text, **given}}}
    headers = {"quire-receipt": receipt} if receipt else {}
    answer = await site.client.post("/graphql", json=body, headers=headers)
    return answer.json()["data"]["createComment"]


async def approve_all(site: Site) -> None:
    await fetch_rows(site, "update comment set status = 'APPROVED'")


async def written(site: Site, post: str) -> list[Any]:
    return list((await site.data(GUESTS, id=post))["post"]["comments"]["nodes"])


async def test_all_comments_of_a_guest_have_one_author(site: Site, post: str) -> None:
    first = await write(site, post, **BEA)
    for given in (BEA, BEA | {"email": "BEA@mail.example"}, BEA | {"name": "Beatrix"}):
        await write(site, post, first["receipt"], **given)
    await approve_all(site)
    for _ in range(3):  # from the second time on, a plan answers
        nodes = await written(site, post)
        authors = [node["author"] for node in nodes]
        ids = [author["id"] for author in authors]
        assert ids[0] == ids[1] == ids[2] != ids[3]
        # under another name they are another guest, with the same picture
        assert authors[3]["avatar"] == authors[0]["avatar"]
        assert [author["createdAt"] for author in authors[:3]] == [nodes[0]["createdAt"]] * 3
    for author in authors:
        for _ in range(3):
            found = (await site.data(NODE, id=author["id"]))["node"]
            assert {name: found[name] for name in author} == author
            assert found["updatedAt"] == found["createdAt"]


async def test_guests_who_prove_nothing_are_different_guests(site: Site, post: str) -> None:
    """Who types the address of somebody else, or none, gets neither their picture nor their id."""
    for given in (BEA, BEA, {}, {}):
        await write(site, post, **given)
    await approve_all(site)
    assert len({node["author"]["id"] for node in await written(site, post)}) == 4


async def test_a_guest_is_not_there_before_a_comment_of_theirs_is(site: Site, post: str) -> None:
    receipt = (await write(site, post, **BEA))["receipt"]
    (row,) = await fetch_rows(
        site, "select guest_key(guest_avatar_key, guest_name, guest_url) as key from comment"
    )
    id = encode_id("Guest", row["key"].hex)
    for _ in range(3):
        assert (await site.data(NODE, id=id))["node"] is None
        body = {"query": NODE, "variables": {"id": id}}
        headers = {"quire-receipt": receipt}
        own = (await site.client.post("/graphql", json=body, headers=headers)).json()
        assert own["data"]["node"]["name"] == "Bea"
    await approve_all(site)
    assert (await site.data(NODE, id=id))["node"]["name"] == "Bea"


async def test_the_id_of_a_guest_holds_nothing_of_the_address(site: Site, post: str) -> None:
    for email in ("bea@mail.example", "ada@mail.example"):
        await write(site, post, **BEA | {"email": email})
    await fetch_rows(site, f"update comment set guest_avatar_key = '{'5' * 32}'")
    await approve_all(site)
    # two addresses, and what everybody sees is the same: so is the id
    (id,) = {node["author"]["id"] for node in await written(site, post)}
    assert len(base64.b64decode(id)) == len("Guest:") + 32


@pytest.mark.parametrize("key", ["1", "0" * 32, "a" * 31, "A" * 32])
async def test_an_id_that_no_guest_has_finds_nobody(site: Site, post: str, key: str) -> None:
    await write(site, post, **BEA)
    await approve_all(site)
    for _ in range(2):
        assert (await site.data(NODE, id=encode_id("Guest", key)))["node"] is None


async def test_editors_find_guests_whose_comments_wait(site: Site, post: str) -> None:
    created = await write(site, post, **BEA)
    editor = await editor_token(site)
    held = "{ comments(where: { status: { in: [HELD] } }) { nodes { author { id } } } }"
    id = (await site.data(held, editor))["comments"]["nodes"][0]["author"]["id"]
    for _ in range(2):
        assert (await site.data(NODE, editor, id=id))["node"]["name"] == "Bea"
    ids = [created["comment"]["id"]]
    await moderate_comments(site, ids, "APPROVED", editor)
    assert (await site.data(NODE, id=id))["node"]["name"] == "Bea"
