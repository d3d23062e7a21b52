"""Shadow mode: repeats a share of planned operations on the reference path, and logs differences.

The comparison runs after the answer and never delays it.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import orjson

from gql import logs, metrics
from gql.operation.request import GraphQLRequest

MAX_CONCURRENT = 2
TIMEOUT_SECONDS = 10.0
DataAndErrors = tuple[dict[str, Any] | None, list[dict[str, Any]]]
Run = Callable[[], Awaitable[DataAndErrors]]


class Shadow:
    """Compares a share (0 to 1) of planned answers, at most MAX_CONCURRENT at a time."""

    def __init__(self, share: float) -> None:
        self.share = share
        self._comparing: set[asyncio.Task[None]] = set()

    def compare_sample(
        self, request: GraphQLRequest, planned: DataAndErrors, run_plan: Run, run_reference: Run
    ) -> None:
        """Compare the answer of a plan with the reference's, for a random share of the calls."""
        if random.random() >= self.share or len(self._comparing) >= MAX_CONCURRENT:  # noqa: S311
            return
        task = asyncio.create_task(self._compare(request, planned, run_plan, run_reference))
        # asyncio keeps only weak references to tasks: without this one it may be collected
        self._comparing.add(task)
        task.add_done_callback(self._comparing.discard)

    async def _compare(
        self, request: GraphQLRequest, planned: DataAndErrors, run_plan: Run, run_reference: Run
    ) -> None:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                if _equal(planned, await run_reference()):
                    return
                # A change may have been committed between the two: only what still differs when
                # both run again, one right after the other, is a bug.
                if _equal(await run_plan(), await run_reference()):
                    return
        except Exception as error:
            logs.log.warning("shadow mode could not compare", exc_info=error)
            return
        metrics.count_shadow_difference()
        logs.log.error(
            "plan and reference differ",
            operation=request.query,
            operation_name=request.operation_name,
            variables=request.variables,
        )


def _equal(one: DataAndErrors, other: DataAndErrors) -> bool:
    # as bytes: the order of keys counts too (GraphQL specification, 7.2.2)
    return orjson.dumps(one) == orjson.dumps(other)
