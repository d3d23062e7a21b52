"""Automatic persisted queries: asked for by hash, sent once, known from then on, to all processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gql.db import Statement
from gql.http.accept import GRAPHQL, JSON
from tests.documents.requests_by_id import NOT_FOUND, ask, outcome, persisted, sha256
from tests.http_site import Site, start_site

TITLE = "query Title { site { title } }"
MUTATION = 'mutation { signOut(input: { refreshToken: "x" }) { userErrors { code } } }'


@pytest.fixture(scope="module")
async def site(module_database: str) -> AsyncIterator[Site]:
    async with start_site(module_database) as site:
        yield site


async def stored_hashes(site: Site) -> list[str]:
    rows = await site.database.fetch_as_owner(
        Statement("hashes", "select hash from registered_document order by used_at, hash")
    )
    return [row["hash"] for row in rows]


async def test_a_document_is_sent_once_and_then_named_by_its_hash(site: Site) -> None:
    answer = await site.data(TITLE)
    for method in ("GET", "POST"):
        text = TITLE.replace("Title", f"By{method.title()}")
        for accept in (GRAPHQL, JSON):
            response = await ask(site.client, persisted(text), method=method, accept=accept)
            assert outcome(response) == NOT_FOUND
            assert response.json()["errors"][0]["message"] == "PersistedQueryNotFound"
            assert response.headers["cache-control"] == "private, no-store"
        whole = await ask(site.client, persisted(text, with_query=True), method=method)
        assert outcome(whole) == answer
        for again in ("GET", "POST"):
            assert outcome(await ask(site.client, persisted(text), method=again)) == answer
        by_draft = {"documentId": f"sha256:{sha256(text)}"}
        assert outcome(await ask(site.client, by_draft, method=method)) == answer


async def test_the_draft_s_id_registers_a_document_too(site: Site) -> None:
    text = TITLE.replace("Title", "ByDraft")
    id = f"sha256:{sha256(text)}"
    unknown = await ask(site.client, {"documentId": id})
    assert outcome(unknown) == (404, "DOCUMENT_NOT_FOUND")
    assert "site" in outcome(await ask(site.client, {"documentId": id, "query": text}))
    assert "site" in outcome(await ask(site.client, {"documentId": id}, method="GET"))


WRONG: dict[str, tuple[dict[str, Any], tuple[int, str]]] = {
    "another hash": (
        {"query": TITLE, **persisted("{ site { url } }")},
        (400, "PERSISTED_QUERY_HASH_MISMATCH"),
    ),
    "a hash in capitals": (
        {
            "query": TITLE,
            "extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256(TITLE).upper()}},
        },
        (400, "PERSISTED_QUERY_HASH_MISMATCH"),
    ),
    "another id": (
        {"query": TITLE, "documentId": f"sha256:{sha256('x')}"},
        (400, "PERSISTED_QUERY_HASH_MISMATCH"),
    ),
    "an id and a document": ({"query": TITLE, "documentId": "title"}, (400, "BAD_REQUEST")),
    "an unknown id": ({"documentId": "title"}, (404, "DOCUMENT_NOT_FOUND")),
    "a long unknown id": ({"documentId": "x" * 5_000}, (404, "DOCUMENT_NOT_FOUND")),
    "an empty id": ({"documentId": ""}, (400, "GRAPHQL_PARSE_FAILED")),
    "another version": (
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": sha256(TITLE)}}},
        (400, "BAD_REQUEST"),
    ),
    "no hash": ({"extensions": {"persistedQuery": {"version": 1}}}, (400, "BAD_REQUEST")),
    "a list": ({"extensions": {"persistedQuery": [1]}}, (400, "BAD_REQUEST")),
}


@pytest.mark.parametrize(("parameters", "expected"), WRONG.values(), ids=WRONG)
async def test_what_names_no_document_is_refused(
    site: Site, parameters: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert outcome(await ask(site.client, parameters)) == expected


async def test_a_number_is_no_id(site: Site) -> None:
    assert outcome(await ask(site.client, {"documentId": 1})) == (400, "BAD_REQUEST")


async def test_a_mutation_by_get_is_refused_by_its_hash_too(site: Site) -> None:
    assert "signOut" in outcome(await ask(site.client, persisted(MUTATION, with_query=True)))
    for parameters in (persisted(MUTATION), {"documentId": f"sha256:{sha256(MUTATION)}"}):
        response = await ask(site.client, parameters, method="GET")
        assert outcome(response) == (405, "NOT_ALLOWED_BY_GET")
        assert "signOut" in outcome(await ask(site.client, parameters))


async def test_what_is_not_valid_is_not_registered(site: Site) -> None:
    for text in ("{ nothing }", "{ site {", "{ a: __typename " * 60 + "}" * 60):
        refused = outcome(await ask(site.client, persisted(text, with_query=True)))
        assert refused[0] == 400
        assert outcome(await ask(site.client, persisted(text))) == NOT_FOUND


async def test_a_browser_that_opens_a_document_s_address_gets_no_page(site: Site) -> None:
    html = "text/html,application/xhtml+xml"
    response = await ask(site.client, persisted(TITLE), method="GET", accept=html)
    assert response.json()["errors"]
    page = await site.client.get("/graphql", headers={"accept": html})
    assert page.headers["content-type"].startswith("text/html")


async def test_what_was_asked_for_again_is_known_to_other_processes_and_after_a_restart(
    empty_database: str,
) -> None:
    once, twice = TITLE, TITLE.replace("Title", "Twice")
    async with start_site(empty_database) as first, start_site(empty_database) as second:
        for text in (once, twice):
            await ask(first.client, persisted(text, with_query=True))
        await ask(first.client, persisted(twice))
        await until_known(second, twice)
        # nobody has asked for it again: it is not worth a row
        assert outcome(await ask(second.client, persisted(once))) == NOT_FOUND
    async with start_site(empty_database) as third:
        assert "site" in outcome(await ask(third.client, persisted(twice)))
        assert await stored_hashes(third) == [sha256(twice)]


async def until_known(site: Site, text: str) -> None:
    """Asks a process until it knows a document that another one has written."""
    async with asyncio.timeout(10):
        while outcome(await ask(site.client, persisted(text))) == NOT_FOUND:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_with_none_to_keep_clients_are_told_to_send_documents(
    module_database: str,
) -> None:
    async with start_site(module_database, registered_documents=0) as site:
        response = await ask(site.client, persisted(TITLE))
        assert outcome(response) == (200, "PERSISTED_QUERY_NOT_SUPPORTED")
        assert "site" in outcome(await ask(site.client, persisted(TITLE, with_query=True)))
        response = await ask(site.client, persisted(TITLE))
        assert outcome(response) == (200, "PERSISTED_QUERY_NOT_SUPPORTED")
