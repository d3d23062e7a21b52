"""`quire site bases`: all paths of categories, tags and authors move, and the former ones lead on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from gql.cli.commands import run
from gql.content.draft import TermKind
from gql.content.site import change_bases as moving
from gql.content.terms.save import create_term
from gql.content.uri_bases import UriBases, uri_bases
from gql.db import Connection, Database
from gql.errors import QuireError
from gql.viewer import Role, Viewer
from tests.operation_client import OperationClient, open_client
from tests.schema import row_factories

Quire = Callable[..., Awaitable[int]]
TOPICS = ("--category", "topics", "--tag", "label", "--author", "blog/people")
BACK = ("--category", "category", "--tag", "tag", "--author", "author")
READ = """{
  site { categoryBase tagBase authorBase }
  category(by: { slug: "coast" }) { uri link }
  tag(by: { slug: "light" }) { uri }
  author(by: { slug: "ada" }) { uri }
}"""
STORED = "select uri from term union all select uri from author order by uri"


@pytest.fixture
def quire(monkeypatch: pytest.MonkeyPatch, clean_environment: None) -> Quire:
    """A function that runs `quire site bases` on a database."""

    async def command(url: str, *arguments: str) -> int:
        given = ["site", "bases", "--database-url", url, *arguments]
        # in a thread: commands call asyncio.run(), which fails inside a running loop
        return await asyncio.to_thread(run, given)

    return command


@pytest.fixture(scope="module")
async def publication_url(module_database: str) -> str:
    """A publication of which no test of this file changes anything."""
    await fill(module_database)
    return module_database


@pytest.fixture
async def own_url(empty_database: str) -> str:
    """The same for a test that writes."""
    await fill(empty_database)
    return empty_database


@pytest.fixture
async def connection(own_url: str) -> AsyncIterator[Connection]:
    database = await Database.open(own_url, pool_size=1)
    async with database.transaction() as opened:
        yield opened
    await database.close()


async def fill(url: str) -> None:
    async with row_factories.owner_connection(url) as owner:
        ada = await row_factories.author(owner, slug="ada", uri="/author/ada/", name="Ada")
        await row_factories.author(owner, slug="bo", uri="/author/bo/", name="Bo", is_public=False)
        await row_factories.entry(owner, ada, slug="coast", uri="/coast/")
        page = {"kind": "PAGE", "slug": "coast", "status": "DRAFT"}
        await row_factories.entry(owner, ada, **page, uri="/about/coast/")
        for kind, slug in (("CATEGORY", "coast"), ("TAG", "light")):
            uri = f"/{kind.lower()}/{slug}/"
            await row_factories.term(owner, kind=kind, slug=slug, uri=uri, name=slug.title())
        await row_factories.insert(owner, "redirect", {"uri": "/old/light/", "location": "/"})


async def read(client: OperationClient, *uris: str) -> tuple[Any, dict[str, tuple[int, Any]]]:
    """What anonymous viewers read, on both paths, and status and location of each path."""
    routes = " ".join(f'r{n}: route(uri: "{u}") {{ status location }}' for n, u in enumerate(uris))
    query = READ.replace("{\n", f"{{ {routes}\n", 1) if uris else READ
    data = await client.data(query)
    assert data == await OperationClient(client.database, by_plan=True).data(query)
    found = [data.pop(f"r{n}") for n in range(len(uris))]
    pairs = [(one["status"], one["location"]) for one in found]
    return data, dict(zip(uris, pairs, strict=True))


async def test_all_paths_move_and_move_back(
    own_url: str, quire: Quire, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ("/category/coast/", "/tag/light/", "/author/ada/", "/author/bo/")
    after = ("/topics/coast/", "/label/light/", "/blog/people/ada/", "/blog/people/bo/")
    async with open_client(own_url) as client:
        assert await quire(own_url, *TOPICS) == 0
        shown = capsys.readouterr()
        assert "/author/…" in shown.out
        assert "/blog/people/…" in shown.out
        assert shown.err == "1 categories moved\n1 tags moved\n2 authors moved\n"
        data, routes = await read(client, *before, *after)
        assert data["site"] == {
            "categoryBase": "topics",
            "tagBase": "label",
            "authorBase": "blog/people",
        }
        assert data["category"]["link"].endswith("/topics/coast/")
        moved = dict(zip(before[:3], [(301, uri) for uri in after], strict=False))
        # who has published nothing is shown neither before nor after
        hidden = {before[3]: (404, None), after[3]: (404, None)}
        assert routes == {**moved, **dict.fromkeys(after[:3], (200, None)), **hidden}
        assert await quire(own_url, *BACK) == 0
        data, routes = await read(client, *before, *after)
        moved = dict(zip(after[:3], [(301, uri) for uri in before], strict=False))
        assert routes == {**moved, **dict.fromkeys(before[:3], (200, None)), **hidden}
        assert [data[name]["uri"] for name in ("category", "tag", "author")] == list(before[:3])
    async with row_factories.owner_connection(own_url) as owner:
        changes = await owner.fetch("select node, event, tags from change")
    assert [tuple(row) for row in changes] == [("site", "UPDATED", ["site", "everything"])] * 2


async def test_a_repeated_change_moves_nothing(
    own_url: str, quire: Quire, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert await quire(own_url, "--tag", "/Label/") == 0
    assert await quire(own_url) == 0
    assert capsys.readouterr().err == "1 tags moved\n"
    async with row_factories.owner_connection(own_url) as owner:
        assert await owner.fetchval("select count(*) from change") == 1


REFUSED = {
    "a draft is there": (("--category", "about"), "Coast would be at /about/coast/, where there is a page."),
    "a post is there": (("--category", ""), "Coast would be at /coast/, where there is a post."),
    "a redirect is there": (("--tag", "old"), "Light would be at /old/light/, where there is a redirect."),
    "tags without": (("--tag", "/"), "Paths of tags and of authors begin with something."),
    "two alike": (("--author", "TAG"), "need a base each"),
    "a base that is left": (("--category", "tag", "--tag", "label"), "Change theirs first"),
    "no path": (("--category", "a?b"), "cannot begin a path"),
    "a dot": (("--category", "a/../b"), "cannot begin a path"),
    "too long": (("--category", "a" * 101), "100 characters at most"),
    "a word of routes": (("--author", "blog/feed"), "/feed/ means something else"),
}  # fmt: skip


@pytest.mark.parametrize(("options", "why"), REFUSED.values(), ids=REFUSED)
async def test_what_would_be_ambiguous_is_refused(
    publication_url: str,
    quire: Quire,
    options: tuple[str, ...],
    why: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with row_factories.owner_connection(publication_url) as owner:
        before = await owner.fetch(STORED)
        assert await quire(publication_url, *options) == 2
        assert await owner.fetch(STORED) == before
    error = capsys.readouterr().err
    assert error.startswith("quire: ")
    assert why in error


async def test_who_is_killed_in_the_middle_has_changed_nothing(
    own_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "AT_ONCE", 1)
    database = await Database.open(own_url, pool_size=1)
    after = UriBases("topics", "label", "people")

    async def change(die: Callable[[Connection], None]) -> None:
        async with database.transaction() as opened:
            # the category and the tag have moved then, the authors have not
            await moving.change_bases(
                opened, after, lambda what, count: die(opened) if what == "tags" else None
            )

    async with row_factories.owner_connection(own_url) as owner:
        before = await owner.fetch(STORED)
        with pytest.raises(QuireError):
            await change(lambda opened: opened.terminate())
        assert await owner.fetch(STORED) == before
        assert await owner.fetchval("select count(*) from former_uri") == 0
        await change(lambda opened: None)
        stored = [row["uri"] for row in await owner.fetch(STORED)]
        assert stored == ["/label/light/", "/people/ada/", "/people/bo/", "/topics/coast/"]
    await database.close()


async def test_new_terms_stand_where_the_bases_say(connection: Connection) -> None:
    editor = Viewer(Role.EDITOR, 1, 1)
    await connection.execute("update entry set status = 'TRASH'")
    await moving.change_bases(connection, replace(await uri_bases(connection), category=""))
    await connection.execute("update entry set status = 'DRAFT' where uri = '/about/coast/'")
    await connection.execute("update entry set uri = '/hills/' where uri = '/about/coast/'")
    for name in ("Hills", "Feed", "Woods"):
        await create_term(connection, editor, TermKind.CATEGORY, {"name": name})
    rows = await connection.fetch("select uri from term where kind = 'CATEGORY' order by id")
    # a draft page has /hills/, and /feed/ is the feed of the site
    assert [row["uri"] for row in rows] == ["/coast/", "/hills-2/", "/feed-2/", "/woods/"]


async def test_no_category_stands_where_a_feed_of_the_site_is(connection: Connection) -> None:
    await connection.execute("update term set slug = 'feed' where kind = 'CATEGORY'")
    with pytest.raises(QuireError, match="A category would be at /feed/"):
        await moving.change_bases(connection, replace(await uri_bases(connection), category=""))
