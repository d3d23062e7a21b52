"""Route: what a path of the site leads to, for the router of a front end."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable
from enum import Enum
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlsplit

import strawberry

from gql import engine
from gql.content.former_uri import feed_base, possible_uris
from gql.db import Record
from gql.engine import Context, argument
from gql.sql import route as route_sql
from gql.sql import site as site_sql
from gql.types.node import Resource, parse_path

_COMMENT_FRAGMENT = re.compile(r"#comment-([1-9][0-9]{0,17})$")


@strawberry.enum(description="What a path leads to.")
class RouteKind(Enum):
    FRONT_PAGE = strawberry.enum_value(
        "FRONT_PAGE", description="The root of the site: a page, or the newest posts."
    )
    RESOURCE = strawberry.enum_value("RESOURCE", description="What `resource` is.")
    FEED = strawberry.enum_value(
        "FEED",
        description="A feed: of `resource`, or without one of the newest posts or comments.",
    )


@strawberry.type(description="The result of resolving a path.")
class Route:
    status: int = strawberry.field(
        description="200: found. 301: moved to `location`. 404: not found. 410: gone for good."
    )
    location: str | None = strawberry.field(
        description="The path it moved to; of a file, its full URL."
    )
    kind: RouteKind | None = strawberry.field(
        description="What is there, or where it moved to. Null: nothing, or something elsewhere."
    )
    address: str | None = strawberry.field(
        description="The path where it is: of a feed, the one to link to. Null where nothing is."
    )
    resource: Resource | None = engine.to_one(
        "target_id", "The resource at this path, or at the path it moved to.", kind="target_kind"
    )


async def route(
    context: Context,
    uri: Annotated[
        str,
        argument(
            description="A path from the root of the site, or a full URL, with its query: /?p=7."
        ),
    ],
    preview_token: Annotated[
        str | None,
        argument(
            description="A token of `createPreview`: its post or page is shown with its newest "
            "text, published or not, at the path that it has or will have."
        ),
    ] = None,
    languages: Annotated[
        list[str] | None,
        argument(
            description="Of a post or page that is here, its translation in the first of these "
            "languages that there is is the resource, and `address` where that is; 10 at most, as "
            "of `translation`."
        ),
    ] = None,
) -> Route:
    """Resolves a path to what is published there: the first request of a front end's router."""
    chain = None if languages is None else engine.language_chain(languages)
    if preview_token and (found := await _previewed(context, uri)):
        return found
    found = await _found(context, uri)
    return found if chain is None else await _translated(context, found, chain)


def route_tags(value: Route, uri: str, **_: Any) -> list[str]:
    """The cache tags of what is found at a path, or may be: of the path and all that it may mean,
    of what is there, and of the comment that it ends in."""
    found = vars(value)
    paths = [*possible_uris(uri), *([base] if (base := feed_base(uri)) else [])]
    tags = [f"uri:{path}" for path in (*paths, "/")]
    if found["target_id"] is not None:
        tags.append(f"{found['target_kind'].lower()}:{found['target_id']}")
    if comment := _COMMENT_FRAGMENT.search(uri):
        tags.append(f"comment:{comment[1]}")
    return tags


async def _found(context: Context, uri: str) -> Route:
    """What is published at a path, in whatever language."""
    record, base = await _first_record(context, uri), feed_base(uri)
    if base and not (record and record["uri"] == parse_path(uri)):
        return _feed_route(uri, base, record)
    if record is None and _is_front_page(uri):
        page = await context.read_once("front page", lambda: site_sql.front_page(context.db))()
        kind = RouteKind.FRONT_PAGE
        return _build_route(200, None, "PAGE" if page else None, page, kind=kind, address="/")
    # 410 is answered for what readers once saw; what they never saw is a plain 404
    if record is None or record["status"] == 410:
        return _build_route(record["status"] if record else 404)
    status, location = record["status"], record["location"]
    if status == 200 and record["uri"] != parse_path(uri):  # a page of it, a query
        status, location = 301, record["uri"]
    if comment := _COMMENT_FRAGMENT.search(uri):
        return await _comment_route(context, record, status, location, int(comment[1]))
    return _build_route(
        status,
        location,
        record["target_kind"],
        record["target_id"],
        address=location or record["uri"],
    )


async def _translated(context: Context, found: Route, chain: list[str]) -> Route:
    """The translation of what is at a path, in the first language that there is."""
    values = vars(found)
    target, key, kind = values["target_kind"], values["target_id"], values["kind"]
    if found.status != 200 or kind is RouteKind.FEED or target not in ("POST", "PAGE"):
        return found
    batch = partial(route_sql.translations, context.db, languages=chain)
    chosen = await context.load(("translations", *chain), lambda: batch, key)
    if chosen is None or chosen["id"] == key:
        return found
    return _build_route(200, None, target, chosen["id"], kind=kind, address=chosen["uri"])


async def _previewed(context: Context, uri: str) -> Route | None:
    """The post or page that is previewed, if this is its path."""
    for path in possible_uris(uri):
        for kind in ("Post", "Page"):
            if key := await context.previewed_id(kind, "uri", path):
                return _build_route(200, None, kind.upper(), key, address=path)
    return None


def _feed_route(uri: str, base: str, record: Record | None) -> Route:
    """The feed of what is at a path, or of the whole site."""
    if record is None and base not in ("/", "/comments/"):
        return _build_route(404)
    if record and (record["status"] == 410 or not record["target_kind"]):
        return _build_route(record["status"], record["location"], address=record["location"])
    if record:
        base = record["location"] or record["uri"]
    address = f"{base}feed/"
    moved = parse_path(uri) != address or "feed=" in uri
    return _build_route(
        301 if moved else 200,
        address if moved else None,
        record["target_kind"] if record else None,
        record["target_id"] if record else None,
        kind=RouteKind.FEED,
        address=address,
    )


def _is_front_page(uri: str) -> bool:
    """Whether it is the root of the site, without a query that names something else."""
    try:
        parts = urlsplit(uri)
    except ValueError:  # malformed IPv6 hosts, such as http://[
        return False
    is_root = parts.path == "/" or (parts.netloc != "" and parts.path == "")
    return is_root and not possible_uris(uri)


async def _first_record(context: Context, uri: str) -> Record | None:
    """The record of the likeliest of the URIs that have one."""
    records = await asyncio.gather(*(_load_route(context, one) for one in possible_uris(uri)))
    return next((record for record in records if record), None)


def _load_route(context: Context, path: str) -> Awaitable[Record | None]:
    # through the loader: several `route` fields of an operation share one statement
    batch = partial(route_sql.routes, context.db)
    record: Awaitable[Record | None] = context.load("routes", lambda: batch, path)
    return record


def _build_route(
    status: int,
    location: str | None = None,
    target: str | None = None,
    key: int | None = None,
    *,
    kind: RouteKind = RouteKind.RESOURCE,
    address: str | None = None,
) -> Route:
    is_there = target is not None or kind is not RouteKind.RESOURCE
    values = {
        "status": status,
        "location": location,
        "kind": kind if is_there else None,
        "address": address,
        "target_kind": target,
        "target_id": key,
    }
    return engine.instance(Route, values)


async def _comment_route(
    context: Context, record: Record, status: int, location: str | None, key: int
) -> Route:
    """The comment of a #comment-… fragment, if it is on the entry at this path; else the entry."""
    batch = partial(route_sql.entries_of_comments, context.db)
    entry = await context.load("entries of comments", lambda: batch, key)
    address, target = location or record["uri"], record["target_kind"]
    if entry is None or entry != record["target_id"]:
        return _build_route(status, location, target, record["target_id"], address=address)
    moved = location and f"{location}#comment-{key}"
    return _build_route(status, moved, "COMMENT", key, address=f"{address}#comment-{key}")
