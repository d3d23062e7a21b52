"""`quire import wordpress`: progress while it runs, a table of counts at the end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from gql.cli.progress import Progress, printing_progress
from gql.cli.target_database import (
    has_publication,
    prepare_to_import,
    require_publication,
    target_database,
)
from gql.content.site.change_bases import base_of
from gql.content.text.embeds import allow_players
from gql.db import Database
from gql.embedded import embedded_postgres
from gql.errors import InputRefused
from gql.importers.report import ImportReport, RecordItem, ignore_item
from gql.importers.wordpress import import_wordpress
from gql.migrate import migrate
from gql.settings import Settings


def import_files(
    settings: Settings,
    files: Sequence[Path],
    *,
    dry_run: bool,
    report_file: Path | None = None,
    bases: Mapping[str, str | None] | None = None,
) -> None:
    """Import the files and print a table of what was imported, changed and skipped, and why.

    `report_file` gets a line for each element. `bases`: of categories, tags and authors, where they
    are given. Raises InputRefused for files that cannot be read or written, BadInput for a base,
    and StartError.
    """
    told = {name: base_of(base) for name, base in (bases or {}).items() if base is not None}
    for file in files:
        _require_readable(file)
    allow_players(settings.player_hosts)
    with (
        _recorder(report_file) as record,
        _database(settings, dry_run=dry_run) as url,
        printing_progress("read") as progress,
    ):
        report = asyncio.run(_import(url, files, dry_run, progress, record, told))
    _print_table(report)
    if dry_run:
        print("Nothing was kept: this was a dry run.")


@contextmanager
def _database(settings: Settings, *, dry_run: bool) -> Iterator[str]:
    """Yield the URL of the database to import into; a dry run creates and migrates nothing."""
    if not dry_run:
        with target_database(settings, create=True) as url:
            prepare_to_import(settings, url)
            yield url
    elif has_publication(settings):
        with target_database(settings) as url:
            require_publication(url)
            yield url
    else:  # a dry run imports too, only not for long
        with (
            TemporaryDirectory(prefix="quire-") as folder,
            embedded_postgres(Path(folder)) as url,
        ):
            asyncio.run(migrate(url))
            yield url


async def _import(
    url: str,
    files: Sequence[Path],
    dry_run: bool,
    progress: Progress,
    record: RecordItem,
    bases: Mapping[str, str],
) -> ImportReport:
    database = await Database.open(url, pool_size=2)
    try:
        return await import_wordpress(
            database, files, dry_run=dry_run, progress=progress, record=record, bases=bases
        )
    finally:
        await database.close()


def _require_readable(file: Path) -> None:
    """Raise InputRefused for a missing file, before an embedded server is started for it."""
    try:
        with file.open("rb"):
            pass
    except OSError as error:
        raise InputRefused(f"{file} cannot be read: {error.strerror}.") from None


@contextmanager
def _recorder(file: Path | None) -> Iterator[RecordItem]:
    """Yield a function that writes a line of JSON for each element to the file, if there is one.

    What is there stays until the import has succeeded. Raises InputRefused.
    """
    if file is None:
        yield ignore_item
        return
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8") as lines:

            def record(kind: str, id: str, outcome: str, why: str) -> None:
                line = {"kind": kind, "id": id, "outcome": outcome} | ({"why": why} if why else {})
                lines.write(f"{json.dumps(line, ensure_ascii=False)}\n")

            yield record
        unfinished.replace(file)
    except OSError as error:
        raise InputRefused(f"{file} cannot be written: {error.strerror}.") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _print_table(report: ImportReport) -> None:
    rows = [ImportReport.HEADINGS, *([str(cell) for cell in row] for row in report.table())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(ImportReport.HEADINGS))]
    for row in rows:
        cells = [
            cell.ljust(width) if column in (0, len(row) - 1) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
    for note, count in report.notes.most_common():
        print(f"{count} x {note}")
