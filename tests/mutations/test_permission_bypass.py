"""Ways around permissions that must not exist, and states that an editor must be able to leave."""

from __future__ import annotations

from gql.engine import encode_id
from gql.viewer import Role
from tests.mutations.entry_requests import (
    CHANGE_STATUS,
    CREATE,
    PREVIEW,
    PUBLISH,
    RESTORE_REVISION,
    UPDATE,
    Newsroom,
)
from tests.mutations.test_page import CHANGE_STATUS as MOVE_PAGE
from tests.mutations.test_page import CREATE as CREATE_PAGE
from tests.mutations.test_page import PUBLISH as PUBLISH_PAGE
from tests.mutations.test_page import RESTORE_REVISION as GO_BACK_PAGE
from tests.mutations.test_page import UPDATE as UPDATE_PAGE
from tests.mutations.test_page import create_published_page, route
from tests.schema import row_factories

AUTHOR, EDITOR, CONTRIBUTOR = Role.AUTHOR, Role.EDITOR, Role.CONTRIBUTOR


async def test_restoring_a_revision_keeps_what_only_editors_may_choose(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft(title="One")
    await newsroom.succeed(UPDATE, EDITOR, id=id, isSticky=True, authors=["author", "contributor"])
    await newsroom.succeed(UPDATE, EDITOR, id=id, isSticky=False, authors=["author"])
    back = await newsroom.succeed(RESTORE_REVISION, AUTHOR, id=id, version=2)
    assert back["version"] == 3  # no new version: nothing that an author may choose differs
    assert back["post"]["isSticky"] is False
    assert back["post"]["authors"] == [{"name": "Author"}]
    by_editor = await newsroom.succeed(RESTORE_REVISION, EDITOR, id=id, version=2)
    assert by_editor["post"]["isSticky"] is True
    assert len(by_editor["post"]["authors"]) == 2


async def test_a_repeated_idempotency_key_does_not_show_a_post_given_to_another_author(
    newsroom: Newsroom,
) -> None:
    given = {"title": "Mine", "content": "x", "idempotencyKey": "k"}
    id = (await newsroom.succeed(CREATE, CONTRIBUTOR, **given))["post"]["id"]
    assert (await newsroom.succeed(CREATE, CONTRIBUTOR, **given))["post"]["id"] == id
    await newsroom.succeed(UPDATE, EDITOR, id=id, title="Secret", authors=["author"])
    again = await newsroom.payload(CREATE, CONTRIBUTOR, **given)
    assert (again["post"], again["version"]) == (None, None)
    assert [e["code"] for e in again["userErrors"]] == ["NOT_FOUND"]


async def test_naming_other_authors_is_refused_alike_for_hidden_and_unknown_slugs(
    newsroom: Newsroom,
) -> None:
    # the first exists but is hidden, the second does not exist: the answers must be equal
    for slug in ("admin", "nobody-here"):
        given = {"title": "T", "content": "", "authors": [slug]}
        assert await newsroom.error_codes(CREATE, CONTRIBUTOR, **given) == ["FORBIDDEN"]
    own = await newsroom.succeed(
        CREATE, CONTRIBUTOR, title="T", content="", authors=["contributor"]
    )
    assert own["post"]["authors"] == [{"name": "Contributor"}]


async def test_only_who_may_publish_restores_a_once_published_post_from_the_trash(
    newsroom: Newsroom,
) -> None:
    id = await newsroom.create_draft(CONTRIBUTOR)
    await newsroom.succeed(PUBLISH, EDITOR, id=id)
    await newsroom.succeed(CHANGE_STATUS["trashPost"], EDITOR, id=id)
    assert await newsroom.error_codes(CHANGE_STATUS["restorePost"], CONTRIBUTOR, id=id) == [
        "FORBIDDEN"
    ]
    never_seen = await newsroom.create_draft(CONTRIBUTOR)
    await newsroom.succeed(CHANGE_STATUS["trashPost"], CONTRIBUTOR, id=never_seen)
    await newsroom.succeed(CHANGE_STATUS["restorePost"], CONTRIBUTOR, id=never_seen)


async def test_a_post_in_the_trash_has_no_preview(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft()
    token = (await newsroom.succeed(PREVIEW, AUTHOR, id=id))["token"]
    assert (await newsroom.read(token=token, id=id))["title"] == "A title"
    thrown = await newsroom.succeed(CHANGE_STATUS["trashPost"], AUTHOR, id=id)
    assert thrown["post"]["status"] == "TRASH"
    assert await newsroom.read(token=token, id=id) is None


async def test_a_page_whose_draft_would_close_a_cycle_can_still_be_trashed(
    newsroom: Newsroom,
) -> None:
    one, two = (
        await create_published_page(newsroom, "One"),
        await create_published_page(newsroom, "Two"),
    )
    await newsroom.succeed(UPDATE_PAGE, EDITOR, id=one, parent=two)
    await newsroom.succeed(UPDATE_PAGE, EDITOR, id=two, parent=one)
    await newsroom.succeed(PUBLISH_PAGE, EDITOR, id=one)
    payload = await newsroom.payload(PUBLISH_PAGE, EDITOR, id=two)
    assert [(e["code"], e["field"]) for e in payload["userErrors"]] == [
        ("BAD_USER_INPUT", ["parent"])
    ]
    thrown = await newsroom.succeed(MOVE_PAGE["trashPage"], EDITOR, id=two)
    assert (thrown["page"]["status"], thrown["page"]["parent"]) == ("TRASH", None)


async def test_restoring_a_revision_cannot_close_a_cycle_of_pages(newsroom: Newsroom) -> None:
    top = await create_published_page(newsroom, "Top")
    below = await create_published_page(newsroom, "Below", parent=top)
    await newsroom.succeed(UPDATE_PAGE, EDITOR, id=below, parent=None)
    await newsroom.succeed(PUBLISH_PAGE, EDITOR, id=below)
    await newsroom.succeed(UPDATE_PAGE, EDITOR, id=top, parent=below)
    await newsroom.succeed(PUBLISH_PAGE, EDITOR, id=top)
    assert await newsroom.error_codes(GO_BACK_PAGE, EDITOR, id=below, version=1) == [
        "BAD_USER_INPUT"
    ]


async def test_a_former_uri_redirects_also_if_the_page_was_hidden_when_it_moved(
    newsroom: Newsroom,
) -> None:
    top = await create_published_page(newsroom, "Top")
    child = await create_published_page(newsroom, "Child", parent=top)
    await newsroom.succeed(MOVE_PAGE["unpublishPage"], EDITOR, id=child)
    await newsroom.succeed(UPDATE_PAGE, EDITOR, id=top, slug="other")
    await newsroom.succeed(PUBLISH_PAGE, EDITOR, id=top)
    await newsroom.succeed(PUBLISH_PAGE, EDITOR, id=child)
    assert await route(newsroom, "/top/child/") == {"status": 301, "location": "/other/child/"}


async def test_a_new_slug_of_a_draft_page_moves_and_records_the_pages_below_it(
    newsroom: Newsroom,
) -> None:
    top = await newsroom.succeed(CREATE_PAGE, EDITOR, title="Top", content="")
    await create_published_page(newsroom, "Child", parent=top["page"]["id"])
    await newsroom.succeed(UPDATE_PAGE, EDITOR, id=top["page"]["id"], slug="other")
    assert await route(newsroom, "/top/child/") == {"status": 301, "location": "/other/child/"}
    [tags] = await _last_tags(newsroom)
    assert {"uri:/top/child/", "uri:/other/child/"} <= tags
    assert "uri:/top/" not in tags  # never public, so no cache can hold an answer for it


async def test_publishing_a_post_records_the_term_and_author_that_appear_with_it(
    newsroom: Newsroom,
) -> None:
    id = await newsroom.create_draft(CONTRIBUTOR, tags=["New"])
    await newsroom.succeed(PUBLISH, EDITOR, id=id)
    [tags] = await _last_tags(newsroom)
    assert {"uri:/tag/new/", "uri:/author/contributor/", "authors", "comments", "posts"} <= tags


async def test_a_public_picture_stays_public_when_a_draft_uses_it(newsroom: Newsroom) -> None:
    async with row_factories.owner_connection(newsroom.site.url) as owner:
        key = await owner.fetchval(
            "insert into media (url) values ('https://x.example/bread.png') returning id"
        )
    picture = encode_id("Media", key)
    await newsroom.create_draft(CONTRIBUTOR, featuredImage=picture)
    seen = await newsroom.site.data("query ($id: ID!) { node(id: $id) { id } }", id=picture)
    assert seen["node"] == {"id": picture}


async def test_a_term_is_found_by_its_name_before_its_slug(newsroom: Newsroom) -> None:
    # the slug of all three would be "c"
    for names in (["C"], ["C++", "C"], ["C#", "C++"], ["c-2"]):
        made = await newsroom.succeed(CREATE, AUTHOR, title="T", content="", tags=names)
        names_stored = [tag["name"] for tag in made["post"]["tags"]]
        assert names_stored == (names if names != ["c-2"] else ["C++"])


async def _last_tags(newsroom: Newsroom) -> list[set[str]]:
    async with row_factories.owner_connection(newsroom.site.url) as owner:
        return [set(await owner.fetchval("select tags from change order by id desc limit 1"))]
