"""Nothing private shows: two publications that differ in nothing but what is private answer every
public operation alike, byte for byte, to strangers and to a reader who is signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import pytest
from graphql import build_schema

from gql.db import Database
from gql.engine import Context, encode_id
from gql.importers.demo.load import load_demo
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from gql.viewer import STRANGER, Role, Viewer
from tests.conftest import SETTLE, cloned
from tests.engine.plan.path_comparison import bytes_of
from tests.generating.demo import words_of
from tests.generating.operation import Generator
from tests.generating.words import Words
from tests.operation_client import SERVICE_URL, asking, reads
from tests.schema import row_factories

PRINTED = build_schema(schema.as_str())
READER = Viewer(Role.READER, 1, 1, "one@blog.example")  # nothing of what is private is theirs
PATIENCE = 60.0
TABLES = ("entry_draft", "entry_revision", "moderation", "api_token", "account", "comment_private")
SECRET = "zanzibar"
KEPT = (
    "source_format",
    "toc",
    "word_count",
    "reading_minutes",
    "language",
    "menu_order",
    "is_sticky",
    "pings_open",
    "content_markdown",
    "excerpt_is_written",
)


async def _privately(owner: asyncpg.Connection, word: str, times: int) -> None:
    """All that may be private, with words of its own, and so many times."""
    authors = [r["id"] for r in await owner.fetch("select id from author where id > 1 order by id")]
    for table in ("author_private", "comment_private"):
        await owner.execute(
            f"update {table} set email = '{word}' || random() || '@private.example'"
        )
    for number in range(times):
        author = authors[number % len(authors)]
        text = {"title": f"{word} {number}", "content_html": f"<p>{word}</p>", "content_text": word}
        for status in ("DRAFT", "PENDING", "PRIVATE", "TRASH"):
            await _hidden_post(owner, author, status, text)
        await _hidden_post(owner, author, "PUBLISHED", text, to_come=True)
        page = {"kind": "PAGE", "status": "PRIVATE", **text}
        await row_factories.entry(owner, author, **page)
        hidden = await row_factories.author(owner, name=f"{word} hidden {number}", is_public=False)
        account = {
            "email": f"{word}{number}@private.example",
            "password_hash": word * 9,
            "role": "EDITOR",
            "author_id": hidden,
        }
        await row_factories.insert(owner, "account", account)
        token = {"name": word + str(number), "role": "ADMIN", "may_write": True}
        await row_factories.insert(
            owner, "api_token", token | {"token_hash": (word + str(number)).encode()}
        )
        await row_factories.insert(
            owner,
            "media",
            {"url": f"https://x.example/{word}{number}.png", "alt": word, "is_public": False},
        )
    await _beside_what_is_published(owner, authors, word, times)
    await _below_what_is_published(owner, authors, word, times)


async def _hidden_post(
    owner: asyncpg.Connection,
    author: int,
    status: str,
    text: dict[str, str],
    *,
    to_come: bool = False,
) -> None:
    day = await owner.fetchval("select now() + interval '1 day' * $1", 1 if to_come else -1)
    published_at = day if status in ("PUBLISHED", "PRIVATE") else None
    post = await row_factories.entry(
        owner, author, status=status, published_at=published_at, **text
    )
    await row_factories.insert(owner, "post_author", {"post_id": post, "author_id": author})
    own = await row_factories.term(owner, kind="TAG", name=text["title"], is_public=False)
    public = await owner.fetchval("select id from term where is_public order by id limit 1")
    for term in (own, public):
        await row_factories.insert(owner, "post_term", {"post_id": post, "term_id": term})
    await row_factories.comment(owner, post, content_text=text["content_text"])


async def _beside_what_is_published(
    owner: asyncpg.Connection, authors: list[int], word: str, times: int
) -> None:
    """Newer text, and versions, of the first few posts and pages."""
    for entry in await owner.fetch(
        "select * from entry where status = 'PUBLISHED' and published_at <= now() and author_id > 1 "
        "order by id limit $1",
        times,
    ):
        kept = {name: entry[name] for name in KEPT}
        newer = {
            "entry_id": entry["id"],
            "slug": f"{word}-{entry['id']}",
            "title": f"{word} newer",
            "content_html": f"<p>{word}</p>",
            "content_text": word,
            "content_source": word,
            "excerpt": word,
            "comments_open": not entry["comments_open"],
            "author_ids": authors[:1],
            "term_ids": [],
        }
        await row_factories.insert(owner, "entry_draft", kept | newer)
        await owner.execute("update entry set version = 7 where id = $1", entry["id"])
        version = {"entry_id": entry["id"], "version": 7, "content_text": word, "written": "{}"}
        await row_factories.insert(owner, "entry_revision", version | {"saved_by": authors[0]})


async def _below_what_is_published(
    owner: asyncpg.Connection, authors: list[int], word: str, times: int
) -> None:
    """Comments that nobody sees, to posts and to comments that everybody sees."""
    for comment in await owner.fetch(
        "select id, entry_id from comment where visible_from <= now() order by id limit $1", times
    ):
        for status in ("HELD", "SPAM", "TRASH"):
            for by in ({"guest_name": word}, {"author_id": authors[0], "guest_name": None}):
                for parent in (None, comment["id"]):
                    hidden = await row_factories.comment(
                        owner,
                        comment["entry_id"],
                        status=status,
                        parent_id=parent,
                        content_text=word,
                        content_html=f"<p>{word}</p>",
                        **by,
                    )
                    private = {"comment_id": hidden, "email": f"{word}@x.example", "held_for": word}
                    await row_factories.insert(owner, "comment_private", private)
        log = {"batch": "00000000-0000-0000-0000-000000000001", "comment_id": comment["id"]}
        decided = {"was": "HELD", "became": "APPROVED", "reason": word, "moderator_id": authors[0]}
        await row_factories.insert(owner, "moderation", log | decided)


@pytest.fixture
async def twins(server_url: str, template: str) -> AsyncIterator[tuple[str, str]]:
    """Two demos that differ in what is private."""
    async with cloned(server_url, template) as origin:
        database = await Database.open(origin)
        await load_demo(database, service_url=SERVICE_URL)
        await database.close()
        async with row_factories.as_owner(origin) as owner:
            for statement in SETTLE:
                await owner.execute(statement)
        name = urlsplit(origin).path.lstrip("/")
        async with cloned(server_url, name) as first, cloned(server_url, name) as second:
            for url, word, times in ((first, SECRET, 3), (second, "timbuktu", 5)):
                async with row_factories.as_owner(url) as owner:
                    await _privately(owner, word, times)
            yield first, second


async def _with_guesses(words: Words, urls: tuple[str, str]) -> Words:
    """What somebody would ask for who knows what is there."""
    texts = {name: list(known) for name, known in words.texts.items()}
    for url in urls:
        async with row_factories.as_owner(url) as owner:
            for table, types in (
                ("entry", ("Post", "Page")),
                ("comment", ("Comment", "Guest")),
                ("author", ("Author",)),
                ("term", ("Tag", "Category")),
                ("media", ("Media",)),
            ):
                last = await owner.fetchval(f"select max(id) from {table}")
                ids = [encode_id(type_, last - back) for back in range(0, 30, 3) for type_ in types]
                texts["ID"] = [*texts.get("ID", []), *ids]
            hidden = (
                "select slug, uri from entry where status <> 'PUBLISHED' order by id desc limit 8"
            )
            for row in await owner.fetch(hidden):
                texts["slug"] = [*texts.get("slug", []), row["slug"]]
                texts["uri"] = [*texts.get("uri", []), row["uri"]]
    for name in ("query", "search"):
        texts[name] = [*texts.get(name, []), SECRET, "timbuktu", "newer"]
    return Words(texts, words.cursors)


@pytest.mark.no_cover  # other tests run all of this code too: watched, it takes twice as long
async def test_what_is_private_shows_in_no_answer(
    twins: tuple[str, str], request: pytest.FixtureRequest
) -> None:
    operations = request.config.getoption("--operations") // 4  # each is asked by two
    async with asking(twins[0]) as first:
        words = await _with_guesses(await words_of(twins[0], first), twins)
    databases = [
        await Database.open(url, pool_size=1, statement_timeout=PATIENCE, acquire_timeout=PATIENCE)
        for url in twins
    ]
    ways = [Executor(schema, compile_at=at, timeout=PATIENCE) for at in (1, None)]
    ways[1].documents = ways[0].documents

    async def answer(asked: GraphQLRequest, way: int, of: int, viewer: Viewer) -> bytes:
        context = Context(
            viewer, reads(databases[of], viewer), SERVICE_URL, max_nodes=1_000, seconds=PATIENCE
        )
        return bytes_of(await ways[way].run(asked, context))

    told = 0
    for seed in range(operations):
        asked = Generator(PRINTED, seed, words).request()
        for viewer in (STRANGER, READER):
            # by plan and by the reference in turn: that both are alike is shown elsewhere
            answers = [await answer(asked, seed % 2, of, viewer) for of in (0, 1)]
            if answers[0] != answers[1]:  # which of several failing fields is told, is chance
                answers = [await answer(asked, 0, of, viewer) for of in (0, 1)]
            assert answers[0] == answers[1], f"seed {seed}, {viewer}: {asked}"
            assert SECRET.encode() not in answers[0].replace(asked.query.encode(), b"")
            told += len(answers[0]) > 200
    for database in databases:
        await database.close()
    assert told > operations * 0.6


async def test_the_twins_differ_in_every_kind_of_private_thing(twins: tuple[str, str]) -> None:
    for table in TABLES:
        found = []
        for url in twins:
            async with row_factories.as_owner(url) as owner:
                found.append(await owner.fetchval(f"select count(*) from {table}"))
        assert 0 < found[0] != found[1] or table == "comment_private"
