"""Redirect: a path that an editor has led elsewhere."""

from __future__ import annotations

from datetime import datetime

from gql import engine
from gql.engine import Order
from gql.types.node import Node

# the newest have the highest ids, as all tables count upwards
NEWEST = Order("redirect/newest", (), descending=True)


@engine.record_type("redirect")
class Redirect(Node):
    """A path that an editor has led elsewhere: `route` answers 301, unless something is published
    there."""

    database_id: int = engine.column("The numeric id of the redirect in the database.")
    uri: str = engine.column("The path at which it begins.")
    to: str = engine.column("Where it leads: a path of the site, or a full URL.", of="location")
    created_at: datetime = engine.column("When it was made.")
    updated_at: datetime = engine.column("When it was last changed.")
