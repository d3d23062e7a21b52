"""A short run of the proof that live queries show what is true."""

from __future__ import annotations

import pytest

from gql.db import Database
from gql.importers.demo.load import load_demo
from tests.live.truth import prove_live
from tests.operation_client import SERVICE_URL

WRITES, OPERATIONS = 8, 16


@pytest.mark.slow(8)
@pytest.mark.untraced
async def test_what_watchers_hold_is_what_a_fresh_answer_says(
    empty_database: str, request: pytest.FixtureRequest
) -> None:
    database = await Database.open(empty_database)
    await load_demo(database, service_url=SERVICE_URL)
    await database.close()
    seed = request.config.getoption("--seed") % 2**32

    truth = await prove_live(empty_database, seed, WRITES, OPERATIONS)

    assert truth.failures == []
    assert truth.compared > 0
    assert truth.answers > OPERATIONS / 2
