"""viewerCan is what the mutations do: for every role, with what is theirs and what is not."""

from __future__ import annotations

import pytest

from gql.viewer import Role
from tests.mutations.entry_requests import CHANGE_STATUS, PUBLISH, UPDATE, Newsroom
from tests.mutations.test_page import CREATE as CREATE_PAGE
from tests.mutations.test_page import UPDATE as UPDATE_PAGE

VIEWER_CAN = """query ($id: ID!) { node(id: $id) { ... on ContentNode {
  viewerCan { edit publish trash moderate }
} } }"""
STATES = {
    "draft": (),
    "pending": ("submitPost",),
    "published": ("publishPost",),
    "unpublished": ("publishPost", "unpublishPost"),
    "trash": ("publishPost", "trashPost"),
}
MOVES = {"publishPost": PUBLISH, **CHANGE_STATUS}


async def post_in(newsroom: Newsroom, owner: Role, state: str) -> str:
    """A post of the account with this role, moved on by an editor."""
    id = await newsroom.create_draft(owner)
    for move in STATES[state]:
        await newsroom.succeed(MOVES[move], Role.EDITOR, id=id)
    return id


async def done(newsroom: Newsroom, role: Role | None, id: str) -> dict[str, bool]:
    """What the mutations let this role do, tried in an order in which each leaves the next possible."""
    worked = {}
    tries = {"edit": UPDATE, "publish": PUBLISH, "trash": CHANGE_STATUS["trashPost"]}
    for name, document in tries.items():
        given = {"title": f"As {role}"} if name == "edit" else {}
        worked[name] = await newsroom.error_codes(document, role, id=id, **given) == []
    return worked


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("owner", [Role.CONTRIBUTOR, Role.AUTHOR])
async def test_what_viewer_can_do_is_what_the_mutations_let_them_do(
    newsroom: Newsroom, owner: Role, state: str
) -> None:
    for role in (None, *Role):
        id = await post_in(newsroom, owner, state)
        token = newsroom.tokens[role] if role else None
        node = None
        for _ in range(2):  # from the second time on, a plan answers
            node = (await newsroom.site.data(VIEWER_CAN, token, id=id))["node"]
        if state == "trash":  # a thing in the trash is only restored
            assert node is None or node["viewerCan"]["trash"] is False
            continue
        allowed = await done(newsroom, role, id)
        if node is None:
            assert not any(allowed.values()), (role, allowed)
            continue
        moderates = node["viewerCan"].pop("moderate")
        # in a state that the one before has changed, as publishing changes what may be edited
        assert node["viewerCan"]["edit"] == allowed["edit"], (role, node, allowed)
        assert node["viewerCan"]["publish"] == allowed["publish"], (role, node, allowed)
        # whoever may publish may trash what is published as well: trying that first changes nothing
        assert node["viewerCan"]["trash"] == allowed["trash"], (role, node, allowed)
        assert moderates is (role in (Role.EDITOR, Role.ADMIN))


async def test_pages_are_of_editors(newsroom: Newsroom) -> None:
    made = await newsroom.succeed(CREATE_PAGE, Role.EDITOR, title="About", content="Us.")
    id = made["page"]["id"]
    for role in (None, *Role):
        node = (
            await newsroom.site.data(VIEWER_CAN, newsroom.tokens[role] if role else None, id=id)
        )["node"]
        worked = await newsroom.error_codes(UPDATE_PAGE, role, id=id, title=f"{role}") == []
        assert worked is (node is not None)
        if node:
            assert set(node["viewerCan"].values()) == {True}
