"""Series: written by editors, numbered by what readers see, a post in one at most."""

from __future__ import annotations

from typing import Any

import pytest

from gql.content.site.series import MAX_POSTS
from gql.viewer import Role
from tests.mutations.entry_requests import CHANGE_STATUS, PUBLISH, Newsroom
from tests.mutations.test_entry_change_log import change_rows, database_id, last_tags

AUTHOR, EDITOR = Role.AUTHOR, Role.EDITOR
FIELDS = """
  series { id slug title description version posts(first: 100) { nodes { title } } }
  version userErrors { code message field }
"""
CREATE = f"mutation($input: CreateSeriesInput!) {{ createSeries(input: $input) {{ {FIELDS} }} }}"
UPDATE = f"mutation($input: UpdateSeriesInput!) {{ updateSeries(input: $input) {{ {FIELDS} }} }}"
DELETE = """mutation($input: DeleteSeriesInput!) {
  deleteSeries(input: $input) { deletedId userErrors { code field } }
}"""
READ = """query($id: ID!) { node(id: $id) { ... on Post { series {
  position count series { title } previous { title } next { title }
} } } }"""
SERIES = "query($slug: String!) { series(by: { slug: $slug }) { version posts { totalCount nodes { title } } } }"


async def place(newsroom: Newsroom, id: str, role: Role | None = None) -> Any:
    """Position, count, and the titles before and after, as a role sees them on both paths."""
    token = newsroom.tokens[role] if role else None
    read = [await newsroom.site.data(READ, token, id=id) for _ in range(3)]
    assert read[0] == read[1] == read[2]
    found = read[0]["node"] and read[0]["node"]["series"]
    if not found:
        return found
    beside = [found[one] and found[one]["title"] for one in ("previous", "next")]
    return (found["position"], found["count"], *beside)


async def parts(newsroom: Newsroom, *titles: str, published: bool = True) -> list[str]:
    create = newsroom.create_published if published else newsroom.create_draft
    return [await create(AUTHOR, title=title) for title in titles]


async def test_posts_are_numbered_as_readers_see_them(newsroom: Newsroom) -> None:
    one, three = await parts(newsroom, "One", "Three")
    [two] = await parts(newsroom, "Two", published=False)
    given = {"title": "All of it", "posts": [one, two, three]}
    made = await newsroom.succeed(CREATE, EDITOR, **given)
    assert (made["series"]["slug"], made["version"]) == ("all-of-it", 1)
    assert await place(newsroom, one) == (1, 2, None, "Three")
    assert await place(newsroom, three) == (2, 2, "One", None)
    assert await place(newsroom, three, AUTHOR) == (2, 2, "One", None)
    # a draft counts for those who see it, on its own page
    for role in (AUTHOR, EDITOR):
        assert await place(newsroom, two, role) == (2, 3, "One", "Three")
    assert await place(newsroom, two) is None
    await newsroom.succeed(PUBLISH, AUTHOR, id=two)
    assert {"series", f"series:{database_id(made['series']['id'])}"} <= await last_tags(newsroom)
    assert await place(newsroom, three) == (3, 3, "Two", None)
    await newsroom.succeed(CHANGE_STATUS["trashPost"], AUTHOR, id=one)
    assert await place(newsroom, two) == (1, 2, None, "Three")


async def test_a_series_is_changed_as_a_whole(newsroom: Newsroom) -> None:
    one, two, three = await parts(newsroom, "One", "Two", "Three")
    made = await newsroom.succeed(CREATE, EDITOR, title="S", posts=[one, two])
    id = made["series"]["id"]
    assert {f"post:{database_id(one)}", f"post:{database_id(two)}"} <= await last_tags(newsroom)
    about = "Why? " * 3_999 + "Why."
    given = {"id": id, "expectedVersion": 1, "title": "T", "slug": "t-1", "description": about}
    changed = await newsroom.succeed(UPDATE, EDITOR, **given, posts=[three, two])
    assert changed["series"]["description"] == about
    nodes = changed["series"]["posts"]["nodes"]
    assert [node["title"] for node in nodes] == ["Three", "Two"]
    moved = {f"post:{database_id(one)}", f"post:{database_id(three)}"}
    assert await last_tags(newsroom) == {"series", f"series:{database_id(id)}", *moved}
    assert await newsroom.error_codes(UPDATE, EDITOR, **given) == ["CONFLICT"]
    assert await newsroom.error_codes(UPDATE, EDITOR, id="U2VyaWVzOjk5") == ["NOT_FOUND"]
    other = await newsroom.succeed(CREATE, EDITOR, title="Other", posts=[two], slug="t-1")
    assert other["series"]["slug"] == "t-1-2"
    assert f"series:{database_id(id)}" in await last_tags(newsroom)
    assert await place(newsroom, three) == (1, 1, None, None)
    gone = await newsroom.succeed(DELETE, EDITOR, id=id)
    assert gone["deletedId"] == id
    assert (await change_rows(newsroom))[-1]["node"] == f"series:{database_id(id)}"
    assert await place(newsroom, three) is None
    assert await newsroom.error_codes(DELETE, EDITOR, id=id) == ["NOT_FOUND"]


async def test_a_series_without_public_posts_is_for_editors(newsroom: Newsroom) -> None:
    [draft] = await parts(newsroom, "Draft", published=False)
    await newsroom.succeed(CREATE, EDITOR, title="To come", posts=[draft])
    read = {
        role: await newsroom.site.data(SERIES, role and newsroom.tokens[role], slug="to-come")
        for role in (None, Role.READER, AUTHOR, EDITOR)
    }
    assert read[None]["series"] is read[Role.READER]["series"] is None
    assert read[AUTHOR]["series"] == {"version": None, "posts": {"totalCount": 0, "nodes": []}}
    assert read[EDITOR]["series"]["version"] == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, ["title"]),
        ({"title": "T" * 201}, ["title"]),
        ({"description": "d" * 20_001}, ["description"]),
        ({"posts": ["UGFnZTox"]}, ["posts", "0"]),
        ({"posts": ["UG9zdDo5OTk5"]}, ["posts", "0"]),
        ({"posts": ["UG9zdDo3"] * (MAX_POSTS + 1)}, ["posts"]),
    ],
)
async def test_what_is_no_series_is_refused(
    newsroom: Newsroom, given: dict[str, Any], field: list[str]
) -> None:
    refused = await newsroom.payload(CREATE, EDITOR, **{"title": "T", **given})
    assert [(e["code"], e["field"]) for e in refused["userErrors"]] == [("BAD_USER_INPUT", field)]


@pytest.mark.parametrize("document", [CREATE, UPDATE, DELETE])
async def test_series_are_written_by_editors(newsroom: Newsroom, document: str) -> None:
    given = {"title": "T"} if document == CREATE else {"id": "U2VyaWVzOjE="}
    assert await newsroom.error_codes(document, AUTHOR, **given) == ["FORBIDDEN"]
    assert await newsroom.error_codes(document, None, **given) == ["UNAUTHENTICATED"]
