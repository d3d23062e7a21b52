"""What all nodes and pages share:

global ids and paths.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import strawberry

from gql import engine
from gql.content import address
from gql.types.scalars import URL


@strawberry.interface(description="Anything that can be fetched again by its id.")
class Node:
    id: strawberry.ID = engine.global_id(
        "Opaque and unique over all types. Give it to `node` to fetch this again."
    )


@strawberry.interface(description="Anything with a page of its own on the site.")
class Resource:
    id: strawberry.ID = engine.global_id(
        "Opaque and unique over all types. Give it to `node` to fetch this again."
    )
    uri: str = engine.column("The path of its page, from the root of the site.")
    link: URL = engine.column("The full address of its page.")


def path_of(uri: str) -> str | None:
    """The path in a path or address, as it is stored; None where there can be none."""
    try:
        return address.path(urlsplit(uri).path)
    except ValueError:
        return None
