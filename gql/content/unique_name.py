"""Slugs and URIs that no other row has: a number is appended where one is taken."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from gql.content.slug import numbered_candidates
from gql.db import Connection, Statement

_BATCH_SIZE = 50


async def unique_names(
    connection: Connection,
    taken_names: Statement,
    requested: Sequence[str],
    own_ids: Sequence[int],
    *extra: object,
) -> list[str]:
    """Each name as requested, or with the first free number, in the order of `requested`.

    `taken_names` selects which of the names $1 rows other than $2 have; `extra` are its further
    arguments. The caller locks the names first (statement lock_names), or imports alone.
    """
    in_use = await _names_in_use(connection, taken_names, requested, own_ids, *extra)
    names = []
    for name in requested:
        if name in in_use:
            name = await _first_free(connection, taken_names, name, in_use, own_ids, *extra)
        in_use.add(name)
        names.append(name)
    return names


async def _first_free(
    connection: Connection,
    taken_names: Statement,
    requested: str,
    in_use: set[str],
    own_ids: Sequence[int],
    *extra: object,
) -> str:
    candidates = (name for name in numbered_candidates(requested) if name not in in_use)
    while True:
        # fifty a statement: a blog may have hundreds of posts called "untitled"
        batch = list(islice(candidates, _BATCH_SIZE))
        in_use |= await _names_in_use(connection, taken_names, batch, own_ids, *extra)
        for name in batch:
            if name not in in_use:
                return name


async def _names_in_use(
    connection: Connection,
    taken_names: Statement,
    names: Sequence[str],
    own_ids: Sequence[int],
    *extra: object,
) -> set[str]:
    records = await connection.fetch(taken_names.text, list(names), list(own_ids), *extra)
    return {record["name"] for record in records}
