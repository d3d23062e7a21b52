"""Cursors: round trips, and everything that is refused."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from gql.engine.order import Key, Order
from gql.errors import BadCursor

NEWEST = Order("newest", (Key("published_at", "timestamptz"),), descending=True)
TITLE = Order("title", (Key("title", "text"),))
TIME = datetime(2026, 5, 4, 12, 30, 15, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("order", "values"),
    [
        (NEWEST, [TIME, 7]),
        # before the epoch: a negative number of microseconds
        (NEWEST, [datetime(1960, 1, 1, tzinfo=UTC), 1]),
        # beyond 2**53, where a double would round
        (TITLE, ["Ünïcode 🙂 \x7f", 9_007_199_254_740_993]),
        (TITLE, ["", 1]),
        (Order("id"), [3]),
        (NEWEST.led_by("is_sticky"), [1, TIME, 7]),
    ],
)
def test_a_cursor_decodes_to_the_values_it_was_created_from(
    order: Order, values: list[object]
) -> None:
    assert order.values(order.cursor(values)) == values


def test_a_cursor_of_another_order_is_refused() -> None:
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
        # graphql-relay's own cursors
        base64.b64encode(b"arrayconnection:3").decode(),
    ],
)
def test_a_text_that_is_no_cursor_of_ours_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor) as refused:
        TITLE.values(cursor)
    assert refused.value.code == "BAD_CURSOR"


@pytest.mark.parametrize("flag", [2, -1, True, "1", None])
def test_a_forged_cursor_with_a_flag_that_is_none_is_refused(flag: object) -> None:
    led = TITLE.led_by("is_sticky")
    with pytest.raises(BadCursor):
        led.values(led.cursor([flag, "a", 1]))
    with pytest.raises(BadCursor):
        TITLE.values(led.cursor([1, "a", 1]))


def test_records_that_lead_come_first_in_both_directions() -> None:
    up, down = TITLE.led_by("x"), NEWEST.led_by("x")
    assert up.flag(leads=True) < up.flag(leads=False)
    assert down.flag(leads=True) > down.flag(leads=False)


@pytest.mark.parametrize("values", [["a"], ["a", 1, 2], [1, 1], ["a", "1"], ["a", 1.5], {"a": 1}])
def test_a_forged_cursor_with_values_of_wrong_types_is_refused(values: object) -> None:
    """The checksum is no signature: anybody can compute it, so types are validated as well."""
    import orjson

    payload = orjson.dumps(values)
    forged = base64.urlsafe_b64encode(TITLE._checksum(payload) + payload).decode().rstrip("=")

    with pytest.raises(BadCursor):
        TITLE.values(forged)


def test_a_forged_cursor_without_json_is_refused() -> None:
    forged = base64.urlsafe_b64encode(TITLE._checksum(b"no JSON") + b"no JSON").decode().rstrip("=")

    with pytest.raises(BadCursor):
        TITLE.values(forged)


def test_integers_beyond_a_bigint_are_refused() -> None:
    with pytest.raises(BadCursor):
        TITLE.values(TITLE.cursor(["a", 2**63]))


def test_times_beyond_a_timestamp_are_refused() -> None:
    import orjson

    payload = orjson.dumps([2**62, 1])
    forged = base64.urlsafe_b64encode(NEWEST._checksum(payload) + payload).decode().rstrip("=")

    with pytest.raises(BadCursor):
        NEWEST.values(forged)
