"""How a field gets its value: declared once, on the field.

    column      to_one      members (to-many, whole)      connection (to-many, in pages)
    computed    neighbour   ancestors                     threads        ranked
    part        lookup      refetched                     batched        read

A declaration names views, columns, keys and orders, never a statement. From it come the arguments
that clients see (`field.py`), the DataLoader resolver (`resolve.py`) with its SQL (`statement.py`),
which is the reference, and the compiled plan (`plan/`), which is fast:

    declaration.py  what can be declared           record.py      a record as an instance
    field.py        declaration → GraphQL field    target.py      the types that a field leads to
    resolve.py      declaration → resolver         paging.py      the same for connections, threads
    statement.py    declaration → SQL              selection.py   which lazy columns are asked for
    filter.py       `where` → predicates           order.py       `orderBy` → keys and cursors
    page.py         first/after/last/before        connection.py  edges, nodes, pageInfo, totalCount
    choice.py       `by` → a unique column
    context.py      the loaders of one operation   node.py        global ids
    plan/           operation → one statement and the Python that makes the answer of its rows

May import db, errors and viewer, Strawberry and graphql-core. Never names a noun of a publication.
"""

from gql.engine.connection import Connection, Edge, PageInfo
from gql.engine.context import Context
from gql.engine.declare.declaration import Embedded, Link
from gql.engine.declare.field import (
    PAGE_ARGUMENTS,
    ancestors,
    argument,
    batched,
    by_id,
    column,
    column_by,
    computed,
    connection,
    global_id,
    lookup,
    members,
    neighbour,
    part,
    ranked,
    read,
    refetched,
    threads,
    to_one,
)
from gql.engine.filter import (
    any_of,
    check_words,
    equals,
    holds,
    linked,
    matches,
    missing,
    of_node,
    positive,
    within,
)
from gql.engine.global_id import decode_id, encode_id, node_types
from gql.engine.one_of import choice
from gql.engine.order import Key, Order
from gql.engine.plan import Plan, Prepared, Previewed, TooLarge, Unshowable
from gql.engine.record import instance, of_kind, record_type, source_of

__all__ = [
    "PAGE_ARGUMENTS",
    "Connection",
    "Context",
    "Edge",
    "Embedded",
    "Key",
    "Link",
    "Order",
    "PageInfo",
    "Plan",
    "Prepared",
    "Previewed",
    "TooLarge",
    "Unshowable",
    "ancestors",
    "any_of",
    "argument",
    "batched",
    "by_id",
    "check_words",
    "choice",
    "column",
    "column_by",
    "computed",
    "connection",
    "decode_id",
    "encode_id",
    "equals",
    "global_id",
    "holds",
    "instance",
    "linked",
    "lookup",
    "matches",
    "members",
    "missing",
    "neighbour",
    "node_types",
    "of_kind",
    "of_node",
    "part",
    "positive",
    "ranked",
    "read",
    "record_type",
    "refetched",
    "source_of",
    "threads",
    "to_one",
    "within",
]
