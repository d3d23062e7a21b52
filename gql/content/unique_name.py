"""Hands out slugs and paths that nothing else has."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from gql.content.slug import numbered
from gql.db import Connection, Statement

_AT_ONCE = 50


async def free_names(
    connection: Connection,
    taken: Statement,
    wanted: Sequence[str],
    own_ids: Sequence[int],
    *more: object,
) -> list[str]:
    """Each name as wanted, or with the first free number.

    taken answers which of the names $1 are those of rows other than $2.
    """
    in_use = await _taken(connection, taken, wanted, own_ids, *more)
    names = []
    for name in wanted:
        if name in in_use:
            name = await _numbered(connection, taken, name, in_use, own_ids, *more)
        in_use.add(name)
        names.append(name)
    return names


async def _numbered(
    connection: Connection,
    taken: Statement,
    wanted: str,
    in_use: set[str],
    own_ids: Sequence[int],
    *more: object,
) -> str:
    candidates = (name for name in numbered(wanted) if name not in in_use)
    while True:
        some = list(islice(candidates, _AT_ONCE))
        in_use |= await _taken(connection, taken, some, own_ids, *more)
        for name in some:
            if name not in in_use:
                return name


async def _taken(
    connection: Connection,
    taken: Statement,
    names: Sequence[str],
    own_ids: Sequence[int],
    *more: object,
) -> set[str]:
    records = await connection.fetch(taken.text, list(names), list(own_ids), *more)
    return {record["name"] for record in records}
