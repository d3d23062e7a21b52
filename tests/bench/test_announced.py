"""The measurement of announced comments runs; what it finds is the machine's."""

from __future__ import annotations

from tests.bench.announced import ANNOUNCED, INSIDE, NOT, measure


async def test_comments_are_stored_in_each_way(empty_database: str) -> None:
    lines: list[str] = []
    rates = await measure(empty_database, seconds=0.1, rounds=1, show=lines.append)
    assert set(rates) == {NOT, ANNOUNCED, INSIDE}
    assert min(rates.values()) > 0
    assert len(lines) == 4
