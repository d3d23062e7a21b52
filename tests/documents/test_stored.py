"""Stored documents: by every id, in every process, and with QUIRE_DOCUMENTS=stored nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gql.db import Database
from gql.documents import Documents, follow
from gql.documents.added import remove_documents
from gql.errors import DocumentNotFound
from gql.operation.request import GraphQLRequest
from gql.viewer import ANONYMOUS, Role
from tests.documents.requests_by_id import NOT_STORED, add, ask, outcome, persisted, sha256
from tests.http_site import Site, start_site

TITLE = "query Title { site { title } }"
SIGN_OUT = 'mutation SignOut { signOut(input: { refreshToken: "x" }) { userErrors { code } } }'
INTROSPECTION = "{ __schema { queryType { name } } }"
STORED = {"title": TITLE, sha256(SIGN_OUT): SIGN_OUT}
FREE = "{ site { title } }"


@pytest.fixture(scope="module")
async def site(module_database: str) -> AsyncIterator[Site]:
    """A service that runs stored documents only, with a reader, an author and an editor."""
    database = await Database.open(module_database, pool_size=1)
    await add(database, STORED)
    await database.close()
    async with start_site(module_database, documents="stored") as site:
        for role in (Role.READER, Role.CONTRIBUTOR, Role.EDITOR):
            await site.add_account(f"{role.lower()}@blog.example", role, role.title())
        yield site


async def token(site: Site, role: Role) -> str:
    """An access token: signIn is not stored here, so another service of the database gives it."""
    async with start_site(site.url) as other:
        signed_in = await other.sign_in(f"{role.lower()}@blog.example")
    found: str = signed_in["accessToken"]
    return found


BY_ID: dict[str, dict[str, Any]] = {
    "its id": {"documentId": "title"},
    "its hash": {"documentId": f"sha256:{sha256(TITLE)}"},
    "Apollo's hash": persisted(TITLE),
    "an id in Apollo's place": {
        "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "title"}}
    },
    "its text": {"query": TITLE},
    "its text and hash": persisted(TITLE, with_query=True),
}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("parameters", BY_ID.values(), ids=BY_ID)
async def test_a_stranger_runs_what_is_stored(
    site: Site, parameters: dict[str, Any], method: str
) -> None:
    assert "site" in outcome(await ask(site.client, parameters, method=method))


REFUSED: dict[str, dict[str, Any]] = {
    "a document": {"query": FREE},
    "an empty one": {"query": ""},
    "one that is not valid": {"query": "{ nothing"},
    "introspection": {"query": INTROSPECTION},
    "a mutation": {"query": "mutation { __typename }"},
    "one with its hash": persisted(FREE, with_query=True),
    "an unknown hash": persisted(FREE),
    "an unknown id": {"documentId": "nothing"},
    "an unknown hash as an id": {"documentId": f"sha256:{sha256(FREE)}"},
    "a blank more": {"query": TITLE + " "},
}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("parameters", REFUSED.values(), ids=REFUSED)
async def test_whatever_else_a_stranger_sends_gets_one_error(
    site: Site, parameters: dict[str, Any], method: str
) -> None:
    # twice: nothing is learned from the first time
    for accept in ("application/graphql-response+json", "application/json"):
        response = await ask(site.client, parameters, method=method, accept=accept)
        if method == "GET" and parameters == {"query": ""}:  # an empty parameter is none
            assert outcome(response) == (400, "BAD_REQUEST")
        else:
            assert outcome(response) == NOT_STORED


async def test_who_only_reads_is_no_other_than_a_stranger(site: Site) -> None:
    reader = await token(site, Role.READER)
    assert outcome(await ask(site.client, {"query": FREE}, token=reader)) == NOT_STORED
    assert "site" in outcome(await ask(site.client, {"documentId": "title"}, token=reader))


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR])
async def test_who_may_write_runs_anything_and_leaves_nothing_for_strangers(
    site: Site, role: Role
) -> None:
    writer = await token(site, role)
    assert "site" in outcome(await ask(site.client, {"query": FREE}, token=writer))
    assert "__schema" in outcome(await ask(site.client, {"query": INTROSPECTION}, token=writer))
    with_hash = persisted(FREE, with_query=True)
    for _ in range(3):
        assert "site" in outcome(await ask(site.client, with_hash, token=writer))
    by_hash = await ask(site.client, persisted(FREE), token=writer)
    assert outcome(by_hash) == (200, "PERSISTED_QUERY_NOT_SUPPORTED")
    by_id = await ask(site.client, {"documentId": "nothing"}, token=writer)
    assert outcome(by_id) == (404, "DOCUMENT_NOT_FOUND")
    for parameters in (REFUSED["a document"], with_hash, persisted(FREE)):
        assert outcome(await ask(site.client, parameters)) == NOT_STORED


async def test_a_stored_mutation_runs_by_post_and_not_by_get(site: Site) -> None:
    parameters = {"documentId": sha256(SIGN_OUT)}
    assert "signOut" in outcome(await ask(site.client, parameters))
    refused = await ask(site.client, parameters, method="GET")
    assert outcome(refused) == (405, "NOT_ALLOWED_BY_GET")


async def test_what_was_registered_while_all_was_open_is_not_run_any_more(
    empty_database: str,
) -> None:
    async with start_site(empty_database) as site:
        for _ in range(2):
            assert "site" in outcome(await ask(site.client, persisted(FREE, with_query=True)))
    async with start_site(empty_database, documents="stored") as site:
        assert outcome(await ask(site.client, persisted(FREE))) == NOT_STORED


async def test_running_processes_learn_what_is_added_and_removed(empty_database: str) -> None:
    async with (
        start_site(empty_database) as first,
        start_site(empty_database, documents="stored") as second,
    ):
        unknown = {"documentId": "title"}
        assert outcome(await ask(first.client, unknown)) == (404, "DOCUMENT_NOT_FOUND")
        assert outcome(await ask(second.client, unknown)) == NOT_STORED
        await add(first.database, STORED)
        for site in (first, second):
            await until(site, lambda found: "site" in found)
        async with first.database.transaction() as connection:
            await remove_documents(connection, ["title"])
        await until(first, lambda found: found == (404, "DOCUMENT_NOT_FOUND"))
        await until(second, lambda found: found == NOT_STORED)


async def until(site: Site, is_so: Any) -> None:
    """Asks for the document until the answer is the expected one."""
    async with asyncio.timeout(10):
        while not is_so(outcome(await ask(site.client, {"documentId": "title"}))):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_process_reads_only_what_is_new_in_pieces_and_says_what_is_gone(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "AT_ONCE", 7)
    database = await Database.open(empty_database, pool_size=1)
    documents = Documents()
    many = {f"page-{n}": f"query Page{n} {{ __typename }}" for n in range(50)}
    await add(database, many)
    assert not await documents.follow(database)
    assert len(documents.stored) == 50
    found = documents.resolve(GraphQLRequest("", document_id="page-7"), ANONYMOUS)
    assert (found.query, found.is_stored) == (many["page-7"], True)
    await add(database, {"again": many["page-7"], "more": TITLE})
    assert not await documents.follow(database)
    async with database.transaction() as connection:
        await remove_documents(connection, ["page-7"])  # which is stored under another id too
    assert not await documents.follow(database)
    with pytest.raises(DocumentNotFound):
        documents.resolve(GraphQLRequest("", document_id="page-7"), ANONYMOUS)
    async with database.transaction() as connection:
        await remove_documents(connection, ["more"])
    assert await documents.follow(database)
    assert not await documents.follow(database)
    # what an operator changes by hand is noticed too
    async with database.transaction() as connection:
        await connection.execute(
            "update stored_document set text = $1, hash = $2 where id = 'page-1'",
            TITLE,
            sha256(TITLE),
        )
    assert await documents.follow(database)
    found = documents.resolve(GraphQLRequest("", document_id="page-1"), ANONYMOUS)
    assert found.query == TITLE
    await database.close()
