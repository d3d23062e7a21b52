"""`draft`: the newest text of a post or page, for those who may edit it, and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from gql.viewer import Role
from tests.mutations.entry_requests import UPDATE, Newsroom

READ = """query($id: ID!) { node(id: $id) {
  ... on ContentNode { title content hasDraft draft { id title content version } }
} }"""
LIST = """{ posts(first: 10) { nodes { title draft { title excerpt(format: TEXT) } } } }"""
EDITORS = (Role.EDITOR, Role.ADMIN)


async def read(newsroom: Newsroom, id: str, role: Role | None) -> Any:
    """The node, as the reference path and twice a plan answer it."""
    token = newsroom.tokens[role] if role else None
    answers = [(await newsroom.site.data(READ, token, id=id))["node"] for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    return answers[0]


@pytest.mark.parametrize("role", [Role.AUTHOR, *EDITORS])
async def test_who_may_edit_a_post_reads_its_newest_text(newsroom: Newsroom, role: Role) -> None:
    id = await newsroom.create_published(title="Tides", content="Low.")
    before = await read(newsroom, id, role)
    assert (before["hasDraft"], before["draft"]["title"]) == (False, "Tides")
    await newsroom.succeed(UPDATE, Role.AUTHOR, id=id, title="High tides", content="High.")
    node = await read(newsroom, id, role)
    assert (node["title"], node["hasDraft"]) == ("Tides", True)
    assert node["draft"] == {
        "id": id,
        "title": "High tides",
        "content": "<p>High.</p>",
        "version": 2,
    }


@pytest.mark.parametrize("role", [None, Role.READER, Role.CONTRIBUTOR])
async def test_others_read_no_draft(newsroom: Newsroom, role: Role | None) -> None:
    id = await newsroom.create_published(title="Tides", content="Low.")
    await newsroom.succeed(UPDATE, Role.AUTHOR, id=id, title="High tides")
    assert await read(newsroom, id, role) == {
        "title": "Tides",
        "content": "<p>Low.</p>",
        "hasDraft": None,
        "draft": None,
    }


async def test_a_list_reads_all_of_its_drafts_at_once(newsroom: Newsroom) -> None:
    for number in range(3):
        id = await newsroom.create_published(title=f"Tide {number}", content="Low.")
        await newsroom.succeed(UPDATE, Role.AUTHOR, id=id, title=f"Flood {number}")
    token = newsroom.tokens[Role.EDITOR]
    for _ in range(3):
        nodes = (await newsroom.site.data(LIST, token))["posts"]["nodes"]
        assert [node["title"] for node in nodes] == ["Tide 2", "Tide 1", "Tide 0"]
        assert [node["draft"]["title"] for node in nodes] == ["Flood 2", "Flood 1", "Flood 0"]
