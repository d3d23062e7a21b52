"""`quire site bases`: moves the paths of categories, tags and authors, and prints how many."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace

from gql.cli.table import print_table
from gql.cli.transaction import run_transaction
from gql.content.site import change_bases as moving
from gql.content.uri_bases import folder, uri_bases
from gql.db import Connection
from gql.settings import Settings


def change_bases(settings: Settings, wanted: Mapping[str, str | None]) -> None:
    """Change the bases that are given, and print where everything is and how much of it moved.

    Raises BadInput for a base that cannot be, and StartError.
    """
    given = {name: moving.base_of(base) for name, base in wanted.items() if base is not None}

    async def change(connection: Connection) -> list[moving.Moved]:
        after = replace(await uri_bases(connection), **given)
        return await moving.change_bases(connection, after, _print_progress)

    rows = [
        (one.what, f"{folder(one.before)}…", f"{folder(one.after)}…", f"{one.count:,}")
        for one in run_transaction(settings, change)
    ]
    print_table(("of", "before", "now", "moved"), rows)


def _print_progress(what: str, count: int) -> None:
    # beside the output, which scripts may read
    print(f"{count:,} {what} moved", file=sys.stderr, flush=True)
