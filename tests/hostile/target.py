"""What attackers know of the publication: its address, accounts, and ids of what is large."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from random import Random
from urllib.request import Request, urlopen

import asyncpg

from gql.auth.account import add_account
from gql.db import Database
from gql.engine.global_id import encode_id
from gql.viewer import Role

PASSWORD = "correct horse battery"
ROLES = (Role.READER, Role.AUTHOR, Role.EDITOR)
SIGN_IN = """mutation ($e: String!, $p: String!) {
  signIn(input: { email: $e, password: $p }) { accessToken }
}"""


@dataclass(frozen=True, slots=True)
class Target:
    """`tokens` by role; `posts` and `comments` are global ids, the latter of one long thread."""

    host: str
    port: int
    tokens: dict[Role, str]
    posts: list[str]
    comments: list[str]

    def post(self, random: Random) -> str:
        """The post with the most comments, or any other."""
        return random.choice((self.posts[0], random.choice(self.posts)))


async def find_target(database_url: str, host: str, port: int) -> Target:
    """Adds an account of each role, and signs in with it."""
    database = await Database.open(database_url)
    try:
        for role in ROLES:
            async with database.transaction() as connection:
                await add_account(
                    connection, _email(role), name=f"An {role}", role=role, password=PASSWORD
                )
    finally:
        await database.close()
    url = f"http://{host}:{port}/graphql"
    tokens = {role: await asyncio.to_thread(_sign_in, url, _email(role)) for role in ROLES}
    connection = await asyncpg.connect(database_url)
    try:
        posts = await connection.fetch(POSTS)
        comments = await connection.fetch(COMMENTS, posts[0]["id"])
    finally:
        await connection.close()
    return Target(
        host,
        port,
        tokens,
        [encode_id("Post", record["id"]) for record in posts],
        [encode_id("Comment", record["id"]) for record in comments],
    )


def _email(role: Role) -> str:
    return f"{role.lower()}@attacker.example"


def _sign_in(url: str, email: str) -> str:
    body = json.dumps({"query": SIGN_IN, "variables": {"e": email, "p": PASSWORD}}).encode()
    request = Request(url, body, {"content-type": "application/json"})  # noqa: S310
    with urlopen(request, timeout=60) as response:  # noqa: S310
        return str(json.load(response)["data"]["signIn"]["accessToken"])


POSTS = """
select e.id
from quire.entry e
where e.kind = 'POST' and e.status = 'PUBLISHED'
order by (select count(*) from quire.comment c where c.entry_id = e.id) desc, e.id
limit 200
"""
COMMENTS = "select id from quire.comment where entry_id = $1 order by id limit 1000"
