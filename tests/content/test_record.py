"""Numbers that fit their columns."""

from __future__ import annotations

from gql.content.record import integer_in_range


def test_a_number_outside_of_its_column_is_none() -> None:
    assert [integer_in_range(n, 0) for n in (0, 2**31 - 1, 2**31, -1, None)] == [
        0,
        2**31 - 1,
        None,
        None,
        None,
    ]
