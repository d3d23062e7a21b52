"""Imports an export file that a test has written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gql.db import Database
from gql.importers.report import ImportReport
from gql.importers.wordpress import import_wordpress
from tests.importers.wordpress.wxr_factories import write_file, wxr

PUBLISHED_AT = "2020-02-03 03:05:06+00"  # of the posts that wxr_factories.item returns


async def import_wxr(database: Database, folder: Path, *parts: str, **more: Any) -> ImportReport:
    """Import an export of these items, authors and terms; `more` as for wxr_factories.wxr."""
    return await import_wordpress(database, [write_file(folder, wxr(*parts, **more))])
