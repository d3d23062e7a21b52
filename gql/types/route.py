"""What lives at a path."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from functools import partial
from typing import Annotated, Any

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
    info: strawberry.Info[Any],
    uri: Annotated[str, argument(description="A path from the root of the site, or an address.")],
) -> Route:
    """What lives at a path: a front end's router asks this first."""
    path = path_of(uri)
    found = await _found(info.context, path) if path else None
    if found is None or found["status"] == 410:
        return _route(found["status"] if found else 404)
    if comment := _COMMENT.search(uri):
        return await _comment(info, found, int(comment[1]))
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


async def _comment(info: Any, found: Record, key: int) -> Route:
    """The comment that a fragment names, where it answers what lives at the path."""
    comment = await engine.record(info._raw_info, engine.of_kind("COMMENT"), key)
    status, location = found["status"], found["location"]
    if comment is None or comment.entry_id != found["target_id"]:
        return _route(status, location, found["target_kind"], found["target_id"])
    return _route(status, location and f"{location}#comment-{key}", "COMMENT", key)
