"""Fields whose values functions return: of the operation, or batched over many records.

Where a function returns ids, the records are read by the next stage.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from graphql import get_nullable_type, is_list_type, is_non_null_type

from gql.engine.declare import declaration as declare
from gql.engine.declare.declaration import PREVIEW_TOKEN
from gql.engine.declare.record_type import KEY
from gql.engine.global_id import requested_ids
from gql.engine.list_sizes import Scan
from gql.engine.page import MAX_PAGE_SIZE
from gql.engine.plan.call import WHOLE_LIST, BoundCall, PreviewRequested
from gql.engine.plan.collecting import of_function, of_key, tags_by_kind
from gql.engine.plan.compiler import Compiler
from gql.engine.plan.object_type import class_of, kind_of
from gql.engine.plan.records_by_id import RecordsById, in_next_stage
from gql.engine.plan.scope import Compiled, ObjectScope, RecordScope
from gql.engine.plan.selected_field import SelectedField
from gql.engine.plan.stage import Batch, Function
from gql.engine.plan.tags import passed
from gql.engine.plan.values import completed


def read(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.Read
) -> Compiled:
    """A function of the operation, which runs beside the statement of its stage."""
    slot, reads = compiler.add_slot(), declared.reads
    if reads is None or isinstance(reads, Scan):
        _add_scan(compiler, scope, reads)
        call = compiler.add_call(field, without_preview)
    else:
        call = compiler.add_call(field, partial(_priced, reads))
        compiler.scans.append((scope.multiplicity, f"b[{call}].scan"))
    compiler.stage(scope.stage).functions.append(Function(slot, declared.function, call))
    compiled = completed(compiler, scope, field, f"x[{slot}]")
    given = f"x[{slot}], **b[{call}].used()"
    value = of_function(compiler, field, declared.tags, given, compiled.value)
    return replace(compiled, value=value)


def without_preview(arguments: dict[str, Any]) -> BoundCall:
    """The handler of functions. Raises PreviewRequested for a preview token."""
    if arguments.get(PREVIEW_TOKEN):
        raise PreviewRequested
    return BoundCall(given=arguments)


def _priced(reads: Callable[..., tuple[Scan | None, int]], arguments: dict[str, Any]) -> BoundCall:
    scan, cost = reads(**arguments)
    return BoundCall(given=arguments, scan=scan, cost=cost)


def batched(
    compiler: Compiler,
    scope: RecordScope | ObjectScope,
    field: SelectedField,
    declared: declare.Batched,
) -> Compiled:
    """A batched function: all keys of the stage are collected by a comprehension over its rows.

    Batched functions of the objects that it returns are called in the next round.
    """
    _add_scan(compiler, scope, declared.reads)
    call = compiler.add_call(field, _bounded)
    needs = "".join(f"{scope.value(name)}, " for name in declared.needs)
    key = f"({needs})" if needs else scope.value(KEY)
    name = f"{field.parent.name}.{field.name}"
    keys = f"[{key}{scope.loops}]"
    batch = Batch(compiler.add_slot(), name, declared.function, call, keys, scope.round)
    compiler.stage(scope.stage).batches.append(batch)
    value = f"x[{batch.slot}][{key}]"
    if declared.of_ids:
        compiled = _records(compiler, scope, field, batch, key)
    else:
        below = replace(scope, round=scope.round + 1)
        compiled = _completed_list(compiler, below, field, call, value)
    tagged = of_function(compiler, field, declared.tags, f"{key}, {value}", compiled.value)
    return replace(compiled, value=tagged)


def _completed_list(
    compiler: Compiler,
    scope: RecordScope | ObjectScope,
    field: SelectedField,
    call: int,
    value: str,
) -> Compiled:
    """The value of a function; a list that `first` limits is priced as so many objects."""
    names = {argument.python_name for argument in field.strawberry_field.arguments}
    if "first" not in names:
        return completed(compiler, scope, field, value)
    rows = f"b[{call}].rows"
    each = replace(scope, multiplicity=f"{scope.multiplicity} * {rows}")
    compiled = completed(compiler, each, field, value)
    return replace(compiled, cost=f"{rows} * ({compiled.cost})" if compiled.cost else "")


def _add_scan(compiler: Compiler, scope: RecordScope | ObjectScope, reads: Scan | None) -> None:
    if reads:
        compiler.scans.append((scope.multiplicity, compiler.add_constant("scan", reads)))


def _records(
    compiler: Compiler,
    scope: RecordScope | ObjectScope,
    field: SelectedField,
    batch: Batch,
    key: str,
) -> Compiled:
    """The records of a list of ids that a batched function returned."""
    (type_,) = compiler.object_types(field)
    bound = f"b[{batch.call}].rows"
    keys = f"[i for ids in x[{batch.slot}].values() for i in ids or ()]"
    records = in_next_stage(compiler, scope, [type_], f"{scope.multiplicity} * {bound}", [keys])
    compiled = records.compile(field, repr(kind_of(type_)), "i")
    listed = f"x[{batch.slot}][{key}]"
    value = f"[o for i in {listed} if (o := {compiled.value}) is not None]"
    count = f"sum([1 + {compiled.count} for i in {listed}])"
    if not is_non_null_type(field.definition.type):
        value = f"(None if {listed} is None else {value})"
        # the reference path counts one record where a value is null
        count = f"(1 if {listed} is None else {count})"
    cost = f"{bound} * (1 + {compiled.cost or 0})"
    return Compiled(value, cost, count if compiled.count else "")


def _bounded(arguments: dict[str, Any]) -> BoundCall:
    """The bound call of a function: of lists, `first` limits the length."""
    return BoundCall(
        given=arguments, rows=max(0, min(arguments.get("first", WHOLE_LIST), MAX_PAGE_SIZE))
    )


def to_one(
    compiler: Compiler, scope: ObjectScope, field: SelectedField, declared: declare.ToOne
) -> Compiled:
    """The record that an object refers to by key, and by kind if it may have several types."""
    key, types = scope.value(declared.key), compiler.object_types(field)
    kinds = [kind_of(type_) for type_ in types]
    kind = scope.value(declared.kind) if declared.kind else repr(kinds[0])
    keys = [f"[{key}{scope.loops} if {key} is not None and {kind} == {one!r}]" for one in kinds]
    compiled = in_next_stage(compiler, scope, types, scope.multiplicity, keys).compile(
        field, kind, key
    )
    required = is_non_null_type(field.definition.type)
    value = f"present({compiled.value})" if required else compiled.value
    return Compiled(
        f"({of_key(tags_by_kind(compiler, types, field), kind, key, value)})",
        f"1 + {compiled.cost or 0}",
        f"sum([1 + {compiled.count}{scope.loops}])" if compiled.count else "",
    )


def refetch(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.Refetch
) -> Compiled:
    """The records of global ids in the arguments: read by this stage, as the ids are known."""
    types = compiler.object_types(field)
    names = [class_of(type_).__name__ for type_ in types]
    kinds = {name: kind_of(type_) for name, type_ in zip(names, types, strict=True)}
    known = tags_by_kind(compiler, types, field)
    tags = compiler.constants[known]

    def bound(arguments: dict[str, Any]) -> BoundCall:
        references = requested_ids(arguments)
        ids = [
            list(dict.fromkeys(r[1] for r in references if r and r[0] == name)) for name in names
        ]
        given = [(kinds[r[0]], r[1]) if r else (None, 0) for r in references]
        found = BoundCall(given, tuple(ids), tuple(bool(one) for one in ids), len(references))
        found.tags = tuple(tag for r in references if r for tag in tags[kinds[r[0]]].of_node(r[1]))
        return found

    call = compiler.add_call(field, bound)
    records = RecordsById(compiler, types, scope.stage, call, f"b[{call}].rows")
    compiled = records.compile(field, "kind", "key")
    loop = f"for kind, key in b[{call}].used()"
    value = passed(f"tag_absent_node(names, {known}, kind", compiled.value)
    is_list = is_list_type(get_nullable_type(field.definition.type))
    return Compiled(
        f"[{value} {loop}]" if is_list else f"head({value} {loop})",
        f"b[{call}].rows * (1 + {compiled.cost or 0})",
        f"sum([1 + {compiled.count} {loop}])" if compiled.count else "",
    )
