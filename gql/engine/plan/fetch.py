"""Runs the statements and functions of a plan for one request, stage by stage."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any

from gql.engine.context import Context
from gql.engine.plan.call import BoundCall
from gql.engine.plan.stage import Batch, Function, Stage
from gql.errors import Refused, ResponseTooLarge


class PlanExecution:
    """The execution of a plan: `results` and `bounds` are `x` and `b` of the generated code.

    `results` has a slot for each statement, function and batch; `bounds` are the bound calls, to
    which each stage adds those of the ids that it has read.
    """

    def __init__(
        self,
        name: str,
        functions: Mapping[str, Any],
        bounds: list[BoundCall],
        context: Context,
        slots: int,
    ) -> None:
        self.bounds = bounds
        self.results: list[Any] = [None] * slots
        self._name = name
        self._functions = functions
        self._context = context
        self._size = 0

    async def run(self, stage: Stage) -> None:
        """Read all of a stage. Raises whatever a statement or a function raises."""
        if stage.functions:
            calls = self._calls(stage)
            await _together(self._fetch(stage), *calls)
        else:
            await self._fetch(stage)
        if stage.batches:
            await self._batches(stage)
        if stage.wanted:
            self._collect_wanted(stage)

    async def check_size(self, stage: Stage) -> None:
        """Add what a stage would read to the size of the response, without reading it.

        Raises ResponseTooLarge.
        """
        sizes = stage.size_statement(self._name, self.bounds)
        values = [self.bounds[call].values[at] for call, at in sizes.origins]
        [record] = await self._context.db.fetch(sizes.statement, *values)
        self._size += record["size"]
        if self._size > self._context.max_response:
            raise ResponseTooLarge(requested=self._size, allowed=self._context.max_response)

    async def _fetch(self, stage: Stage) -> None:
        collects = self._context.tags is not None
        shaped = stage.statement_for(self._name, self.bounds, collects=collects)
        if shaped is None:
            self.results[stage.slot] = [None] * len(stage.row.values)
            return
        values = [self.bounds[call].values[at] for call, at in shaped.origins]
        records = await self._context.db.fetch(shaped.statement, *values)
        self.results[stage.slot] = stage.row_value(records)

    def _calls(self, stage: Stage) -> list[Coroutine[Any, Any, None]]:
        # all arguments before the first call: a refused one must leave no coroutine behind that was
        # never awaited, which Python warns about
        given = [self.bounds[function.call].used() for function in stage.functions]
        return [
            self._call(function, arguments)
            for function, arguments in zip(stage.functions, given, strict=True)
        ]

    async def _call(self, function: Function, given: dict[str, Any]) -> None:
        self.results[function.slot] = await function.function(self._context, **given)

    async def _batches(self, stage: Stage) -> None:
        """Call batched functions: those of what others return, after these."""
        for number in sorted({batch.round for batch in stage.batches}):
            await self._round([batch for batch in stage.batches if batch.round == number])

    async def _round(self, batches: list[Batch]) -> None:
        """Call batched functions, once for each field and arguments, as a DataLoader would."""
        groups: dict[object, list[tuple[Batch, list[Any]]]] = {}
        for batch in batches:
            self.results[batch.slot] = {}
            # a field that is not reached is not called, and its bad argument is no error
            if keys := self._run(f"keys{batch.slot}"):
                # the same field may occur in several branches of the operation
                given = self.bounds[batch.call].used()
                request = (batch.name, repr(sorted(given.items())))
                groups.setdefault(request, []).append((batch, keys))
        await _together(*(self._batch(group) for group in groups.values()))

    async def _batch(self, group: list[tuple[Batch, list[Any]]]) -> None:
        keys = list(dict.fromkeys(key for _, keys in group for key in keys))
        batch, given = group[0][0], self.bounds[group[0][0].call].used()
        values = await batch.function(self._context, keys, **given)
        # the reference path assigns it to the fields of its keys
        if refused := next((value for value in values if isinstance(value, Refused)), None):
            raise refused
        by_key = dict(zip(keys, values, strict=True))
        for one, _ in group:
            self.results[one.slot] = by_key

    def _collect_wanted(self, stage: Stage) -> None:
        """Bind the calls of the next stage to the ids that this one has read."""
        for call, ids in self._run(f"wanted{stage.number}"):
            # the shape tells which types have ids: a list without any is left out of the text
            unique = tuple([list(dict.fromkeys(one)) for one in ids])
            self.bounds[call] = BoundCall(values=unique, shape=tuple([bool(one) for one in unique]))

    def _run(self, name: str) -> Any:
        return self._functions[name](self.results, self.bounds, self._context)


async def _together(*reading: Coroutine[Any, Any, None]) -> None:
    """Await all concurrently. Raises the first error, after the others have ended."""
    # gather leaves the others running when one fails. They would occupy connections of the pool
    # while the reference path, which runs next, waits for one
    tasks = [asyncio.create_task(one) for one in reading]
    try:
        await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
