"""Chromium and a running service, without a way to any other host."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from playwright.async_api import Browser, BrowserContext, Page, Route, async_playwright

from gql.app import create_app
from gql.http.uvicorn_protocol import BoundedHttpProtocol
from gql.settings import Settings

CHROMIUM = shutil.which("chromium")
# no requests of Chromium's own, and no sandbox, which containers do not allow
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass
class Visit:
    """A browser tab, with its errors, warnings and requests to other origins as complaints."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
async def origin(publication: str) -> AsyncIterator[str]:
    """The URL of a service with the demo publication."""
    async with serving(publication) as address:
        yield address


@asynccontextmanager
async def serving(publication: str, **more: Any) -> AsyncIterator[str]:
    """The URL of a service with the demo publication, until the end of the block."""
    # bound first, because the service has to know its public URL before it starts
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = Settings(database_url=publication, demo=True, public_url=address, **more)
    app = create_app(settings)
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, lifespan="on", http=BoundedHttpProtocol, ws="none")
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    yield address
    server.should_exit = True
    await serving
    listener.close()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    async with async_playwright() as playwright:
        # the machine's Chromium: playwright's own would be a download
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


@pytest.fixture
async def visit(browser: Browser, origin: str) -> AsyncIterator[Visit]:
    """A tab in a new browser profile, which can reach nothing but the service.

    Fails afterwards if there are complaints.
    """
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    visit = Visit(await context.new_page(), origin)
    await block_other_origins(context, visit)
    yield visit
    await context.close()
    assert visit.complaints == []


async def block_other_origins(context: BrowserContext, visit: Visit) -> None:
    """Abort every request to another origin, and collect what the page complains of."""

    async def own_origin_only(route: Route) -> None:
        if route.request.url.startswith(f"{visit.origin}/"):
            await route.continue_()
        else:
            visit.complaints.append(f"requested elsewhere: {route.request.url}")
            await route.abort()

    await context.route("**/*", own_origin_only)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on(
        "console",
        lambda message: (
            visit.complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
