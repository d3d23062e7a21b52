"""Nothing runs that was written through the API: every text and name of it, as readers get them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from playwright.async_api import Browser

from gql.viewer import Role
from tests.browser.test_xss import fired
from tests.content.text.xss_payloads import PAYLOADS
from tests.http_site import ADA, Site, started
from tests.mutations.entry_requests import CREATE, PUBLISH

AT_ONCE = 8  # attacks in one text
OPEN = {
    "hold_comments": "none",
    "comments_per_minute": 10_000,
    "comments_per_minute_on_post": 10_000,
    "comment_links": 10_000,
}
COMMENT = """mutation Answer($input: CreateCommentInput!) {
  createComment(input: $input) { comment { id } userErrors { code field } } }"""
PROFILE = """mutation Profile($input: UpdateProfileInput!) {
  updateProfile(input: $input) { userErrors { code field } } }"""
SHOWN = """query Shown($id: ID!) {
  post(by: { id: $id }) {
    title uri content excerpt toc { text anchor } tags { name uri } categories { name }
    seo { title description jsonLd }
    author { name url bio links { service url } }
    comments(first: 100) { nodes { content author { name url } } }
  }
}"""
FOUND = '{ search(query: "alert or x or script") { edges { highlight } } }'
HTML = {"content", "excerpt", "bio", "highlight"}  # inserted as they come
ADDRESSES = {"url", "uri"}


async def test_nothing_runs_that_was_written_through_the_api(
    browser: Browser, empty_database: str
) -> None:
    payloads = [payload.replace("\x00", "") for payload in PAYLOADS]
    async with started(empty_database, **OPEN) as site:
        await site.add(ADA, Role.EDITOR)
        token = (await site.sign_in())["accessToken"]
        shown: list[str] = []
        for start in range(0, len(payloads), AT_ONCE):
            some = payloads[start : start + AT_ONCE]
            id = await _written(site, token, some, "HTML" if start % 16 else "MARKDOWN")
            shown += _places(await site.data(SHOWN, id=id))
        shown += _places(await site.data(FOUND))
    assert len(shown) > len(payloads) * 4
    assert await fired(browser, sorted(set(shown))) == set()


async def _written(site: Site, token: str, some: list[str], format: str) -> str:
    """The id of a published post, with attacks wherever something can be written."""
    text = "\n\n".join(some)
    first = some[0]
    await site.data(PROFILE, token, input={"name": f"A {first}", "bio": text})
    await site.data(PROFILE, token, input={"url": first, "links": [{"service": "x", "url": first}]})
    given = {
        "title": f"x {first}",
        "content": text,
        "format": format,
        "excerpt": some[-1],
        "tags": [f"x {one}"[:200] for one in some],
        "categories": [f"x {first}"[:200]],
        "slug": first[:100],
    }
    made = (await site.data(CREATE, token, input=given))["createPost"]
    assert made["userErrors"] == []
    id = str(made["post"]["id"])
    assert (await site.data(PUBLISH, token, input={"id": id}))["publishPost"]["userErrors"] == []
    for one in some:
        answer = {"on": id, "name": one[:300], "content": f"x {one}\n\n{text}"[:60_000]}
        await site.data(COMMENT, input=answer)
        await site.data(COMMENT, input=answer | {"content": f"y {one}", "url": one})
    return id


def _places(answer: Any) -> list[str]:
    """What a front end makes of an answer: HTML inserted, all else as text, addresses as links."""
    return list(_walk(answer, ""))


def _walk(value: Any, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _walk(below, key)
    elif isinstance(value, list):
        for below in value:
            yield from _walk(below, name)
    elif isinstance(value, str):
        yield _shown(value, name)


def _shown(value: str, name: str) -> str:
    if name in HTML:
        return value
    if name in ADDRESSES:
        return f'<a href="{value}">x</a>'
    if name == "jsonLd":
        return f'<script type="application/ld+json">{value}</script>'
    return f'<p title="{escape(value)}">{escape(value)}</p>'
