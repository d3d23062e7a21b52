"""An export is read as a stream: a large one takes little more memory than a small one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from gql.db import Database
from tests.importers.stored_rows import seen
from tests.importers.wordpress.generated_export import write_export

MEGABYTE = 1_000_000
MOST = 400 * MEGABYTE

PEAK = """
import re, resource, sys
from pathlib import Path

def peak() -> int:
    # what getrusage says begins with the process that started this one
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
"""
READ = """
import sys
from pathlib import Path
from gql.importers.wordpress.reading import opened
from gql.importers.wordpress.translation import Translation
translation = Translation()
with opened(Path(sys.argv[1])) as export:
    count = sum(1 for node in export.nodes for _ in translation.drafts(node))
print(count, peak())
"""

IMPORT = """
import asyncio, sys
from pathlib import Path
from gql.db import Database
from gql.importers.wordpress import import_wordpress

async def run() -> None:
    database = await Database.open(sys.argv[2])
    tally = await import_wordpress(database, [Path(sys.argv[1])])
    await database.close()
    print(tally.written, peak())

asyncio.run(run())
"""


def measured(program: str, *arguments: str) -> tuple[int, int]:
    """What the program counted, and the most memory it held."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK + program, *arguments],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        check=True,
        text=True,
    )
    count, memory = done.stdout.split()
    return int(count), int(memory)


def test_a_hundred_megabytes_are_read_in_less_than_their_size(tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    posts = write_export(path, 100 * MEGABYTE)
    count, memory = measured(READ, str(path))
    assert count == 1 + 20 + 300 + posts
    assert memory < 100 * MEGABYTE


async def test_an_import_holds_a_batch_and_not_the_file(
    database: Database, empty_database: str, tmp_path: Path
) -> None:
    path = tmp_path / "middling.xml"
    posts = write_export(path, 8 * MEGABYTE)
    count, memory = measured(IMPORT, str(path), empty_database)
    assert count == 2 + 20 + 300 + posts * 7
    assert memory < MOST / 2
    assert await seen(database, "select count(*), sum(comment_count) from post") == [
        (posts, posts * 6)
    ]
