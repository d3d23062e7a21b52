"""A short run of the proof that no write changes an answer without touching a tag of it."""

from __future__ import annotations

import pytest

from gql.db import Database
from gql.importers.demo.load import load_demo
from tests.cache.full_proof import prove_cache
from tests.cache.proof import prove
from tests.operation_client import SERVICE_URL

WRITES, GENERATED = 12, 20
CACHED_WRITES, CACHED_GENERATED = 6, 6


@pytest.mark.slow(15)
@pytest.mark.untraced
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


@pytest.mark.slow(8)
@pytest.mark.untraced
async def test_two_services_with_a_cache_answer_as_one_without(
    empty_database: str, request: pytest.FixtureRequest
) -> None:
    database = await Database.open(empty_database)
    await load_demo(database, service_url=SERVICE_URL)
    await database.close()
    seed = request.config.getoption("--seed") % 2**32

    proof = await prove_cache(empty_database, seed, CACHED_WRITES, CACHED_GENERATED, share=0.1)

    assert proof.failures == []
    assert proof.statuses["hit"] > 0
