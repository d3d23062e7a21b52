"""The fixtures that all rooms share, and how tests are marked, grouped and ordered."""

from __future__ import annotations

import gc
import logging
import os
import random
import sys
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import asyncpg
import pytest
import structlog
from argon2 import PasswordHasher
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from gql import app, logs
from gql.auth import password_hash
from gql.db import Database
from gql.embedded import embedded_postgres
from gql.engine import THREADS
from gql.importers.demo.load import load_demo
from gql.migrate import migrate
from gql.operation import turns
from tests.bench.generate import generate
from tests.generating.demo import sample_values_of
from tests.generating.sample_values import SampleValues
from tests.loop_watchdog import TRACED
from tests.operation_client import SERVICE_URL, OperationClient, open_client

GC_THRESHOLDS, LOG = gc.get_threshold(), logs.log
SHARED = Path(__file__).parent.parent.parent / "shared"
# random and clock values of the demo, replaced by values that are the same in each run
DETERMINISTIC_VALUES = (
    "update author set avatar_key = md5(slug)::uuid",
    "update comment c set guest_avatar_key = md5(coalesce("
    "(select p.email from comment_private p where p.comment_id = c.id), c.id::text))::uuid",
    *(
        f"update {table} set created_at = '2026-01-01', updated_at = null"
        for table in ("term", "media", "menu", "menu_item")
    ),
    "update author set updated_at = null",
    "update entry_like set liked_at = timestamptz '2026-01-01' + (entry_id * 100 + author_id) * interval '1 minute'",
    "update entry set created_at = coalesce(published_at, '2026-01-01'), "
    "updated_at = coalesce(published_at, '2026-01-01')",
)
# of each post one value that readers of the tests may see (PUBLIC_META), and one that they may not
META = (
    "insert into meta (entry_id, key, value) select e.id, k.key, to_json(k.key || ' ' || e.slug)::text "
    "from entry e cross join (values ('mood'), ('secret')) as k (key) where e.id < 8",
    "insert into meta (term_id, key, value) select id, 'mood', '[1, 2.50]' from term where id < 4",
    "insert into meta (author_id, key, value) select id, 'mood', 'null' from author where id < 3",
    "insert into meta (comment_id, key, value) select id, 'mood', '{}' from comment where id < 40",
)
# what was written for search engines of a post, a page, two terms and an author
SEO = (
    "insert into seo (entry_id, title, description, canonical_url, is_indexed, image_id, open_graph_title, "
    "open_graph_description, twitter_card) select e.id, 'Of ' || e.title, 'What it says', "
    "'https://elsewhere.example' || e.uri, e.kind = 'POST', (select min(id) from media), 'See: ' || e.title, "
    "'What it shows', 'SUMMARY' from entry e where e.slug in ('two-lamps-behind', 'about')",
    "insert into seo (term_id, title, is_indexed) select id, 'All of ' || name, slug = 'ovens' from term "
    "where slug in ('ovens', 'bread')",
    "insert into seo (author_id, description, image_id) select id, 'Bakes', (select max(id) from media) from author "
    "where slug = 'tobias-wendt'",
)
IN_MEMORY = Path("/dev/shm")  # noqa: S108
FAST_AND_UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


QUICK_CASES = 2  # of a parametrized test, that are quick
TRACED_CASES = 4  # of a parametrized test, of which coverage is measured
QUICK_DATABASES = 3  # tests of one file with a database of their own, that are quick
COVERAGE_OF_PROCESSES = "COVERAGE_PROCESS_CONFIG"  # by which those that a test starts are traced
# what .ci/run asks PostgreSQL 15 too: what its SQL could answer otherwise, and of other rooms what is quick
ON_POSTGRES_15 = ("tests/importers/", "tests/schema/", "tests/stories/", "tests/test_migrate.py")
QUICK_ON_POSTGRES_15 = ("tests/engine/", "tests/mutations/", "tests/types/")
FULL_OPERATIONS, QUICK_OPERATIONS = 8_000, 300  # generated operations
FULL_SECONDS, QUICK_SECONDS = 6.0, 2.0  # of concurrent users


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="Rewrite golden stories and printed contracts."
    )
    parser.addoption(
        "--operations",
        type=int,
        help=f"How many generated operations the plan and the reference path are compared on: "
        f"{FULL_OPERATIONS:,}, or {QUICK_OPERATIONS} with -m quick.",
    )
    parser.addoption(
        "--seed",
        type=int,
        help="The seed of the operations that are other ones in each run: one drawn by chance, which "
        "the first lines of the output tell.",
    )
    parser.addoption(
        "--at-once",
        type=float,
        help="For how many seconds concurrent users write: "
        f"{FULL_SECONDS:g}, or {QUICK_SECONDS:g} with -m quick.",
    )


def pytest_configure(config: pytest.Config) -> None:
    is_quick = config.option.markexpr == "quick"
    if config.option.operations is None:
        config.option.operations = QUICK_OPERATIONS if is_quick else FULL_OPERATIONS
    # set before xdist starts its workers, which so have the same
    if config.option.seed is None:
        config.option.seed = random.SystemRandom().randrange(2**32)
    if config.option.at_once is None:
        config.option.at_once = QUICK_SECONDS if is_quick else FULL_SECONDS


def pytest_report_header(config: pytest.Config) -> str:
    return f"seed: {config.option.seed} (the same operations again with --seed)"


@pytest.hookimpl(tryfirst=True)  # before -m selects, which needs the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks quick tests, and puts what takes longest first, so that no worker is left alone with it."""
    seconds: Counter[str] = Counter()
    databases: Counter[Path] = Counter()
    for item in items:
        slow, scaled = item.get_closest_marker("slow"), item.get_closest_marker("scaled")
        if _case_number(item) >= TRACED_CASES:
            item.add_marker("untraced")
        if slow is None and _case_number(item) < QUICK_CASES:
            if "empty_database" in getattr(item, "fixturenames", ()) and not scaled:
                databases[item.path] += 1
            if databases[item.path] <= QUICK_DATABASES:
                item.add_marker("quick")
        if _is_for_postgres_15(item):
            item.add_marker("postgres_15")
        seconds[_work_unit(item.nodeid)] += sum(mark.args[0] for mark in (slow, scaled) if mark)
    items.sort(key=lambda item: -seconds[_work_unit(item.nodeid)])  # stable: the rest stays


def _is_for_postgres_15(item: pytest.Item) -> bool:
    if "server_url" not in getattr(item, "fixturenames", ()) or "slow" in item.keywords:
        return False
    is_quick = "quick" in item.keywords and item.nodeid.startswith(QUICK_ON_POSTGRES_15)
    return is_quick or item.nodeid.startswith(ON_POSTGRES_15)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Runs untraced tests, and what they set up, without tracing: it takes as long again as the code."""
    plugin = item.config.pluginmanager.getplugin("_cov")
    coverage = getattr(plugin, "cov_controller", None)
    if not coverage or "untraced" not in item.keywords:
        return (yield)
    # pytest-cov's own mark, no_cover, traces what a test sets up, and the processes that it starts
    of_processes = os.environ.pop(COVERAGE_OF_PROCESSES, None)
    coverage.pause()
    try:
        return (yield)
    finally:
        coverage.resume()
        if of_processes is not None:
            os.environ[COVERAGE_OF_PROCESSES] = of_processes


class WorkUnitScheduling(LoadScopeScheduling):
    """Gives each work unit to one worker, the first to the first that is free."""

    def _split_scope(self, nodeid: str) -> str:
        return _work_unit(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WorkUnitScheduling:
    return WorkUnitScheduling(config, log)


def _work_unit(nodeid: str) -> str:
    """What one worker runs: a file, whose fixtures are set up once, or one shard of generated tests.

    A mark cannot say so: pytest-xdist's controller, which calls this, collects no tests.
    """
    return nodeid if "[shard" in nodeid else nodeid.partition("::")[0]


def _case_number(item: pytest.Item) -> int:
    """Which case of a parametrized test this is, from 0 on; 0 for others."""
    cases = getattr(item, "callspec", None)
    return max(cases.indices.values(), default=0) if cases else 0


@pytest.fixture(autouse=True, scope="session")
def _longer_slices_if_traced() -> None:
    """Coverage looks at each line: slices of processor time would do less, and split more batches."""
    if "coverage" in sys.modules:
        turns.SLICE_SECONDS *= TRACED


@pytest.fixture(autouse=True)
def _cheap_password_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes passwords at the lowest cost of Argon2: at the real one, each takes 64 MiB and 50 ms."""
    if "real_password_hashes" not in request.keywords:
        monkeypatch.setattr(password_hash, "_HASHER", PasswordHasher(1, 8, 1))


@pytest.fixture(autouse=True, scope="module")
def _frozen_heap() -> None:
    """Spares the collections of a file's tests what the process held before: it is never small.

    Each service that starts collects all garbage; otherwise that would take most of the suite's time.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _restored_globals(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Undoes what a service that starts in this process sets globally: its log and the collector.

    It freezes nothing in most tests: what they leave would never be collected.
    """
    if "real_freeze" not in request.keywords:
        monkeypatch.setattr(app, "freeze_startup_objects", lambda: None)
    handlers, level = logging.root.handlers, logging.root.level
    monkeypatch.setattr(THREADS, "depth", THREADS.depth)
    yield
    logs.log = LOG
    logging.root.handlers, logging.root.level = handlers, level
    structlog.reset_defaults()
    gc.set_threshold(*GC_THRESHOLDS)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A PostgreSQL server: the one that QUIRE_TEST_DATABASE_URL names, or the embedded one."""
    if url := os.environ.get("QUIRE_TEST_DATABASE_URL"):
        yield url
        return
    # in memory where the machine has such a folder: a database is cloned there in a tenth of the time
    folder = IN_MEMORY if IN_MEMORY.is_dir() else None
    with (
        TemporaryDirectory(prefix="quire-tests-", dir=folder) as data,
        embedded_postgres(Path(data), FAST_AND_UNSAFE) as own,
    ):
        yield own


@pytest.fixture(scope="session")
async def template(server_url: str) -> AsyncIterator[str]:
    """The name of a migrated database that others are cloned from."""
    name = f"quire_template_{uuid.uuid4().hex[:8]}"
    await execute_on_server(server_url, f'create database "{name}"')
    await migrate(database_url(server_url, name))
    yield name
    await execute_on_server(server_url, f'drop database "{name}" with (force)')


@pytest.fixture
async def empty_database(server_url: str, template: str) -> AsyncIterator[str]:
    """The address of a migrated database of this test's own, with nothing in it."""
    async with cloned(server_url, template) as url:
        yield url


@pytest.fixture(scope="module")
async def module_database(server_url: str, template: str) -> AsyncIterator[str]:
    """The same for all tests of one file."""
    async with cloned(server_url, template) as url:
        yield url


@pytest.fixture(scope="session")
async def big_database(server_url: str, template: str) -> AsyncIterator[str]:
    """10,000 posts and 200,000 comments, one thread of 5,000 among them. For reading only."""
    async with cloned(server_url, template) as url:
        await generate(url)
        yield url


@pytest.fixture(scope="session")
async def publication(server_url: str, template: str) -> AsyncIterator[str]:
    """The address of a database with the demo in it. Read only."""
    async with cloned(server_url, template) as url:
        database = await Database.open(url)
        await load_demo(database, service_url=SERVICE_URL)
        async with database.transaction() as connection:
            for statement in (*DETERMINISTIC_VALUES, *META, *SEO):
                await connection.execute(statement)
        await database.close()
        yield url


@pytest.fixture(scope="session")
async def reader(publication: str) -> AsyncIterator[OperationClient]:
    """An anonymous viewer of the demo, answered on the reference path."""
    async with open_client(publication) as found:
        yield found


@pytest.fixture(scope="session")
def planned(reader: OperationClient) -> OperationClient:
    """The same viewer, answered by plans."""
    return OperationClient(reader.database, by_plan=True)


@pytest.fixture(scope="session")
async def sample_values(publication: str, reader: OperationClient) -> SampleValues:
    """What generated operations ask the demo for."""
    return await sample_values_of(publication, reader)


@asynccontextmanager
async def cloned(server_url: str, template: str) -> AsyncIterator[str]:
    """A database like the template, gone afterwards."""
    name = f"quire_test_{uuid.uuid4().hex[:8]}"
    await execute_on_server(
        server_url, f'create database "{name}" template "{template}" strategy file_copy'
    )
    yield database_url(server_url, name)
    await execute_on_server(server_url, f'drop database "{name}" with (force)')


async def execute_on_server(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def database_url(url: str, database: str) -> str:
    """The same server, another database."""
    parts = urlsplit(url)

    return f"{parts.scheme}://{parts.netloc}/{database}" + (
        f"?{parts.query}" if parts.query else ""
    )


async def execute(url: str, text: str) -> None:
    """Runs statements among the tables, as the owner."""
    connection = await asyncpg.connect(url, server_settings={"search_path": "quire"})
    try:
        await connection.execute(text)
    finally:
        await connection.close()
