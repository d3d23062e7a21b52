"""A data folder that the version before has made and filled is served after an upgrade."""

from __future__ import annotations

from pathlib import Path

import pytest

import gql.migrate
from gql.db import Database
from gql.embedded import embedded_postgres
from gql.importers.wordpress import import_wordpress
from gql.migrate import migrate, migrations
from tests.conftest import SHARED
from tests.embedded.server_process import FAST
from tests.operation_client import open_client
from tests.schema import row_factories

EXPORT = SHARED / "data/seed/personal-roi.wxr.xml"
OF_BEFORE = 7  # migrations
TEXTS = {
    "quotes": ("“hello” —quietly… «bonjour»", ("hello", "quietly", "bonjour")),
    "accents": ("Renée in Zürich", ("renee", "zurich")),
    "japanese": ("私は東京都に行きました", ("東京", "京都")),
    "ascii": ("Plain words stay", ("plain", "words")),
}
SEARCH = """query ($words: String!, $slug: String!) {
  search(query: $words) { nodes { ... on Post { slug } ... on Comment { id } } }
  post(by: { slug: $slug }) { title comments { totalCount } }
}"""


@pytest.mark.slow(10)
async def test_it_starts_is_searched_read_by_slug_and_imported_into(
    new_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # then LC_CTYPE is "C", as in every folder of before
    monkeypatch.setattr("gql.embedded.character_locale.LOCALES", ())
    with embedded_postgres(new_folder, FAST) as url:
        of_before = migrations()[:OF_BEFORE]
        monkeypatch.setattr(gql.migrate, "migrations", lambda: of_before)
        await migrate(url)
        await _fill(url)
    monkeypatch.undo()

    with embedded_postgres(new_folder, FAST) as url:
        assert await migrate(url) == [one.name for one in migrations()[OF_BEFORE:]]
        async with open_client(url) as client:
            for slug, (_, words) in TEXTS.items():
                for word in words:
                    data = await client.data(SEARCH, {"words": word, "slug": slug})
                    found = [next(iter(node.values())) for node in data["search"]["nodes"]]
                    assert slug in found, (slug, word)
                    assert len(found) == 2, "the post and its comment"
                    assert data["post"] == {"title": slug, "comments": {"totalCount": 1}}
        database = await Database.open(url)
        await import_wordpress(database, [EXPORT])
        await database.close()
        async with open_client(url) as client:
            data = await client.data("{ posts { nodes { slug } } }")
            slugs = {node["slug"] for node in data["posts"]["nodes"]} - TEXTS.keys()
            assert slugs
            for slug in slugs:
                assert (await client.data(SEARCH, {"words": "", "slug": slug}))["post"]


async def _fill(url: str) -> None:
    """Add a post and a comment of each text, by statements of the version before."""
    async with row_factories.owner_connection(url) as owner:
        author = await row_factories.author(owner)
        for slug, (text, _) in TEXTS.items():
            post = await row_factories.entry(
                owner, author, slug=slug, uri=f"/{slug}/", title=slug, content_text=text
            )
            await row_factories.comment(owner, post, content_text=text)
