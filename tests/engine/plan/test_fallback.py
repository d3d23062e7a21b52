"""Where a plan meets what it cannot answer, its result is thrown away and the reference path answers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gql.db import Database
from gql.operation.execute import Result
from tests.engine.plan.path_comparison import bytes_of
from tests.operation_client import Asking
from tests.schema import row_factories

TITLES = "{ site { title } posts { nodes { slug title } } }"


@pytest.fixture
async def database(empty_database: str) -> AsyncIterator[Database]:
    """One post; a statement may wait for a fifth of a second."""
    async with row_factories.as_owner(empty_database) as owner:
        await row_factories.entry(
            owner, await row_factories.author(owner, is_public=True), title="Rain"
        )
    opened = await Database.open(empty_database, pool_size=2, statement_timeout=0.2)
    yield opened
    await opened.close()


async def both(database: Database, query: str) -> tuple[Result, Result]:
    plan, reference = Asking(database, by_plan=True), Asking(database)
    return await plan.run(query), await reference.run(query)


async def test_a_null_that_the_schema_forbids_is_told_as_the_reference_tells_it(
    database: Database, empty_database: str
) -> None:
    async with row_factories.as_owner(empty_database) as owner:
        await owner.execute("alter table entry alter column title drop not null")
        await owner.execute("update entry set title = null")
    plan, reference = await both(database, TITLES)
    assert (plan.planned, plan.fallback) == (False, "unshowable")
    [error] = plan.errors
    assert error["path"] == ["posts", "nodes", 0, "title"]
    assert bytes_of(plan) == bytes_of(reference)


async def test_a_statement_that_takes_too_long_is_told_as_the_reference_tells_it(
    database: Database, empty_database: str
) -> None:
    async with row_factories.as_owner(empty_database) as owner, owner.transaction():
        await owner.execute("lock table entry in access exclusive mode")
        plan, reference = await both(database, "{ posts { nodes { title } } }")
    assert (plan.planned, plan.fallback) == (False, "slow")
    assert [error["extensions"]["code"] for error in plan.errors] == ["TIMED_OUT"]
    assert bytes_of(plan) == bytes_of(reference)
