"""Relations within a statement: a single record is joined, a list is an array of rows."""

from __future__ import annotations

from dataclasses import replace

from graphql import GraphQLObjectType, is_non_null_type

from gql.engine.declare import declaration as declare
from gql.engine.declare.cache_tags import shortest
from gql.engine.declare.record_type import KEY, source_of, type_of_kind
from gql.engine.declare.where import filters_of
from gql.engine.list_sizes import Scan
from gql.engine.plan.call import BoundCall, Conditions
from gql.engine.plan.collecting import of_key, tags_by_kind
from gql.engine.plan.compiler import Compiler
from gql.engine.plan.from_clause import (
    AncestorsOf,
    ById,
    NeighbourOf,
    WholeList,
)
from gql.engine.plan.object_type import class_of, view_of
from gql.engine.plan.page_scans import neighbour_scan
from gql.engine.plan.row import NestedRows
from gql.engine.plan.scope import Compiled, RecordScope
from gql.engine.plan.select import FromItem, Select
from gql.engine.plan.selected_field import SelectedField
from gql.engine.plan.tags import of_filters


def to_one(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.ToOne
) -> Compiled:
    """One join for each type that the record may have; the value is that of the join with a row."""
    chain: list[str] = []
    inside: list[tuple[RecordScope, Compiled]] = []
    for type_ in _targets(compiler, field, declared):
        kind = source_of(class_of(type_)).kind
        condition = f"{scope.column_sql(declared.kind)} = '{kind}'" if declared.kind else None
        source = ById(declared.view or view_of(type_), scope.column_sql(declared.key), condition)
        joined = replace(
            scope.join_one(compiler.next_number(), source),
            links=declared.links,
            is_within_known=class_of(field.parent) is class_of(type_),
        )
        compiled = compiler.compile_selection(joined, type_, field)
        chain.append(f"{compiled.value} if {joined.is_present()} else ")
        inside.append((joined, compiled))
    absent = "".join(f" if not ({joined.is_present()})" for joined, _ in inside)
    otherwise = _otherwise(compiler, scope, field, declared, absent)
    value = f"({''.join(chain)}{_if_absent(compiler, scope, field, declared, otherwise)})"
    return Compiled(value, *one_record(inside))


def neighbour(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.Neighbour
) -> Compiled:
    """The next or previous record that meets conditions, joined."""
    (type_,) = compiler.object_types(field)
    source = source_of(class_of(type_))
    order, tags = source.order(declared.order), compiler.tags_of(type_, field)

    def bound(arguments: dict[str, object]) -> BoundCall:
        filters = filters_of(arguments.get("where"), listed=source.listed)
        return BoundCall(
            given=Conditions(filters),
            values=tuple(value for one in filters for value in one.values),
            shape=tuple(one.sql for one in filters),
            cost=sum(one.cost for one in filters),
            tags=tuple(of_filters(tags, filters)),
            seconds=shortest(one.seconds for one in filters),
            scan=neighbour_scan(Scan(source.view, anew=True), filters),
        )

    call = compiler.add_call(field, bound)
    compiler.scans.append((scope.multiplicity, f"b[{call}].scan"))
    keys = tuple(scope.column_sql(key.column) for key in order.keys)
    compiler.tags.update(tags.of_absent())
    nearest = NeighbourOf(source, order, keys, declared.ahead, call)
    joined = scope.join_one(compiler.next_number(), nearest)
    compiled = compiler.compile_selection(joined, type_, field)
    value = f"({compiled.value} if {joined.is_present()} else None)"
    checked = compiler.checked_code(call, value)
    return Compiled(checked, *one_record([(joined, compiled)]))


def to_many(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.ToMany
) -> Compiled:
    """A whole list; one list for several fields that read different types through one link."""
    (type_,) = compiler.object_types(field)
    # only leaves below: what the rows of the list contain must fit all of its types
    pool = source_of(class_of(type_)).pool if declared.via else None
    if (
        pool
        and len(_side_by_side(compiler, field, declared)) > 1
        and compiler.has_leaves_only(type_, field)
    ):
        return _of_pool(compiler, scope, field, type_, declared, pool)
    limit = compiler.add_limit(scope.multiplicity)
    source = WholeList(view_of(type_), _within(declared, scope), scope.column_sql(KEY), limit)
    return _whole_list(compiler, scope, field, type_, source, limit)


def ancestors(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.Ancestors
) -> Compiled:
    """The whole list of ancestors, from the root down."""
    (type_,) = compiler.object_types(field)
    limit = compiler.add_limit(scope.multiplicity)
    source = AncestorsOf(view_of(type_), scope.column_sql("path"), scope.column_sql(KEY), limit)
    return _whole_list(compiler, scope, field, type_, source, limit)


def nested(
    compiler: Compiler, scope: RecordScope, source: FromItem, multiplicity: str, kept: str = ""
) -> tuple[RecordScope, str]:
    """Records in an array inside a row, and the Python expression of that array.

    `kept` is a Python function that reduces the rows to those of a page, for the loops over them.
    """
    row = compiler.add_row()
    row.multiplicity = multiplicity
    select = Select(compiler.next_number(), source)
    listed = scope.row.value(NestedRows(row, select))
    compiled = f"{kept}({listed})" if kept else f"{listed} or ()"
    loops = f"{scope.loops} for {row.name} in {compiled}"
    return RecordScope(row, select, scope.stage, multiplicity, loops), listed


def summed(name: str, rows: str, count: str) -> str:
    """The number of records in rows, with `count` in each, as a Python expression."""
    return f"sum([1 + {count} for {name} in {rows} or ()])"


def one_and_most(parts: list[str]) -> str:
    """One record and what is below it, for the most expensive of its possible types."""
    most = most_of(parts)
    return f"1 + {most}" if most else "1"


def most_of(parts: list[str]) -> str:
    """The maximum of expressions, without a call where there is just one."""
    known = [part for part in parts if part]
    return f"max({', '.join(known)})" if len(known) > 1 else "".join(known)


def one_record(inside: list[tuple[RecordScope, Compiled]]) -> tuple[str, str]:
    """The cost and the count of one record, which may be of several types."""
    cost = one_and_most([compiled.cost for _, compiled in inside])
    if not any(compiled.count for _, compiled in inside):
        return cost, ""
    counts = [
        f"({compiled.count_or_cost} if {record.is_present()} else 0)" for record, compiled in inside
    ]
    return cost, one_and_most(counts)


def _whole_list(
    compiler: Compiler,
    scope: RecordScope,
    field: SelectedField,
    type_: GraphQLObjectType,
    source: FromItem,
    limit: int,
) -> Compiled:
    multiplicity = f"{scope.multiplicity} * b[{limit}].rows"
    below, listed = nested(compiler, scope, source, multiplicity)
    below = replace(below, is_within_known=class_of(field.parent) is class_of(type_))
    compiled = compiler.compile_selection(below, type_, field)
    render = compiler.add_function("row", below.row.name, f"return {compiled.value}")
    count = f"len({listed} or ()) * (1 + {compiled.cost or 0})"
    if compiled.count:
        count = summed(below.row.name, listed, compiled.count)
    return Compiled(
        f"[*map({render}, b[{limit}].checked({listed}))]",
        f"b[{limit}].rows * (1 + {compiled.cost or 0})",
        count,
    )


def _of_pool(
    compiler: Compiler,
    scope: RecordScope,
    field: SelectedField,
    type_: GraphQLObjectType,
    declared: declare.ToMany,
    pool: str,
) -> Compiled:
    """The records of one type in a list that several fields share, such as categories and tags.

    Two lists took 25 of 470 µs of a post page.
    """
    key = (scope.select.number, pool, declared)
    if key not in compiler.shared_lists:
        limit = compiler.add_limit(scope.multiplicity)
        whole = WholeList(pool, _within(declared, scope), scope.column_sql(KEY), limit)
        multiplicity = f"{scope.multiplicity} * b[{limit}].rows"
        compiler.shared_lists[key] = (limit, *nested(compiler, scope, whole, multiplicity))
    limit, below, listed = compiler.shared_lists[key]
    kind = source_of(class_of(type_)).kind
    name, is_one = below.row.name, f"{below.text('kind')} == {kind!r}"
    compiled = compiler.compile_selection(below, type_, field)
    render = compiler.add_function("row", name, f"return {compiled.value}")
    return Compiled(
        f"[{render}({name}) for {name} in b[{limit}].checked({listed}) if {is_one}]",
        f"b[{limit}].rows",
        f"sum([{is_one} for {name} in {listed} or ()])",
    )


def _within(declared: declare.ToMany, scope: RecordScope) -> declare.ToMany:
    """The list as it is declared, or through the link view that these records have for it."""
    if declared.via and scope.links:
        return replace(declared, via=declared.via.within(scope.links))
    return declared


def _side_by_side(
    compiler: Compiler, field: SelectedField, declared: declare.ToMany
) -> set[GraphQLObjectType]:
    """The types that sibling fields read through the same link, with only leaves below."""
    found = set()
    for nodes in compiler.sibling_fields.values():
        definition = field.parent.fields.get(nodes[0].node.name.value)
        other = SelectedField(field.parent, definition, nodes) if definition else None
        if other and other.declaration == declared:
            (type_,) = compiler.object_types(other)
            if compiler.has_leaves_only(type_, other):
                found.add(type_)
    return found


def _targets(
    compiler: Compiler, field: SelectedField, declared: declare.ToOne
) -> list[GraphQLObjectType]:
    if declared.otherwise:
        wanted = type_of_kind(declared.otherwise.instead_of)
        return [type_ for type_ in compiler.object_types(field) if class_of(type_) is wanted]
    return compiler.object_types(field)


def _if_absent(
    compiler: Compiler,
    scope: RecordScope,
    field: SelectedField,
    declared: declare.ToOne,
    value: str,
) -> str:
    """The value where the record is not there, which it may be later."""
    if is_non_null_type(field.definition.type) and not declared.otherwise:
        return value  # there is no answer without it
    types = _targets(compiler, field, declared)
    kind = (
        scope.tag_text(declared.kind) if declared.kind else repr(source_of(class_of(types[0])).kind)
    )
    key = scope.tag_text(declared.key)
    return of_key(tags_by_kind(compiler, types, field), kind, key, value)


def _otherwise(
    compiler: Compiler,
    scope: RecordScope,
    field: SelectedField,
    declared: declare.ToOne,
    absent: str,
) -> str:
    """What stands for a record that is not there; `absent` are if clauses, for which rows."""
    if declared.otherwise:
        wanted = type_of_kind(declared.otherwise.kind)
        (type_,) = (type_ for type_ in compiler.object_types(field) if class_of(type_) is wanted)
        loops = f"{scope.loops}{absent}"
        record = replace(scope, columns_of=declared.otherwise.columns, loops=loops)
        return compiler.compile_selection(record, type_, field).value
    return "missing()" if is_non_null_type(field.definition.type) else "None"
