"""Processes of the service with an editor, for the tests of one file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from gql.viewer import Role
from tests.live.client_programs import Services, services_of
from tests.live.live_site import Headers, Process, process


@pytest.fixture(scope="module")
async def live(module_database: str) -> AsyncIterator[Process]:
    async with process(module_database) as one:
        yield one


@pytest.fixture(scope="module")
async def editor(live: Process) -> Headers:
    return await live.sign_in("editor@blog.example", Role.EDITOR)


@pytest.fixture(scope="module")
async def ada(live: Process) -> Headers:
    """Somebody with the role READER, whose comments wait for a moderator."""
    return await live.sign_in("ada@blog.example", Role.READER)


@pytest.fixture
async def post(live: Process, editor: Headers) -> str:
    """The id of a new post."""
    return await live.post(editor)


@pytest.fixture
def services(module_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """Starts services in processes of their own, beside the one in this process."""
    with services_of(module_database, monkeypatch) as services:
        yield services
