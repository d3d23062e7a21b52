"""README's picture of GraphiQL: made here with --update, and never far from what the page shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import Page, expect

from tests.browser.test_graphiql import open_graphiql
from tests.house.source_tree import ROOT

pytestmark = pytest.mark.slow(5)

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

PICTURE = ROOT / "schema/guide/graphiql.png"
TAB = "Discussion"
MAX_BYTES = 200_000
PNG = b"\x89PNG\r\n\x1a\n"


async def test_the_picture_in_readme_shows_graphiql_with_an_answer(
    visit: Visit, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    page = await open_graphiql(visit)

    await page.get_by_role("tab", name=TAB).click()
    await expect(page.locator(".graphiql-query-editor")).to_contain_text(f"query {TAB}")
    async with page.expect_response("**/graphql") as answered:
        await page.get_by_role("button", name="Execute query").click()
    assert "errors" not in await (await answered.value).json()
    await expect(page.locator(".result-window")).to_contain_text('"totalCount"')
    picture = await taken(page, tmp_path / PICTURE.name)

    if request.config.getoption("--update"):
        PICTURE.write_bytes(picture)
    for image in (picture, PICTURE.read_bytes()):
        assert image.startswith(PNG)
        assert len(image) < MAX_BYTES


async def taken(page: Page, path: Path) -> bytes:
    """A picture of the page, once nothing in it moves."""
    # the pointer away from the button, whose tooltip would be in the picture
    await page.mouse.move(640, 790)
    await page.wait_for_timeout(500)
    return await page.screenshot(path=path, animations="disabled", caret="hide")
