"""GraphiQL as people use it: Chromium at /, without a way to any other host."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import Page, expect

from gql.auth.api_token import add_token
from gql.db import Database
from gql.http.graphiql.live_tab import LIVE_THREAD
from gql.http.graphiql.page import Tab
from gql.http.graphiql.tabs import TABS
from gql.viewer import Role
from tests.browser.conftest import serving

pytestmark = pytest.mark.slow(4)

if TYPE_CHECKING:
    from tests.browser.conftest import Visit


QUERY = "{ __schema { queryType { name description } } }"


async def test_a_query_is_executed_and_its_result_is_shown(visit: Visit, tmp_path: Path) -> None:
    page = await open_graphiql(visit)

    await page.get_by_role("button", name="New tab").click()
    await page.locator(".graphiql-query-editor .monaco-editor").click()
    await page.keyboard.insert_text(QUERY)
    await page.keyboard.press("Control+Enter")

    await expect(page.locator(".result-window")).to_contain_text('"name": "Query"')
    await page.screenshot(path=tmp_path / "graphiql.png")


@pytest.mark.parametrize(
    "tab", [tab for tab in TABS if tab is not LIVE_THREAD], ids=lambda tab: operation_name(tab)
)
async def test_every_tab_has_a_result_without_errors(
    visit: Visit, tab: Tab, tmp_path: Path
) -> None:
    page = await open_graphiql(visit)

    await page.get_by_role("tab", name=operation_name(tab)).click()
    await expect(page.locator(".graphiql-query-editor")).to_contain_text(operation_name(tab))
    async with page.expect_response("**/graphql") as responding:
        await page.get_by_role("button", name="Execute query").click()

    result = await (await responding.value).json()
    assert "errors" not in result
    assert None not in result["data"].values()
    await page.wait_for_timeout(300)  # for the screenshot: GraphiQL renders the result first
    await page.screenshot(path=tmp_path / f"{operation_name(tab)}.png")


def operation_name(tab: Tab) -> str:
    """The name that GraphiQL shows on the tab."""
    match = re.search(r"query (\w+)", tab.query)
    assert match
    return match[1]


async def test_the_button_sends_the_operation_of_the_open_tab(visit: Visit) -> None:
    # GraphiQL itself sends the operation name of the tab before: app/operation.js corrects it
    page = await open_graphiql(visit)

    await page.get_by_role("tab", name="Discussion").click()
    await expect(page.locator(".graphiql-query-editor")).to_contain_text("query Discussion")
    async with page.expect_request("**/graphql") as sending:
        await page.get_by_role("button", name="Execute query").click()

    sent = (await sending.value).post_data_json
    assert sent["operationName"] == "Discussion"
    assert sent["variables"] == {"threads": 3}


async def test_graphiql_opens_with_the_demo_tabs(visit: Visit) -> None:
    page = await open_graphiql(visit)

    names = ["NewestPosts", "PostPage", "CategoryPage", "Path", "Series", "Discussion"]
    names += ["LiveThread", "LinkedComment", "Search", "AuthorProfile"]
    await expect(page.get_by_role("tab")).to_contain_text(names)
    await expect(page.locator(".graphiql-query-editor")).to_contain_text("query NewestPosts")
    assert await page.title() == "Quire · GraphiQL"


async def test_the_documentation_explorer_shows_descriptions(visit: Visit) -> None:
    page = await open_graphiql(visit)
    response = await page.request.post(f"{visit.origin}/graphql", data={"query": QUERY})
    described = (await response.json())["data"]["__schema"]["queryType"]["description"]

    await page.get_by_role("button", name="Show Documentation Explorer").click()
    await page.locator(".graphiql-plugin").get_by_role("link", name="Query", exact=True).click()

    await expect(page.locator(".graphiql-plugin")).to_contain_text(described)


async def test_the_explorer_opens_at_its_top(visit: Visit) -> None:
    page = await open_graphiql(visit)

    await page.get_by_role("button", name="Show GraphiQL Explorer").click()

    await expect(page.get_by_text("Explorer", exact=True)).to_be_in_viewport()


async def test_a_token_is_sent_and_kept_in_session_storage_only(
    visit: Visit, publication: str
) -> None:
    token = await create_token(publication)
    page = await open_graphiql(visit)

    await page.get_by_label("Token").fill(token)
    async with page.expect_response("**/graphql") as responding:
        await page.get_by_role("button", name="Execute query").click()

    response = await responding.value
    assert await response.request.header_value("authorization") == f"Bearer {token}"
    assert response.status == 200
    assert await page.evaluate("JSON.stringify(sessionStorage)") == f'{{"quire:token":"{token}"}}'
    assert token not in str(await local_storage(page))


async def create_token(url: str) -> str:
    """An API token for reading."""
    database = await Database.open(url, pool_size=1)
    try:
        async with database.transaction() as connection:
            return await add_token(connection, "graphiql", role=Role.READER, may_write=False)
    finally:
        await database.close()


async def test_every_key_in_local_storage_has_our_prefix(visit: Visit) -> None:
    page = await open_graphiql(visit)

    await page.get_by_role("tab", name="Search").click()
    async with asyncio.timeout(5):  # it saves its state with a delay
        while '"activeTabIndex":8' not in (await local_storage(page)).get(
            "quire:graphiql:tabState", ""
        ):
            await page.wait_for_timeout(100)
    await page.reload()

    await expect(page.get_by_role("tab", name="Search")).to_have_attribute("aria-selected", "true")
    assert [key for key in await local_storage(page) if not key.startswith("quire:")] == []


async def test_the_theme_follows_the_system(visit: Visit, tmp_path: Path) -> None:
    page = await open_graphiql(visit)
    container = page.locator(".graphiql-container")
    editor = page.locator(".graphiql-query-editor .monaco-editor").first

    await expect(container).to_have_css("background-color", "rgb(255, 255, 255)")
    await expect(editor).to_have_class(re.compile(r"\bvs\b"))
    await page.emulate_media(color_scheme="dark")
    await expect(container).to_have_css("background-color", "rgb(33, 42, 59)")
    await expect(editor).to_have_class(re.compile(r"\bvs-dark\b"))
    await page.screenshot(path=tmp_path / "graphiql-dark.png")


async def test_a_request_to_another_origin_is_noticed(visit: Visit) -> None:
    page = await open_graphiql(visit)

    async with page.expect_event("console"):
        await page.evaluate("new Image().src = 'https://elsewhere.test/picture.png'")

    assert visit.complaints[0] == "requested elsewhere: https://elsewhere.test/picture.png"
    visit.complaints.clear()


async def test_the_content_security_policy_refuses_an_inline_script(visit: Visit) -> None:
    page = await open_graphiql(visit)

    async with page.expect_event("console") as refused:
        await page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {text: 'let a'}))"
        )

    assert "Content Security Policy" in (await refused.value).text
    visit.complaints.clear()


async def local_storage(page: Page) -> dict[str, str]:
    return dict(await page.evaluate("({...localStorage})"))


async def open_graphiql(visit: Visit) -> Page:
    """The page, after its editor was rendered and the schema was read."""
    async with visit.page.expect_response("**/graphql"):
        await visit.page.goto(f"{visit.origin}/")
    await expect(visit.page.locator(".graphiql-query-editor .view-lines")).to_contain_text("query")
    return visit.page


async def test_a_pane_shows_the_statements_of_the_last_response(
    visit: Visit, publication: str, tmp_path: Path
) -> None:
    async with serving(publication, debug=True) as address:
        visit.origin = address
        page = await open_graphiql(visit)
        await page.get_by_role("button", name="Show SQL").click()
        pane = page.get_by_role("region", name="SQL")
        await expect(pane).to_contain_text("Execute an operation to see its statements.")

        await pane.get_by_label("Query plans").check()
        await page.get_by_role("button", name="Execute query").click()

        await expect(pane).to_contain_text(re.compile(r"\d+ rows?"))
        await expect(pane).to_contain_text("Index Scan")
        await expect(page.locator(".result-window")).to_contain_text('"data"')
        await expect(page.locator(".result-window")).not_to_contain_text("milliseconds")
        await page.screenshot(path=tmp_path / "sql.png")
        await page.close()  # before the service: it loads workers when it needs them


async def test_without_debug_there_is_no_such_pane(visit: Visit) -> None:
    page = await open_graphiql(visit)
    await expect(page.get_by_role("button", name="Show SQL")).to_have_count(0)
