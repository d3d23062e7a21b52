"""What lives at a path."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

import strawberry

from gql import engine
from gql.db import Record
from gql.engine import Context, argument
from gql.sql import route as statements
from gql.types.node import Resource

_COMMENT = re.compile(r"comment-([1-9][0-9]{0,17})")


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
    context: Context = info.context
    path, fragment = _split(uri)
    found = await context.load("routes", lambda: _batch(context), path)
    if found is None or found["status"] == 410:
        return _route(found["status"] if found else 404)
    if comment := _COMMENT.fullmatch(fragment):
        return await _comment(info, found, int(comment[1]))
    return _route(found["status"], found["location"], found["target_kind"], found["target_id"])


def _route(
    status: int, location: str | None = None, kind: str | None = None, key: int | None = None
) -> Route:
    values = {"status": status, "location": location, "target_kind": kind, "target_id": key}
    return engine.instance(Route, values)


def _batch(context: Context) -> Any:
    async def routes(paths: list[str]) -> list[Record | None]:
        # a path with and without its last slash are the same place
        forms = {path: [path, path.rstrip("/") or "/", path.rstrip("/") + "/"] for path in paths}
        every = list(dict.fromkeys(form for each in forms.values() for form in each))
        records = dict(zip(every, await statements.routes(context.db, every), strict=True))
        return [next((r for f in forms[p] if (r := records[f])), None) for p in paths]

    return routes


def _split(uri: str) -> tuple[str, str]:
    """The path and the fragment of a path or address."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return uri, ""
    return parts.path or "/", parts.fragment


async def _comment(info: Any, found: Record, key: int) -> Route:
    """The comment that a fragment names, where it answers what lives at the path."""
    comment = await engine.record(info._raw_info, engine.of_kind("COMMENT"), key)
    status, location = found["status"], found["location"]
    if comment is None or comment.entry_id != found["target_id"]:
        return _route(status, location, found["target_kind"], found["target_id"])
    return _route(status, location and f"{location}#comment-{key}", "COMMENT", key)
