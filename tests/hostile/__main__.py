"""Ten hostile minutes: attacks a big publication while an honest client reads it.

python -m tests.hostile                       # twenty connections, on a PostgreSQL of its own
python -m tests.hostile --minutes 1 --seed 7

Exits with 1 when a promise is broken: an honest request refused or late, an answer of 500, the event
loop held, memory or open files grown.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.bench.datasets import generated_publication, open_server
from tests.bench.generate import Size
from tests.hostile.report import HostileReport
from tests.hostile.run import Plan, attack_publication


def main() -> None:
    """Run, print the report, and exit with 1 when a promise was broken."""
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
    if broken := report.broken_promises:
        sys.exit("\nBroken promises:\n" + "\n".join(broken))


async def _run(server: str, chosen: argparse.Namespace) -> HostileReport:
    size = Size(posts=chosen.posts, comments=chosen.comments)
    plan = Plan(chosen.connections, chosen.minutes * 60, seed=chosen.seed)
    async with generated_publication(server, size) as url:
        return await attack_publication(url, plan)


if __name__ == "__main__":
    main()
