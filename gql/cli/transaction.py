"""Work of a command in one transaction, on the database of the settings."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from gql.cli.target_database import prepare_to_import, require_publication, target_database
from gql.db import Connection, Database
from gql.settings import Settings

T = TypeVar("T")


def run_transaction(
    settings: Settings, work: Callable[[Connection], Awaitable[T]], *, create: bool = False
) -> T:
    """Run `work` in one transaction on the database of the settings.

    With `create`, a database that is missing or empty becomes a publication; without, it is
    refused with StartError.
    """
    with target_database(settings, create=create) as url:
        if create:
            prepare_to_import(settings, url)
        else:
            require_publication(url)
        return asyncio.run(_in_transaction(url, work))


async def _in_transaction(url: str, work: Callable[[Connection], Awaitable[T]]) -> T:
    database = await Database.open(url, pool_size=1)
    try:
        async with database.transaction() as connection:
            return await work(connection)
    finally:
        await database.close()
