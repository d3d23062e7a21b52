"""How a field gets its value. It is declared once, on the field; both paths derive from that.

    column      to_one      to_many (a whole list)        connection (in pages)
    computed    neighbour   ancestors                     threads        ranked
    part        lookup      refetched                     batched        read

A declaration names views, columns, keys and orders, never a statement. There are three rooms:

    declare/   what a type declares: fields with their arguments, `where` and `by` inputs, types
    resolve/   the reference path: declaration → DataLoader resolver, which graphql-core runs
    plan/      the compiled path: operation → one statement and the Python that renders its rows

and what all three use:

    order.py       sort orders and their cursors    page.py        first/after/last/before
    global_id.py   Relay's global ids               connection.py  Connection, Edge, PageInfo
    context.py     viewer, database and loaders of one operation
    connection_arguments.py  arguments → page and filters     select_sql.py, connection_sql.py,
    thread_sql.py, preferred_sql.py  declaration → SQL
    facets.py, matching.py  all that a list has    answer_tags.py  what an answer depends on

resolve/ and plan/ do not import each other, and declare/ imports neither. May import db, errors and
viewer, Strawberry and graphql-core. Never names a noun of a publication.
"""

from gql.engine.answer_tags import AnswerTags
from gql.engine.connection import Connection, Edge, PageInfo
from gql.engine.connection_arguments import THREADS
from gql.engine.context import Context
from gql.engine.declare.arguments import INCLUDE_CHILDREN, PAGE_ARGUMENTS
from gql.engine.declare.cache_tags import ListTags, RecordTags
from gql.engine.declare.declared_field import DeclaredField
from gql.engine.declare.embedded_record import EmbeddedRecord
from gql.engine.declare.field import (
    ancestors,
    argument,
    batched,
    by_id,
    column,
    column_by,
    computed,
    connection,
    global_id,
    in_languages,
    lookup,
    neighbour,
    part,
    ranked,
    read,
    refetched,
    threads,
    to_many,
    to_one,
)
from gql.engine.declare.filter import (
    TextFilter,
    ValueFilter,
    formerly,
    in_range,
    is_null,
    is_positive,
    is_true,
    matches_language,
    matches_media_range,
    one_of,
    prefers_languages,
)
from gql.engine.declare.guard import Guard
from gql.engine.declare.language_chain import language_chain
from gql.engine.declare.link import Link
from gql.engine.declare.moment import Moment
from gql.engine.declare.node_filter import (
    IdFilter,
    NodeFilter,
    NodesBy,
    is_node,
    linked_to,
    refers_to,
)
from gql.engine.declare.one_of import unique_key
from gql.engine.declare.record_type import Lead, instance, record_type, source_of, type_of_kind
from gql.engine.declare.search_filter import by_relevance, matches_names, matches_search
from gql.engine.declare.search_terms import MAX_CANDIDATES, check_search_words
from gql.engine.declare.where import any_branch, filters_of, no_match
from gql.engine.facets import Facets
from gql.engine.global_id import decode_id, encode_id, node_types
from gql.engine.list_sizes import ListSizes, Scan
from gql.engine.matching import Matching, matching, matching_reads, matching_tags
from gql.engine.order import Key, Order
from gql.engine.plan.call import PreviewRequested, TooLarge
from gql.engine.plan.plan import Plan, PreparedPlan
from gql.engine.plan.scalars import SchemaViolation
from gql.engine.resolve import resolvers

# declarations are below the resolvers, so they are given theirs here
DeclaredField.resolve = resolvers.value

__all__ = [
    "INCLUDE_CHILDREN",
    "MAX_CANDIDATES",
    "PAGE_ARGUMENTS",
    "THREADS",
    "AnswerTags",
    "Connection",
    "Context",
    "Edge",
    "EmbeddedRecord",
    "Facets",
    "Guard",
    "IdFilter",
    "Key",
    "Lead",
    "Link",
    "ListSizes",
    "ListTags",
    "Matching",
    "Moment",
    "NodeFilter",
    "NodesBy",
    "Order",
    "PageInfo",
    "Plan",
    "PreparedPlan",
    "PreviewRequested",
    "RecordTags",
    "Scan",
    "SchemaViolation",
    "TextFilter",
    "TooLarge",
    "ValueFilter",
    "ancestors",
    "any_branch",
    "argument",
    "batched",
    "by_id",
    "by_relevance",
    "check_search_words",
    "column",
    "column_by",
    "computed",
    "connection",
    "decode_id",
    "encode_id",
    "filters_of",
    "formerly",
    "global_id",
    "in_languages",
    "in_range",
    "instance",
    "is_node",
    "is_null",
    "is_positive",
    "is_true",
    "language_chain",
    "linked_to",
    "lookup",
    "matches_language",
    "matches_media_range",
    "matches_names",
    "matches_search",
    "matching",
    "matching_reads",
    "matching_tags",
    "neighbour",
    "no_match",
    "node_types",
    "one_of",
    "part",
    "prefers_languages",
    "ranked",
    "read",
    "record_type",
    "refers_to",
    "refetched",
    "source_of",
    "threads",
    "to_many",
    "to_one",
    "type_of_kind",
    "unique_key",
]
