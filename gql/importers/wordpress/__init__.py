"""The importer of WordPress exports (WXR 1.0, 1.1, 1.2).

Lives here: the file as a stream of elements (`export_file`, `element`), drafts from elements
(`drafts`, `entry`, `attachment`, `menus`), conversions of values (`conversions`).
May import gql.content, gql.db, and its neighbours in gql.importers. Never writes rows: it yields
drafts.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from itertools import chain
from pathlib import Path

from gql.db import Connection, Database
from gql.importers.demo.load import require_no_demo
from gql.importers.publication import PublicationImport
from gql.importers.report import ImportReport
from gql.importers.wordpress import conversions
from gql.importers.wordpress.drafts import DraftBuilder
from gql.importers.wordpress.element import Element
from gql.importers.wordpress.export_file import Header, Progress, open_export

__all__ = ["ImportReport", "Progress", "import_wordpress"]


class _DryRunFinished(Exception):
    """Rolls back the transaction of a dry run."""


async def import_wordpress(
    database: Database,
    files: Sequence[Path],
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import all files in one transaction: all of them, or nothing.

    A dry run does everything and rolls back. `progress` is called after each item. Raises
    InputRefused for a file that cannot be read, and StartError where another import is running or
    the database holds the demo.
    """
    report = ImportReport()
    try:
        async with database.transaction() as connection:
            await require_no_demo(connection)
            await _import_all(connection, files, report, progress)
            if dry_run:
                raise _DryRunFinished
    except _DryRunFinished:
        pass
    return report


async def _import_all(
    connection: Connection, files: Sequence[Path], report: ImportReport, progress: Progress | None
) -> None:
    """Import the files of each site as one publication: WordPress.com splits large exports."""
    sites: dict[str, tuple[DraftBuilder, PublicationImport]] = {}
    async with AsyncExitStack() as stack:
        for file in files:
            with open_export(file, progress) as export:
                source = conversions.source_id(export.header.url.rstrip("/").lower())
                if source not in sites:
                    publication = PublicationImport(connection, source=source, report=report)
                    sites[source] = DraftBuilder(), await stack.enter_async_context(publication)
                builder, publication = sites[source]
                for part in chain[Header | Element]([export.header], export.elements):
                    for draft in builder.drafts(part):
                        await publication.add(draft)
        for builder, publication in sites.values():
            for draft in builder.remaining_drafts():
                await publication.add(draft)
            await publication.finish()
