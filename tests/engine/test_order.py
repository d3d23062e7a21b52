"""Orders and cursors."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from gql.engine.order import Key, Order
from gql.errors import BadCursor

NEWEST = Order("newest", (Key("published_at", "timestamptz"),), descending=True)
TITLE = Order("title", (Key("title", "text"),))
MOMENT = datetime(2026, 5, 4, 12, 30, 15, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("order", "values"),
    [
        (NEWEST, [MOMENT, 7]),
        (NEWEST, [datetime(1960, 1, 1, tzinfo=UTC), 1]),
        (TITLE, ["Ünïcode 🙂 \x7f", 9_007_199_254_740_993]),
        (TITLE, ["", 1]),
        (Order("id"), [3]),
    ],
)
def test_a_cursor_gives_back_what_it_was_made_of(order: Order, values: list[object]) -> None:
    assert order.values(order.cursor(values)) == values


def test_a_cursor_is_bound_to_its_order() -> None:
    cursor = TITLE.cursor(["a", 1])

    with pytest.raises(BadCursor):
        Order("name", (Key("name", "text"),)).values(cursor)


CURSOR = TITLE.cursor(["a title", 12])


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "garbage",
        "x" * 5000,
        "ünïcode",
        "\x00",
        base64.b64encode(b"garbage").decode(),
        CURSOR[:-3] + "zzz",
        CURSOR[:-1],
        CURSOR + "A",
        CURSOR + "=",
        " " + CURSOR,
        CURSOR.swapcase(),
        base64.b64encode(b"arrayconnection:3").decode(),
    ],
)
def test_anything_else_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor) as refused:
        TITLE.values(cursor)
    assert refused.value.code == "BAD_CURSOR"


@pytest.mark.parametrize("values", [["a"], ["a", 1, 2], [1, 1], ["a", "1"], ["a", 1.5], {"a": 1}])
def test_a_sealed_cursor_of_other_values_is_refused(values: object) -> None:
    """The seal is no secret: what a forger can seal must still be what the order's keys are."""
    import orjson

    payload = orjson.dumps(values)
    forged = base64.urlsafe_b64encode(TITLE._seal(payload) + payload).decode().rstrip("=")

    with pytest.raises(BadCursor):
        TITLE.values(forged)


def test_a_sealed_cursor_of_no_values_is_refused() -> None:
    forged = base64.urlsafe_b64encode(TITLE._seal(b"no JSON") + b"no JSON").decode().rstrip("=")

    with pytest.raises(BadCursor):
        TITLE.values(forged)


def test_integers_that_no_bigint_holds_are_refused() -> None:
    with pytest.raises(BadCursor):
        TITLE.values(TITLE.cursor(["a", 2**63]))


def test_moments_that_no_timestamp_holds_are_refused() -> None:
    import orjson

    payload = orjson.dumps([2**62, 1])
    forged = base64.urlsafe_b64encode(NEWEST._seal(payload) + payload).decode().rstrip("=")

    with pytest.raises(BadCursor):
        NEWEST.values(forged)
