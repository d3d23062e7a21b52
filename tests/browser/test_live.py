"""Two people at GraphiQL: what one of them writes, the other sees, without a click."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from gql.db import Database
from gql.importers.demo.load import load_demo
from tests.browser.conftest import serving
from tests.operation_client import SERVICE_URL

pytestmark = pytest.mark.slow(8)

POST = '{ post(by: { slug: "bread-at-four" }) { id } }'


def writing(on: str, content: str) -> str:
    return f"""
    mutation {{
      createComment(input: {{ on: "{on}", content: "{content}", name: "Eve" }}) {{
        comment {{ moderationStatus }} userErrors {{ message }}
      }}
    }}
    """


def added_to(on: str) -> str:
    return f"""
    subscription {{ commentAdded(on: "{on}") {{ comment {{ content(format: TEXT) }} }} }}
    """


@pytest.fixture(scope="module")
async def origin(module_database: str) -> AsyncIterator[str]:
    """A service with the demo, whose comments are shown at once."""
    database = await Database.open(module_database, pool_size=2)
    await load_demo(database, service_url=SERVICE_URL)
    await database.close()
    async with serving(module_database, hold_comments="none", comment_seconds=0) as address:
        yield address


async def test_what_one_page_writes_the_other_shows_without_a_click(
    browser: Browser, origin: str, tmp_path: Path
) -> None:
    contexts = [await browser.new_context(viewport={"width": 1280, "height": 800}) for _ in "ab"]
    reader, writer = [await context.new_page() for context in contexts]
    for page in (reader, writer):
        await page.goto(f"{origin}/")
    await reader.get_by_role("tab", name="LiveThread").click()
    await expect(reader.locator(".graphiql-query-editor")).to_contain_text("query LiveThread")
    await reader.get_by_role("button", name="Execute query").click()
    result = reader.locator(".result-window")
    await expect(result).to_contain_text('"commentCounts"')
    await expect(result).not_to_contain_text("Seen at once.")

    found = await writer.request.post(f"{origin}/graphql", data={"query": POST})
    on = (await found.json())["data"]["post"]["id"]
    await execute(writer, writing(on, "Seen at once."))
    await expect(writer.locator(".result-window")).to_contain_text('"APPROVED"')
    await expect(result).to_contain_text("Seen at once.")
    await reader.screenshot(path=tmp_path / "live.png")
    await reader.get_by_role("button", name="Stop").click()

    await execute(reader, added_to(on))
    await expect(reader.get_by_role("button", name="Stop")).to_be_visible()
    await execute(writer, writing(on, "And again."))
    await expect(result).to_contain_text("And again.")
    for context in contexts:
        await context.close()


async def execute(page: Page, document: str) -> None:
    """Run a document in a new tab."""
    await page.get_by_role("button", name="New tab").click()
    await page.locator(".graphiql-query-editor .monaco-editor").click()
    await page.keyboard.press("Control+A")
    await page.keyboard.insert_text(document)
    await page.keyboard.press("Control+Enter")
