"""The role of anonymous viewers: Postgres refuses it every table, and its views leak nothing.

Every hidden row is inserted with a mark in each of its texts and an id above a million. Then every
view is read completely, as text: a view that contains a mark or such an id leaks.
"""

from __future__ import annotations

import asyncpg
import pytest

from gql.db import Database, Statement
from gql.errors import DatabaseReadOnly
from tests.schema import row_factories
from tests.schema.marked_rows import FIRST_HIDDEN_ID, MarkedRows, leaks
from tests.schema.row_factories import owner_connection, reader_connection

VIEWS = [
    "author", "category", "comment", "each_guest", "found_term", "guest", "media", "menu", "menu_item", "meta",
    "newest_page", "newest_page_author", "newest_post", "newest_post_author", "newest_post_term", "page", "page_author",
    "post", "post_author", "post_category", "post_like", "post_related", "post_term", "preview", "public_node", "redirect", "revision",
    "route", "seo", "series", "series_post", "site",
    "tag", "term", "translation",
]  # fmt: skip
# for anonymous viewers; the one post that they see shares its terms with hidden ones only, is translated by hidden ones only, and has no
# meta of a public key
EMPTY = {
    "meta",
    "newest_page",
    "newest_page_author",
    "newest_post",
    "newest_post_author",
    "newest_post_term",
    "post_related",
    "preview",
    "redirect",
    "revision",
    "translation",
}


@pytest.fixture(scope="module")
async def marked_database(module_database: str) -> str:
    """A publication of one visible row of each kind, and of everything that must stay hidden."""
    async with owner_connection(module_database) as connection, connection.transaction():
        rows = MarkedRows(connection)
        await rows.insert_all()
        assert rows.hidden_id < FIRST_HIDDEN_ID + 100
    return module_database


async def test_the_reader_role_can_read_no_table_and_no_column(marked_database: str) -> None:
    async with (
        owner_connection(marked_database) as owner,
        reader_connection(marked_database) as reader,
    ):
        columns = await owner.fetch(
            "select c.relname as table, a.attname as column from pg_class c "
            "join pg_attribute a on a.attrelid = c.oid "
            "where c.relnamespace = 'quire'::regnamespace and c.relkind in ('r', 'p', 'S', 'v', 'm') "
            "and not a.attisdropped"
        )
        # guards against a catalogue query that finds next to nothing
        assert len(columns) > 200
        assert {"author_private", "comment_private"} < {record["table"] for record in columns}
        for record in columns:
            for statement in (
                # as output, in an aggregate, and in a condition: each checks privileges by itself
                'select "{column}" from quire."{table}"',
                'select count("{column}") from quire."{table}"',
                'select from quire."{table}" where "{column}" is null',
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await reader.execute(statement.format(**record))
        granted = await owner.fetchval(
            "select count(*) from pg_class c cross join unnest(array['select', 'insert', 'update', "
            "'delete', 'truncate', 'references', 'trigger']) as right_to "
            "where c.relnamespace = 'quire'::regnamespace and c.relkind in ('r', 'v') "
            "and has_table_privilege('quire_reader', c.oid, right_to)"
        )
        assert granted == 0


async def test_no_view_contains_anything_hidden(marked_database: str) -> None:
    async with (
        owner_connection(marked_database) as owner,
        reader_connection(marked_database) as reader,
    ):
        views = await owner.fetch(
            "select relname from pg_class where relnamespace = 'quire_reader'::regnamespace "
            "and relkind = 'v' order by relname"
        )
        assert [record["relname"] for record in views] == VIEWS
        for view in VIEWS:
            # a whole row as text: a column that is added later is covered too
            rows = [record[0] for record in await reader.fetch(f"select v::text from {view} v")]
            # an empty view would prove nothing
            assert bool(rows) is (view not in EMPTY), view
            assert [row for row in rows if leaks(row)] == [], view


async def test_counts_for_anonymous_viewers_include_only_visible_rows(marked_database: str) -> None:
    async with reader_connection(marked_database) as reader:
        counts = await reader.fetchrow("""
            select
              (select array_agg(distinct post_count) from author where name = 'Ada') as of_author,
              (select post_count from term where name = 'Term') as of_term,
              (select post_count from term where name = 'Tag') as of_unused_term,
              (select response_count from post) as responses,
              (select count(*) from comment) as comments,
              (select array_agg(number order by number) from comment) as numbers,
              (select sum(reply_count) from comment) as replies,
              (select sum(descendant_count) from comment) as descendants,
              (select count(*) from post_like) as likers,
              (select row(post_count, comment_count, author_count)::text from site) as site
        """)
        assert dict(counts) == {
            "of_author": [1],
            "of_term": 1,
            "of_unused_term": 0,
            "responses": 4,
            "comments": 4,
            "numbers": [1, 2, 3, 4],
            "replies": 1,
            "descendants": 1,
            "likers": 2,
            "site": "(1,4,3)",
        }


async def test_a_profile_is_public_by_choice_or_because_something_public_is_by_its_owner(
    marked_database: str,
) -> None:
    async with reader_connection(marked_database) as reader:
        names = await reader.fetch("select name from author order by name")
        assert [record["name"] for record in names] == ["Ada", "Bob", "Cid"]
        written = await reader.fetchval(
            "select a.name from comment c join author a on a.id = c.author_id "
            "where c.content_text = 'Mine'"
        )
        assert written == "Cid"


async def test_a_tombstone_keeps_only_its_place_in_the_thread(marked_database: str) -> None:
    async with reader_connection(marked_database) as reader:
        tombstone = await reader.fetchrow(
            "select c.*, g.name from comment c join guest g on g.id = c.id where c.is_deleted"
        )
        values = {
            name: tombstone[name]
            for name in ("content_html", "content_text", "author_id", "guest_name", "source_url",
                         "name", "search", "reply_count", "place")
        }  # fmt: skip
        assert values == {
            "content_html": "", "content_text": "", "author_id": None, "guest_name": None,
            "source_url": None, "name": None, "search": "", "reply_count": 1, "place": [3],
        }  # fmt: skip


async def test_children_of_hidden_pages_and_menu_items_move_up_a_level(
    marked_database: str,
) -> None:
    async with reader_connection(marked_database) as reader:
        below = await reader.fetch("select parent_id, path = array[id] as alone from page "
                                   "where title = 'Below'")  # fmt: skip
        assert {tuple(record) for record in below} == {(None, True)}
        further = await reader.fetch(
            "select parent_id = path[1] and path[2] = id and cardinality(path) = 2 as below from page "
            "where title = 'Further below'"
        )
        assert {record["below"] for record in further} == {True}
        items = await reader.fetch("select distinct parent_id, depth from menu_item")
        assert [tuple(record) for record in items] == [(None, 0)]


async def test_only_uris_that_were_public_are_gone(marked_database: str) -> None:
    async with reader_connection(marked_database) as reader:
        gone = await reader.fetch("select * from route where status <> 200")
        assert [tuple(record) for record in gone] == [("/gone/", 410, None, None, None, False)]


async def test_media_of_a_deleted_draft_stay_hidden(empty_database: str) -> None:
    async with (
        owner_connection(empty_database) as owner,
        reader_connection(empty_database) as reader,
    ):
        draft = await row_factories.entry(owner, await row_factories.author(owner), status="DRAFT")
        await row_factories.insert(
            owner, "media", {"url": "https://x.org/a.png", "attached_to": draft}
        )
        # attached_to is no foreign key: it keeps the id, so the file does not become unattached
        await owner.execute("delete from entry")
        assert await reader.fetch("select id from media") == []


async def test_private_media_are_visible_only_as_part_of_a_visible_entry(
    empty_database: str,
) -> None:
    async with (
        owner_connection(empty_database) as owner,
        reader_connection(empty_database) as reader,
    ):
        hidden = {"url": "https://x.org/a.png", "is_public": False}
        await row_factories.insert(owner, "media", hidden)
        visible_id = await row_factories.insert(owner, "media", hidden)
        await row_factories.entry(
            owner, await row_factories.author(owner), featured_media_id=visible_id
        )
        assert [r["id"] for r in await reader.fetch("select id from media")] == [visible_id]


async def test_an_author_of_drafts_only_has_no_profile_no_count_and_no_route(
    empty_database: str,
) -> None:
    async with (
        owner_connection(empty_database) as owner,
        reader_connection(empty_database) as reader,
    ):
        author = await row_factories.author(owner, is_public=False)
        draft = await row_factories.entry(owner, author, status="DRAFT")
        await row_factories.insert(owner, "post_author", {"post_id": draft, "author_id": author})
        found = (
            "select (select count(*) from author), (select author_count from site), "
            "(select count(*) from route where target_kind = 'AUTHOR')"
        )
        assert tuple(await reader.fetchrow(found)) == (0, 0, 0)
        await owner.execute("update entry set status = 'PUBLISHED'")
        assert tuple(await reader.fetchrow(found)) == (1, 1, 1)


async def test_a_term_is_public_even_if_only_drafts_have_it(empty_database: str) -> None:
    async with (
        owner_connection(empty_database) as owner,
        reader_connection(empty_database) as reader,
    ):
        draft = await row_factories.entry(owner, await row_factories.author(owner), status="DRAFT")
        term = await row_factories.term(owner, name="Plans")
        await row_factories.insert(owner, "post_term", {"post_id": draft, "term_id": term})
        terms = await reader.fetch("select name, post_count from category")
        assert [tuple(record) for record in terms] == [("Plans", 0)]
        assert await reader.fetch("select post_id from post_term") == []


@pytest.mark.parametrize(
    "statement",
    [
        "insert into post (title) values ('x')",
        "update post set title = 'x'",
        "delete from comment",
        "truncate comment",
        "insert into guest (name) values ('x')",
        "begin; lock table post in access exclusive mode",
        "select id from post for update",
        "create table quire_reader.mine (id bigint)",
        "create table public.mine (id bigint)",
        "create view quire_reader.mine as select 1",
        "create function quire_reader.mine() returns int language sql as 'select 1'",
        "create schema mine",
        "create extension pg_trgm",
        "create role mine",
        "drop view quire_reader.post",
        "alter view post owner to quire_reader",
        "alter role quire_reader login",
        "select quire.arrange_threads('{1}')",
        "select quire.append_comment(1)",
        "select quire.count_posts_of_terms('{1}')",
        "select nextval('quire.entry_id_seq')",
        "select setval('quire.entry_id_seq', 1)",
        "select pg_read_file('/etc/passwd')",
        "copy post to '/tmp/post'",
        "copy (select 1) to program 'true'",
        "select lo_import('/etc/passwd')",
    ],
)  # fmt: skip
async def test_the_reader_role_can_only_read(marked_database: str, statement: str) -> None:
    """By its privileges alone: this connection is not set to read-only transactions."""
    refusals = (asyncpg.InsufficientPrivilegeError, asyncpg.ObjectNotInPrerequisiteStateError,
                asyncpg.FeatureNotSupportedError, asyncpg.WrongObjectTypeError)  # fmt: skip
    async with reader_connection(marked_database) as reader:
        with pytest.raises(refusals):
            await reader.execute(statement)


async def test_the_service_reads_as_the_reader_role_in_read_only_transactions(
    marked_database: str,
) -> None:
    database = await Database.open(marked_database)
    try:
        role_and_mode = Statement(
            "who", "select current_user::text, current_setting('transaction_read_only')"
        )
        assert [tuple(r.values()) for r in await database.reader.fetch(role_and_mode)] == [
            ("quire_reader", "on")
        ]
        with pytest.raises(DatabaseReadOnly):
            await database.reader.fetch(Statement("write", "create temp table mine (id int)"))
    finally:
        await database.close()


async def test_a_parameter_value_can_never_become_a_statement(marked_database: str) -> None:
    """What keeps an anonymous viewer inside the role.

    The login behind the connection owns the tables, and `reset role` would return to it. But input
    is sent as values, in the Bind message, apart from the statement. And a Parse message takes one
    statement only, so even input pasted into it by mistake could not append another.
    """
    escape = "x'; reset role; select email from quire.author_private; --"
    async with reader_connection(marked_database) as reader:
        assert await reader.fetch("select id from post where slug = $1", escape) == []
        assert await reader.fetchval("select $1::text", escape) == escape
        with pytest.raises(asyncpg.PostgresSyntaxError, match="multiple commands"):
            await reader.fetch("select 1; reset role; select email from quire.author_private")
        assert await reader.fetchval("select current_user") == "quire_reader"
