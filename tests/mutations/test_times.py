"""createdAt, updatedAt and publishedAt: what they say of what waits, changes and is counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gql.engine import encode_id
from gql.viewer import Role
from tests.mutations.comment_requests import (
    create_comment,
    fetch_rows,
    moderate_comments,
    update_comment,
)
from tests.mutations.entry_requests import PUBLISH, Newsroom

AUTHOR, EDITOR = Role.AUTHOR, Role.EDITOR
COMMENT = """query($id: ID!) { comment(by: { id: $id }) {
  moderationStatus createdAt updatedAt publishedAt isEdited
} }"""
POST = "query($id: ID!) { post(by: { id: $id }) { status createdAt publishedAt scheduledFor } }"
TIMES = """query($id: ID!) { node(id: $id) {
  ... on Author { createdAt updatedAt postCount } ... on Tag { createdAt updatedAt postCount }
  ... on Media { createdAt updatedAt } ... on Menu { createdAt updatedAt }
  ... on MenuItem { createdAt updatedAt }
} }"""


async def test_a_comment_is_published_when_readers_see_it(newsroom: Newsroom) -> None:
    site, post = newsroom.site, await newsroom.create_published()
    created = await create_comment(site, post)
    id, editor = created["comment"]["id"], newsroom.tokens[EDITOR]
    assert created["comment"]["publishedAt"] is None
    for _ in range(3):  # from the second time on, a plan answers
        held = (await site.data(COMMENT, editor, id=id))["comment"]
        assert (held["moderationStatus"], held["publishedAt"]) == ("HELD", None)
        assert (held["isEdited"], held["updatedAt"]) == (False, held["createdAt"])
    await moderate_comments(site, [id], "APPROVED", editor)
    for token in (None, newsroom.tokens[Role.READER], editor):
        for _ in range(3):
            shown = (await site.data(COMMENT, token, id=id))["comment"]
            assert shown["publishedAt"] == shown["createdAt"] == held["createdAt"]
    await update_comment(site, id, "Other words.", editor)
    for _ in range(3):
        edited = (await site.data(COMMENT, id=id))["comment"]
        assert edited["isEdited"] is True
        assert edited["updatedAt"] > edited["createdAt"]


async def test_a_scheduled_post_is_not_published_yet(newsroom: Newsroom) -> None:
    id, site = await newsroom.create_draft(), newsroom.site
    token = newsroom.tokens[AUTHOR]
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0).isoformat()
    assert (await site.data(POST, token, id=id))["post"]["scheduledFor"] is None
    await newsroom.succeed(PUBLISH, AUTHOR, id=id, at=tomorrow)
    for _ in range(3):
        post = (await site.data(POST, token, id=id))["post"]
        assert (post["status"], post["publishedAt"]) == ("SCHEDULED", None)
        assert post["scheduledFor"] == tomorrow
        assert (await site.data(POST, id=id))["post"] is None
    await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    for _ in range(3):
        post = (await site.data(POST, id=id))["post"]
        assert (post["status"], post["scheduledFor"]) == ("PUBLISHED", None)
        assert post["publishedAt"] < tomorrow


CHANGES = {
    "Author": ("author", "name = name || '!'", "post_count = post_count + 1"),
    "Tag": ("term", "description = 'Rain.'", "post_count = post_count + 1, is_public = true"),
    "Media": ("media", "alt = 'A lamp.'", "is_public = is_public"),
    "Menu": ("menu", "name = name || '!'", "name = name"),
    "MenuItem": ("menu_item", "label = 'Elsewhere'", "label = label"),
}


@pytest.mark.parametrize("kind", CHANGES)
async def test_what_is_shown_of_a_node_moves_its_time_and_counts_do_not(
    newsroom: Newsroom, kind: str
) -> None:
    site = newsroom.site
    await fetch_rows(site, MADE[kind])
    table, shown, counted = CHANGES[kind]
    id = encode_id(kind, (await fetch_rows(site, f"select max(id) as id from {table}"))[0]["id"])

    async def times() -> Any:
        answers = [(await site.data(TIMES, id=id))["node"] for _ in range(2)]
        assert answers[0] == answers[1]
        return answers[0]

    before = await times()
    assert before["updatedAt"] == before["createdAt"]
    await fetch_rows(site, f"update {table} set {counted}")
    assert (await times())["updatedAt"] == before["updatedAt"]
    await fetch_rows(site, f"update {table} set {shown}")
    after = await times()
    assert after["createdAt"] == before["createdAt"]
    assert after["updatedAt"] > before["updatedAt"]


_MENU = "with m as (insert into menu (slug, name) values ('main', 'Main') returning id) "
MADE = {
    "Author": "insert into author (slug, uri, name) values ('zoe', '/author/zoe/', 'Zoe')",
    "Tag": "insert into term (kind, slug, uri, name) values ('TAG', 'sky', '/tag/sky/', 'Sky')",
    "Media": "insert into media (url) values ('https://pictures.example/lamp.png')",
    "Menu": f"{_MENU} select from m",
    "MenuItem": f"{_MENU} insert into menu_item (menu_id, position, label, url) "
    "select m.id, 1, 'Here', 'https://x.example/' from m",
}
