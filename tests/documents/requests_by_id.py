"""Requests that name their document by an id, as clients send them, and answers in short."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import httpx

from gql.db import Database
from gql.documents.added import NewDocument, add_documents
from gql.documents.manifest import ManifestDocument
from gql.http.accept import GRAPHQL


def sha256(text: str) -> str:
    """The hash by which clients name a document."""
    return hashlib.sha256(text.encode()).hexdigest()


async def add(database: Database, documents: dict[str, str]) -> None:
    """Store documents by their ids, as `quire documents add` does."""
    new = [
        NewDocument(ManifestDocument(id, text, Path("manifest.json")), ["query"])
        for id, text in documents.items()
    ]
    async with database.transaction() as connection:
        await add_documents(connection, new)


def persisted(text: str, *, with_query: bool = False) -> dict[str, Any]:
    """A request as Apollo's link sends it: at first the hash, then with the document."""
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": sha256(text)}}
    return {"extensions": extensions} | ({"query": text} if with_query else {})


async def ask(
    client: httpx.AsyncClient,
    parameters: dict[str, Any],
    *,
    method: str = "POST",
    token: str | None = None,
    accept: str = GRAPHQL,
) -> httpx.Response:
    """The response to a request with these parameters, by POST or by GET."""
    headers = {"accept": accept} | ({"authorization": f"Bearer {token}"} if token else {})
    if method == "POST":
        return await client.post("/graphql", json=parameters, headers=headers)
    encoded = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in parameters.items()
    }
    return await client.get("/graphql", params=encoded, headers=headers)


def outcome(response: httpx.Response) -> Any:
    """The data, or status and code of the only error of a request that was not executed."""
    body = response.json()
    if "data" in body:
        return body["data"]
    [error] = body["errors"]
    return response.status_code, error["extensions"]["code"]


NOT_FOUND = (200, "PERSISTED_QUERY_NOT_FOUND")
NOT_STORED = (403, "DOCUMENT_NOT_STORED")
