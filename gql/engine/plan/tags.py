"""The cache tags of an answer: what of them a plan knows, and the Python that collects the rest.

Tags that no record decides are known when a plan is compiled, or when a call is bound. Those of
records are collected by the code that renders them, which is generated twice: the answer that
nobody keeps is rendered without. Between marks stands what only collecting code has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gql.engine.connection_arguments import RequestedPage
from gql.engine.declare import declaration as declare
from gql.engine.declare.cache_tags import ListTags, RecordTags, shortest
from gql.engine.declare.filter import Filter
from gql.engine.declare.record_type import KEY
from gql.engine.plan.call import BoundCall
from gql.engine.plan.scope import RecordScope

# no response key and no name in the code can contain them
_BEGIN, _END = "\u27e6", "\u27e7"
_MARKED = re.compile(f"{_BEGIN}[^{_END}]*{_END}")
_MARKS = re.compile(f"[{_BEGIN}{_END}]")
PREPARE = f"    {_BEGIN}names = context.tags.names; tag = names.add{_END}\n"


def without_tags(text: str) -> str:
    """Generated code that collects nothing."""
    return _MARKED.sub("", text)


def with_tags(text: str) -> str:
    """Generated code that collects."""
    return _MARKS.sub("", text)


def collect(code: str, value: str) -> str:
    """Python that first calls `code`, which returns nothing, then yields the value."""
    # `or` binds stronger than `if`, `else` and the comma, weaker than what a value consists of
    return f"{_BEGIN}{code} or {_END}{value}"


def passed(function: str, value: str) -> str:
    """Python that passes the value through a function, the beginning of whose call is given."""
    return f"{_BEGIN}{function}, {_END}{value}{_BEGIN}){_END}"


def of_record(scope: RecordScope, tags: RecordTags) -> str:
    """What collects the tags of a record, to stand before its value."""
    code = ""
    if tags.node:
        code += collect(f"tag(f'{tags.node}:{{{scope.tag_text(KEY)}}}')", "")
    if tags.within and not scope.is_within_known:
        kind, key = (scope.tag_text(column) for column in tags.within)
        code += collect(f"tag(f'{tags.listed} of {{{kind}.lower()}}:{{{key}}}')", "")
    return code


def bind_list(
    bound: BoundCall, tags: RecordTags, declared: declare.Paginated, request: RequestedPage
) -> None:
    """Tell a bound call the tags of its list, and how those of each parent begin."""
    filters, order = request.filters, [request.page.order.mark]
    bound.seconds = shortest(one.seconds for one in filters)
    how = declared.tags if declared.by or declared.via else ListTags.OF_TYPE
    # what is filtered changes with what the records say, and with those that the filters name
    filtered = of_filters(tags, filters)
    if how is ListTags.OF_TYPE:
        bound.tags = (*filtered, *tags.of_list(order))
    elif how is ListTags.BY_PARENT:
        bound.tags = (*filtered, *tags.of_order(order))
    else:
        bound.tags = tuple(filtered)
        bound.tags_of_parent = tuple(f"{one} of " for one in tags.of_list(order))


def of_filters(tags: RecordTags, filters: Sequence[Filter]) -> list[str]:
    """The tags of what decides which records match."""
    if not filters:
        return []
    own = tags.of_list(mark for one in filters for mark in one.marks)
    return [*own, *(tag for one in filters for tag in one.tags)]


def tag_key(names: set[str], nodes: Mapping[str, RecordTags], kind: str, key: object) -> None:
    """Add the tags of a record by its kind and key; nothing for none."""
    if key is not None and kind in nodes:
        names.update(nodes[kind].of_node(key))


def tag_parent(names: set[str], lists: Iterable[str], node: str) -> None:
    """Add the tags of the list of a record."""
    for one in lists:
        names.add(one + node)


def tag_absent(names: set[str], lists: Iterable[str], value: Any) -> Any:
    """The value, after adding tags where it is None."""
    if value is None:
        names.update(lists)
    return value


def tag_absent_node(names: set[str], nodes: Mapping[str, RecordTags], kind: str, value: Any) -> Any:
    """The value, after adding those of lists of its kind where it is None."""
    return tag_absent(names, nodes[kind].of_absent() if kind in nodes else (), value)
