"""What is written for search engines: by whom, of what, within which bounds, and who sees it."""

from __future__ import annotations

from typing import Any

import pytest

from gql.content.seo import MAX_DESCRIPTION, MAX_TITLE
from gql.engine import encode_id
from gql.viewer import Role
from tests.mutations.entry_requests import CHANGE_STATUS, CREATE, UPDATE, Newsroom
from tests.mutations.term_requests import (
    CREATE_CATEGORY,
    CREATE_TAG,
    UPDATE_CATEGORY,
    UPDATE_TAG,
)
from tests.mutations.test_entry_change_log import database_id, insert, insert_picture, last_tags
from tests.mutations.test_page import CREATE as CREATE_PAGE
from tests.mutations.test_page import UPDATE as UPDATE_PAGE
from tests.mutations.test_people import UPDATE as UPDATE_AUTHOR
from tests.mutations.test_people import profile

ADMIN, EDITOR, AUTHOR, CONTRIBUTOR = Role.ADMIN, Role.EDITOR, Role.AUTHOR, Role.CONTRIBUTOR
SEO = """seo {
  title description canonicalUrl isIndexed twitterCard image { id }
  openGraph { title description image { id } }
  own {
    title description canonicalUrl isIndexed image { id }
    openGraphTitle openGraphDescription twitterCard
  }
}"""
TYPES = ("Post", "Page", "Category", "Tag", "Author")
READ = f"""query($id: ID!) {{ node(id: $id) {{
  {" ".join(f"... on {name} {{ {SEO} }}" for name in TYPES)}
}} }}"""
WRITTEN = {
    "title": "Own title",
    "description": "Own description",
    "canonicalUrl": "https://elsewhere.example/a/",
    "isIndexed": False,
    "openGraphTitle": "Preview",
    "openGraphDescription": "Preview description",
    "twitterCard": "SUMMARY",
}
NOTHING = dict.fromkeys([*WRITTEN, "image"])


async def read(newsroom: Newsroom, id: str, role: Role | None = None) -> Any:
    """`seo` of a node, on both paths; None for a node that this role does not see."""
    token = newsroom.tokens[role] if role else None
    data = [await newsroom.site.data(READ, token, id=id) for _ in range(3)]
    assert data[0] == data[1] == data[2]
    return data[0]["node"] and data[0]["node"]["seo"]


async def own(newsroom: Newsroom, id: str, role: Role = EDITOR) -> Any:
    return (await read(newsroom, id, role))["own"]


async def test_what_is_written_with_a_new_thing_is_shown_of_it(newsroom: Newsroom) -> None:
    picture = encode_id("Media", await insert(newsroom, "media", url="https://a.example/p.png"))
    given = {**WRITTEN, "image": picture}
    text = {"title": "T", "content": "Words.", "seo": given}
    made = [
        (await newsroom.succeed(CREATE, AUTHOR, **text))["post"],
        (await newsroom.succeed(CREATE_PAGE, EDITOR, **text))["page"],
        (await newsroom.succeed(CREATE_CATEGORY, EDITOR, name="C", seo=given))["category"],
        (await newsroom.succeed(CREATE_TAG, EDITOR, name="T", seo=given))["tag"],
    ]
    for node in made:
        seo = await read(newsroom, node["id"], EDITOR)
        assert seo.pop("own") == {**WRITTEN, "image": {"id": picture}}
        assert seo == {
            "title": "Own title",
            "description": "Own description",
            "canonicalUrl": "https://elsewhere.example/a/",
            "isIndexed": False,
            "twitterCard": "SUMMARY",
            "image": {"id": picture},
            "openGraph": {
                "title": "Preview",
                "description": "Preview description",
                "image": {"id": picture},
            },
        }


async def test_absent_fields_stay_and_null_goes_back_to_what_stands_for_it(
    newsroom: Newsroom,
) -> None:
    text = {"title": "T", "content": "Words.", "seo": WRITTEN}
    author = await profile(newsroom, AUTHOR)
    await newsroom.succeed(UPDATE_AUTHOR, ADMIN, id=author, seo=WRITTEN)
    page = (await newsroom.succeed(CREATE_PAGE, EDITOR, **text))["page"]["id"]
    category = (await newsroom.succeed(CREATE_CATEGORY, EDITOR, name="C", seo=WRITTEN))["category"]
    tag = (await newsroom.succeed(CREATE_TAG, EDITOR, name="T", seo=WRITTEN))["tag"]
    for document, by, id in (
        (UPDATE, AUTHOR, (await newsroom.succeed(CREATE, AUTHOR, **text))["post"]["id"]),
        (UPDATE_PAGE, EDITOR, page),
        (UPDATE_CATEGORY, EDITOR, category["id"]),
        (UPDATE_TAG, EDITOR, tag["id"]),
        (UPDATE_AUTHOR, ADMIN, author),
    ):
        await newsroom.succeed(document, by, id=id)
        assert await own(newsroom, id) == {**WRITTEN, "image": None}
        changed = {"title": None, "description": " A <b>new</b>\n one ", "canonicalUrl": ""}
        await newsroom.succeed(document, by, id=id, seo=changed)
        expected = {**WRITTEN, "title": None, "description": "A new one", "canonicalUrl": None}
        assert await own(newsroom, id) == {**expected, "image": None}
        assert f"{id_tag(id)}" in await last_tags(newsroom)
        seo = await read(newsroom, id, EDITOR)
        assert (seo["title"] in ("T", "C", "Author"), seo["canonicalUrl"][:4]) == (True, "http")
        await newsroom.succeed(document, by, id=id, seo=None)
        assert await own(newsroom, id) == NOTHING


def id_tag(id: str) -> str:
    """The cache tag of a node."""
    kind = next(name for name in TYPES if encode_id(name, database_id(id)) == id)
    return f"{kind.lower()}:{database_id(id)}"


async def test_it_is_seen_with_its_post_alone_and_is_no_part_of_a_version(
    newsroom: Newsroom,
) -> None:
    id = await newsroom.create_draft(seo={"title": "Own title"})
    assert await read(newsroom, id) is None
    assert await read(newsroom, id, Role.READER) is None
    draft = await read(newsroom, id, AUTHOR)
    assert (draft["title"], draft["isIndexed"]) == ("Own title", False)
    saved = await newsroom.succeed(UPDATE, AUTHOR, id=id, seo={"title": "Other"})
    assert saved["version"] == 1
    published = await newsroom.create_published(seo={"title": "Own title"})
    seo = await read(newsroom, published)
    assert (seo["title"], seo["isIndexed"]) == ("Own title", True)
    await newsroom.succeed(UPDATE, AUTHOR, id=published, title="Newer", seo={"title": "Other"})
    assert (await read(newsroom, published))["title"] == "Other"
    await newsroom.succeed(CHANGE_STATUS["unpublishPost"], AUTHOR, id=published)
    assert await read(newsroom, published) is None


async def test_nobody_writes_it_of_what_they_may_not_change(newsroom: Newsroom) -> None:
    other = await newsroom.create_draft(EDITOR)
    own_post = await newsroom.create_published(AUTHOR)
    tag = (await newsroom.succeed(CREATE_TAG, EDITOR, name="T"))["tag"]["id"]
    person = await profile(newsroom, AUTHOR)
    seo = {"title": "Mine"}
    for document, role, id, code in (
        (UPDATE, None, own_post, "UNAUTHENTICATED"),
        (UPDATE, AUTHOR, other, "NOT_FOUND"),
        (UPDATE, CONTRIBUTOR, own_post, "FORBIDDEN"),
        (UPDATE_TAG, AUTHOR, tag, "FORBIDDEN"),
        (UPDATE_AUTHOR, EDITOR, person, "FORBIDDEN"),
    ):
        assert await newsroom.error_codes(document, role, id=id, seo=seo) == [code]
        assert await own(newsroom, id) == NOTHING
    late = {"id": own_post, "expectedVersion": 7, "seo": seo}
    assert await newsroom.error_codes(UPDATE, AUTHOR, **late) == ["CONFLICT"]
    assert await own(newsroom, own_post) == NOTHING


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": "x" * (MAX_TITLE + 1)}, "title"),
        ({"description": "x" * (MAX_DESCRIPTION + 1)}, "description"),
        ({"openGraphTitle": "x" * (MAX_TITLE + 1)}, "openGraphTitle"),
        ({"canonicalUrl": "javascript:alert(1)"}, "canonicalUrl"),
        ({"canonicalUrl": "/a/path/"}, "canonicalUrl"),
        ({"canonicalUrl": "https://user:word@a.example/"}, "canonicalUrl"),
        ({"image": encode_id("Post", 1)}, "image"),
        ({"image": encode_id("Media", 12_345)}, "image"),
    ],
    ids=lambda case: str(case)[:40],
)
async def test_what_is_too_long_or_leads_nowhere_is_refused_whole(
    newsroom: Newsroom, given: dict[str, Any], field: str
) -> None:
    id = await newsroom.create_draft(EDITOR)
    refused = await newsroom.payload(UPDATE, EDITOR, id=id, title="New", seo=given)
    errors = [(e["code"], e["field"]) for e in refused["userErrors"]]
    assert errors == [("BAD_USER_INPUT", ["seo", field])]
    assert await own(newsroom, id) == NOTHING
    assert (await newsroom.read(EDITOR, id=id))["title"] == "A title"


async def test_no_picture_is_shown_that_readers_do_not_see(newsroom: Newsroom) -> None:
    id = await newsroom.create_published(EDITOR)
    draft = await newsroom.create_draft(EDITOR)
    of_draft = await insert_picture(newsroom, attached_to=database_id(draft))
    of_post = await insert_picture(newsroom, attached_to=database_id(id))
    hidden = {"image": encode_id("Media", of_draft)}
    refused = await newsroom.error_codes(UPDATE, EDITOR, id=id, seo=hidden)
    assert refused == ["BAD_USER_INPUT"]
    await newsroom.succeed(UPDATE, EDITOR, id=draft, seo=hidden)
    assert (await read(newsroom, draft, EDITOR))["image"] == {"id": hidden["image"]}
    shown = {"image": encode_id("Media", of_post)}
    await newsroom.succeed(UPDATE, EDITOR, id=id, seo=shown)
    seo = await read(newsroom, id)
    assert (seo["image"], seo["twitterCard"]) == ({"id": shown["image"]}, "SUMMARY_LARGE_IMAGE")
    async with newsroom.site.database.transaction() as connection:
        await connection.execute(
            "update media set attached_to = $1, is_public = false where id = $2",
            database_id(draft),
            of_post,
        )
    seo = await read(newsroom, id)
    assert (seo["image"], seo["own"]["image"], seo["twitterCard"]) == (None, None, "SUMMARY")
