"""An export is read as a stream: a large one takes little more memory than a small one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gql.db import Database
from tests.importers.stored_rows import public_rows
from tests.importers.wordpress.generated_export import write_export

pytestmark = [pytest.mark.slow(12), pytest.mark.untraced]

MEGABYTE = 1_000_000
# bytes; measured with all libraries loaded, which is most of it
MAX_MEMORY = 400 * MEGABYTE

PEAK = """
import re, resource, sys
from pathlib import Path

def peak() -> int:
    # ru_maxrss of a child process starts with that of its parent
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
"""
READ = """
import sys
from pathlib import Path
from gql.content.draft import FormerUriDraft
from gql.importers.wordpress.drafts import DraftBuilder
from gql.importers.wordpress.export_file import open_export
builder = DraftBuilder()
with open_export(Path(sys.argv[1])) as export:
    drafts = (draft for element in export.elements for draft in builder.drafts(element))
    count = sum(not isinstance(draft, FormerUriDraft) for draft in drafts)
print(count, peak())
"""

IMPORT = """
import asyncio, sys
from pathlib import Path
from gql.db import Database
from gql.importers.wordpress import import_wordpress

async def run() -> None:
    database = await Database.open(sys.argv[2])
    report = await import_wordpress(database, [Path(sys.argv[1])])
    await database.close()
    print(report.written_count, peak())

asyncio.run(run())
"""


def measured(program: str, *arguments: str) -> tuple[int, int]:
    """Run a program; returns what it counted, and its peak memory in bytes."""
    # in a process of its own: the peak of this one contains all tests before
    completed = subprocess.run(
        [sys.executable, "-c", PEAK + program, *arguments],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        check=True,
        text=True,
    )
    count, memory = completed.stdout.split()
    return int(count), int(memory)


def test_a_hundred_megabytes_are_read_in_less_than_their_size(tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    posts = write_export(path, 100 * MEGABYTE)
    count, memory = measured(READ, str(path))
    # one author, 20 categories, 300 tags, which only the posts name
    assert count == 1 + 20 + 300 + posts
    assert memory < 100 * MEGABYTE


async def test_an_import_needs_memory_for_a_batch_and_not_for_the_file(
    database: Database, empty_database: str, tmp_path: Path
) -> None:
    path = tmp_path / "middling.xml"
    posts = write_export(path, 8 * MEGABYTE)
    count, memory = measured(IMPORT, str(path), empty_database)
    # the site besides, and six comments on each post
    assert count == 2 + 20 + 300 + posts * 7
    assert memory < MAX_MEMORY / 2
    assert await public_rows(database, "select count(*), sum(comment_count) from post") == [
        (posts, posts * 6)
    ]
