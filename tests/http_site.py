"""A service with accounts, spoken to over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from gql.app import create_app
from gql.auth.account import add_account
from gql.db import Database
from gql.settings import Settings
from gql.viewer import Role

KEY = "the key of the tests, " + "long enough for the longest hash, " * 2
PASSWORD = "correct horse battery"
ADA = "ada@blog.example"

SIGN_IN = """
mutation SignIn($email: String!, $password: String!) {
  signIn(input: { email: $email, password: $password }) {
    accessToken refreshToken expiresAt
    viewer { email role author { name slug } }
    userErrors { code message field }
  }
}
"""
REFRESH = """
mutation Refresh($old: String!) {
  refreshSession(input: { refreshToken: $old }) {
    accessToken refreshToken viewer { email } userErrors { code field }
  }
}
"""
SIGN_OUT = """
mutation SignOut($old: String!) {
  signOut(input: { refreshToken: $old }) { userErrors { code field } }
}
"""
WHO = "{ viewer { email role author { name } } }"


@dataclass
class Site:
    """A service, its database, and a client of it."""

    client: httpx.AsyncClient
    database: Database
    url: str

    async def ask(self, query: str, token: str | None = None, **variables: object) -> Any:
        """The whole response."""
        headers = {"accept": "application/graphql-response+json"}
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        body = {"query": query, "variables": variables}
        return await self.client.post("/graphql", json=body, headers=headers)

    async def data(self, query: str, token: str | None = None, **variables: object) -> Any:
        answer = (await self.ask(query, token, **variables)).json()
        assert "errors" not in answer, answer
        return answer["data"]

    async def code(self, query: str, token: str | None = None, **variables: object) -> Any:
        """The status, and the code of the first error."""
        answer = await self.ask(query, token, **variables)
        return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]

    async def add(self, email: str, role: Role = Role.READER, name: str = "Ada Byron") -> None:
        async with self.database.transaction() as connection:
            await add_account(connection, email, name=name, role=role, password=PASSWORD)

    async def sign_in(self, email: str = ADA, password: str = PASSWORD) -> Any:
        return (await self.data(SIGN_IN, email=email, password=password))["signIn"]


@asynccontextmanager
async def started(url: str, **settings: object) -> AsyncIterator[Site]:
    given = {"token_key": KEY, "introspection": True, **settings}
    app = create_app(Settings(database_url=url, **given))  # type: ignore[arg-type]
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    opened = await Database.open(url, pool_size=4)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://quire.example") as client,
    ):
        yield Site(client, opened, url)
    await opened.close()


@pytest.fixture
async def site(empty_database: str) -> AsyncIterator[Site]:
    """With one account: Ada, who reads."""
    async with started(empty_database) as found:
        await found.add(ADA)
        yield found
