"""Ten hostile minutes: attacks a big publication while an honest client reads it.

python -m tests.hostile                       # twenty connections, on a PostgreSQL of its own
python -m tests.hostile --minutes 1 --seed 7

Exits with 1 when an honest request was refused or late, or when memory or open files have grown.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.bench.datasets import generated_publication, open_server
from tests.bench.generate import Size
from tests.bench.story import STORIES
from tests.hostile.bodies import story_bodies
from tests.hostile.run import HostileReport, run_attack
from tests.service_process import Service

MAX_P99 = 0.25  # seconds
MAX_MEMORY_GROWTH = 64 * 2**20  # bytes
MAX_FILES_GROWTH = 10
RATE = 20  # honest requests a second


def main() -> None:
    """Run, print the report, and exit with 1 when a bound was passed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.hostile",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--connections", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0, help="of the first attack")
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--comments", type=int, default=200_000)
    parser.add_argument("--database-url", help="a server to use instead of the embedded one")
    chosen = parser.parse_args()
    with open_server(chosen.database_url) as server:
        report = asyncio.run(_run(server, chosen))
    print(report)
    if broken := broken_bounds(report):
        sys.exit("\n".join(broken))


async def _run(server: str, chosen: argparse.Namespace) -> HostileReport:
    size = Size(posts=chosen.posts, comments=chosen.comments)
    async with generated_publication(server, size) as url:
        bodies = await story_bodies(url, STORIES)
        service = Service("--database-url", url, with_coverage=False)
        try:
            return await run_attack(
                f"{service.url}/graphql",
                service.process.pid,
                bodies,
                connections=chosen.connections,
                rate=RATE,
                seconds=chosen.minutes * 60,
                seed=chosen.seed,
            )
        finally:
            await asyncio.to_thread(service.stop)


def broken_bounds(report: HostileReport) -> list[str]:
    """What is not as promised, a line each."""
    found = []
    if report.refused:
        found.append(f"{len(report.refused)} honest requests were refused.")
    if report.latency(0.99) > MAX_P99:
        found.append("An honest request in a hundred was late.")
    if report.memory_growth > MAX_MEMORY_GROWTH:
        found.append("The memory of the service has grown.")
    if report.files_growth > MAX_FILES_GROWTH:
        found.append("The service has more files open than before.")
    return found


if __name__ == "__main__":
    main()
