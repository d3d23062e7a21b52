"""Shadow mode: a share of the operations that a plan has answered is answered by the reference path
too, and what differs is logged."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import orjson

from gql import logs, metrics
from gql.operation.request import GraphQLRequest

MOST_AT_ONCE = 2
SECONDS = 10.0
Answer = tuple[dict[str, Any] | None, list[dict[str, Any]]]
Asking = Callable[[], Awaitable[Answer]]


class Shadow:
    """Compares beside the answers, never before them, and not more than two at once."""

    def __init__(self, share: float) -> None:
        self.share = share
        self._comparing: set[asyncio.Task[None]] = set()

    def cast(self, request: GraphQLRequest, given: Answer, plan: Asking, reference: Asking) -> None:
        """Compares, if chance will have it, the answer that was given with the reference's."""
        if random.random() >= self.share or len(self._comparing) >= MOST_AT_ONCE:  # noqa: S311
            return
        task = asyncio.create_task(self._compare(request, given, plan, reference))
        self._comparing.add(task)
        task.add_done_callback(self._comparing.discard)

    async def _compare(
        self, request: GraphQLRequest, given: Answer, plan: Asking, reference: Asking
    ) -> None:
        try:
            async with asyncio.timeout(SECONDS):
                if _same(given, await reference()):
                    return
                # somebody may have written between the one and the other
                if _same(await plan(), await reference()):
                    return
        except Exception as error:
            logs.log.warning("shadow mode could not compare", exc_info=error)
            return
        metrics.shadow_difference()
        logs.log.error(
            "plan and reference differ",
            operation=request.query,
            operation_name=request.operation_name,
            variables=request.variables,
        )


def _same(one: Answer, other: Answer) -> bool:
    return orjson.dumps(one) == orjson.dumps(other)
