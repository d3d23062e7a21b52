"""What lives at a path."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from functools import partial
from typing import Annotated

import strawberry

from gql import engine
from gql.db import Record
from gql.engine import Context, argument
from gql.sql import route as statements
from gql.types.node import Resource, path_of

_COMMENT = re.compile(r"#comment-([1-9][0-9]{0,17})$")


@strawberry.type(description="What lives at a path.")
class Route:
    status: int = strawberry.field(
        description="200: here. 301: moved to location. 404: nothing. 410: it was here once."
    )
    location: str | None = strawberry.field(description="Where it moved to, as a path.")
    resource: Resource | None = engine.to_one(
        "target_id", "What is here, or where it moved to.", kind="target_kind"
    )


async def route(
    context: Context,
    uri: Annotated[str, argument(description="A path from the root of the site, or an address.")],
) -> Route:
    """What lives at a path: a front end's router asks this first."""
    path = path_of(uri)
    found = await _found(context, path) if path else None
    if found is None or found["status"] == 410:
        return _route(found["status"] if found else 404)
    if comment := _COMMENT.search(uri):
        return await _comment(context, found, int(comment[1]))
    return _route(found["status"], found["location"], found["target_kind"], found["target_id"])


def _found(context: Context, path: str) -> Awaitable[Record | None]:
    batch = partial(statements.routes, context.db)
    found: Awaitable[Record | None] = context.load("routes", lambda: batch, path)
    return found


def _route(
    status: int, location: str | None = None, kind: str | None = None, key: int | None = None
) -> Route:
    values = {"status": status, "location": location, "target_kind": kind, "target_id": key}
    return engine.instance(Route, values)


async def _comment(context: Context, found: Record, key: int) -> Route:
    """The comment that a fragment names, where it answers what lives at the path."""
    batch = partial(statements.entries_of_comments, context.db)
    entry = await context.load("entries of comments", lambda: batch, key)
    status, location = found["status"], found["location"]
    if entry is None or entry != found["target_id"]:
        return _route(status, location, found["target_kind"], found["target_id"])
    return _route(status, location and f"{location}#comment-{key}", "COMMENT", key)
