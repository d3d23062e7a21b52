"""Records whose ids Python holds: read by one statement, whatever their types, and found by kind
and key when the answer is made."""

from __future__ import annotations

from graphql import GraphQLObjectType

from gql.engine.plan.compiler import Asked, Compiler, class_of, view_of
from gql.engine.plan.from_clause import ByIds
from gql.engine.plan.relations import most_of, nested
from gql.engine.plan.scope import Records, Shown, Thing
from gql.engine.record import KEY, source_of


class References:
    """The records of a field, by their types. `found` names a dict of them in the generated code:
    kind → key → row."""

    def __init__(
        self, c: Compiler, types: list[GraphQLObjectType], stage: int, call: int, times: str
    ) -> None:
        """The ids of each type are the values of a call, in the order of the types."""
        self._c = c
        self._records: list[tuple[GraphQLObjectType, Records]] = []
        by_kind = []
        for at, type_ in enumerate(types):
            below, rows = nested(c, c.top(stage), ByIds(view_of(type_), call, at), times)
            self._records.append((type_, below))
            name = below.row.name
            by_kind.append(
                f"{kind_of(type_)!r}: {{{below.value(KEY)}: {name} for {name} in {rows} or ()}}"
            )
        self.found = f"found{c.number()}"
        c.maps.append(f"{self.found} = {{{', '.join(by_kind)}}}")

    def show(self, asked: Asked, kind: str, key: str) -> Shown:
        """What is shown of the record of a kind and a key, or None where there is none."""
        parts = [
            (kind_of(type_), below.row.name, self._c.selection(below, type_, asked))
            for type_, below in self._records
        ]
        value = self._chosen("record", [(k, r, shown.value) for k, r, shown in parts], kind, key)
        counts = [(k, r, shown.handed) for k, r, shown in parts]
        is_counted = any(shown.count for _, _, shown in parts)
        return Shown(
            value,
            most_of([shown.cost for _, _, shown in parts]),
            self._chosen("count", counts, kind, key, otherwise="0") if is_counted else "",
        )

    def _chosen(
        self,
        prefix: str,
        cases: list[tuple[str, str, str]],
        kind: str,
        key: str,
        otherwise: str = "None",
    ) -> str:
        lines = [f"row = {self.found}.get(kind, {{}}).get(key)"]
        for one, name, value in cases:
            lines += [f"if kind == {one!r} and row is not None:", f"    {name} = row"]
            lines += [f"    return {value}"]
        name = self._c.function(prefix, "kind, key", *lines, f"return {otherwise}")
        return f"{name}({kind}, {key})"


def later(
    c: Compiler, scope: Records | Thing, types: list[GraphQLObjectType], times: str, keys: list[str]
) -> References:
    """Records of the next stage; `keys` are lists of ids in what this one has read, by type."""
    call = c.later_call()
    c.stage(scope.stage).wanted.append((call, keys))
    return References(c, types, scope.stage + 1, call, times)


def kind_of(type_: GraphQLObjectType) -> str:
    return source_of(class_of(type_)).kind
