"""`draft`: the newest text of a post or page, for those who may edit it, and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from gql.viewer import Role
from tests.mutations.entry_requests import PUBLISH, UPDATE, Newsroom
from tests.mutations.test_page import UPDATE as UPDATE_PAGE
from tests.mutations.test_page import create_published_page

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


SHOWN = """query($id: ID!) { node(id: $id) {
  ...Shown ... on ContentNode { draft { ...Shown ... on ContentNode { draft { ...Shown } } } }
} }
fragment Shown on ContentNode {
  author { name } authors { name } ... on Post { categories { name } tags { name } }
}"""


def lists(authors: list[str], categories: list[str], tags: list[str]) -> dict[str, Any]:
    """What SHOWN reads of a post."""
    return {
        "author": {"name": authors[0]},
        "authors": [{"name": name} for name in authors],
        "categories": [{"name": name} for name in categories],
        "tags": [{"name": name} for name in tags],
    }


async def test_a_draft_has_the_authors_and_terms_of_its_newest_version(newsroom: Newsroom) -> None:
    id = await newsroom.create_published(categories=["Coast"], tags=["Tides"])
    published, newest = lists(["Author"], ["Coast"], ["Tides"]), lists(
        ["Author", "Editor"], [], ["Storms", "Tides"]
    )  # fmt: skip
    await newsroom.succeed(UPDATE, Role.AUTHOR, id=id, categories=[], tags=["Storms", "Tides"])
    await newsroom.succeed(UPDATE, Role.EDITOR, id=id, authors=["author", "editor"])
    drafts = {"draft": {**newest, "draft": newest}}
    # a tag and an author that readers do not see yet are among them
    for role in (Role.AUTHOR, *EDITORS):
        for _ in range(3):
            data = await newsroom.site.data(SHOWN, newsroom.tokens[role], id=id)
            assert data["node"] == {**published, **drafts}
    for token in (None, newsroom.tokens[Role.CONTRIBUTOR]):
        for _ in range(3):
            data = await newsroom.site.data(SHOWN, token, id=id)
            assert data["node"] == {**published, "draft": None}
    await newsroom.succeed(PUBLISH, Role.EDITOR, id=id)
    for _ in range(3):
        data = await newsroom.site.data(SHOWN, newsroom.tokens[Role.AUTHOR], id=id)
        assert data["node"] == {**newest, **drafts}


async def test_the_author_of_a_page_is_read_with_its_draft(newsroom: Newsroom) -> None:
    id = await create_published_page(newsroom, "About")
    await newsroom.succeed(UPDATE_PAGE, Role.EDITOR, id=id, title="About us")
    editor = {"author": {"name": "Editor"}, "authors": [{"name": "Editor"}]}
    for _ in range(3):
        data = await newsroom.site.data(SHOWN, newsroom.tokens[Role.EDITOR], id=id)
        assert data["node"] == {**editor, "draft": {**editor, "draft": editor}}
