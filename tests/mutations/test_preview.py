"""Preview tokens: what they show, to whom, and for how long."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from gql.db import FailingReader
from gql.engine import Context
from gql.errors import DatabaseDown, LimitExceeded, ResponseTooLarge
from gql.mutations.mutation_context import PreviewContext
from gql.viewer import ANONYMOUS, Role
from tests.mutations.entry_requests import (
    PREVIEW,
    UPDATE,
    Newsroom,
)

AUTHOR, EDITOR = Role.AUTHOR, Role.EDITOR


async def test_a_preview_shows_one_post_and_only_below_its_own_field(newsroom: Newsroom) -> None:
    first = await newsroom.create_published(title="First")
    second = await newsroom.create_published(title="Second")
    for id in (first, second):
        await newsroom.succeed(UPDATE, AUTHOR, id=id, title="Changed")
    token = (await newsroom.succeed(PREVIEW, AUTHOR, id=first))["token"]
    document = """query($a: ID!, $b: ID!, $t: String!) {
      shown: post(by: {id: $a}, previewToken: $t) { title author { name } }
      plain: post(by: {id: $a}) { title }
      other: post(by: {id: $b}, previewToken: $t) { title }
      posts { nodes { title } }
    }"""
    for _ in range(3):
        seen = await newsroom.site.data(document, a=first, b=second, t=token)
        assert seen == {
            "shown": {"title": "Changed", "author": {"name": "Author"}},
            "plain": {"title": "First"},
            "other": {"title": "Second"},
            "posts": {"nodes": [{"title": "Second"}, {"title": "First"}]},
        }
    answer = await newsroom.site.post(document, a=first, b=second, t=token)
    # a shared cache would show the draft to others who send the same query
    assert answer.headers["cache-control"] == "private, no-store"
    # no token, a token that was cut, and a valid one of another purpose
    for wrong in ("x", token[:-2], newsroom.tokens[AUTHOR]):
        assert await newsroom.site.status_and_code(document, a=first, b=second, t=wrong) == (
            200,
            "PREVIEW_INVALID",
        )


async def test_a_route_with_a_token_shows_the_preview_at_its_path(newsroom: Newsroom) -> None:
    draft = await newsroom.create_draft(title="Draft")
    shown = await newsroom.create_published(title="Shown")
    await newsroom.succeed(UPDATE, AUTHOR, id=shown, title="Changed")
    route = """query($uri: String!, $t: String) { route(uri: $uri, previewToken: $t) {
      status kind address resource { __typename ... on Post { title } }
    } }"""
    for id, before, after in ((draft, None, "Draft"), (shown, "Shown", "Changed")):
        token = (await newsroom.succeed(PREVIEW, AUTHOR, id=id))["token"]
        uri = (await newsroom.read(token=token, id=id))["uri"]
        for _ in range(3):
            seen = (await newsroom.site.data(route, uri=uri, t=token))["route"]
            resource = {"__typename": "Post", "title": after}
            assert seen == {"status": 200, "kind": "RESOURCE", "address": uri, "resource": resource}
            plain = (await newsroom.site.data(route, uri=uri))["route"]
            assert (plain["status"], plain["resource"]) == (
                (200, {"__typename": "Post", "title": before}) if before else (404, None)
            )
            # elsewhere a token changes nothing
            other = (await newsroom.site.data(route, uri="/", t=token))["route"]
            assert (other["status"], other["kind"]) == (200, "FRONT_PAGE")
    for wrong in ("x", newsroom.tokens[AUTHOR]):
        assert await newsroom.site.status_and_code(route, uri="/", t=wrong) == (
            200,
            "PREVIEW_INVALID",
        )


async def test_a_preview_shows_authors_and_terms_that_are_not_public_yet(
    newsroom: Newsroom,
) -> None:
    id = await newsroom.create_draft(title="Mine", tags=["t"])
    token = (await newsroom.succeed(PREVIEW, AUTHOR, id=id))["token"]
    seen = await newsroom.read(token=token, id=id)
    assert (seen["authors"], seen["tags"]) == ([{"name": "Author"}], [{"name": "t"}])


async def test_a_preview_token_expires_and_lasts_one_minute_to_thirty_days(
    newsroom: Newsroom,
) -> None:
    id = await newsroom.create_draft()
    token = (await newsroom.succeed(PREVIEW, AUTHOR, id=id, minutes=1))["token"]
    async with newsroom.site.database.transaction() as connection:
        await connection.execute("update preview set expires_at = now()")
    query = "query($id: ID!, $t: String) { post(by: {id: $id}, previewToken: $t) { title } }"
    assert await newsroom.site.status_and_code(query, id=id, t=token) == (200, "PREVIEW_EXPIRED")
    for minutes in (0, -1, 43_201):
        assert await newsroom.error_codes(PREVIEW, AUTHOR, id=id, minutes=minutes) == [
            "BAD_USER_INPUT"
        ]
    assert await newsroom.error_codes(PREVIEW, Role.READER, id=id) == ["NOT_FOUND"]
    assert await newsroom.error_codes(PREVIEW, None, id=id) == ["UNAUTHENTICATED"]


async def test_all_tokens_of_an_operation_are_looked_up_at_once(newsroom: Newsroom) -> None:
    ids = [await newsroom.create_draft(title=f"Number {n}") for n in range(3)]
    tokens = [(await newsroom.succeed(PREVIEW, AUTHOR, id=id))["token"] for id in ids]
    aliases = " ".join(
        f'p{n}: post(by: {{ id: "{id}" }}, previewToken: "{tokens[n % 3]}") {{ title }}'
        for n, id in enumerate(ids * 2)
    )
    seen = await newsroom.site.data(f"{{ {aliases} }}")
    assert [post["title"] for post in seen.values()] == ["Number 0", "Number 1", "Number 2"] * 2


@pytest.mark.parametrize("slug", ["new", "नया-पता"])
async def test_a_preview_opens_at_its_url_and_at_each_slug_of_draft_and_published_text(
    newsroom: Newsroom, slug: str
) -> None:
    id = await newsroom.create_published(title="Old")
    await newsroom.succeed(UPDATE, AUTHOR, id=id, title="Changed", slug=slug)
    preview = await newsroom.succeed(PREVIEW, AUTHOR, id=id)
    path = urlsplit(preview["url"]).path
    keys = [
        {"uri": path},
        {"slug": path.strip("/")},
        {"slug": "old"},
        {"slug": slug},
        {"slug": quote(slug.upper())},
        {"uri": f"/{slug}/"},
        {"id": id},
    ]
    for role in (None, AUTHOR, EDITOR):
        for key in keys:
            found = await newsroom.read(role, token=preview["token"], **key)
            assert found["title"] == "Changed", (role, key)
    assert await newsroom.read(token=preview["token"], slug="another") is None
    # without the token, readers see what is published, where it is published
    assert (await newsroom.read(slug="old"))["title"] == "Old"
    assert await newsroom.read(slug=slug) is None


async def test_a_preview_of_a_page_opens_at_the_path_below_its_new_parent(
    newsroom: Newsroom,
) -> None:
    async def save(document: str, **input: object) -> Any:
        payload = await newsroom.succeed(document, EDITOR, **input)
        return payload["page"]

    fields = "{ page { id uri } userErrors { code } }"
    create = f"mutation($input: CreatePageInput!) {{ createPage(input: $input) {fields} }}"
    publish = f"mutation($input: PublishPageInput!) {{ publishPage(input: $input) {fields} }}"
    update = f"mutation($input: UpdatePageInput!) {{ updatePage(input: $input) {fields} }}"
    above = await save(create, title="Above", content="x")
    page = await save(create, title="Page", content="x")
    for one in (above, page):
        await save(publish, id=one["id"])
    await save(update, id=page["id"], title="Moved", slug="moved", parent=above["id"])
    token = (await newsroom.succeed(PREVIEW, EDITOR, id=page["id"]))["token"]
    read = """query($by: PageBy!, $preview: String) {
      page(by: $by, previewToken: $preview) { title }
    }"""
    for key in ({"slug": "page"}, {"slug": "moved"}, {"uri": "/page/"}, {"uri": "/above/moved/"}):
        data = await newsroom.site.data(read, by=key, preview=token)
        assert data == {"page": {"title": "Moved"}}, key
    other = await newsroom.site.data(read, by={"slug": "above"}, preview=token)
    assert other == {"page": {"title": "Above"}}


async def test_a_preview_does_not_stand_in_for_another_post_or_type(newsroom: Newsroom) -> None:
    first = await newsroom.create_published(title="First")
    await newsroom.create_published(title="Second")
    await newsroom.succeed(UPDATE, AUTHOR, id=first, title="Changed", slug="first-anew")
    token = (await newsroom.succeed(PREVIEW, AUTHOR, id=first))["token"]
    assert (await newsroom.read(token=token, slug="second"))["title"] == "Second"
    page = 'query($preview: String) { page(by: {slug: "first"}, previewToken: $preview) { title } }'
    assert await newsroom.site.data(page, preview=token) == {"page": None}


async def test_below_a_token_the_bounds_of_the_whole_operation_hold(newsroom: Newsroom) -> None:
    reader = FailingReader(DatabaseDown())
    around = Context(ANONYMOUS, reader, "", max_nodes=7, max_response=100)
    first, second = (PreviewContext(around, reader, newsroom.site.database, n) for n in (1, 2))
    first.count_bytes(60)
    assert (first.bytes_left, second.bytes_left, around.bytes_left) == (40, 40, 40)
    with pytest.raises(ResponseTooLarge):
        second.count_bytes(50)
    first.count_records(5)
    with pytest.raises(LimitExceeded):
        second.count_records(3)
    assert (first.max_nodes, first.max_response) == (7, 100)
    # what one of them reads is counted before another reads
    assert first.reading_texts is second.reading_texts is around.reading_texts
