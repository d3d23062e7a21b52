"""Reads what a plan asks for, stage by stage."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any

from gql.engine.context import Context
from gql.engine.plan.call import Bound
from gql.engine.plan.stage import Batch, Function, Stage
from gql.errors import Refused


class Reading:
    """What one request has read. `found` has a slot for each statement, function and batch;
    `bounds` are what the calls come to, ids that were read included."""

    def __init__(
        self,
        name: str,
        functions: Mapping[str, Any],
        bounds: list[Bound],
        context: Context,
        slots: int,
    ) -> None:
        self.bounds = bounds
        self.found: list[Any] = [None] * slots
        self._name = name
        self._functions = functions
        self._context = context

    async def read(self, stage: Stage) -> None:
        if stage.functions:
            calls = self._calls(stage)
            await _together(self._fetch(stage), *calls)
        else:
            await self._fetch(stage)
        if stage.batches:
            await self._batches(stage)
        if stage.wanted:
            self._want(stage)

    async def _fetch(self, stage: Stage) -> None:
        shaped = stage.shaped(self._name, self.bounds)
        if shaped is None:
            self.found[stage.slot] = [None] * len(stage.row.entries)
            return
        values = [self.bounds[call].values[at] for call, at in shaped.places]
        records = await self._context.db.fetch(shaped.statement, *values)
        self.found[stage.slot] = stage.read(records)

    def _calls(self, stage: Stage) -> list[Coroutine[Any, Any, None]]:
        # all arguments before any call: one that cannot be used must leave nothing half begun
        given = [self.bounds[function.call].used() for function in stage.functions]
        return [
            self._call(function, arguments)
            for function, arguments in zip(stage.functions, given, strict=True)
        ]

    async def _call(self, function: Function, given: dict[str, Any]) -> None:
        self.found[function.slot] = await function.function(self._context, **given)

    async def _batches(self, stage: Stage) -> None:
        """Batches of one field with the same arguments are one call of its function."""
        groups: dict[object, list[tuple[Batch, list[Any]]]] = {}
        for batch in stage.batches:
            given = self.bounds[batch.call].used()
            asked = (batch.name, tuple(sorted(given.items())))
            groups.setdefault(asked, []).append((batch, self._run(f"keys{batch.slot}")))
        await _together(*(self._batch(group) for group in groups.values()))

    async def _batch(self, group: list[tuple[Batch, list[Any]]]) -> None:
        keys = list(dict.fromkeys(key for _, keys in group for key in keys))
        batch, given = group[0][0], self.bounds[group[0][0].call].used()
        values = await batch.function(self._context, keys, **given) if keys else []
        if refused := next((value for value in values if isinstance(value, Refused)), None):
            raise refused
        by_key = dict(zip(keys, values, strict=True))
        for one, _ in group:
            self.found[one.slot] = by_key

    def _want(self, stage: Stage) -> None:
        """The ids of the records that the next stage reads."""
        for call, ids in self._run(f"wanted{stage.number}"):
            unique = tuple([list(dict.fromkeys(one)) for one in ids])
            self.bounds[call] = Bound(values=unique, shape=tuple([bool(one) for one in unique]))

    def _run(self, name: str) -> Any:
        return self._functions[name](self.found, self.bounds, self._context)


async def _together(*reading: Coroutine[Any, Any, None]) -> None:
    """Side by side. When one fails, the others end before the reference path begins: they would
    hold the connections that it needs."""
    tasks = [asyncio.create_task(one) for one in reading]
    try:
        await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
