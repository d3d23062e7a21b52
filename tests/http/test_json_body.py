"""The JSON of a request has a bounded number of values, counted before any of them is made."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest

from gql.errors import LimitExceeded
from gql.http.json_body import parse_json
from tests.http.conftest import application, client_of
from tests.loop_watchdog import LoopWatchdog

MOST = 100
MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "value",
    [
        [1] * MOST,
        {f"k{n}": n for n in range(MOST)},
        [[]] * (MOST // 2),
        {"query": "{ a(b: [1, 2]) }" * 1_000, "variables": {"text": '[{,"\\' * 5_000}},
        ["\\", '"', '\\"', "\\\\", "[[[[", ",,,,", "{{{"] * 10,
        "," * 1_000,
        {"[" * 200: "," * 200},
    ],
)
def test_what_stands_in_strings_is_no_value(value: object) -> None:
    for text in (orjson.dumps(value), json.dumps(value, indent=2).encode()):
        assert parse_json(text, MOST) == value


@pytest.mark.parametrize(
    "text",
    [
        b"[" + b"1," * MOST + b"1]",
        b"[" + b"[]," * MOST + b"[]]",
        b"[" * (MOST + 1) + b"]" * (MOST + 1),
        b'{"a":{"b":[' + b'"x",' * MOST + b'"x"]}}',
        b"{" + b",".join(b'"%d":1' % n for n in range(MOST + 2)) + b"}",
        b'""' * 1_000 + b"," * 1_000,
    ],
)
def test_one_value_more_than_allowed_is_refused(text: bytes) -> None:
    with pytest.raises(LimitExceeded) as raised:
        parse_json(text, MOST)
    assert raised.value.extensions["limit"] == "values"
    assert raised.value.extensions["allowed"] == MOST


def variables(text: str) -> bytes:
    return f'{{"query":"{{hello}}","variables":{{"v":{text}}}}}'.encode()


# bodies of nearly a megabyte
BODIES: dict[str, bytes] = {
    "numbers": variables(f"[{','.join('1' * 499_000)}]"),
    "texts": variables("[" + '"",' * 300_000 + '""]'),
    "lists": variables("[" + "[]," * 300_000 + "[]]"),
    "objects": variables("[" + '{"a":{}},' * 100_000 + "{}]"),
    "keys": variables("{" + ",".join(f'"{n}":{n}' for n in range(70_000)) + "}"),
    "lists in lists": variables("[" * 480_000 + "]" * 480_000),
    "a text of commas": variables('"' + "," * 900_000 + '"'),
    "a text of escapes": variables('"' + "\\u0041" * 150_000 + '"'),
    "a text without an end": b'{"query":"' + b"[,{" * 300_000,
    "texts without anything between": b'{"query":' + b'""' * 450_000 + b"," * 9_000,
    "quotes that are escaped": b'{"query":"' + b'\\",' * 300_000 + b'"}',
    "a number of digits": variables("1" * 900_000),
    "a fraction of digits": variables("0." + "1" * 900_000),
    "blanks": variables(" " * 900_000 + "1"),
    "beside the variables": b'{"query":"{hello}","x":[' + b"1," * 400_000 + b"1]}",
}


@pytest.mark.parametrize("what", BODIES)
async def test_no_body_holds_the_loop(what: str, watchdog: LoopWatchdog) -> None:
    async with client_of(application(max_body=2 * MEGABYTE)) as client:
        response = await client.post(
            "/graphql", content=BODIES[what], headers={"content-type": "application/json"}
        )
    assert response.status_code in {200, 400}
    if response.status_code == 400:
        assert response.json()["errors"][0]["extensions"]["code"] in {
            "LIMIT_EXCEEDED",
            "BAD_REQUEST",
        }


async def test_a_refusal_names_the_limit(client: Any) -> None:
    body = variables(f"[{','.join('1' * 6_000)}]")
    response = await client.post(
        "/graphql", content=body, headers={"content-type": "application/json"}
    )
    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["extensions"] == {
        "code": "LIMIT_EXCEEDED",
        "limit": "values",
        "requested": pytest.approx(6_000, abs=10),
        "allowed": 2_000,
    }
