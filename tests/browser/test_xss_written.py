"""No script saved through the API runs in Chromium: every text and name, as readers get them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import pytest
from playwright.async_api import Browser

from gql.viewer import Role
from tests.browser.test_xss import find_violations
from tests.content.text.xss_payloads import PAYLOADS
from tests.http_site import ADA, Site, start_site
from tests.mutations.entry_requests import CREATE, PUBLISH

pytestmark = [pytest.mark.slow(15), pytest.mark.untraced]

PAYLOADS_PER_TEXT = 8
# every comment is published, and none is refused: the payloads are to be shown
PERMISSIVE = {
    "hold_comments": "none",
    "comments_per_minute": 10_000,
    "comments_per_minute_on_post": 10_000,
    "comment_links": 10_000,
}
COMMENT = """mutation Answer($input: CreateCommentInput!) {
  createComment(input: $input) { comment { id } userErrors { code field } } }"""
PROFILE = """mutation Profile($input: UpdateProfileInput!) {
  updateProfile(input: $input) { userErrors { code field } } }"""
READ = """query Shown($id: ID!) {
  post(by: { id: $id }) {
    title uri content excerpt toc { text anchor } tags { name uri } categories { name }
    seo { title description jsonLd }
    author { name homepage bio links { service url } }
    comments(first: 100) { nodes { content author { name homepage } } }
  }
}"""
SEARCH = '{ search(query: "alert or x or script") { edges { highlight } } }'
HTML_FIELDS = {"content", "excerpt", "bio", "highlight"}  # inserted without escaping
URL_FIELDS = {"url", "uri"}


async def test_no_script_saved_through_the_api_runs(browser: Browser, empty_database: str) -> None:
    # Postgres stores no NUL, and the service refuses it
    payloads = [payload.replace("\x00", "") for payload in PAYLOADS]
    async with start_site(empty_database, **PERMISSIVE) as site:
        await site.add_account(ADA, Role.EDITOR)
        token = (await site.sign_in())["accessToken"]
        fragments: list[str] = []
        for start in range(0, len(payloads), PAYLOADS_PER_TEXT):
            some = payloads[start : start + PAYLOADS_PER_TEXT]
            id = await _save_post(site, token, some, "HTML" if start % 16 else "MARKDOWN")
            fragments += _fragments(await site.data(READ, id=id))
        fragments += _fragments(await site.data(SEARCH))
    assert len(fragments) > len(payloads) * 4
    assert await find_violations(browser, sorted(set(fragments))) == set()


async def _save_post(site: Site, token: str, payloads: list[str], format: str) -> str:
    """Publish a post with payloads in every text that can be saved; returns its id."""
    text = "\n\n".join(payloads)
    first = payloads[0]
    await site.data(PROFILE, token, input={"name": f"A {first}", "bio": text})
    await site.data(PROFILE, token, input={"url": first, "links": [{"service": "x", "url": first}]})
    input = {
        "title": f"x {first}",
        "content": text,
        "format": format,
        "excerpt": payloads[-1],
        "tags": [f"x {payload}"[:200] for payload in payloads],
        "categories": [f"x {first}"[:200]],
        "slug": first[:100],
    }
    created = (await site.data(CREATE, token, input=input))["createPost"]
    assert created["userErrors"] == []
    id = str(created["post"]["id"])
    assert (await site.data(PUBLISH, token, input={"id": id}))["publishPost"]["userErrors"] == []
    for payload in payloads:
        comment = {"on": id, "name": payload[:300], "content": f"x {payload}\n\n{text}"[:60_000]}
        # the second one has another text, because a duplicate would be refused
        await site.data(COMMENT, input=comment)
        await site.data(COMMENT, input=comment | {"content": f"y {payload}", "url": payload})
    return id


def _fragments(data: Any) -> list[str]:
    """The HTML that a front end makes of data: HTML inserted, URLs as links, all else as text."""
    return list(_walk(data, ""))


def _walk(value: Any, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _walk(below, key)
    elif isinstance(value, list):
        for below in value:
            yield from _walk(below, name)
    elif isinstance(value, str):
        yield _fragment(value, name)


def _fragment(value: str, name: str) -> str:
    if name in HTML_FIELDS:
        return value
    if name in URL_FIELDS:
        return f'<a href="{value}">x</a>'
    if name == "jsonLd":
        return f'<script type="application/ld+json">{value}</script>'
    return f'<p title="{escape(value)}">{escape(value)}</p>'
