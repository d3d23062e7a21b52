"""Fills an empty, migrated database with a generated publication: the same one for the same seed.

python -m tests.bench.generate --database-url postgresql://me@/bench
"""

from __future__ import annotations

import argparse
import asyncio
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import asyncpg

FILL_STATEMENTS = Path(__file__).with_name("generate.sql")


@dataclass(frozen=True, slots=True)
class Size:
    """Numbers of rows. `deep_post` of the comments are on the first post."""

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
    """Fill the database in one transaction. Raises SystemExit if it contains entries."""
    connection = await asyncpg.connect(url)
    try:
        if await connection.fetchval("select exists (select from quire.entry)"):
            raise SystemExit("This database already holds a publication. Name an empty one.")
        async with connection.transaction():
            # read by generate.sql as settings: a script of many statements takes no parameters
            for name, value in asdict(size or Size()).items():
                await connection.execute(
                    "select set_config($1, $2, true)", f"bench.{name}", str(value)
                )
            await connection.execute("set local jit = off")
            await connection.execute("set local work_mem = '128MB'")
            await connection.execute(FILL_STATEMENTS.read_text("utf-8"))
        await vacuum(connection)
    finally:
        await connection.close()


async def vacuum(connection: asyncpg.Connection) -> None:
    """Bring statistics and visibility maps up to date.

    Without all-visible pages an index-only scan reads the table, and counting takes longer.
    """
    # repeated: while another snapshot is open, say of autovacuum, vacuum cannot mark new pages
    for _ in range(20):
        await connection.execute("vacuum (analyze)")
        if not await connection.fetchval(HAS_UNVACUUMED_PAGES):
            return
        await asyncio.sleep(0.5)


HAS_UNVACUUMED_PAGES = """
select exists (
  select from pg_class c
  where c.relnamespace = 'quire'::regnamespace
    and c.relkind = 'r'
    and c.relallvisible < 0.9 * c.relpages
)
"""


def main() -> None:
    """Fill the database named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", required=True, help="a migrated, empty database")
    for field in fields(Size):
        option = "--" + field.name.replace("_", "-")
        parser.add_argument(option, type=int, default=field.default, help="default: %(default)s")
    arguments = vars(parser.parse_args())
    url = arguments.pop("database_url")
    started = time.monotonic()
    asyncio.run(generate(url, Size(**arguments)))
    print(f"Filled in {time.monotonic() - started:.0f} s.")


if __name__ == "__main__":
    main()
