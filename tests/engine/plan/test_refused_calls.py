"""What a plan knows of arguments that are invalid, which it raises at each request."""

from __future__ import annotations

import gc
from types import FrameType

import pytest

from tests.operation_client import OperationClient

REFUSED = {
    "of a root field": "{ posts(first: 101) { nodes { title } } }",
    "of a connection below": "{ posts(first: 1) { nodes { comments(first: 101) { nodes { id } } } } }",
    "of a function": "{ posts(first: 1) { nodes { excerpt(words: 0) } } }",
    "of a discussion": "{ posts(first: 1) { nodes { discussion(maxDepth: -1) { nodes { id } } } } }",
    "with a cursor that is none": '{ posts(first: 1, after: "x") { nodes { title } } }',
}


@pytest.mark.parametrize("what", REFUSED)
async def test_a_refusal_keeps_nothing_of_the_requests_that_met_it(
    planned: OperationClient, what: str
) -> None:
    async def run() -> None:
        assert (await planned.run(REFUSED[what])).fallback == "refused"

    for _ in range(2):
        await run()
    before = frames()
    for _ in range(10):
        await run()
    assert frames() <= before


def frames() -> int:
    """How many frames are alive, of calls that are over and of others."""
    gc.collect()
    return sum(type(one) is FrameType for one in gc.get_objects())
