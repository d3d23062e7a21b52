"""Fills a migrated, empty database with a publication of any size, in seconds, and always with the same one.

python -m tests.bench.generate --database-url postgresql://me@/bench
"""

from __future__ import annotations

import argparse
import asyncio
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import asyncpg

FILL = Path(__file__).with_name("generate.sql")


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each. Of the comments, deep_post stand on the first post."""

    authors: int = 500
    posts: int = 10_000
    pages: int = 50
    media: int = 500
    categories: int = 20
    tags: int = 100
    comments: int = 200_000
    deep_post: int = 5_000
    likes: int = 20_000
    seed: int = 1


async def generate(url: str, size: Size | None = None) -> None:
    """All or nothing. The database must have been migrated and hold no entries."""
    connection = await asyncpg.connect(url)
    try:
        if await connection.fetchval("select exists (select from quire.entry)"):
            raise SystemExit("This database already holds a publication. Name an empty one.")
        async with connection.transaction():
            for name, value in asdict(size or Size()).items():
                await connection.execute(
                    "select set_config($1, $2, true)", f"bench.{name}", str(value)
                )
            await connection.execute("set local jit = off")
            await connection.execute("set local work_mem = '128MB'")
            await connection.execute(FILL.read_text("utf-8"))
        await settle(connection)
    finally:
        await connection.close()


async def settle(connection: asyncpg.Connection) -> None:
    """Brings statistics and visibility maps up to date; without the latter, counting reads whole tables.

    Autovacuum may just be reading the same database, and what it may still see is not yet visible to all.
    """
    for _ in range(20):
        await connection.execute("vacuum (analyze)")
        if not await connection.fetchval(UNSETTLED):
            return
        await asyncio.sleep(0.5)


UNSETTLED = """
select exists (
  select from pg_class c
  where c.relnamespace = 'quire'::regnamespace
    and c.relkind = 'r'
    and c.relallvisible < 0.9 * c.relpages
)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", required=True, help="a migrated, empty database")
    for field in fields(Size):
        option = "--" + field.name.replace("_", "-")
        parser.add_argument(option, type=int, default=field.default, help="default: %(default)s")
    given = vars(parser.parse_args())
    url = given.pop("database_url")
    begun = time.monotonic()
    asyncio.run(generate(url, Size(**given)))
    print(f"Filled in {time.monotonic() - begun:.0f} s.")


if __name__ == "__main__":
    main()
