"""The bodies of honest requests: the five stories of the benchmark."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain, zip_longest

import asyncpg

from tests.bench.story import Story


async def story_bodies(url: str, stories: Sequence[Story], seed: int = 1) -> list[bytes]:
    """Bodies of all stories in turn, with variables that are drawn from what the database has."""
    connection = await asyncpg.connect(url)
    try:
        drawn = [(one.text, await one.variables(connection, seed)) for one in stories]
    finally:
        await connection.close()
    longest = max(len(variables) for _, variables in drawn)
    by_story = [
        [
            json.dumps({"query": text, "variables": v}).encode()
            for v in _repeated(variables, longest)
        ]
        for text, variables in drawn
    ]
    return list(chain.from_iterable(zip_longest(*by_story)))


def _repeated(variables: list[dict[str, str]], length: int) -> list[dict[str, str]]:
    return [variables[n % len(variables)] for n in range(length)]
