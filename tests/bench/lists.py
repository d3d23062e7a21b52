"""What lists, threads and searches cost who asks, at 50,000 posts and 220,000 comments.

python -m tests.bench.lists                          # some six minutes, most of them for the data
python -m tests.bench.lists --database-url URL --filled

A stranger, a guest with a receipt, a signed-in reader and an editor ask the same, each by a plan and
through views of their own. For each: the processor time of one operation in this process and in
Postgres, beside a stranger's; operations a second, one after the other; and the pages that its
statements read, by EXPLAIN (ANALYZE, BUFFERS). Exits with 1 where somebody takes more than twice the
processor time of a stranger, or looks at more than twice the rows.

Not among them: posts by one of several authors, or in one of several terms. How Postgres finds those
depends on their numbers, which it knows of tables and not of views that have parts.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

import uvloop

from gql import logs
from gql.db import Database
from gql.engine import Context
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from tests.bench.datasets import generated_publication, open_server
from tests.bench.generate import Size
from tests.bench.implementations import open_quire, quire_run
from tests.bench.measure import Timings, freeze_memory, run_interleaved
from tests.bench.rows_read import Reads, reads_of
from tests.bench.viewers import STRANGER, Perspective, perspectives
from tests.operation_client import SERVICE_URL, reads_seeing

SIZE = Size(posts=50_000, comments=220_000)
MAX_TIMES = 2.0
# of what is the viewer's own, however long the list is
FEW = 60
POSTS, COMMENTS = "{ nodes { title uri } }", "{ nodes { id content author { name } } }"
LISTS = {
    "posts": f"posts(first: 10) {POSTS}",
    "posts, a later page": f"posts(first: 10, offset: 500) {POSTS}",
    "posts, far beyond": f"posts(first: 10, offset: 9000) {POSTS}",
    "posts, last ten": f"posts(last: 10) {POSTS}",
    "posts by title": f"posts(first: 10, orderBy: TITLE) {POSTS}",
    "posts most discussed": f"posts(first: 10, orderBy: MOST_DISCUSSED) {POSTS}",
    "posts last changed": f"posts(first: 10, orderBy: RECENTLY_UPDATED) {POSTS}",
    "posts of a category": f'posts(first: 10, where: {{ category: {{ in: {{ slugs: ["category-7"] }} }} }}) {POSTS}',
    "posts of a tag": f'posts(first: 10, where: {{ tag: {{ in: {{ slugs: ["tag-30"] }} }} }}) {POSTS}',
    "posts of an author": f'posts(first: 10, where: {{ author: {{ in: {{ slugs: ["author-9"] }} }} }}) {POSTS}',
    "posts not in a category": f'posts(first: 10, where: {{ category: {{ notIn: {{ slugs: ["category-7"] }} }} }}) {POSTS}',
    "posts, counted": "posts(first: 1) { totalCount }",
    "posts with author, tags": "posts(first: 20) { nodes { title author { name } tags { name } } }",
    "months": "archive { year month postCount }",
    "pages": f"pages(first: 10) {POSTS}",
    "a route": 'route(uri: "/post-9/") { status }',
    "a post": 'post(by: { slug: "post-9" }) { title content author { name } categories { name } tags { name } }',
    "a category's posts": f'category(by: {{ slug: "category-7" }}) {{ name postCount posts(first: 10) {POSTS} }}',
    "an author's posts": f'author(by: {{ slug: "author-9" }}) {{ name posts(first: 10) {POSTS} }}',
    "an author's comments": f'author(by: {{ slug: "author-9" }}) {{ comments(first: 10) {COMMENTS} }}',
    "authors": "authors(first: 20) { nodes { name postCount } }",
    "categories": "categories(first: 20) { nodes { name postCount } }",
    "comments": f"comments(first: 10) {COMMENTS}",
    "comments, oldest": f"comments(first: 10, orderBy: OLDEST) {COMMENTS}",
    "comments most liked": f"comments(first: 10, orderBy: MOST_LIKED) {COMMENTS}",
    "comments, the best": f"comments(first: 10, orderBy: BEST) {COMMENTS}",
    "comments of an author": f'comments(first: 10, where: {{ author: {{ in: {{ slugs: ["author-9"] }} }} }}) {COMMENTS}',
    "comments on a post": f'post(by: {{ slug: "post-1" }}) {{ comments(first: 50) {COMMENTS} }}',
    "comments, counted": "comments(first: 1) { totalCount }",
    "a thread": 'post(by: { slug: "post-1" }) { comments(first: 20, where: { rootsOnly: true }) '
    "{ totalCount nodes { content replies(first: 3) { nodes { content author { name } } } } } }",
    "a discussion": f'post(by: {{ slug: "post-1" }}) {{ discussion(first: 20) {COMMENTS} }}',
    "neighbours": 'post(by: { slug: "post-900" }) { previous { title } next { title } }',
    "search": 'search(query: "river letter", first: 10) { nodes { __typename } }',
    "search of posts": f'posts(first: 10, where: {{ search: "river letter" }}, orderBy: RELEVANCE) {POSTS}',
    "search of comments": f'comments(first: 10, where: {{ search: "river letter" }}) {COMMENTS}',
    "site, counted": "site { title postCount commentCount authorCount }",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one operation costs one viewer."""

    timings: Timings
    reads: Reads

    @property
    def milliseconds(self) -> float:
        """Processor time of both processes, or the time on the clock where that is unknown."""
        figures = self.timings.summary()
        python, postgres = figures["python_ms"], figures["postgres_ms"]
        if python is None or postgres is None:
            return figures["median_ms"] or 0.0
        return python + postgres

    def per_second(self) -> float:
        """Of one connection, half of them taking longer."""
        return 1_000 / (self.timings.summary()["median_ms"] or 1.0)


async def measure(url: str, lists: Mapping[str, str], seconds: float) -> dict[str, dict[str, Cost]]:
    """List → viewer → cost, each list for so many seconds."""
    found: dict[str, dict[str, Cost]] = {}
    known = await perspectives(url)
    reads = await reads_by_viewer(url, lists)
    async with open_quire(url) as database:
        freeze_memory()
        for name, selection in lists.items():
            runs = {
                who: quire_run(
                    database, f"{{ {selection} }}", compile_at=1, viewer=viewer, seen=seen
                )
                for who, (viewer, seen) in known.items()
            }
            timings = await run_interleaved(runs, [{}], seconds, [url])
            found[name] = {who: Cost(timings[who], reads[name][who]) for who in runs}
    return found


async def reads_by_viewer(url: str, lists: Mapping[str, str]) -> dict[str, dict[str, Reads]]:
    """List → viewer → what the statements of its plan read."""
    known = await perspectives(url)
    database = await Database.open(url, pool_size=1, statement_timeout=60)
    executor = Executor(schema, compile_at=1)
    try:
        return {
            name: {
                who: await _reads(executor, database, f"{{ {selection} }}", viewer)
                for who, viewer in known.items()
            }
            for name, selection in lists.items()
        }
    finally:
        await database.close()


async def _reads(executor: Executor, database: Database, text: str, who: Perspective) -> Reads:
    viewer, seen = who
    reader = reads_seeing(database, viewer, seen)
    result = await executor.run(GraphQLRequest(text), Context(viewer, reader, SERVICE_URL))
    if result.errors:
        raise SystemExit(f"An operation failed: {result.errors}")
    found = Reads()
    for statement, values in result.statements.statements:
        found += await reads_of(reader, statement, values)
    return found


def reads_too_much(reads: Reads, stranger: Reads) -> bool:
    """Whether a viewer looks at more than MAX_TIMES the rows that a stranger looks at, and a few.

    Or reads twice as many pages as that: indexes for editors have more of them, for as many rows.
    """
    rows, pages = (MAX_TIMES * stranger.rows + FEW, 2 * MAX_TIMES * stranger.pages + FEW)
    return reads.rows > rows or reads.pages > pages


def too_dear(costs: Mapping[str, Cost]) -> list[str]:
    """Who pays more than MAX_TIMES what a stranger pays."""
    stranger = costs[STRANGER]
    return [
        who
        for who, cost in costs.items()
        if cost.milliseconds > MAX_TIMES * stranger.milliseconds
        or reads_too_much(cost.reads, stranger.reads)
    ]


def line(name: str, costs: Mapping[str, Cost]) -> str:
    """A line of the table."""
    stranger = costs[STRANGER].milliseconds
    columns = [
        f"{cost.milliseconds:8.2f} {cost.milliseconds / stranger:5.2f} x {cost.per_second():6,.0f}/s"
        f" {cost.reads.pages:6,}"
        for cost in costs.values()
    ]
    dear = too_dear(costs)
    return f"{name:26}" + "  ".join(columns) + (f"   too dear: {', '.join(dear)}" if dear else "")


async def run(server: str, size: Size, seconds: float, *, filled: bool, only: str = "") -> bool:
    """Print the table; whether nobody pays too much."""
    lists = {name: text for name, text in LISTS.items() if only in name}
    async with AsyncExitStack() as stack:
        url = server
        if not filled:
            url = await stack.enter_async_context(generated_publication(server, size))
        found = await measure(url, lists, seconds)
    heads = "  ".join(
        f"{who[:12]:>12}: ms, times, rate, pages" for who in next(iter(found.values()))
    )
    print(f"{'':26}{heads}")
    for name, costs in found.items():
        print(line(name, costs))
    return not any(too_dear(costs) for costs in found.values())


def main() -> None:
    """Measure, print the table, and fail where a viewer pays too much."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database-url", help="a server to use instead of the embedded one")
    parser.add_argument("--filled", action="store_true", help="the database holds the data already")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each list")
    parser.add_argument("--only", default="", help="lists whose names have this in them")
    arguments = parser.parse_args()
    logs.configure("console", "error")
    with open_server(arguments.database_url) as server:
        holds = uvloop.run(
            run(server, SIZE, arguments.seconds, filled=arguments.filled, only=arguments.only)
        )
    raise SystemExit(not holds)


if __name__ == "__main__":
    main()
