"""The roles of signed-in viewers and editors: more rows in the same views, and no tables."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from gql.db import Database, Statement, Visibility
from gql.errors import BadInput
from tests.schema import row_factories
from tests.schema.row_factories import owner_connection

PROFILES = Statement("profiles", "select slug from author order by id")
ROLES = ["quire_viewer", "quire_editor"]
# views that the reader does not have
PRIVATE_VIEWS = {
    "liked_post",
    "liked_comment",
    "comment_private",
    "moderation",
    "account",
    "version",
}
ROLE_AND_READ_ONLY = Statement(
    "who", "select current_user::text, current_setting('transaction_read_only')"
)


@asynccontextmanager
async def viewer_connection(
    url: str, author: int | str, role: str = "quire_viewer"
) -> AsyncIterator[asyncpg.Connection]:
    """A connection under a role, on behalf of the author with that id."""
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
async def authors(empty_database: str) -> tuple[int, int, int]:
    """Ids of one author with a public profile and of two with hidden ones."""
    async with owner_connection(empty_database) as owner:
        return (
            await row_factories.author(owner, slug="ada", is_public=True),
            await row_factories.author(owner, slug="bob", is_public=False),
            await row_factories.author(owner, slug="cid", is_public=False),
        )


@pytest.mark.parametrize("role", ROLES)
async def test_their_views_have_the_names_and_columns_of_the_readers_views(
    empty_database: str, role: str
) -> None:
    columns = (
        "select c.relname, a.attname, a.atttypid from pg_class c "
        "join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 "
        "where c.relnamespace = $1::text::regnamespace and c.relkind = 'v' "
        "order by c.relname, a.attnum"
    )
    async with owner_connection(empty_database) as owner:
        of_reader = await owner.fetch(columns, "quire_reader")
        of_role = await owner.fetch(columns, role)
    assert len(of_reader) > 100
    assert [c for c in of_role if c["relname"] not in PRIVATE_VIEWS] == of_reader


async def test_a_hidden_profile_is_visible_to_its_owner_only(
    empty_database: str, authors: tuple[int, int, int]
) -> None:
    ada, bob, cid = authors
    for viewer, visible in ((ada, ["ada"]), (bob, ["ada", "bob"]), (cid, ["ada", "cid"])):
        async with viewer_connection(empty_database, viewer) as connection:
            assert [r["slug"] for r in await connection.fetch(PROFILES.text)] == visible
            assert await connection.fetchval("select author_count from site") == 1
    # holders of a preview token or a receipt read under this role too, without an id
    async with viewer_connection(empty_database, "") as anonymous:
        assert [r["slug"] for r in await anonymous.fetch(PROFILES.text)] == ["ada"]


async def test_a_connection_never_keeps_the_viewer_who_used_it_before(
    empty_database: str, authors: tuple[int, int, int]
) -> None:
    _, bob, cid = authors
    # one connection for both viewers, and no reset between them
    database = await Database.open(empty_database, pool_size=1)
    try:
        for _ in range(3):
            for viewer, own in ((bob, "bob"), (cid, "cid")):
                records = await database.viewer_reader(Visibility(viewer)).fetch(PROFILES)
                assert [record["slug"] for record in records] == ["ada", own]
        assert [
            tuple(r.values())
            for r in await database.viewer_reader(Visibility(bob)).fetch(ROLE_AND_READ_ONLY)
        ] == [("quire_viewer", "on")]
        assert [r["slug"] for r in await database.reader.fetch(PROFILES)] == ["ada"]
    finally:
        await database.close()


async def test_who_reads_is_said_again_only_where_another_read_before(
    empty_database: str, authors: tuple[int, int, int]
) -> None:
    _, bob, cid = authors
    # a mark in a setting of the session: it stays where none is sent
    mark = Statement("mark", "select set_config('quire.receipts', '{7}', false)")
    receipts = Statement("receipts", "select current_setting('quire.receipts') as ids")
    database = await Database.open(empty_database, pool_size=1)
    try:
        of_bob = database.viewer_reader(Visibility(bob))
        await of_bob.fetch(mark)
        assert [r["ids"] for r in await of_bob.fetch(receipts)] == ["{7}"]
        other = database.viewer_reader(Visibility(cid, receipts=(9,)))
        assert [r["ids"] for r in await other.fetch(receipts)] == ["{9}"]
        assert [r["ids"] for r in await of_bob.fetch(receipts)] == ["{}"]
        # a read that failed leaves a connection of which nothing is known
        await of_bob.fetch(mark)
        with pytest.raises(BadInput):
            await of_bob.fetch(Statement("fails", "select 1 / 0"))
        assert [r["ids"] for r in await of_bob.fetch(receipts)] == ["{}"]
    finally:
        await database.close()


@pytest.mark.parametrize("role", ROLES)
async def test_every_table_is_refused_by_postgres(empty_database: str, role: str) -> None:
    async with (
        owner_connection(empty_database) as owner,
        viewer_connection(empty_database, 1, role) as viewer,
    ):
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
