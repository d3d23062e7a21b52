"""A connection whose records a function finds, best first: their kinds, ids and scores."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from gql.engine.declare import declaration as declare
from gql.engine.plan.call import Bound
from gql.engine.plan.compiler import Asked, Compiler
from gql.engine.plan.references import References, kind_of, later
from gql.engine.plan.scope import Records, Shown
from gql.engine.plan.stage import Batch, Function

PLACE = ("o['kind']", "o['id']")


def ranked(c: Compiler, scope: Records, asked: Asked, declared: declare.Ranked) -> Shown:
    (type_,) = c.types(asked)

    def bound(arguments: dict[str, Any]) -> Bound:
        search = declared.asked(**arguments)
        return Bound(given={"asked": search}, rows=search.page.size)

    call = c.call(asked, bound)
    shown = c.selection(Ranked(c, scope, declared, call, c.slot()), type_, asked)
    return replace(shown, value=c.checked(call, shown.value))


@dataclass
class Ranked:
    """What was found: `x[slot]` holds a Found, once something of it is selected."""

    c: Compiler
    scope: Records
    declared: declare.Ranked
    call: int
    slot: int
    _is_read: bool = False

    def field(self, c: Compiler, asked: Asked) -> Shown:
        match asked.name:
            case "nodes":
                return self._nodes(asked)
            case "edges":
                return self._edges(asked)
            case "pageInfo":
                (info,) = c.types(asked)
                return c.selection(Info(self.found()), info, asked)
            case "totalCount":
                slot = c.slot()
                self._function(slot, self.declared.total)
                return Shown(f"int32(x[{slot}])")
            case _:
                return c.unsupported()

    def found(self) -> str:
        if not self._is_read:
            self._is_read = True
            self._function(self.slot, self.declared.read)
        return f"x[{self.slot}]"

    def highlight(self) -> str:
        slot = self.c.slot()
        place = f"({', '.join(PLACE)})"
        keys = f"[{place} for o in {self.found()}.records]"
        batch = Batch(slot, f"highlight {self.call}", self.declared.highlights, self.call, keys)
        self.c.stage(self.scope.stage).batches.append(batch)
        return f"x[{slot}][{place}]"

    def _nodes(self, asked: Asked) -> Shown:
        shown = self._later(asked).show(asked, *PLACE)
        kept = f"for o in {self.found()}.records if (n := {shown.value}) is not None"
        return self._each(f"[n {kept}]", shown)

    def _edges(self, asked: Asked) -> Shown:
        (edge,) = self.c.types(asked)
        found = self._later(Asked(edge, edge.fields["node"], []))
        shown = self.c.selection(Edge(self, found), edge, asked)
        kind, key = PLACE
        kept = f"for o in {self.found()}.records if {key} in {found.found}[{kind}]"
        return self._each(f"[{shown.value} {kept}]", shown)

    def _later(self, asked: Asked) -> References:
        types = self.c.types(asked)
        kind, key = PLACE
        keys = [
            f"[{key} for o in {self.found()}.records if {kind} == {kind_of(type_)!r}]"
            for type_ in types
        ]
        return later(self.c, self.scope, types, f"b[{self.call}].rows", keys)

    def _each(self, value: str, shown: Shown) -> Shown:
        return Shown(
            value,
            f"b[{self.call}].rows * (1 + {shown.cost or 0})",
            f"sum([1 + {shown.count} for o in {self.found()}.records])" if shown.count else "",
        )

    def _function(self, slot: int, function: Any) -> None:
        self.c.stage(self.scope.stage).functions.append(Function(slot, function, self.call))


@dataclass(frozen=True, slots=True)
class Edge:
    """Something that was found: the record `o`."""

    page: Ranked
    records: References

    def field(self, c: Compiler, asked: Asked) -> Shown:
        match asked.name:
            case "node":
                return self.records.show(asked, *PLACE)
            case "cursor":
                return Shown(f"{self.page.found()}.cursor(o)")
            case "score":
                return Shown(f"{self.page.found()}.score(o)")
            case "highlight":
                return Shown(self.page.highlight())
            case _:
                return c.unsupported()


@dataclass(frozen=True, slots=True)
class Info:
    """Where the page lies in all that was found."""

    found: str

    def field(self, c: Compiler, asked: Asked) -> Shown:
        match asked.name:
            case "hasNextPage":
                return Shown(f"{self.found}.has_next")
            case "hasPreviousPage":
                return Shown(f"{self.found}.has_previous")
            case "startCursor":
                return Shown(f"head({self.found}.cursor(o) for o in {self.found}.records)")
            case "endCursor":
                return Shown(
                    f"head({self.found}.cursor(o) for o in reversed({self.found}.records))"
                )
            case _:
                return c.unsupported()
