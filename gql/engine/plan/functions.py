"""Fields whose values Python reads: functions of the operation, batched functions of many records,
and the records to which either leads."""

from __future__ import annotations

from typing import Any

from graphql import get_nullable_type, is_list_type, is_non_null_type

from gql.engine.declare import declaration as declare
from gql.engine.global_id import references
from gql.engine.page import LARGEST
from gql.engine.plan.call import WHOLE_LIST, Bound, arguments_only
from gql.engine.plan.compiler import Asked, Compiler, class_of
from gql.engine.plan.references import References, kind_of, later
from gql.engine.plan.scope import Records, Shown, Thing
from gql.engine.plan.stage import Batch, Function
from gql.engine.plan.values import completed
from gql.engine.record import KEY


def read(c: Compiler, scope: Records, asked: Asked, declared: declare.Read) -> Shown:
    slot = c.slot()
    c.stage(scope.stage).functions.append(Function(slot, declared.function, c.call(asked)))
    return completed(c, scope, asked, f"x[{slot}]")


def batched(c: Compiler, scope: Records, asked: Asked, declared: declare.Batched) -> Shown:
    call = c.call(asked, _few if declared.of_ids else arguments_only)
    needs = "".join(f"{scope.value(name)}, " for name in declared.needs)
    key = f"({needs})" if needs else scope.value(KEY)
    name = f"{asked.parent.name}.{asked.name}"
    batch = Batch(c.slot(), name, declared.function, call, f"[{key}{scope.loops}]")
    c.stage(scope.stage).batches.append(batch)
    value = f"x[{batch.slot}][{key}]"
    if declared.of_ids:
        return _records(c, scope, asked, batch, key)
    return completed(c, scope, asked, value)


def _records(c: Compiler, scope: Records, asked: Asked, batch: Batch, key: str) -> Shown:
    """The records of a list of ids."""
    (type_,) = c.types(asked)
    bound = f"b[{batch.call}].rows"
    keys = f"[i for ids in x[{batch.slot}].values() for i in ids]"
    found = later(c, scope, [type_], f"{scope.times} * {bound}", [keys])
    shown = found.show(asked, repr(kind_of(type_)), "i")
    listed = f"x[{batch.slot}][{key}]"
    return Shown(
        f"[o for i in {listed} if (o := {shown.value}) is not None]",
        f"{bound} * (1 + {shown.cost or 0})",
        f"sum([1 + {shown.count} for i in {listed}])" if shown.count else "",
    )


def _few(arguments: dict[str, Any]) -> Bound:
    """The argument that bounds a list of records, as all such are called."""
    return Bound(given=arguments, rows=max(0, min(arguments.get("first", WHOLE_LIST), LARGEST)))


def to_one(c: Compiler, scope: Thing, asked: Asked, declared: declare.ToOne) -> Shown:
    """The record that an object names by its key, and by its kind where there are many."""
    key, types = scope.value(declared.key), c.types(asked)
    kinds = [kind_of(type_) for type_ in types]
    kind = scope.value(declared.kind) if declared.kind else repr(kinds[0])
    keys = [f"[{key}{scope.loops} if {key} is not None and {kind} == {one!r}]" for one in kinds]
    shown = later(c, scope, types, scope.times, keys).show(asked, kind, key)
    required = is_non_null_type(asked.definition.type)
    return Shown(
        f"present({shown.value})" if required else shown.value,
        f"1 + {shown.cost or 0}",
        f"sum([1 + {shown.count}{scope.loops}])" if shown.count else "",
    )


def refetch(c: Compiler, scope: Records, asked: Asked, declared: declare.Refetch) -> Shown:
    """Nodes by their global ids, which are known before anything is read."""
    types = c.types(asked)
    names = [class_of(type_).__name__ for type_ in types]
    kinds = {name: kind_of(type_) for name, type_ in zip(names, types, strict=True)}

    def bound(arguments: dict[str, Any]) -> Bound:
        found = references(arguments)
        ids = [list(dict.fromkeys(r[1] for r in found if r and r[0] == name)) for name in names]
        given = [(kinds[r[0]], r[1]) if r else (None, 0) for r in found]
        return Bound(given, tuple(ids), tuple(bool(one) for one in ids), len(found))

    call = c.call(asked, bound)
    found = References(c, types, scope.stage, call, f"b[{call}].rows")
    shown = found.show(asked, "kind", "key")
    places = f"for kind, key in b[{call}].used()"
    is_list = is_list_type(get_nullable_type(asked.definition.type))
    return Shown(
        f"[{shown.value} {places}]" if is_list else f"head({shown.value} {places})",
        f"b[{call}].rows * (1 + {shown.cost or 0})",
        f"sum([1 + {shown.count} {places}])" if shown.count else "",
    )
