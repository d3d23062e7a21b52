"""Likes of posts and comments: at most one of each author or guest for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from gql.content import rate_limit
from gql.content.change_log import note_changes_of_triggers, record_change
from gql.db import Connection, Database
from gql.errors import RateLimited, RecordNotFound
from gql.sql.like import SQL

UNLIKE_REFUSALS = (RecordNotFound,)
LIKE_REFUSALS = (*UNLIKE_REFUSALS, RateLimited)
TargetKind = Literal["post", "comment"]
GUEST_WINDOW, MAX_GUEST_LIKES = 3600.0, 120  # seconds; likes of guests of one client network


@dataclass(frozen=True, slots=True)
class Liker:
    """An author by the id of their profile, or a guest by the key that was signed for them.

    `network`: of guests, the client network by which their likes are limited.
    """

    author_id: int | None = None
    guest_key: UUID | None = None
    network: str = ""

    @property
    def lock_name(self) -> str:
        """The subject of the lock in this process; guests of one network share it."""
        return f"like of {self.author_id or self.network}"

    @property
    def kind(self) -> str:
        """As in the names of the statements: like_post_as_author, like_post_as_guest."""
        return "author" if self.author_id is not None else "guest"

    @property
    def key(self) -> int | UUID | None:
        """What identifies the liker in the table of their kind."""
        return self.guest_key if self.author_id is None else self.author_id


async def like(connection: Connection, kind: TargetKind, target_id: int, liker: Liker) -> int:
    """Store a like and return the new like count.

    Raises RecordNotFound if readers do not see the target, and RateLimited for guests.
    """
    if liker.author_id is None:
        # without a key each like of a guest is one of a new guest, so only the network limits them
        await rate_limit.count_attempt(
            connection,
            {f"like from {liker.network}": MAX_GUEST_LIKES},
            seconds=GUEST_WINDOW,
            what="Too many likes came from your network.",
        )
    discussion = await _lock_target(connection, kind, target_id)
    statement = SQL[f"like_{kind}_as_{liker.kind}"]
    result = await connection.execute(statement.text, target_id, liker.key)
    return await _record_and_count(connection, kind, target_id, liker, result, discussion)


async def unlike(connection: Connection, kind: TargetKind, target_id: int, liker: Liker) -> int:
    """Delete the like, if there is one, and return the new like count. Raises RecordNotFound."""
    discussion = await _lock_target(connection, kind, target_id)
    statement = SQL[f"unlike_{kind}_as_{liker.kind}"]
    result = await connection.execute(statement.text, target_id, liker.key)
    return await _record_and_count(connection, kind, target_id, liker, result, discussion)


async def _lock_target(connection: Connection, kind: TargetKind, target_id: int) -> str | None:
    """Lock the target. Returns the node of what a comment is on. Raises RecordNotFound."""
    # Before the like is inserted. The foreign key of the like takes a weak lock on its target, and
    # the trigger that counts likes then needs a stronger one; a deletion that came in between
    # waits for the first and blocks the second: a deadlock.
    target = await connection.fetchrow(SQL[f"lock_visible_{kind}"].text, target_id)
    if target is None:
        raise RecordNotFound
    if kind == "post":
        return None
    return f"{target['entry_kind'].lower()}:{target['entry_id']}"


async def _record_and_count(
    connection: Connection,
    kind: TargetKind,
    target_id: int,
    liker: Liker,
    result: str,
    discussion: str | None,
) -> int:
    """`result`: the command tag of the statement, such as INSERT 0 1."""
    if not result.endswith(" 0"):  # a repeated like changes nothing, so nothing is recorded
        liker_tags = [f"author:{liker.author_id}"] if liker.author_id is not None else []
        # of the lists that are sorted by likes
        list_tags = [f"{kind}s:liked", *([f"comments:liked of {discussion}"] if discussion else ())]
        await record_change(
            connection,
            "UPDATED",
            f"{kind}:{target_id}",
            [*liker_tags, *list_tags],
            action="LIKED",
            discussion=discussion,
        )
    return int(await connection.fetchval(SQL[f"{kind}_like_count"].text, target_id))


async def show_due_counts(database: Database) -> None:
    """Copy counts of likes to entries that somebody held meanwhile: to be called every second.

    A like does not wait for who changes the entry, and the next like may be long in coming.
    """
    async with database.transaction() as connection:
        await connection.execute(SQL["show_due_counts"].text)
        await note_changes_of_triggers(connection)
