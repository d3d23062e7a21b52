"""The roles of who is signed in: what is public and what is theirs, or all that is written; no table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from gql.db import Database, Seen, Statement
from tests.schema import row_factories
from tests.schema.row_factories import as_owner

PROFILES = Statement("profiles", "select slug from author order by id")
ROLES = ["quire_viewer", "quire_editor"]
# what strangers have no use for
OF_THEIRS = {"liked_post", "liked_comment", "comment_private", "moderation"}
WHO = Statement("who", "select current_user::text, current_setting('transaction_read_only')")


@asynccontextmanager
async def as_viewer(
    url: str, author: int | str, role: str = "quire_viewer"
) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(
        url,
        server_settings={
            "role": role,
            "search_path": role,
            "quire.viewer": str(author),
        },
    )
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
async def people(empty_database: str) -> tuple[int, int, int]:
    """Somebody public, and two who are not."""
    async with as_owner(empty_database) as owner:
        return (
            await row_factories.author(owner, slug="ada", is_public=True),
            await row_factories.author(owner, slug="bob", is_public=False),
            await row_factories.author(owner, slug="cid", is_public=False),
        )


@pytest.mark.parametrize("role", ROLES)
async def test_they_have_the_views_of_strangers_under_the_same_names_and_columns(
    empty_database: str, role: str
) -> None:
    columns = (
        "select c.relname, a.attname, a.atttypid from pg_class c "
        "join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 "
        "where c.relnamespace = $1::text::regnamespace and c.relkind = 'v' "
        "order by c.relname, a.attnum"
    )
    async with as_owner(empty_database) as owner:
        of_strangers = await owner.fetch(columns, "quire_reader")
        of_viewers = await owner.fetch(columns, role)
    assert len(of_strangers) > 100
    assert [c for c in of_viewers if c["relname"] not in OF_THEIRS] == of_strangers


async def test_a_profile_that_is_not_public_is_there_for_its_owner(
    empty_database: str, people: tuple[int, int, int]
) -> None:
    ada, bob, cid = people
    for viewer, seen in ((ada, ["ada"]), (bob, ["ada", "bob"]), (cid, ["ada", "cid"])):
        async with as_viewer(empty_database, viewer) as connection:
            assert [r["slug"] for r in await connection.fetch(PROFILES.text)] == seen
            assert await connection.fetchval("select author_count from site") == 1
    async with as_viewer(empty_database, "") as nobody:
        assert [r["slug"] for r in await nobody.fetch(PROFILES.text)] == ["ada"]


async def test_connections_never_keep_who_read_before(
    empty_database: str, people: tuple[int, int, int]
) -> None:
    _, bob, cid = people
    database = await Database.open(empty_database, pool_size=1)
    try:
        for _ in range(3):
            for viewer, own in ((bob, "bob"), (cid, "cid")):
                records = await database.viewer(Seen(viewer)).fetch(PROFILES)
                assert [record["slug"] for record in records] == ["ada", own]
        assert [tuple(r.values()) for r in await database.viewer(Seen(bob)).fetch(WHO)] == [
            ("quire_viewer", "on")
        ]
        assert [r["slug"] for r in await database.reader.fetch(PROFILES)] == ["ada"]
    finally:
        await database.close()


@pytest.mark.parametrize("role", ROLES)
async def test_every_table_is_refused_by_postgres(empty_database: str, role: str) -> None:
    async with as_owner(empty_database) as owner, as_viewer(empty_database, 1, role) as viewer:
        names = [
            record["relname"]
            for record in await owner.fetch(
                "select relname from pg_class where relnamespace = 'quire'::regnamespace "
                "and relkind in ('r', 'S', 'v')"
            )
        ]
        assert {"account", "session", "api_token", "attempt"} < set(names)
        for name in names:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await viewer.execute(f'select count(*) from quire."{name}"')
        granted = await owner.fetchval(
            "select count(*) from pg_class c cross join unnest(array['quire_reader', 'quire_viewer', 'quire_editor']) as r "
            "cross join unnest(array['select', 'insert', 'update', 'delete']) as right_to "
            "where c.relnamespace = 'quire'::regnamespace and c.relkind in ('r', 'v') "
            "and has_table_privilege(r, c.oid, right_to)"
        )
        assert granted == 0
        for statement in (
            "insert into author (name) values ('x')",
            f"create table {role}.mine (id bigint)",
            "select quire.arrange_threads('{1}')",
            "select slug from quire_reader.author",
        ):
            with pytest.raises(
                (asyncpg.InsufficientPrivilegeError, asyncpg.ObjectNotInPrerequisiteStateError)
            ):
                await viewer.execute(statement)
