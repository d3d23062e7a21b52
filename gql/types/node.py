"""What all nodes and pages share:

global ids, paths, and the two root fields that find a node by its id.
"""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

import strawberry

from gql import engine
from gql.content import address
from gql.engine import argument
from gql.errors import LimitExceeded
from gql.types.scalar import URL

MOST_IDS = 100


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


async def node(
    info: strawberry.Info,
    id: Annotated[strawberry.ID, argument(description="A global id, as it was answered.")],
) -> Node | None:
    """The node with this id. Null where there is nothing to see."""
    found: Node | None = await _node(info, id)
    return found


async def nodes(
    info: strawberry.Info,
    ids: Annotated[list[strawberry.ID], argument(description="Global ids, 100 at most.")],
) -> list[Node | None]:
    """The nodes with these ids, in the same order; null where there is nothing to see."""
    if len(ids) > MOST_IDS:
        raise LimitExceeded("ids", requested=len(ids), allowed=MOST_IDS, what="Too many ids")
    info.context.hand_out(len(ids))
    found = [_node(info, id) for id in ids]
    return [await node for node in found]


def path_of(uri: str) -> str | None:
    """The path in a path or address, as it is stored; None where there can be none."""
    try:
        return address.path(urlsplit(uri).path)
    except ValueError:
        return None


async def _nothing() -> None:
    return None


def _node(info: Any, id: str) -> Any:
    known = engine.decode_id(id)
    if known is None:
        return _nothing()
    name, key = known
    return engine.record(info._raw_info, engine.node_types[name], key)
