"""Slugs that an earlier version has cut: found and mended by the migration, with redirects."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest

import gql.migrate
from gql.content.slug_repair.cut_slug import mended_slug
from gql.db import Database
from gql.migrate import migrate, migrations
from tests.conftest import database_url, execute, execute_on_server
from tests.importers.stored_rows import table_rows
from tests.operation_client import OperationClient

ROUTE = "query($uri: String!) { route(uri: $uri) { status location } }"
SOURCE = "https://old.example"


@pytest.fixture
async def before(server_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The address of a database as the version before has left it; `migrate` then brings it here."""
    name = f"quire_before_{uuid.uuid4().hex[:8]}"
    await execute_on_server(server_url, f'create database "{name}"')
    url = database_url(server_url, name)
    earlier = tuple(migration for migration in migrations() if migration.name < "0008")
    with monkeypatch.context() as patch:
        patch.setattr(gql.migrate, "migrations", lambda: earlier)
        await migrate(url)
    yield url
    await execute_on_server(server_url, f'drop database "{name}" with (force)')


def row(table: str, **values: Any) -> str:
    """An insert statement of literals, as this file writes them."""
    columns = ", ".join(values)
    literals = ", ".join(
        "null" if v is None else "'" + str(v).replace("'", "''") + "'" for v in values.values()
    )
    return f"insert into {table} ({columns}) overriding system value values ({literals});"


def entry(id: int, slug: str, uri: str, title: str = "x", kind: str = "POST", **more: Any) -> str:
    return row(
        "entry",
        **{
            "id": id,
            "kind": kind,
            "status": "PUBLISHED",
            "published_at": "2020-01-01",
            "slug": slug,
        }
        | {"uri": uri, "title": title, "author_id": 1}
        | more,
    )


def term(id: int, kind: str, slug: str, name: str, **more: Any) -> str:
    return row(
        "term",
        **{"id": id, "kind": kind, "slug": slug, "uri": f"/{kind.lower()}/{slug}/", "name": name}
        | more,
    )


def imported(kind: str, source_id: str, target: int) -> str:
    return row(
        "imported", source=SOURCE, kind=kind, source_id=source_id, target_id=target, digest=""
    )


async def route(url: str, uri: str) -> tuple[int, str | None]:
    database = await Database.open(url, pool_size=1)
    try:
        found = (await OperationClient(database).data(ROUTE, {"uri": uri}))["route"]
    finally:
        await database.close()
    return found["status"], found["location"]


async def rows(url: str, text: str) -> list[tuple[Any, ...]]:
    database = await Database.open(url, pool_size=1)
    try:
        return await table_rows(database, text)
    finally:
        await database.close()


HINDI = "%e0%a4%b9%e0%a4%bf%e0%a4%a8%e0%a5%8d%e0%a4%a6%e0%a5%80"
AUTHOR = row("author", id=1, slug="ada-b", uri="/author/ada-b/", name="Ada B")


async def test_entries_get_the_slugs_of_their_paths_or_titles(before: str) -> None:
    statements = [
        AUTHOR,
        entry(1, "ह-न-द-म-ल-ख", "/2024/01/हिन्दी-में-लेख/", "हिन्दी में लेख"),
        entry(2, "ह-न-द-म-ल-ख-2", "/2023/01/हिन्दी-में-लेख/", "x"),
        entry(3, "สว-สด-ชาวโลก", "/สว-สด-ชาวโลก/", "สวัสดีชาวโลก"),
        entry(4, "coffee", "/2024/☕-coffee/", "Coffee"),
        entry(5, "published-5", "/2024/☕/", "Coffee"),
        # made of nothing that is known
        entry(6, "क-ख", "/क-ख/", "Something else"),
        entry(7, "plain", "/archives/7/", "हिन्दी"),
        entry(8, "upper-case", "/2024/01/Upper-Case/"),
        row(
            "entry_draft",
            entry_id=1,
            slug="ह-न-द-म-ल-ख",
            title="",
            content_html="",
            content_markdown="",
            content_text="",
            content_source="",
            source_format="HTML",
            excerpt="",
            excerpt_is_written=False,
            toc="[]",
            word_count=0,
            reading_minutes=0,
            language="hi",
            menu_order=0,
            is_sticky=False,
            comments_open=True,
            pings_open=True,
            author_ids="{1}",
            term_ids="{}",
        ),
        row(
            "entry_revision",
            entry_id=1,
            version=1,
            written='{"slug": "ह-न-द-म-ल-ख"}',
            content_text="",
        ),
        row("entry_old_uri", uri="/Old/ONE/", entry_id=3),
    ]
    await execute(before, "".join(statements))
    assert (await migrate(before))[0] == "0008_former_uris"
    assert await rows(before, "select id, slug, uri from entry order by id") == [
        (1, "हिन्दी-में-लेख", "/2024/01/हिन्दी-में-लेख/"),
        (2, "हिन्दी-में-लेख-2", "/2023/01/हिन्दी-में-लेख/"),
        (3, "สวัสดีชาวโลก", "/สวัสดีชาวโลก/"),
        (4, "☕-coffee", "/2024/☕-coffee/"),
        (5, "☕", "/2024/☕/"),
        (6, "क-ख", "/क-ख/"),
        (7, "plain", "/archives/7/"),
        (8, "upper-case", "/2024/01/upper-case/"),
    ]
    assert await rows(before, "select slug from entry_draft") == [("हिन्दी-में-लेख",)]
    assert await rows(before, "select written ->> 'slug' from entry_revision") == [("हिन्दी-में-लेख",)]
    expected = {
        "/สว-สด-ชาวโลก/": (301, "/สวัสดีชาวโลก/"),
        "/2024/01/ह-न-द-म-ल-ख/": (301, "/2024/01/हिन्दी-में-लेख/"),
        "/2024/01/Upper-Case/": (200, None),
        "/old/one/": (301, "/สวัสดีชาวโลก/"),
        "/क-ख/": (200, None),
    }
    assert {uri: await route(before, uri) for uri in expected} == expected


async def test_pages_take_those_below_them_along(before: str) -> None:
    statements = [
        AUTHOR,
        entry(1, "द-श", "/द-श/", "दिशा", kind="PAGE"),
        entry(2, "below", "/द-श/below/", "Below", kind="PAGE", parent_id=1),
        entry(3, "क-रम", "/द-श/below/क-रम/", "क्रम", kind="PAGE", parent_id=2),
        entry(4, "elsewhere", "/elsewhere/", "Elsewhere", kind="PAGE", parent_id=1),
    ]
    await execute(before, "".join(statements))
    await migrate(before)
    assert await rows(before, "select slug, uri from entry order by id") == [
        ("दिशा", "/दिशा/"),
        ("below", "/दिशा/below/"),
        ("क्रम", "/दिशा/below/क्रम/"),
        ("elsewhere", "/elsewhere/"),
    ]
    assert await route(before, "/द-श/below/क-रम/") == (301, "/दिशा/below/क्रम/")


async def test_terms_and_authors_get_the_slugs_of_their_source_or_name(before: str) -> None:
    statements = [
        AUTHOR,
        row("author", id=2, slug="र-म", uri="/author/र-म/", name="राम"),
        row("author_private", author_id=1, login="bob smith"),
        imported("author", "bob smith", 1),
        term(1, "TAG", "ह-न-द", "Language"),
        imported("TAG", HINDI, 1),
        term(2, "TAG", "ส-ด", "สีดี"),
        term(3, "TAG", "क-ख", "Other"),
        term(4, "CATEGORY", "a", "A"),
        term(5, "CATEGORY", "ह-न-द", "हिन्दी", parent_id=4),
        imported("CATEGORY", "a", 4),
        imported("CATEGORY", HINDI, 5),
        entry(1, "x", "/x/"),
        entry(2, "y", "/y/"),
        row("post_author", post_id=2, author_id=2),
        imported("entry", "135", 1),
        row("media", id=9, url="https://old.example/a.png"),
        imported("media", "401", 9),
    ]
    await execute(before, "".join(statements))
    await migrate(before)
    slugs = await rows(before, "select slug, uri from term order by id")
    assert slugs[:2] == [("हिन्दी", "/tag/हिन्दी/"), ("สีดี", "/tag/สีดี/")]
    assert slugs[2:] == [("क-ख", "/tag/क-ख/"), ("a", "/category/a/"), ("हिन्दी", "/category/हिन्दी/")]
    assert await rows(before, "select slug from author order by id") == [("ada-b",), ("राम",)]
    assert await rows(before, "select count(*) from term where name_key is null") == [(0,)]
    expected = {
        "/tag/ह-न-द/": (301, "/tag/हिन्दी/"),
        f"/tag/{HINDI}/page/2/": (301, "/tag/हिन्दी/"),
        f"/category/a/{HINDI}/": (301, "/category/हिन्दी/"),
        "/author/र-म/": (301, "/author/राम/"),
        "/author/bob-smith/": (301, "/author/ada-b/"),
        "/?p=135": (301, "/x/"),
        "/?attachment_id=401": (301, "https://old.example/a.png"),
    }
    assert {uri: await route(before, uri) for uri in expected} == expected


@pytest.mark.parametrize(
    ("slug", "name", "elsewhere", "mended"),
    [
        ("ह-न-द", "हिन्दी", "", "हिन्दी"),
        ("ह-न-द-12", "x", HINDI, "हिन्दी"),
        ("coffee", "☕ Coffee", "", "☕-coffee"),
        ("untitled-3", "☕", "", "☕"),
        ("l-l", "l·l", "", "l·l"),
        # nothing was cut, or something else was written
        ("node-js", "Node.js", "", "node-js"),
        ("node.js", "Node", "node.js", "node.js"),
        ("fine", "ﬁne", "", "fine"),
        ("caf", "Café", "", "caf"),
        ("café", "Cafe\u0301", "", "café"),
        ("chosen", "हिन्दी", HINDI, "chosen"),
        ("don-t", "Don\u2019t", "", "don-t"),
    ],
)
def test_a_slug_is_mended_only_by_what_it_was_made_of(
    slug: str, name: str, elsewhere: str, mended: str
) -> None:
    assert mended_slug(slug, name, elsewhere) == mended
