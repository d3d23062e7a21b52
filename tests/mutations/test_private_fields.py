"""No private data is disclosed: two publications that differ only in private rows return the same
bytes for thousands of generated operations, to anonymous viewers and to a signed-in reader."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import pytest

from gql.db import Database
from gql.engine import Context, encode_id
from gql.importers.demo.load import load_demo
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from gql.viewer import ANONYMOUS, Role, Viewer
from tests.conftest import DETERMINISTIC_VALUES, cloned
from tests.engine.plan.path_comparison import bytes_of
from tests.generating.demo import sample_values_of
from tests.generating.operation import Generator
from tests.generating.sample_values import SampleValues
from tests.operation_client import SERVICE_URL, open_client, reads_as
from tests.printed_schema import PRINTED
from tests.schema import row_factories

READER = Viewer(
    Role.READER, 1, 1, "one@blog.example"
)  # none of the private rows belongs to this profile
TIMEOUT = 60.0
SHARDS = 2  # each with seeds of its own
TABLES = (
    "entry_draft",
    "entry_revision",
    "moderation",
    "api_token",
    "account",
    "comment_private",
    "preview",
    "meta",
    "series",
    "series_post",
    "seo",
)
PUBLIC_META = ["mood"]  # of what is hidden, this key too stays hidden
FRESH_SHARE = 8  # one seed in so many is another one in each run; see --seed
SECRET = "zanzibar"
TRANSLATIONS = UUID(int=7)  # of a public post and of all that are hidden
OWN = "select l.post_id from post_author l where l.author_id = 1"
# which rows of these tables readers do not see, nor the signed-in viewer as their own
HIDDEN = {
    "entry": f"(status <> 'PUBLISHED' or published_at > now()) and id not in ({OWN})",
    "author": "not is_public and id <> 1",
    "term": f"not is_public and id not in (select t.term_id from post_term t where t.post_id in ({OWN}))",
}
COPIED_COLUMNS = (
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


async def _add_private_rows(owner: asyncpg.Connection, word: str, times: int) -> None:
    """Add rows of every private kind, `times` of each, with `word` in all their texts."""
    authors = [r["id"] for r in await owner.fetch("select id from author where id > 1 order by id")]
    for table in ("author_private", "comment_private"):
        await owner.execute(
            f"update {table} set email = '{word}' || random() || '@private.example'"
        )
    for number in range(times):
        author = authors[number % len(authors)]
        text = {"title": f"{word} {number}", "content_html": f"<p>{word}</p>", "content_text": word}
        for status in ("DRAFT", "PENDING", "PRIVATE", "TRASH"):
            await _add_hidden_post(owner, author, status, text)
        await _add_hidden_post(owner, author, "PUBLISHED", text, to_come=True)
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
        await owner.execute(
            "insert into preview (entry_id, machine, token_hash, expires_at) "
            "select min(id), $1, $1::text::bytea, now() + interval '1 day' from entry "
            "where status = 'PUBLISHED'",
            word + str(number),
        )
        series = {"slug": f"{word}-{number}", "title": word, "description": word}
        id = await row_factories.insert(owner, "series", series)
        draft = await row_factories.entry(owner, author, status="DRAFT", **text)
        place = {"post_id": draft, "series_id": id, "position": 1}
        await row_factories.insert(owner, "series_post", place)
        await row_factories.insert(
            owner,
            "media",
            {"url": f"https://x.example/{word}{number}.png", "alt": word, "is_public": False},
        )
    await _add_drafts_and_revisions(owner, authors, word, times)
    await _add_hidden_comments(owner, authors, word, times)
    await _add_meta(owner, word, times)
    await _add_seo(owner, word)


async def _add_meta(owner: asyncpg.Connection, word: str, times: int) -> None:
    """Add meta to everything: under a private key, and of what is hidden under a public one too,
    unless the signed-in viewer, who is author 1, sees it as their own."""
    value = f'"{word}"'
    comments = "visible_from is null and author_id is distinct from 1"
    for table, condition in {**HIDDEN, "comment": comments}.items():
        for key, rows in (("secret", "true"), ("mood", condition)):
            await owner.execute(
                f"insert into meta ({table}_id, key, value) select id, $1, $2 from {table} "
                f"cross join generate_series(1, $3::integer) where {rows}",
                key,
                value,
                times,
            )


async def _add_seo(owner: asyncpg.Connection, word: str) -> None:
    """Add what is written for search engines of all that is hidden, and hidden pictures of what is not."""
    for table, condition in HIDDEN.items():
        await owner.execute(
            f"insert into seo ({table}_id, title, description, open_graph_title) "
            f"select id, $1, $1, $1 from {table} where {condition}",
            word,
        )
        await owner.execute(
            f"insert into seo ({table}_id, image_id) "
            f"select id, (select max(m.id) from media m where m.alt = $1) from {table} "
            f"where not ({condition}) and id % 2 = 0 on conflict do nothing",
            word,
        )


async def _add_hidden_post(
    owner: asyncpg.Connection,
    author: int,
    status: str,
    text: dict[str, str],
    *,
    to_come: bool = False,
) -> None:
    day = await owner.fetchval("select now() + interval '1 day' * $1", 1 if to_come else -1)
    published_at = day if status in ("PUBLISHED", "PRIVATE") else None
    number = await owner.fetchval("select count(*) from entry")
    of_public = {"translation_group": TRANSLATIONS, "language": f"en-{number}"}
    post = await row_factories.entry(
        owner, author, status=status, published_at=published_at, **text, **of_public
    )
    await row_factories.insert(owner, "post_author", {"post_id": post, "author_id": author})
    place = {"post_id": post, "series_id": 1, "position": number % 4}
    await row_factories.insert(owner, "series_post", place)
    own = await row_factories.term(owner, kind="TAG", name=text["title"], is_public=False)
    public = await owner.fetchval("select id from term where is_public order by id limit 1")
    for term in (own, public):
        await row_factories.insert(owner, "post_term", {"post_id": post, "term_id": term})
    await row_factories.comment(owner, post, content_text=text["content_text"])


async def _add_drafts_and_revisions(
    owner: asyncpg.Connection, authors: list[int], word: str, times: int
) -> None:
    """Add a newer draft and a revision to the first published posts and pages."""
    for entry in await owner.fetch(
        "select * from entry where status = 'PUBLISHED' and published_at <= now() and author_id > 1 "
        "order by id limit $1",
        times,
    ):
        kept = {name: entry[name] for name in COPIED_COLUMNS}
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


async def _add_hidden_comments(
    owner: asyncpg.Connection, authors: list[int], word: str, times: int
) -> None:
    """Add held comments, spam and trash to public posts and below public comments."""
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
    """The URLs of two demo databases that differ only in private rows."""
    async with cloned(server_url, template) as origin:
        database = await Database.open(origin)
        await load_demo(database, service_url=SERVICE_URL)
        await database.close()
        async with row_factories.owner_connection(origin) as owner:
            for statement in DETERMINISTIC_VALUES:
                await owner.execute(statement)
            await owner.execute(
                "update entry set translation_group = $1 where id = "
                "(select min(id) from entry where kind = 'POST' and status = 'PUBLISHED')",
                TRANSLATIONS,
            )
        name = urlsplit(origin).path.lstrip("/")
        async with cloned(server_url, name) as first, cloned(server_url, name) as second:
            for url, word, times in ((first, SECRET, 3), (second, "timbuktu", 5)):
                async with row_factories.owner_connection(url) as owner:
                    await _add_private_rows(owner, word, times)
            yield first, second


async def _with_ids_and_slugs_of_hidden_rows(
    words: SampleValues, urls: tuple[str, str]
) -> SampleValues:
    """`words` with the ids, slugs and URIs of hidden rows, as an attacker might guess them."""
    texts = {name: list(known) for name, known in words.texts.items()}
    for url in urls:
        async with row_factories.owner_connection(url) as owner:
            for table, types in (
                ("entry", ("Post", "Page")),
                ("comment", ("Comment",)),
                ("author", ("Author",)),
                ("term", ("Tag", "Category")),
                ("media", ("Media",)),
                ("series", ("Series",)),
            ):
                last = await owner.fetchval(f"select max(id) from {table}")
                ids = [encode_id(type_, last - back) for back in range(0, 30, 3) for type_ in types]
                texts["ID"] = [*texts.get("ID", []), *ids]
            guests = (
                "select replace(guest_key(guest_avatar_key, guest_name, guest_url)::text, '-', '') "
                "as key from comment where author_id is null order by id desc limit 10"
            )
            keys = [row["key"] for row in await owner.fetch(guests)]
            texts["ID"] += [encode_id("Guest", key) for key in keys]
            hidden = (
                "select slug, uri from entry where status <> 'PUBLISHED' order by id desc limit 8"
            )
            for row in await owner.fetch(hidden):
                texts["slug"] = [*texts.get("slug", []), row["slug"]]
                texts["uri"] = [*texts.get("uri", []), row["uri"]]
    for name in ("query", "search"):
        texts[name] = [*texts.get(name, []), SECRET, "timbuktu", "newer"]
    return SampleValues(texts, words.cursors)


@pytest.mark.parametrize(
    "shard",
    [pytest.param(n, id=f"shard{n}", marks=pytest.mark.scaled(45)) for n in range(SHARDS)],
)
@pytest.mark.untraced  # other tests cover this code; with coverage it takes twice as long
async def test_private_rows_change_no_answer_of_any_operation(
    twins: tuple[str, str], request: pytest.FixtureRequest, shard: int
) -> None:
    # each operation is sent by two viewers to two publications
    operations = request.config.getoption("--operations") // 4
    async with open_client(twins[0]) as first:
        words = await _with_ids_and_slugs_of_hidden_rows(
            await sample_values_of(twins[0], first), twins
        )
    databases = [
        await Database.open(
            url,
            pool_size=1,
            statement_timeout=TIMEOUT,
            acquire_timeout=TIMEOUT,
            public_meta=PUBLIC_META,
        )
        for url in twins
    ]
    ways = [Executor(schema, compile_at=at, timeout=TIMEOUT) for at in (1, None)]
    ways[1].document_cache = ways[0].document_cache

    async def answer(asked: GraphQLRequest, way: int, of: int, viewer: Viewer) -> bytes:
        context = Context(
            viewer, reads_as(databases[of], viewer), SERVICE_URL, max_nodes=1_000, seconds=TIMEOUT
        )
        return bytes_of(await ways[way].run(asked, context))

    with_data = 0
    fresh = random.Random(f"{request.config.getoption('--seed')} {shard}")
    seeds = range(shard, operations, SHARDS)
    for seed in (*seeds, *(fresh.randrange(2**40) for _ in range(len(seeds) // FRESH_SHARE))):
        asked = Generator(PRINTED, seed, words).request()
        for viewer in (ANONYMOUS, READER):
            # plan and reference path in turn; tests/engine/plan shows that both are equal
            answers = [await answer(asked, seed % 2, of, viewer) for of in (0, 1)]
            if (
                answers[0] != answers[1]
            ):  # which of several failing fields is reported depends on timing
                answers = [await answer(asked, 0, of, viewer) for of in (0, 1)]
            assert answers[0] == answers[1], f"seed {seed}, {viewer}: {asked}"
            assert SECRET.encode() not in answers[0].replace(asked.query.encode(), b"")
            with_data += len(answers[0]) > 200
    for database in databases:
        await database.close()
    # most operations must return data, or the comparison would prove nothing
    assert with_data > operations // SHARDS * 0.6


async def test_the_two_publications_differ_in_every_private_table(twins: tuple[str, str]) -> None:
    for table in TABLES:
        found = []
        for url in twins:
            async with row_factories.owner_connection(url) as owner:
                found.append(await owner.fetchval(f"select count(*) from {table}"))
        assert 0 < found[0] != found[1] or table == "comment_private"
