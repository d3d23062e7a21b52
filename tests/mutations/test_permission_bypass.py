"""No way around who may do what, and none into a state that nobody can leave."""

from __future__ import annotations

from gql.engine import encode_id
from gql.viewer import Role
from tests.mutations.entry_requests import CREATE, GO_BACK, MOVE, PREVIEW, PUBLISH, UPDATE, Desk
from tests.mutations.test_page import CREATE as CREATE_PAGE
from tests.mutations.test_page import GO_BACK as GO_BACK_PAGE
from tests.mutations.test_page import MOVE as MOVE_PAGE
from tests.mutations.test_page import PUBLISH as PUBLISH_PAGE
from tests.mutations.test_page import UPDATE as UPDATE_PAGE
from tests.mutations.test_page import made, route
from tests.schema import row_factories

AUTHOR, EDITOR, CONTRIBUTOR = Role.AUTHOR, Role.EDITOR, Role.CONTRIBUTOR


async def test_going_back_brings_back_nothing_that_an_editor_has_chosen(desk: Desk) -> None:
    id = await desk.draft(title="One")
    await desk.done(UPDATE, EDITOR, id=id, isSticky=True, authors=["author", "contributor"])
    await desk.done(UPDATE, EDITOR, id=id, isSticky=False, authors=["author"])
    back = await desk.done(GO_BACK, AUTHOR, id=id, version=2)
    assert back["version"] == 3  # nothing that an author may choose was different
    assert back["post"]["isSticky"] is False
    assert back["post"]["authors"] == [{"name": "Author"}]
    by_editor = await desk.done(GO_BACK, EDITOR, id=id, version=2)
    assert by_editor["post"]["isSticky"] is True
    assert len(by_editor["post"]["authors"]) == 2


async def test_a_key_shows_nothing_that_has_become_somebody_elses(desk: Desk) -> None:
    given = {"title": "Mine", "content": "x", "idempotencyKey": "k"}
    id = (await desk.done(CREATE, CONTRIBUTOR, **given))["post"]["id"]
    assert (await desk.done(CREATE, CONTRIBUTOR, **given))["post"]["id"] == id
    await desk.done(UPDATE, EDITOR, id=id, title="Secret", authors=["author"])
    again = await desk.do(CREATE, CONTRIBUTOR, **given)
    assert (again["post"], again["version"]) == (None, None)
    assert [e["code"] for e in again["userErrors"]] == ["NOT_FOUND"]


async def test_nobody_learns_who_is_hidden_by_naming_authors(desk: Desk) -> None:
    for slug in ("admin", "nobody-here"):
        given = {"title": "T", "content": "", "authors": [slug]}
        assert await desk.codes(CREATE, CONTRIBUTOR, **given) == ["FORBIDDEN"]
    own = await desk.done(CREATE, CONTRIBUTOR, title="T", content="", authors=["contributor"])
    assert own["post"]["authors"] == [{"name": "Contributor"}]


async def test_what_readers_knew_is_taken_out_of_the_trash_by_who_may_publish(desk: Desk) -> None:
    id = await desk.draft(CONTRIBUTOR)
    await desk.done(PUBLISH, EDITOR, id=id)
    await desk.done(MOVE["trashPost"], EDITOR, id=id)
    assert await desk.codes(MOVE["restorePost"], CONTRIBUTOR, id=id) == ["FORBIDDEN"]
    never_seen = await desk.draft(CONTRIBUTOR)
    await desk.done(MOVE["trashPost"], CONTRIBUTOR, id=never_seen)
    await desk.done(MOVE["restorePost"], CONTRIBUTOR, id=never_seen)


async def test_what_is_in_the_trash_has_no_preview(desk: Desk) -> None:
    id = await desk.draft()
    token = (await desk.done(PREVIEW, AUTHOR, id=id))["token"]
    assert (await desk.read(token=token, id=id))["title"] == "A title"
    thrown = await desk.done(MOVE["trashPost"], AUTHOR, id=id)
    assert thrown["post"]["status"] == "TRASH"
    assert await desk.read(token=token, id=id) is None


async def test_two_pages_that_would_stand_below_each_other_can_be_left(desk: Desk) -> None:
    one, two = await made(desk, "One"), await made(desk, "Two")
    await desk.done(UPDATE_PAGE, EDITOR, id=one, parent=two)
    await desk.done(UPDATE_PAGE, EDITOR, id=two, parent=one)
    await desk.done(PUBLISH_PAGE, EDITOR, id=one)
    payload = await desk.do(PUBLISH_PAGE, EDITOR, id=two)
    assert [(e["code"], e["field"]) for e in payload["userErrors"]] == [
        ("BAD_USER_INPUT", ["parent"])
    ]
    thrown = await desk.done(MOVE_PAGE["trashPage"], EDITOR, id=two)
    assert (thrown["page"]["status"], thrown["page"]["parent"]) == ("TRASH", None)


async def test_a_page_does_not_go_back_to_where_it_would_close_a_circle(desk: Desk) -> None:
    top = await made(desk, "Top")
    below = await made(desk, "Below", parent=top)
    await desk.done(UPDATE_PAGE, EDITOR, id=below, parent=None)
    await desk.done(PUBLISH_PAGE, EDITOR, id=below)
    await desk.done(UPDATE_PAGE, EDITOR, id=top, parent=below)
    await desk.done(PUBLISH_PAGE, EDITOR, id=top)
    assert await desk.codes(GO_BACK_PAGE, EDITOR, id=below, version=1) == ["BAD_USER_INPUT"]


async def test_a_path_that_was_known_is_remembered_though_its_page_is_hidden(desk: Desk) -> None:
    top = await made(desk, "Top")
    child = await made(desk, "Child", parent=top)
    await desk.done(MOVE_PAGE["unpublishPage"], EDITOR, id=child)
    await desk.done(UPDATE_PAGE, EDITOR, id=top, slug="other")
    await desk.done(PUBLISH_PAGE, EDITOR, id=top)
    await desk.done(PUBLISH_PAGE, EDITOR, id=child)
    assert await route(desk, "/top/child/") == {"status": 301, "location": "/other/child/"}


async def test_a_draft_parent_moves_the_pages_below_it_and_says_so(desk: Desk) -> None:
    top = await desk.done(CREATE_PAGE, EDITOR, title="Top", content="")
    await made(desk, "Child", parent=top["page"]["id"])
    await desk.done(UPDATE_PAGE, EDITOR, id=top["page"]["id"], slug="other")
    assert await route(desk, "/top/child/") == {"status": 301, "location": "/other/child/"}
    [tags] = await _last_tags(desk)
    assert {"uri:/top/child/", "uri:/other/child/"} <= tags
    assert "uri:/top/" not in tags  # nobody could know it


async def test_what_begins_to_be_seen_with_a_post_is_announced_with_it(desk: Desk) -> None:
    id = await desk.draft(CONTRIBUTOR, tags=["New"])
    await desk.done(PUBLISH, EDITOR, id=id)
    [tags] = await _last_tags(desk)
    assert {"uri:/tag/new/", "uri:/author/contributor/", "authors", "comments", "posts"} <= tags


async def test_a_draft_hides_no_picture_that_everybody_sees(desk: Desk) -> None:
    async with row_factories.as_owner(desk.site.url) as owner:
        key = await owner.fetchval(
            "insert into media (url) values ('https://x.example/bread.png') returning id"
        )
    picture = encode_id("Media", key)
    await desk.draft(CONTRIBUTOR, featuredImage=picture)
    seen = await desk.site.data("query ($id: ID!) { node(id: $id) { id } }", id=picture)
    assert seen["node"] == {"id": picture}


async def test_a_term_is_found_by_its_name_before_a_slug_is_made_of_it(desk: Desk) -> None:
    for names in (["C"], ["C++", "C"], ["C#", "C++"], ["c-2"]):
        made = await desk.done(CREATE, AUTHOR, title="T", content="", tags=names)
        told = [tag["name"] for tag in made["post"]["tags"]]
        assert told == (names if names != ["c-2"] else ["C++"])


async def _last_tags(desk: Desk) -> list[set[str]]:
    async with row_factories.as_owner(desk.site.url) as owner:
        return [set(await owner.fetchval("select tags from change order by id desc limit 1"))]
