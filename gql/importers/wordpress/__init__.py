"""The importer of WordPress exports (WXR 1.0, 1.1, 1.2).

Lives here: the file as a stream of elements (`xml_text`, `export_file`, `element`), drafts from
elements (`drafts`, `entry`, `comments`, `coauthors`, `attachment`, `menus`), conversions of values
(`conversions`) and of texts (`text_content`, `blocks`, `footnotes`, with what they name:
`library`), what plugins for search engines keep (`seo`, `seo_placeholders`), and what is left out
of an export and why (`findings`, `meta`, `unread_items`).
May import gql.content, gql.db, and its neighbours in gql.importers. Never writes rows: it yields
drafts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import chain
from pathlib import Path

from gql.content.draft import Note
from gql.content.site.change_bases import change_bases
from gql.content.uri_bases import UriBases, uri_bases
from gql.db import Connection, Database
from gql.importers.demo.load import require_no_demo
from gql.importers.publication import PublicationImport
from gql.importers.report import ImportReport, RecordItem, ignore_item
from gql.importers.wordpress import conversions
from gql.importers.wordpress.drafts import DraftBuilder
from gql.importers.wordpress.element import Element
from gql.importers.wordpress.export_file import Header, Progress, open_export
from gql.importers.wordpress.former_uris import FormerUris
from gql.importers.wordpress.library import read_library

__all__ = ["ImportReport", "Progress", "import_wordpress"]


class _DryRunFinished(Exception):
    """Rolls back the transaction of a dry run."""


async def import_wordpress(
    database: Database,
    files: Sequence[Path],
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    record: RecordItem = ignore_item,
    bases: Mapping[str, str] | None = None,
) -> ImportReport:
    """Import all files in one transaction: all of them, or nothing.

    A dry run does everything and rolls back. `progress` is called after each item, `record` for
    each element with what became of it. `bases`: what paths of categories, tags or authors begin
    with in the export, and from now on here. Raises InputRefused for a file that cannot be read,
    BadInput for a base that cannot be, and StartError where another import is running or the
    database holds the demo.
    """
    report = ImportReport(record=record)
    try:
        async with database.transaction() as connection:
            await require_no_demo(connection)
            await _import_all(connection, files, report, progress, bases or {})
            if dry_run:
                raise _DryRunFinished
    except _DryRunFinished:
        pass
    return report


async def _import_all(
    connection: Connection,
    files: Sequence[Path],
    report: ImportReport,
    progress: Progress | None,
    bases: Mapping[str, str],
) -> None:
    """Import the files of each site as one publication: WordPress.com splits large exports."""
    sites: dict[str, tuple[DraftBuilder, PublicationImport]] = {}
    libraries = read_library(files)
    async with AsyncExitStack() as stack:
        for file in files:
            with open_export(file, progress) as export:
                source = conversions.source_id(export.header.url.rstrip("/").lower())
                if source not in sites:
                    publication = PublicationImport(connection, source=source, report=report)
                    former_uris = FormerUris(bases=UriBases(**bases))
                    sites[source] = (
                        DraftBuilder(libraries[export.header.url], former_uris=former_uris),
                        await stack.enter_async_context(publication),
                    )
                    # now that no other import runs
                    if bases:
                        here = replace(await uri_bases(connection), **bases)
                        await change_bases(connection, here)
                builder, publication = sites[source]
                for part in chain[Header | Element]([export.header], export.elements):
                    for draft in builder.drafts(part):
                        await publication.add(draft)
                for what, count in export.left_out.items():
                    await publication.add(Note(f"{what} are left out", count, (str(file),) * count))
        for builder, publication in sites.values():
            for draft in builder.remaining_drafts():
                await publication.add(draft)
            await publication.finish()
