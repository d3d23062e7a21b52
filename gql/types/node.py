"""Node and Resource: the interfaces of what has a global id, and of what has a page."""

from __future__ import annotations

from urllib.parse import urlsplit

import strawberry

from gql import engine
from gql.content import address
from gql.types.scalars import URL


@strawberry.interface(description="Anything that can be fetched by its global id.")
class Node:
    id: strawberry.ID = engine.global_id(
        "A global id: opaque, unique over all types. Pass it to `node` to fetch this again."
    )


# `id` is repeated in each interface: a fragment on one of them can select it without `... on Node`.
@strawberry.interface(description="Anything with a page of its own on the site.")
class Resource:
    id: strawberry.ID = engine.global_id(
        "A global id: opaque, unique over all types. Pass it to `node` to fetch this again."
    )
    uri: str = engine.column("The path of its page, from the root of the site.")
    link: URL = engine.column("The full URL of its page.")


def parse_path(uri: str) -> str | None:
    """Return the path of a path or URL as it is stored, or None if no entry can have it."""
    try:
        return address.normalised_path(urlsplit(uri).path)
    except ValueError:  # urlsplit refuses malformed IPv6 hosts, such as http://[
        return None
