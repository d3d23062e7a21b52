"""What one change of terms may move: so many posts, and categories to so many levels."""

from __future__ import annotations

from collections.abc import Sequence

from gql.db import Connection
from gql.errors import BadInput, LimitExceeded
from gql.sql.statements import statements

SQL = statements("term")
MAX_DEPTH = 20  # levels of categories: each shows all above it
MAX_MOVED_POSTS = 10_000  # of a category in 1.4 seconds on a busy machine


async def require_few_posts(connection: Connection, ids: Sequence[int]) -> None:
    """Raise LimitExceeded where so many posts carry the terms, or those below them, that a request
    cannot move them.
    """
    posts = await connection.fetchval(SQL["count_posts"].text, list(ids), MAX_MOVED_POSTS + 1)
    if posts > MAX_MOVED_POSTS:
        raise LimitExceeded(
            "posts", requested=posts, allowed=MAX_MOVED_POSTS, what="Too many posts have it"
        )


async def require_few_levels(connection: Connection, term_id: int) -> None:
    """Raise BadInput if what is below a term now stands too deep."""
    if await connection.fetchval(SQL["deepest_level"].text, term_id) > MAX_DEPTH:
        what = f"What is below it would stand too deep: categories stand at most {MAX_DEPTH} deep."
        raise BadInput(what, field=["from"])
