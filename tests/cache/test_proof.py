"""A short run of the proof that no write changes an answer without touching a tag of it."""

from __future__ import annotations

import pytest

from gql.db import Database
from gql.importers.demo.load import load_demo
from tests.cache.proof import prove
from tests.operation_client import SERVICE_URL

WRITES, GENERATED = 12, 20


@pytest.mark.slow(15)
@pytest.mark.no_cover
async def test_what_a_write_changes_has_a_tag_that_it_touches(
    empty_database: str, request: pytest.FixtureRequest
) -> None:
    database = await Database.open(empty_database)
    await load_demo(database, service_url=SERVICE_URL)
    await database.close()
    seed = request.config.getoption("--seed") % 2**32

    report, made = await prove(empty_database, seed, WRITES, GENERATED, share=0.3)

    assert report.failures == []
    assert report.unknown == set()
    assert report.kept > 0.7 * report.asked
    assert sum(made.done.values()) >= WRITES / 2
