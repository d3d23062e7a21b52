"""GraphiQL as a person meets it: Chromium at /, with the network cut off."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import Page, expect

from gql.auth.api_token import add_token
from gql.db import Database
from gql.http.graphiql.page import Tab
from gql.http.graphiql.tabs import TABS
from gql.viewer import Role

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

QUERY = "{ __schema { queryType { name description } } }"


async def test_a_query_is_run_and_its_result_is_shown(visit: Visit, tmp_path: Path) -> None:
    page = await opened(visit)

    await page.get_by_role("button", name="New tab").click()
    await page.locator(".graphiql-query-editor .monaco-editor").click()
    await page.keyboard.insert_text(QUERY)
    await page.keyboard.press("Control+Enter")

    await expect(page.locator(".result-window")).to_contain_text('"name": "Query"')
    await page.screenshot(path=tmp_path / "graphiql.png")


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: operation_name(tab))
async def test_every_tab_has_an_answer(visit: Visit, tab: Tab, tmp_path: Path) -> None:
    page = await opened(visit)

    await page.get_by_role("tab", name=operation_name(tab)).click()
    await expect(page.locator(".graphiql-query-editor")).to_contain_text(operation_name(tab))
    async with page.expect_response("**/graphql") as answered:
        await page.get_by_role("button", name="Execute query").click()

    answer = await (await answered.value).json()
    assert "errors" not in answer
    assert None not in answer["data"].values()
    await page.wait_for_timeout(300)
    await page.screenshot(path=tmp_path / f"{operation_name(tab)}.png")


def operation_name(tab: Tab) -> str:
    found = re.search(r"query (\w+)", tab.query)
    assert found
    return found[1]


async def test_the_button_sends_the_operation_of_the_open_tab(visit: Visit) -> None:
    page = await opened(visit)

    await page.get_by_role("tab", name="Discussion").click()
    await expect(page.locator(".graphiql-query-editor")).to_contain_text("query Discussion")
    async with page.expect_request("**/graphql") as asked:
        await page.get_by_role("button", name="Execute query").click()

    sent = (await asked.value).post_data_json
    assert sent["operationName"] == "Discussion"
    assert sent["variables"] == {"threads": 3}


async def test_its_tabs_are_the_best_queries(visit: Visit) -> None:
    page = await opened(visit)

    names = ["NewestPosts", "PostPage", "Discussion", "Search", "AuthorProfile"]
    await expect(page.get_by_role("tab")).to_contain_text(names)
    await expect(page.locator(".graphiql-query-editor")).to_contain_text("query NewestPosts")
    assert await page.title() == "Quire · GraphiQL"


async def test_the_descriptions_are_a_click_away(visit: Visit) -> None:
    page = await opened(visit)
    answer = await page.request.post(f"{visit.origin}/graphql", data={"query": QUERY})
    described = (await answer.json())["data"]["__schema"]["queryType"]["description"]

    await page.get_by_role("button", name="Show Documentation Explorer").click()
    await page.locator(".graphiql-plugin").get_by_role("link", name="Query", exact=True).click()

    await expect(page.locator(".graphiql-plugin")).to_contain_text(described)


async def test_the_explorer_opens_at_its_top(visit: Visit) -> None:
    page = await opened(visit)

    await page.get_by_role("button", name="Show GraphiQL Explorer").click()

    await expect(page.get_by_text("Explorer", exact=True)).to_be_in_viewport()


async def test_a_token_is_sent_and_forgotten_with_the_browser_tab(
    visit: Visit, publication: str
) -> None:
    token = await made_token(publication)
    page = await opened(visit)

    await page.get_by_label("Token").fill(token)
    async with page.expect_response("**/graphql") as answered:
        await page.get_by_role("button", name="Execute query").click()

    answer = await answered.value
    assert await answer.request.header_value("authorization") == f"Bearer {token}"
    assert answer.status == 200
    assert await page.evaluate("JSON.stringify(sessionStorage)") == f'{{"quire:token":"{token}"}}'
    assert token not in str(await kept(page))


async def made_token(url: str) -> str:
    database = await Database.open(url, pool_size=1)
    try:
        async with database.transaction() as connection:
            return await add_token(connection, "graphiql", role=Role.READER, may_write=False)
    finally:
        await database.close()


async def test_what_is_kept_in_the_browser_bears_our_name(visit: Visit) -> None:
    page = await opened(visit)

    await page.get_by_role("tab", name="Search").click()
    async with asyncio.timeout(5):
        while '"activeTabIndex":3' not in (await kept(page)).get("quire:graphiql:tabState", ""):
            await page.wait_for_timeout(100)
    await page.reload()

    await expect(page.get_by_role("tab", name="Search")).to_have_attribute("aria-selected", "true")
    assert [key for key in await kept(page) if not key.startswith("quire:")] == []


async def test_the_theme_follows_the_system(visit: Visit, tmp_path: Path) -> None:
    page = await opened(visit)
    container = page.locator(".graphiql-container")
    editor = page.locator(".graphiql-query-editor .monaco-editor").first

    await expect(container).to_have_css("background-color", "rgb(255, 255, 255)")
    await expect(editor).to_have_class(re.compile(r"\bvs\b"))
    await page.emulate_media(color_scheme="dark")
    await expect(container).to_have_css("background-color", "rgb(33, 42, 59)")
    await expect(editor).to_have_class(re.compile(r"\bvs-dark\b"))
    await page.screenshot(path=tmp_path / "graphiql-dark.png")


async def test_the_cut_is_real(visit: Visit) -> None:
    page = await opened(visit)

    async with page.expect_event("console"):
        await page.evaluate("new Image().src = 'https://elsewhere.test/picture.png'")

    assert visit.complaints[0] == "asked elsewhere: https://elsewhere.test/picture.png"
    visit.complaints.clear()


async def test_the_policy_refuses_a_script_that_was_slipped_in(visit: Visit) -> None:
    page = await opened(visit)

    async with page.expect_event("console") as refused:
        await page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {text: 'let a'}))"
        )

    assert "Content Security Policy" in (await refused.value).text
    visit.complaints.clear()


async def kept(page: Page) -> dict[str, str]:
    return dict(await page.evaluate("({...localStorage})"))


async def opened(visit: Visit) -> Page:
    """GraphiQL, once its editor stands and it has read the schema."""
    async with visit.page.expect_response("**/graphql"):
        await visit.page.goto(f"{visit.origin}/")
    await expect(visit.page.locator(".graphiql-query-editor .view-lines")).to_contain_text("query")
    return visit.page
