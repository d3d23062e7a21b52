"""Imports what a test wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gql.db import Database
from gql.importers.report import Tally
from gql.importers.wordpress import import_wordpress
from tests.importers.wordpress.wxr_factories import saved, wxr

PUBLIC = "2020-02-03 03:05:06+00"  # when the posts of wxr.item were published


async def imported(database: Database, folder: Path, *parts: str, **more: Any) -> Tally:
    return await import_wordpress(database, [saved(folder, wxr(*parts, **more))])
