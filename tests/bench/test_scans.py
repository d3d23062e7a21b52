"""On a big publication, no statement of the golden stories reads a big table from end to end."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.asking import Asking
from tests.bench.explain import scans
from tests.stories.test_stories import STORIES, variables


@pytest.fixture(scope="module")
async def big(big_database: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to 10,000 posts and 200,000 comments."""
    connection = await asyncpg.connect(big_database)
    yield connection
    await connection.close()


async def test_no_statement_of_the_stories_scans_a_big_table(
    reader: Asking, big: asyncpg.Connection
) -> None:
    sent = {}
    for story in STORIES:
        text = story.read_text("utf-8")
        result = await reader.run(text, variables(text))
        sent |= {statement.text: (statement, v) for statement, v in result.statements.statements}
    assert len(sent) > 60

    scanned = {
        statement.name: tables
        for statement, values in sent.values()
        if (tables := await scans(big, statement.text, values))
    }

    assert scanned == {}
