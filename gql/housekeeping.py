"""What a process of the service does beside its requests, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from gql import metrics
from gql.cache import ResponseCache
from gql.changes import ChangeStream
from gql.content.change_log import forget_old_changes
from gql.content.like import show_due_counts
from gql.content.site.search_words import rewrite_due_words
from gql.db import Database
from gql.documents import Documents
from gql.followed_site import FollowedSite
from gql.loop_watch import RunningClock
from gql.memory import MemoryKeeper
from gql.operation.execute import Executor
from gql.periodic import Work, every
from gql.sql import site as site_sql

# seconds between two runs
CACHE_SIZE_INTERVAL, DUE_COUNT_INTERVAL = 1.0, 1.0
SITE_INTERVAL, DUE_WORDS_INTERVAL, LIST_SIZE_INTERVAL = 5.0, 5.0, 60.0
DOCUMENT_INTERVAL, DOCUMENT_WRITE_INTERVAL = 0.5, 1.0
OLD_CHANGES_INTERVAL = 60.0


def works_of(
    database: Database,
    executor: Executor,
    documents: Documents,
    changes: ChangeStream,
    site: FollowedSite,
    cache: ResponseCache,
    clock: RunningClock,
) -> Iterator[Work]:
    """Metrics and memory; how long lists are, what the site says and which documents have an id;
    counts of likes and words of search that are due; old changes."""

    async def follow_list_sizes() -> None:
        executor.sizes.update(await site_sql.list_sizes(database.reader))

    async def follow_documents() -> None:
        if await documents.follow(database):
            changes.forget_all()  # what only a removed document could ask is not to be answered

    yield _reports(executor, changes, cache, clock)
    yield every(LIST_SIZE_INTERVAL, follow_list_sizes, at_once=True)
    yield site.run(SITE_INTERVAL)
    yield every(DOCUMENT_INTERVAL, follow_documents)
    yield every(DOCUMENT_WRITE_INTERVAL, partial(documents.write, database))
    yield every(DUE_COUNT_INTERVAL, partial(show_due_counts, database))
    yield every(DUE_WORDS_INTERVAL, partial(rewrite_due_words, database))
    yield every(OLD_CHANGES_INTERVAL, partial(forget_old_changes, database))


def _reports(
    executor: Executor, changes: ChangeStream, cache: ResponseCache, clock: RunningClock
) -> Work:
    """Sets the gauges of this process, and gives back free memory."""
    memory = MemoryKeeper()
    starved = clock.starved

    async def report() -> None:  # not on a scrape: that reaches only one of several workers
        nonlocal starved
        documents = executor.document_cache
        metrics.set_cache_sizes(documents=len(documents), plans=documents.plans)
        cache.report()
        metrics.set_changes(is_current=changes.is_current, lag=changes.lag)
        before, starved = starved, clock.starved
        metrics.add_loop_starved(starved - before)
        memory.run()

    return every(CACHE_SIZE_INTERVAL, report, at_once=True)
