"""Payload: the fields that the payload of every mutation has."""

from __future__ import annotations

import strawberry

from gql import engine
from gql.types.query import Query


def _query() -> Query:
    # it has no state: its fields read by the context
    return engine.instance(Query, {})


@strawberry.type
class Payload:
    """The base of all payloads: a client reads anything anew in the same request."""

    query: Query = strawberry.field(
        resolver=_query, description="All that can be read, as it is after the mutation."
    )
