"""Strangers' role: Postgres itself refuses it every table and column, and its views show nothing that is hidden.

Everything hidden is planted with a mark in each of its texts, and with an id above a million; then every view is read
whole, as text. A view that shows a mark or such an id leaks.
"""

from __future__ import annotations

import re
from typing import Any

import asyncpg
import pytest

from gql.db import Database, Statement
from gql.errors import DatabaseReadOnly
from tests.schema import row_factories
from tests.schema.row_factories import as_owner, as_reader

MARK = "s3cret"
HIDDEN = 1_000_000
LATER = "now() + interval '1 day'"

VIEWS = [
    "author", "category", "comment", "guest", "media", "menu", "menu_item", "page", "post",
    "post_author", "post_like", "post_term", "revision", "route", "site", "tag", "term",
]  # fmt: skip


@pytest.fixture(scope="module")
async def planted(module_database: str) -> str:
    """A publication of one visible thing of each kind, and of everything that must not be seen."""
    async with as_owner(module_database) as connection, connection.transaction():
        plants = Plants(connection)
        await plants.plant()
        assert plants.hidden_id < HIDDEN + 100
    return module_database


class Plants:
    """What is seen has small ids; what is hidden has ids above a million, and marks in all its texts."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection
        self.hidden_id = HIDDEN

    async def plant(self) -> None:
        await self.people()
        await self.seen()
        await self.hidden_entries()
        await self.hidden_comments()
        await self.menu()

    async def people(self) -> None:
        self.author = await row_factories.author(
            self.connection, bio_source=MARK, name="Ada", is_public=True
        )
        await self.insert(
            "author_private", author_id=self.author, login=MARK, email=f"{MARK}@x.org"
        )
        self.nobody = await self.hide(
            "author", slug=MARK, uri=f"/author/{MARK}/", name=MARK, bio_html=MARK,
            bio_markdown=MARK, bio_text=MARK, url=f"https://{MARK}.org", is_public=False,
        )  # fmt: skip
        self.byline = await row_factories.author(self.connection, name="Bob", is_public=False)
        self.talker = await row_factories.author(self.connection, name="Cid", is_public=False)

    async def seen(self) -> None:
        self.post = await row_factories.entry(
            self.connection,
            self.author,
            content_source=MARK,
            title="Seen",
            slug="seen",
            uri="/seen/",
        )
        self.page = await row_factories.entry(
            self.connection, self.author, kind="PAGE", title="Page", uri="/page/"
        )
        self.term = await row_factories.term(self.connection, name="Term")
        self.tag = await row_factories.term(self.connection, name="Tag", kind="TAG")
        for author in (self.author, self.byline):
            await self.insert("post_author", post_id=self.post, author_id=author)
            await self.insert("entry_like", entry_id=self.post, author_id=author)
        await self.insert("entry_like", entry_id=self.post, author_id=self.nobody)
        await self.insert("post_term", post_id=self.post, term_id=self.term)
        await self.insert("media", url="https://x.org/seen.png", attached_to=self.post)
        await self.insert("media", url="https://x.org/free.png")
        await self.hide("media", **self.picture(), is_public=False)
        self.comment = await row_factories.comment(
            self.connection,
            self.post,
            content_source=MARK,
            content_text="Said",
            content_html="Said",
        )
        await self.insert(
            "comment_private", comment_id=self.comment, email=f"{MARK}@x.org",
            network_address="10.11.12.13", user_agent=MARK,
        )  # fmt: skip
        await row_factories.comment(
            self.connection, self.post, author_id=self.talker, content_text="Mine"
        )

    async def hidden_entries(self) -> None:
        later = await self.connection.fetchval(f"select {LATER}")
        past = await self.connection.fetchval("select now() - interval '2 days'")
        self.hidden = []
        for kind in ("POST", "PAGE"):
            for status, time in [
                ("DRAFT", None),
                ("DRAFT", past),
                ("PENDING", past),
                ("PRIVATE", past),
                ("TRASH", None),
                ("PUBLISHED", later),
            ]:
                self.hidden.append(await self.hidden_entry(kind, status, time))
        private = await self.hidden_entry("POST", "PRIVATE", past)
        await self.connection.execute("update entry set status = 'TRASH' where id = $1", private)
        gone = await self.hide(
            "entry", **self.marked("POST", "PUBLISHED", past) | {"uri": "/gone/"}
        )
        await self.connection.execute("update entry set status = 'TRASH' where id = $1", gone)
        self.hidden += [private, gone]

    async def hidden_entry(self, kind: str, status: str, time: object) -> int:
        entry = await self.hide("entry", **self.marked(kind, status, time))
        media = await self.hide("media", **self.picture(), attached_to=entry)
        other = await self.hide("media", **self.picture(), is_public=False)
        await self.connection.execute(
            "update entry set featured_media_id = $2 where id = $1", entry, other
        )
        await self.insert("entry_old_uri", uri=f"/old-{MARK}-{entry}/", entry_id=entry)
        await self.insert("post_term", post_id=entry, term_id=self.term)
        await self.insert("post_author", post_id=entry, author_id=self.author)
        await self.insert("entry_like", entry_id=entry, author_id=self.author)
        await self.hidden_comment(entry, status="APPROVED")
        if kind == "PAGE":
            below = await row_factories.entry(
                self.connection, self.author, kind="PAGE", parent_id=entry, title="Below"
            )
            await row_factories.entry(
                self.connection, self.author, kind="PAGE", parent_id=below, title="Further below"
            )
        assert media < other
        return entry

    def marked(self, kind: str, status: str, time: object) -> dict[str, Any]:
        slug = f"{MARK}-{self.hidden_id + 1}"
        texts = [
            "title",
            "content_html",
            "content_markdown",
            "content_text",
            "content_source",
            "excerpt",
        ]
        return dict.fromkeys(texts, MARK) | {
            "kind": kind,
            "status": status,
            "published_at": time,
            "slug": slug,
            "uri": f"/{slug}/",
            "author_id": self.nobody if status == "DRAFT" else self.author,
            "is_sticky": True,
        }

    def picture(self) -> dict[str, Any]:
        return {"url": f"https://x.org/{MARK}.png", "alt": MARK, "caption": MARK, "title": MARK}

    async def hidden_comments(self) -> None:
        for status in ("HELD", "SPAM", "TRASH"):
            above = await self.hidden_comment(self.post, status=status)
            below = await self.hidden_comment(self.post, status="APPROVED", parent_id=above)
            await self.hidden_comment(
                self.post, status="APPROVED", parent_id=below, author_id=self.nobody
            )
        stone = await row_factories.comment(
            self.connection, self.post, **self.said(), is_deleted=True, author_id=self.nobody
        )
        await row_factories.comment(
            self.connection, self.post, parent_id=stone, content_text="Still"
        )

    async def hidden_comment(self, entry: int, **columns: Any) -> int:
        return await self.hide("comment", entry_id=entry, **self.said(), **columns)

    def said(self) -> dict[str, Any]:
        texts = ["content_html", "content_markdown", "content_text", "content_source", "guest_name"]
        address = f"https://{MARK}.org/"
        return dict.fromkeys(texts, MARK) | {
            "guest_url": address,
            "source_url": address,
            "source_title": MARK,
            "source_site_name": MARK,
            "guest_avatar_key": "5ec4e700-0000-4000-8000-000000000000",
        }

    async def menu(self) -> None:
        menu = await self.insert("menu", slug="main", name="Main")
        targets = [("entry_id", e) for e in self.hidden] + [("author_id", self.nobody)]
        for position, (column, target) in enumerate(targets):
            item = await self.hide(
                "menu_item", menu_id=menu, position=3 * position, **{column: target}
            )
            await self.insert(
                "menu_item", menu_id=menu, parent_id=item, position=3 * position + 1,
                depth=1, term_id=self.term,
            )  # fmt: skip

    async def hide(self, table: str, **columns: Any) -> int:
        """A row with the next id above a million."""
        self.hidden_id += 1
        names = ", ".join(["id", *columns])
        places = ", ".join(f"${i}" for i in range(1, len(columns) + 2))
        await self.connection.execute(
            f"insert into {table} ({names}) overriding system value values ({places})",
            self.hidden_id,
            *columns.values(),
        )
        return self.hidden_id

    async def insert(self, table: str, **columns: Any) -> int:
        return await row_factories.insert(self.connection, table, columns)


async def test_every_table_and_column_is_refused_by_postgres(planted: str) -> None:
    async with as_owner(planted) as owner, as_reader(planted) as reader:
        columns = await owner.fetch(
            "select c.relname as table, a.attname as column from pg_class c "
            "join pg_attribute a on a.attrelid = c.oid "
            "where c.relnamespace = 'quire'::regnamespace and c.relkind in ('r', 'p', 'S', 'v', 'm') "
            "and not a.attisdropped"
        )
        assert len(columns) > 200
        assert {"author_private", "comment_private"} < {record["table"] for record in columns}
        for record in columns:
            for statement in (
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


async def test_every_view_is_read_and_shows_nothing_that_is_hidden(planted: str) -> None:
    async with as_owner(planted) as owner, as_reader(planted) as reader:
        views = await owner.fetch(
            "select relname from pg_class where relnamespace = 'quire_reader'::regnamespace "
            "and relkind = 'v' order by relname"
        )
        assert [record["relname"] for record in views] == VIEWS
        for view in VIEWS:
            rows = [record[0] for record in await reader.fetch(f"select v::text from {view} v")]
            assert bool(rows) is (view != "revision"), view
            assert [row for row in rows if leaks(row)] == [], view


def leaks(row: str) -> bool:
    """Whether a row, as text, shows a mark (stemmed or not) or the id of something hidden."""
    return (
        MARK in row or "5ec4e7" in row or re.search(r"(?<![\d.:])10000\d\d(?!\d)", row) is not None
    )


async def test_what_is_counted_for_strangers_is_what_they_see(planted: str) -> None:
    async with as_reader(planted) as reader:
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


async def test_a_profile_is_public_when_its_owner_says_so_or_has_written_what_is_public(
    planted: str,
) -> None:
    async with as_reader(planted) as reader:
        names = await reader.fetch("select name from author order by name")
        assert [record["name"] for record in names] == ["Ada", "Bob", "Cid"]
        written = await reader.fetchval(
            "select a.name from comment c join author a on a.id = c.author_id "
            "where c.content_text = 'Mine'"
        )
        assert written == "Cid"


async def test_a_tombstone_keeps_its_place_and_nothing_else(planted: str) -> None:
    async with as_reader(planted) as reader:
        stone = await reader.fetchrow(
            "select c.*, g.name from comment c join guest g on g.id = c.id where c.is_deleted"
        )
        shown = {
            name: stone[name]
            for name in ("content_html", "content_text", "author_id", "guest_name", "source_url",
                         "name", "search", "reply_count", "place")
        }  # fmt: skip
        assert shown == {
            "content_html": "", "content_text": "", "author_id": None, "guest_name": None,
            "source_url": None, "name": None, "search": "", "reply_count": 1, "place": [3],
        }  # fmt: skip


async def test_what_stands_below_something_hidden_moves_up(planted: str) -> None:
    async with as_reader(planted) as reader:
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


async def test_only_a_path_that_was_public_answers_gone(planted: str) -> None:
    async with as_reader(planted) as reader:
        gone = await reader.fetch("select * from route where status <> 200")
        assert [tuple(record) for record in gone] == [("/gone/", 410, None, None, None)]


async def test_media_of_a_deleted_draft_stay_hidden(empty_database: str) -> None:
    async with as_owner(empty_database) as owner, as_reader(empty_database) as reader:
        draft = await row_factories.entry(owner, await row_factories.author(owner), status="DRAFT")
        await row_factories.insert(
            owner, "media", {"url": "https://x.org/a.png", "attached_to": draft}
        )
        await owner.execute("delete from entry")
        assert await reader.fetch("select id from media") == []


async def test_media_of_what_is_not_here_are_seen_only_in_an_entry(empty_database: str) -> None:
    async with as_owner(empty_database) as owner, as_reader(empty_database) as reader:
        hidden = {"url": "https://x.org/a.png", "is_public": False}
        await row_factories.insert(owner, "media", hidden)
        shown = await row_factories.insert(owner, "media", hidden)
        await row_factories.entry(owner, await row_factories.author(owner), featured_media_id=shown)
        assert [r["id"] for r in await reader.fetch("select id from media")] == [shown]


async def test_an_author_of_drafts_is_neither_shown_nor_counted_nor_found(
    empty_database: str,
) -> None:
    async with as_owner(empty_database) as owner, as_reader(empty_database) as reader:
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


async def test_a_term_is_public_even_where_only_drafts_carry_it(empty_database: str) -> None:
    async with as_owner(empty_database) as owner, as_reader(empty_database) as reader:
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
async def test_the_role_can_only_read(planted: str, statement: str) -> None:
    """By its rights alone: here the connection may write as far as its own settings go."""
    refusals = (asyncpg.InsufficientPrivilegeError, asyncpg.ObjectNotInPrerequisiteStateError,
                asyncpg.FeatureNotSupportedError, asyncpg.WrongObjectTypeError)  # fmt: skip
    async with as_reader(planted) as reader:
        with pytest.raises(refusals):
            await reader.execute(statement)


async def test_the_service_reads_as_that_role_and_read_only(planted: str) -> None:
    database = await Database.open(planted)
    try:
        who = Statement(
            "who", "select current_user::text, current_setting('transaction_read_only')"
        )
        assert [tuple(r.values()) for r in await database.reader.fetch(who)] == [
            ("quire_reader", "on")
        ]
        with pytest.raises(DatabaseReadOnly):
            await database.reader.fetch(Statement("write", "create temp table mine (id int)"))
    finally:
        await database.close()


async def test_a_value_can_never_become_a_statement(planted: str) -> None:
    """What keeps a stranger in the role.

    The login behind the connection owns the tables, so the statement «reset role» would give them back. Strangers send
    no statements: their texts travel as values, beside the statement, in a message of their own. And one message holds
    one statement, so that even a text pasted into a statement by mistake could not end it and begin another.
    """
    escape = "x'; reset role; select email from quire.author_private; --"
    async with as_reader(planted) as reader:
        assert await reader.fetch("select id from post where slug = $1", escape) == []
        assert await reader.fetchval("select $1::text", escape) == escape
        with pytest.raises(asyncpg.PostgresSyntaxError, match="multiple commands"):
            await reader.fetch("select 1; reset role; select email from quire.author_private")
        assert await reader.fetchval("select current_user") == "quire_reader"
