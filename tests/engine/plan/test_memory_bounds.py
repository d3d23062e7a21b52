"""Caches of documents and plans are bounded in memory, and a new document costs little."""

from __future__ import annotations

import gc
import json
import os
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
from gql.operation.document import MAX_PLANS_PER_DOCUMENT
from gql.operation.execute import Executor, graphql_core_schema
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from gql.viewer import ANONYMOUS
from tests.bench.story import STORIES, Story
from tests.engine.plan.document_flood import FLOODS, FloodReport
from tests.operation_client import SERVICE_URL, OperationClient

# coverage traces our lines, and none of graphql-core's beside them
pytestmark = [pytest.mark.slow(30), pytest.mark.untraced]

ROOT = Path(__file__).parents[3]
DOCUMENTS = 1_000  # the default size of the cache
# bytes: of those with eight plans each there are as many as the cache has room for
MAX_GROWTH = {"once": 24 * 2**20, "twice": 32 * 2**20, "switched": 64 * 2**20}
TIMES = 60
MAX_COST_RATIO = 2.0  # times the cost of parsing and validating by graphql-core


@pytest.fixture(scope="module")
def reports(publication: str) -> dict[str, FloodReport]:
    """The report of each flood; each runs in a process of its own, so memory is its own too.

    It is not measured for coverage, which allocates memory itself.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    command = [sys.executable, "-m", "tests.engine.plan.document_flood", publication]
    running = {
        name: subprocess.Popen([*command, name], cwd=ROOT, env=environment, stdout=subprocess.PIPE)
        for name in FLOODS
    }
    outputs = {name: process.communicate()[0] for name, process in running.items()}
    assert [process.returncode for process in running.values()] == [0] * len(FLOODS)
    return {name: FloodReport(**json.loads(text)) for name, text in outputs.items()}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_of_documents_stays_within_the_memory_bound(
    reports: dict[str, FloodReport], name: str
) -> None:
    assert reports[name].documents <= DOCUMENTS
    assert reports[name].plans <= DOCUMENTS * MAX_PLANS_PER_DOCUMENT
    assert reports[name].growth < MAX_GROWTH[name]


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_evicts_no_document_that_is_in_use(
    reports: dict[str, FloodReport], name: str
) -> None:
    assert (reports[name].evicted, reports[name].unplanned) == (0, 0)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_a_new_document_costs_at_most_twice_its_parsing_and_validation(
    reader: OperationClient, story: Story
) -> None:
    executor = Executor(schema)
    plain, ours = [], []
    for number in range(TIMES):
        text = f"{story.text}\n# {number}"
        with timed(plain):
            assert not validate(graphql_core_schema(schema), parse(text))
        # max_nodes=0: refused as soon as the cost is known, so only compiling is timed
        context = Context(ANONYMOUS, reader.database.reader, SERVICE_URL, max_nodes=0)
        request = GraphQLRequest(text, story.operation, {"slug": "bread-at-four"})
        with timed(ours):
            result = await executor.run(request, context)
        assert [error["extensions"]["code"] for error in result.errors] == ["COST_LIMIT"]
    assert executor.document_cache.misses == TIMES
    # ratios of neighbours, as a shared machine may be slower for a while
    ratio = median(one / other for one, other in zip(ours, plain, strict=True))
    assert ratio <= MAX_COST_RATIO


@contextmanager
def timed(seconds: list[float]) -> Iterator[None]:
    gc.disable()  # a collection would walk the objects of all other tests
    started = time.thread_time()  # what other processes do meanwhile does not count
    yield
    seconds.append(time.thread_time() - started)
    gc.enable()
