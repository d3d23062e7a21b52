"""Where a plan fails while it runs, its result is discarded and the reference path answers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gql.db import Database
from gql.operation.result import Result
from tests.engine.plan.path_comparison import bytes_of
from tests.operation_client import OperationClient
from tests.schema import row_factories

TITLES = "{ site { title } posts { nodes { slug title } } }"


@pytest.fixture
async def database(empty_database: str) -> AsyncIterator[Database]:
    """A database with one post and a statement timeout of 0.2 s."""
    async with row_factories.owner_connection(empty_database) as owner:
        await row_factories.entry(
            owner, await row_factories.author(owner, is_public=True), title="Rain"
        )
    opened = await Database.open(empty_database, pool_size=2, statement_timeout=0.2)
    yield opened
    await opened.close()


async def both(database: Database, query: str) -> tuple[Result, Result]:
    plan, reference = OperationClient(database, by_plan=True), OperationClient(database)
    return await plan.run(query), await reference.run(query)


async def test_a_null_in_a_non_null_field_is_reported_by_the_reference_path(
    database: Database, empty_database: str
) -> None:
    async with row_factories.owner_connection(empty_database) as owner:
        await owner.execute("alter table entry alter column title drop not null")
        await owner.execute("update entry set title = null")
    plan, reference = await both(database, TITLES)
    assert (plan.planned, plan.fallback) == (False, "unshowable")
    [error] = plan.errors
    assert error["path"] == ["posts", "nodes", 0, "title"]
    assert bytes_of(plan) == bytes_of(reference)


async def test_a_statement_timeout_is_reported_by_the_reference_path(
    database: Database, empty_database: str
) -> None:
    async with row_factories.owner_connection(empty_database) as owner, owner.transaction():
        await owner.execute("lock table entry in access exclusive mode")
        plan, reference = await both(database, "{ posts { nodes { title } } }")
    assert (plan.planned, plan.fallback) == (False, "slow")
    assert [error["extensions"]["code"] for error in plan.errors] == ["TIMED_OUT"]
    assert bytes_of(plan) == bytes_of(reference)
