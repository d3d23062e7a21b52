"""Redirect: a path that an editor has led elsewhere."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import strawberry

from gql import engine
from gql.engine import Order, RecordTags
from gql.types.node import Node


@strawberry.enum(description="How the list of redirects is sorted: by when they were made.")
class RedirectOrder(Enum):
    NEWEST = strawberry.enum_value("NEWEST", description="The newest first.")
    OLDEST = strawberry.enum_value("OLDEST", description="The oldest first.")


# the newest have the highest ids, as all tables count upwards
ORDERS = {
    RedirectOrder.NEWEST: Order("redirect/newest", (), descending=True),
    RedirectOrder.OLDEST: Order("redirect/oldest", ()),
}


@engine.record_type("redirect", orders=ORDERS, tags=RecordTags("redirect", "redirects"))
class Redirect(Node):
    """A path that an editor has led elsewhere: `route` answers 301, unless something is published
    there."""

    database_id: int = engine.column("The numeric id of the redirect in the database.")
    uri: str = engine.column("The path at which it begins.")
    to: str = engine.column("Where it leads: a path of the site, or a full URL.", of="location")
    created_at: datetime = engine.column("When it was made.")
    updated_at: datetime = engine.column("When it was last changed.")
