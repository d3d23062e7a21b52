"""Likes: one of each person for each thing, however often it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from gql.content import rate_limit
from gql.content.change_log import announce
from gql.db import Connection
from gql.errors import NotThere
from gql.sql.like import SQL

Kind = Literal["post", "comment"]
SECONDS, OF_ADDRESS = 3600.0, 120  # likes of guests from one address on the network


@dataclass(frozen=True, slots=True)
class Liker:
    """An author by their profile, or a guest by the key that was signed for them."""

    author_id: int | None = None
    guest_key: UUID | None = None
    address: str = ""

    @property
    def turn(self) -> str:
        """Guests wait for those of their address, as limits count them."""
        return f"like of {self.author_id or self.address}"

    @property
    def way(self) -> str:
        return "author" if self.author_id is not None else "guest"

    @property
    def name(self) -> int | UUID | None:
        return self.guest_key if self.author_id is None else self.author_id


async def like(connection: Connection, kind: Kind, key: int, liker: Liker) -> int:
    """How many like it then. Raises NotThere for what readers do not see, and RateLimited."""
    if liker.author_id is None:
        await rate_limit.count_attempt(
            connection,
            {f"like from {liker.address}": OF_ADDRESS},
            seconds=SECONDS,
            what="Too many likes came from your network.",
        )
    lists = await _lists_of_visible(connection, kind, key)
    done = await connection.execute(SQL[f"like_{kind}_as_{liker.way}"].text, key, liker.name)
    return await _counted(connection, kind, key, liker, done, lists)


async def unlike(connection: Connection, kind: Kind, key: int, liker: Liker) -> int:
    """How many like it then. Raises NotThere for what readers do not see."""
    lists = await _lists_of_visible(connection, kind, key)
    done = await connection.execute(SQL[f"unlike_{kind}_as_{liker.way}"].text, key, liker.name)
    return await _counted(connection, kind, key, liker, done, lists)


async def _lists_of_visible(connection: Connection, kind: Kind, key: int) -> list[str]:
    """Tags of the lists whose order depends on who likes it. Raises NotThere."""
    found = await connection.fetchrow(SQL[f"likeable_{kind}"].text, key)
    if found is None:
        raise NotThere
    if kind == "post":
        return ["posts:liked"]
    entry = f"{found['entry_kind'].lower()}:{found['entry_id']}"
    return ["comments:liked", f"comments:liked of {entry}"]


async def _counted(
    connection: Connection, kind: Kind, key: int, liker: Liker, done: str, lists: list[str]
) -> int:
    """`done`: what Postgres says of the statement. What was so already changes nothing."""
    if not done.endswith(" 0"):
        who = [f"author:{liker.author_id}"] if liker.author_id is not None else []
        await announce(connection, "UPDATED", f"{kind}:{key}", [*who, *lists])
    return int(await connection.fetchval(SQL[f"likes_of_{kind}"].text, key))
