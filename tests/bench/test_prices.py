"""Operations read what they were priced at, on both paths; `tests.bench.prices` shows 2,000."""

from __future__ import annotations

import pytest

from tests.bench.prices import PricedOperation, measure, table
from tests.bench.rows_read import Reads

OPERATIONS = 150


@pytest.mark.slow(25)
@pytest.mark.untraced
async def test_no_generated_operation_reads_more_than_its_price_buys(publication: str) -> None:
    found = await measure(publication, OPERATIONS, 10_000)
    assert len(found) >= 1.9 * OPERATIONS
    assert sum(one.reads.rows > 100 for one in found) > OPERATIONS / 5
    assert [one.line() for one in found if one.reads_too_much] == []


def test_the_price_of_a_small_operation_has_a_floor_and_one_that_runs_twice_reads_twice() -> None:
    small = PricedOperation(7, "plan", "anonymous", ("a", "a"), 1, 1, Reads(1_001, 9))
    assert small.reads_too_much
    assert not PricedOperation(7, "plan", "reader", (), 1, 1, Reads(1_000, 9)).reads_too_much
    assert PricedOperation(7, "plan", "anonymous", (), 100, 2, Reads(1_000, 16_000)).ratio == 20
    assert table([small]).endswith("plan      anonymous a")
