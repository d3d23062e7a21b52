"""Records whose ids Python knows: read by one statement whatever their types, by kind and key."""

from __future__ import annotations

from graphql import GraphQLObjectType

from gql.engine.declare.record_type import KEY, source_of
from gql.engine.plan.compiler import Compiler
from gql.engine.plan.from_clause import ByIds
from gql.engine.plan.object_type import class_of, kind_of
from gql.engine.plan.relations import most_of, nested
from gql.engine.plan.scope import Compiled, ObjectScope, RecordScope
from gql.engine.plan.selected_field import SelectedField


class RecordsById:
    """The records of a field by their types.

    `found` is the name of a dict in the generated code: kind → key → row. Results refer to records
    in any order and more than once, so they are looked up in it.
    """

    def __init__(
        self,
        compiler: Compiler,
        types: list[GraphQLObjectType],
        stage: int,
        call: int,
        multiplicity: str,
    ) -> None:
        """The ids of each type are the values of a call, in the order of the types."""
        self._compiler = compiler
        self._records: list[tuple[GraphQLObjectType, RecordScope]] = []
        by_kind = []
        for at, type_ in enumerate(types):
            own = source_of(class_of(type_))
            source = ByIds(own.view, call, at, own.key)
            below, rows = nested(compiler, compiler.top_level(stage), source, multiplicity)
            self._records.append((type_, below))
            name = below.row.name
            by_kind.append(
                f"{kind_of(type_)!r}: {{{below.value(KEY)}: {name} for {name} in {rows} or ()}}"
            )
        self.found = f"found{compiler.next_number()}"
        compiler.preamble.append(f"{self.found} = {{{', '.join(by_kind)}}}")

    def compile(self, field: SelectedField, kind: str, key: str) -> Compiled:
        """What is selected of the record with this kind and key (Python expressions), or None."""
        parts = [
            (kind_of(type_), below.row.name, self._compiler.compile_selection(below, type_, field))
            for type_, below in self._records
        ]
        value = self._by_kind(
            "record", [(k, r, compiled.value) for k, r, compiled in parts], kind, key
        )
        counts = [(k, r, compiled.count_or_cost) for k, r, compiled in parts]
        is_counted = any(compiled.count for _, _, compiled in parts)
        return Compiled(
            value,
            most_of([compiled.cost for _, _, compiled in parts]),
            self._by_kind("count", counts, kind, key, otherwise="0") if is_counted else "",
        )

    def _by_kind(
        self,
        prefix: str,
        cases: list[tuple[str, str, str]],
        kind: str,
        key: str,
        otherwise: str = "None",
    ) -> str:
        """A call of a function that tells the types apart: (kind, row variable, value) each."""
        lines = [f"row = {self.found}.get(kind, {{}}).get(key)"]
        for one, name, value in cases:
            lines += [f"if kind == {one!r} and row is not None:", f"    {name} = row"]
            lines += [f"    return {value}"]
        name = self._compiler.add_function(prefix, "kind, key", *lines, f"return {otherwise}")
        return f"{name}({kind}, {key})"


def in_next_stage(
    compiler: Compiler,
    scope: RecordScope | ObjectScope,
    types: list[GraphQLObjectType],
    multiplicity: str,
    keys: list[str],
) -> RecordsById:
    """Records that the next stage reads.

    `keys` are Python expressions of lists of ids, one for each type, in what this stage reads.
    """
    call = compiler.add_later_call()
    compiler.stage(scope.stage).wanted.append((call, keys))
    return RecordsById(compiler, types, scope.stage + 1, call, multiplicity)
