"""On a big publication, no statement of the golden stories reads a big table from end to end."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.bench.explain import scanned_tables
from tests.operation_client import OperationClient
from tests.stories.test_stories import STORIES, variables

pytestmark = pytest.mark.slow(20)


@pytest.fixture(scope="module")
async def big(big_database: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to 10,000 posts and 200,000 comments."""
    connection = await asyncpg.connect(big_database)
    yield connection
    await connection.close()


@pytest.fixture(params=["reader", "planned"])
def client(request: pytest.FixtureRequest) -> OperationClient:
    """A client of the reference path, and one of the plans."""
    operation_client: OperationClient = request.getfixturevalue(request.param)
    return operation_client


async def test_no_statement_of_the_golden_stories_scans_a_big_table(
    client: OperationClient, big: asyncpg.Connection
) -> None:
    sent = {}
    for story in STORIES:
        text = story.read_text("utf-8")
        result = await client.run(text, variables(text))
        sent |= {statement.text: (statement, v) for statement, v in result.statements.statements}
    # guards against stories that send next to nothing
    assert len(sent) > 60

    scanned = {
        statement.name: tables
        for statement, values in sent.values()
        if (tables := await scanned_tables(big, statement.text, values))
    }

    assert scanned == {}
