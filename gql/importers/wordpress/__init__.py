"""WordPress's own exports (WXR 1.0, 1.1, 1.2): read as a stream, turned into drafts.

May import gql.content, gql.db, and its neighbours in gql.importers. Never writes: it yields drafts.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from itertools import chain
from pathlib import Path

from gql.db import Connection, Database
from gql.importers.demo.load import require_no_demo
from gql.importers.publication import Publication
from gql.importers.report import Tally
from gql.importers.wordpress import conversions
from gql.importers.wordpress.drafts import Translation
from gql.importers.wordpress.element import Node
from gql.importers.wordpress.export_file import Header, Progress, opened

__all__ = ["Progress", "Tally", "import_wordpress"]


class _OnlyTried(Exception):
    """Ends the transaction of a dry run."""


async def import_wordpress(
    database: Database,
    files: Sequence[Path],
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Tally:
    """Imports all files in one transaction: all of them, or nothing.

    A dry run does everything and keeps nothing. progress is told of each item. Raises InputRefused,
    in one line, where a file is not to be read, and StartError beside another import or the demo.
    """
    tally = Tally()
    try:
        async with database.transaction() as connection:
            await require_no_demo(connection)
            await _import_all(connection, files, tally, progress)
            if dry_run:
                raise _OnlyTried
    except _OnlyTried:
        pass
    return tally


async def _import_all(
    connection: Connection, files: Sequence[Path], tally: Tally, progress: Progress | None
) -> None:
    """Files of the same site belong together: WordPress splits large exports."""
    sites: dict[str, tuple[Translation, Publication]] = {}
    async with AsyncExitStack() as stack:
        for file in files:
            with opened(file, progress) as export:
                source = conversions.key(export.header.url.rstrip("/").lower())
                if source not in sites:
                    publication = Publication(connection, source=source, tally=tally)
                    sites[source] = Translation(), await stack.enter_async_context(publication)
                translation, publication = sites[source]
                for part in chain[Header | Node]([export.header], export.nodes):
                    for draft in translation.drafts(part):
                        await publication.add(draft)
        for translation, publication in sites.values():
            for menu in translation.rest():
                await publication.add(menu)
            await publication.finish()
