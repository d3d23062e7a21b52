"""What is remembered of documents and their plans has a bound, and a new document is quick to read."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest
from graphql import parse, validate

from gql.engine import Context
from gql.operation.document_cache import MOST_PLANS
from gql.operation.execute import Executor, core
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from gql.viewer import STRANGER
from tests.bench.story import STORIES, Story
from tests.engine.plan.document_flood import FLOODS, Told
from tests.operation_client import SERVICE_URL, Asking

ROOT = Path(__file__).parents[3]
DOCUMENTS = 1_000  # the size of the cache, where nobody sets another
MOST_GROWN = 64 * 2**20  # bytes
TIMES = 60
DEAREST = 2.0  # times what graphql-core takes to parse and to validate


@pytest.fixture(scope="module")
def told(publication: str) -> dict[str, Told]:
    """What came of each flood; they run side by side."""
    command = [sys.executable, "-m", "tests.engine.plan.document_flood", publication]
    running = {
        name: subprocess.Popen([*command, name], cwd=ROOT, stdout=subprocess.PIPE)
        for name in FLOODS
    }
    said = {name: process.communicate()[0] for name, process in running.items()}
    assert [process.returncode for process in running.values()] == [0] * len(FLOODS)
    return {name: Told(**json.loads(text)) for name, text in said.items()}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_of_documents_takes_no_more_room_than_there_is(
    told: dict[str, Told], name: str
) -> None:
    assert told[name].documents <= DOCUMENTS
    assert told[name].plans <= DOCUMENTS * MOST_PLANS
    assert told[name].grown < MOST_GROWN


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_drives_out_no_document_that_is_used(told: dict[str, Told], name: str) -> None:
    assert (told[name].forgotten, told[name].unplanned) == (0, 0)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_a_new_document_costs_at_most_twice_what_it_takes_to_parse_and_validate(
    reader: Asking, story: Story
) -> None:
    executor = Executor(schema)
    plain, ours = [], []
    for number in range(TIMES):
        text = f"{story.text}\n# {number}"
        with timed(plain):
            assert not validate(core(schema), parse(text))
        # nothing may be handed out: the operation ends when its cost is known
        context = Context(STRANGER, reader.database.reader, SERVICE_URL, max_nodes=0)
        request = GraphQLRequest(text, story.operation, {"slug": "bread-at-four"})
        with timed(ours):
            result = await executor.run(request, context)
        assert [error["extensions"]["code"] for error in result.errors] == ["COST_LIMIT"]
    assert executor.documents.misses == TIMES
    # side by side, since the machine may be slower for a while
    assert median(one / other for one, other in zip(ours, plain, strict=True)) <= DEAREST


@contextmanager
def timed(seconds: list[float]) -> Iterator[None]:
    gc.disable()  # a collection takes what the other tests have left, not what is timed
    started = time.perf_counter()
    yield
    seconds.append(time.perf_counter() - started)
    gc.enable()
