"""An import and writers at once: the same slugs, tags, authors and paths, and no internal error."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gql.auth.account import add_account
from gql.content.draft import AuthorDraft, Draft, TermDraft, TermKind
from gql.errors import TimedOut
from gql.importers.publication import PublicationImport
from gql.viewer import Role
from tests.importers.draft_factories import AUTHOR, import_drafts, page, post
from tests.mutations.entry_requests import CREATE, Newsroom

# what is written, and what it is called if it is the first
FIRST = {"slug": "same", "tag": "rye", "path": "/about/", "author": "grace"}
CREATE_PAGE = """mutation($input: CreatePageInput!) {
  createPage(input: $input) { page { slug uri } userErrors { code message } }
}"""
IMPORTED: list[Draft] = [
    AUTHOR,
    AuthorDraft("grace", "Grace", slug="grace"),
    TermDraft("rye", TermKind.TAG, "Rye", slug="rye"),
    post("1", slug="same", uri="/same/"),
    page("2", slug="about", uri="/about/"),
]


async def write(newsroom: Newsroom, what: str) -> Any:
    """Do what an import does too; returns what came of it, or the code of the refusal."""
    new = {"title": "x", "content": "x"}
    if what == "author":
        try:
            async with newsroom.site.database.transaction() as connection:
                await add_account(
                    connection, "g@x.example", name="Grace", role=Role.AUTHOR, password=None
                )
                return await connection.fetchval(
                    "select max(slug) from author where name = 'Grace'"
                )
        except TimedOut as refused:
            return refused.code
    document, role, more = {
        "slug": (CREATE, Role.AUTHOR, {"slug": "same"}),
        "tag": (CREATE, Role.AUTHOR, {"tags": ["rye"]}),
        "path": (CREATE_PAGE, Role.EDITOR, {"slug": "about"}),
    }[what]
    response = await newsroom.site.post(document, newsroom.tokens[role], input=new | more)
    body = response.json()
    if "errors" in body:
        return body["errors"][0]["extensions"]["code"]
    (payload,) = body["data"].values()
    assert payload["userErrors"] == []
    if what == "tag":
        return payload["post"]["tags"][0]["slug"]
    return payload["page"]["uri"] if what == "path" else payload["post"]["slug"]


async def write_in_the_end(newsroom: Newsroom, what: str) -> Any:
    """The same, again while it is told to try again: on a busy machine others take their time."""
    while (result := await write(newsroom, what)) in ("TIMED_OUT", "UNAVAILABLE"):
        pass
    return result


@pytest.mark.slow(3)
async def test_who_writes_while_an_import_runs_is_told_to_try_again_and_can(
    newsroom: Newsroom,
) -> None:
    async with newsroom.site.database.transaction() as connection:
        async with PublicationImport(connection, source="s") as publication:
            for draft in IMPORTED:
                await publication.add(draft)
            await publication.finish()
        # all is written, and nobody else sees it yet
        refused = await asyncio.gather(*(write(newsroom, what) for what in FIRST))
    assert refused == ["TIMED_OUT"] * len(FIRST)
    then = {"slug": "same-2", "tag": "rye", "path": "/about-2/", "author": "grace-2"}
    assert {what: await write(newsroom, what) for what in FIRST} == then


async def test_an_import_waits_for_who_writes_and_numbers_what_is_taken(newsroom: Newsroom) -> None:
    *written, _ = await asyncio.gather(
        *(write_in_the_end(newsroom, what) for what in FIRST),
        import_drafts(newsroom.site.database, IMPORTED),
    )
    for result, first in zip(written, FIRST.values(), strict=True):
        assert result in (first, f"{first.rstrip('/')}-2{'/' if first.endswith('/') else ''}")
    async with newsroom.site.database.transaction() as connection:
        slugs = await connection.fetch(
            "select slug from entry where kind = 'POST' union all select slug from author "
            "union all select uri from entry where kind = 'PAGE'"
        )
    for taken in ("same", "/about/", "grace"):
        assert [record["slug"] for record in slugs].count(taken) == 1


async def test_one_slug_and_one_path_for_many_at_once_get_a_number_each(newsroom: Newsroom) -> None:
    for what, numbered in (("slug", "same{}"), ("path", "/about{}/")):
        results = await asyncio.gather(*(write_in_the_end(newsroom, what) for _ in range(4)))
        assert set(results) == {numbered.format(n) for n in ("", "-2", "-3", "-4")}
