"""The service with accounts, for tests that need HTTP: sign-in, tokens, mutations."""

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

# long enough for HS512, with which tests forge tokens: PyJWT warns of shorter keys
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
VIEWER_QUERY = "{ viewer { email role author { name } } }"


@dataclass
class Site:
    """A service, its database, and a client of it."""

    client: httpx.AsyncClient
    database: Database
    url: str

    async def post(self, query: str, token: str | None = None, **variables: object) -> Any:
        """The HTTP response to one operation, with a bearer token if there is one."""
        headers = {"accept": "application/graphql-response+json"}
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        body = {"query": query, "variables": variables}
        return await self.client.post("/graphql", json=body, headers=headers)

    async def data(self, query: str, token: str | None = None, **variables: object) -> Any:
        """The data of one operation; fails if it has errors."""
        body = (await self.post(query, token, **variables)).json()
        assert "errors" not in body, body
        return body["data"]

    async def status_and_code(
        self, query: str, token: str | None = None, **variables: object
    ) -> Any:
        """The HTTP status, and the code of the first error."""
        response = await self.post(query, token, **variables)
        return response.status_code, response.json()["errors"][0]["extensions"]["code"]

    async def add_account(
        self, email: str, role: Role = Role.READER, name: str = "Ada Byron"
    ) -> None:
        """Add an account with PASSWORD; its author profile has the name."""
        async with self.database.transaction() as connection:
            await add_account(connection, email, name=name, role=role, password=PASSWORD)

    async def sign_in(self, email: str = ADA, password: str = PASSWORD) -> Any:
        """The payload of signIn: tokens, viewer and userErrors."""
        return (await self.data(SIGN_IN, email=email, password=password))["signIn"]


async def pass_time(site: Site, seconds: int = 31) -> None:
    """Let all refreshes of sessions have happened so many seconds earlier."""
    async with site.database.transaction() as connection:
        await connection.execute(
            "update session set refreshed_at = refreshed_at - make_interval(secs => $1)", seconds
        )


@asynccontextmanager
async def start_site(url: str, **settings: object) -> AsyncIterator[Site]:
    """The service over a database, in this process, with some settings replaced.

    It keeps no answers, unless `cache_bytes` says so: many tests write by hand, which no change log
    tells.
    """
    values = {"token_key": KEY, "introspection": True, "cache_bytes": 0, **settings}
    app = create_app(Settings(database_url=url, **values))  # type: ignore[arg-type]
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    # of the test itself, so that it can look at tables and lock rows beside the service
    database = await Database.open(url, pool_size=4)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://quire.example") as client,
    ):
        yield Site(client, database, url)
    await database.close()


@pytest.fixture
async def site(empty_database: str) -> AsyncIterator[Site]:
    """A service with one account: Ada, with the role READER."""
    async with start_site(empty_database) as site:
        await site.add_account(ADA)
        yield site
