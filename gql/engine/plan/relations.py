"""Fields that lead to records by a statement: one is folded in, or a list stands inside."""

from __future__ import annotations

from dataclasses import replace

from graphql import GraphQLObjectType, is_non_null_type

from gql.engine.declare import declaration as declare
from gql.engine.global_id import key_of
from gql.engine.one_of import given_choice
from gql.engine.plan.call import Bound, Previewed
from gql.engine.plan.compiler import Asked, Compiler, class_of, view_of
from gql.engine.plan.from_clause import Above, Beside, ById, Lookup, Whole
from gql.engine.plan.scope import Records, Shown
from gql.engine.plan.select import Nested, Select, Source
from gql.engine.record import KEY, of_kind, source_of


def to_one(c: Compiler, scope: Records, asked: Asked, declared: declare.ToOne) -> Shown:
    """Folded in once for each type that it may be; what is there first is shown."""
    chain: list[str] = []
    inside: list[tuple[Records, Shown]] = []
    for type_ in _targets(c, asked, declared):
        kind = source_of(class_of(type_)).kind
        condition = f"{scope.sql(declared.kind)} = '{kind}'" if declared.kind else None
        source = ById(view_of(type_), scope.sql(declared.key), condition)
        folded = scope.fold(c.number(), source)
        shown = c.selection(folded, type_, asked)
        chain.append(f"{shown.value} if {folded.is_there()} else ")
        inside.append((folded, shown))
    value = f"({''.join(chain)}{_otherwise(c, scope, asked, declared)})"
    return Shown(value, *_one(inside))


def neighbour(c: Compiler, scope: Records, asked: Asked, declared: declare.Neighbour) -> Shown:
    (type_,) = c.types(asked)
    source = source_of(class_of(type_))
    order = source.order(declared.order)
    keys = tuple(scope.sql(key.column) for key in order.keys)
    folded = scope.fold(c.number(), Beside(source, order, keys, declared.ahead))
    shown = c.selection(folded, type_, asked)
    value = f"({shown.value} if {folded.is_there()} else None)"
    return Shown(value, *_one([(folded, shown)]))


def members(c: Compiler, scope: Records, asked: Asked, declared: declare.Members) -> Shown:
    (type_,) = c.types(asked)
    pool = source_of(class_of(type_)).pool if declared.via else None
    if pool and len(_side_by_side(c, asked, declared)) > 1 and c.has_leaves_only(type_, asked):
        return _of_pool(c, scope, asked, type_, declared, pool)
    limit = c.limit(scope.times)
    source = Whole(view_of(type_), declared, scope.sql(KEY), limit)
    return _whole(c, scope, asked, type_, source, limit)


def ancestors(c: Compiler, scope: Records, asked: Asked, declared: declare.Ancestors) -> Shown:
    (type_,) = c.types(asked)
    limit = c.limit(scope.times)
    source = Above(view_of(type_), scope.sql("path"), scope.sql(KEY), limit)
    return _whole(c, scope, asked, type_, source, limit)


def lookup(c: Compiler, scope: Records, asked: Asked, declared: declare.Lookup) -> Shown:
    (type_,) = c.types(asked)
    name = class_of(type_).__name__

    def chosen(arguments: dict[str, object]) -> Bound:
        if arguments.get(declare.PREVIEW_TOKEN):
            raise Previewed
        column, value = (
            ("id", arguments["id"]) if "id" in arguments else given_choice(arguments["by"])
        )
        if column == "id":
            return Bound(("id", "bigint"), (key_of(str(value), name),), "id")
        if value is None:
            return Bound()
        return Bound((column, "text"), (value,), column)

    call = c.call(asked, chosen)
    source = Lookup(view_of(type_), call)
    below, listed = nested(c, scope, source, scope.times)
    shown = c.selection(below, type_, asked)
    show = c.function("row", below.row.name, f"return {shown.value}")
    return Shown(
        f"(b[{call}].used() and first({show}, {listed}))",
        one_and_most([shown.cost]),
        summed(below.row.name, listed, shown.count) if shown.count else "",
    )


def nested(
    c: Compiler, scope: Records, source: Source, times: str, kept: str = ""
) -> tuple[Records, str]:
    """Records in a list inside a row, and the expression of that list; `kept` is the function that
    drops those which are not shown."""
    row = c.row()
    select = Select(c.number(), source)
    listed = scope.row.value(Nested(row, select))
    shown = f"{kept}({listed})" if kept else f"{listed} or ()"
    loops = f"{scope.loops} for {row.name} in {shown}"
    return Records(row, select, scope.stage, times, loops), listed


def summed(name: str, rows: str, count: str) -> str:
    """How many records rows hand out, with what stands inside each."""
    return f"sum([1 + {count} for {name} in {rows} or ()])"


def one_and_most(parts: list[str]) -> str:
    """One record, and what the most demanding of its possible types has inside."""
    most = most_of(parts)
    return f"1 + {most}" if most else "1"


def most_of(parts: list[str]) -> str:
    known = [part for part in parts if part]
    return f"max({', '.join(known)})" if len(known) > 1 else "".join(known)


def _one(inside: list[tuple[Records, Shown]]) -> tuple[str, str]:
    """The cost and the count of one record, which may be of several types."""
    cost = one_and_most([shown.cost for _, shown in inside])
    if not any(shown.count for _, shown in inside):
        return cost, ""
    counts = [f"({shown.handed} if {record.is_there()} else 0)" for record, shown in inside]
    return cost, one_and_most(counts)


def _whole(
    c: Compiler,
    scope: Records,
    asked: Asked,
    type_: GraphQLObjectType,
    source: Source,
    limit: int,
) -> Shown:
    times = f"{scope.times} * b[{limit}].rows"
    below, listed = nested(c, scope, source, times)
    shown = c.selection(below, type_, asked)
    show = c.function("row", below.row.name, f"return {shown.value}")
    count = f"len({listed} or ()) * (1 + {shown.cost or 0})"
    if shown.count:
        count = summed(below.row.name, listed, shown.count)
    return Shown(
        f"[*map({show}, b[{limit}].checked({listed}))]",
        f"b[{limit}].rows * (1 + {shown.cost or 0})",
        count,
    )


def _of_pool(
    c: Compiler,
    scope: Records,
    asked: Asked,
    type_: GraphQLObjectType,
    declared: declare.Members,
    pool: str,
) -> Shown:
    """Members of several types, such as categories and tags, are read in one list."""
    key = (scope.select.number, pool, declared)
    if key not in c.pools:
        limit = c.limit(scope.times)
        whole = Whole(pool, declared, scope.sql(KEY), limit)
        times = f"{scope.times} * b[{limit}].rows"
        c.pools[key] = (limit, *nested(c, scope, whole, times))
    limit, below, listed = c.pools[key]
    kind = source_of(class_of(type_)).kind
    name, is_one = below.row.name, f"{below.text('kind')} == {kind!r}"
    shown = c.selection(below, type_, asked)
    show = c.function("row", name, f"return {shown.value}")
    return Shown(
        f"[{show}({name}) for {name} in b[{limit}].checked({listed}) if {is_one}]",
        f"b[{limit}].rows",
        f"sum([{is_one} for {name} in {listed} or ()])",
    )


def _side_by_side(c: Compiler, asked: Asked, declared: declare.Members) -> set[GraphQLObjectType]:
    """The types whose members are asked for side by side, by one link and with leaf fields only."""
    found = set()
    for nodes in c.beside.values():
        definition = asked.parent.fields.get(nodes[0].node.name.value)
        other = Asked(asked.parent, definition, nodes) if definition else None
        if other and other.declaration == declared:
            (type_,) = c.types(other)
            if c.has_leaves_only(type_, other):
                found.add(type_)
    return found


def _targets(c: Compiler, asked: Asked, declared: declare.ToOne) -> list[GraphQLObjectType]:
    if declared.otherwise:
        wanted = of_kind(declared.otherwise.instead_of)
        return [type_ for type_ in c.types(asked) if class_of(type_) is wanted]
    return c.types(asked)


def _otherwise(c: Compiler, scope: Records, asked: Asked, declared: declare.ToOne) -> str:
    if declared.otherwise:
        wanted = of_kind(declared.otherwise.kind)
        (type_,) = (type_ for type_ in c.types(asked) if class_of(type_) is wanted)
        record = replace(scope, names=declared.otherwise.columns)
        return c.selection(record, type_, asked).value
    return "missing()" if is_non_null_type(asked.definition.type) else "None"
