"""Search results: functions find kinds, ids and scores, a later stage reads the records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from gql.engine.declare import declaration as declare
from gql.engine.declare.search_terms import SEARCH_COST
from gql.engine.list_sizes import ROWS_OF_A_NODE
from gql.engine.plan.call import BoundCall
from gql.engine.plan.compiler import Compiler, PageScope
from gql.engine.plan.object_type import kind_of
from gql.engine.plan.records_by_id import RecordsById, in_next_stage
from gql.engine.plan.scope import Compiled, RecordScope
from gql.engine.plan.selected_field import SelectedField
from gql.engine.plan.stage import Batch, Function

RESULT_KEY = ("o['kind']", "o['id']")  # of the result `o` in generated comprehensions


def ranked(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.Ranked
) -> Compiled:
    """A connection of search results, whose functions run in this stage."""
    (type_,) = compiler.object_types(field)

    def bound(arguments: dict[str, Any]) -> BoundCall:
        request = declared.make_request(**arguments)
        # keyword arguments of the declared functions: each takes (context, …, request)
        cost = SEARCH_COST + request.page.offset // ROWS_OF_A_NODE
        return BoundCall(
            {"request": request},
            rows=request.page.size,
            cost=cost,
            tags=tuple(declared.tags(request)) if declared.tags else (),
            seconds=declared.seconds(request) if declared.seconds else None,
        )

    if declared.tags is None:
        compiler.unknown_tags.add(field.coordinate)
    call = compiler.add_call(field, bound)
    compiled = compiler.compile_selection(
        RankedScope(compiler, scope, declared, call, compiler.add_slot()), type_, field
    )
    return replace(compiled, value=compiler.checked_code(call, compiled.value))


@dataclass
class RankedScope(PageScope):
    """A connection of search results: `x[slot]` is a RankedPage if a field needs it."""

    compiler: Compiler
    scope: RecordScope
    declared: declare.Ranked
    call: int
    slot: int
    _is_read: bool = False

    def compile_field(self, compiler: Compiler, field: SelectedField) -> Compiled:
        match field.name:
            case "nodes":
                return self._nodes(field)
            case "edges":
                return self._edges(field)
            case "pageInfo":
                (info,) = compiler.object_types(field)
                return compiler.compile_selection(RankedPageInfoScope(self.found()), info, field)
            case "totalCount":
                return Compiled(f"int32({self._total()}.count)")
            case "totalCountIsExact":
                return Compiled(f"{self._total()}.is_exact")
            case _:
                return compiler.unsupported()

    def found(self) -> str:
        """The Python expression of the RankedPage, which is read from now on."""
        if not self._is_read:
            self._is_read = True
            self._function(self.slot, self.declared.read)
        return f"x[{self.slot}]"

    def _total(self) -> str:
        """The Python expression of the total; equal requests are counted once."""
        slot = self.compiler.add_slot()
        self._function(slot, self.declared.total)
        return f"x[{slot}]"

    def highlight(self) -> str:
        """The Python expression of the highlight of result `o`; one batch computes all."""
        slot = self.compiler.add_slot()
        key = f"({', '.join(RESULT_KEY)})"
        keys = f"[{key} for o in {self.found()}.records]"
        batch = Batch(slot, f"highlight {self.call}", self.declared.highlights, self.call, keys)
        self.compiler.stage(self.scope.stage).batches.append(batch)
        return f"x[{slot}][{key}]"

    def _nodes(self, field: SelectedField) -> Compiled:
        compiled = self._later(field).compile(field, *RESULT_KEY)
        # results whose record is gone since the search are left out
        kept = f"for o in {self.found()}.records if (n := {compiled.value}) is not None"
        return self._each(f"[n {kept}]", compiled)

    def _edges(self, field: SelectedField) -> Compiled:
        (edge,) = self.compiler.object_types(field)
        found = self._later(SelectedField(edge, edge.fields["node"], []))
        compiled = self.compiler.compile_selection(RankedEdgeScope(self, found), edge, field)
        kind, key = RESULT_KEY
        kept = f"for o in {self.found()}.records if {key} in {found.found}[{kind}]"
        return self._each(f"[{compiled.value} {kept}]", compiled)

    def _later(self, field: SelectedField) -> RecordsById:
        types = self.compiler.object_types(field)
        kind, key = RESULT_KEY
        keys = [
            f"[{key} for o in {self.found()}.records if {kind} == {kind_of(type_)!r}]"
            for type_ in types
        ]
        return in_next_stage(self.compiler, self.scope, types, f"b[{self.call}].rows", keys)

    def _each(self, value: str, compiled: Compiled) -> Compiled:
        return Compiled(
            value,
            f"b[{self.call}].rows * (1 + {compiled.cost or 0})",
            f"sum([1 + {compiled.count} for o in {self.found()}.records])"
            if compiled.count
            else "",
        )

    def _function(self, slot: int, function: Any) -> None:
        self.compiler.stage(self.scope.stage).functions.append(Function(slot, function, self.call))


@dataclass(frozen=True, slots=True)
class RankedEdgeScope(PageScope):
    """An edge of a search result: the result `o` and its record."""

    page: RankedScope
    records: RecordsById

    def compile_field(self, compiler: Compiler, field: SelectedField) -> Compiled:
        match field.name:
            case "node":
                return self.records.compile(field, *RESULT_KEY)
            case "cursor":
                return Compiled(f"{self.page.found()}.cursor(o)")
            case "score":
                return Compiled(f"{self.page.found()}.score(o)")
            case "highlight":
                return Compiled(self.page.highlight())
            case _:
                return compiler.unsupported()


@dataclass(frozen=True, slots=True)
class RankedPageInfoScope(PageScope):
    """The pageInfo of search results."""

    found: str

    def compile_field(self, compiler: Compiler, field: SelectedField) -> Compiled:
        match field.name:
            case "hasNextPage":
                return Compiled(f"{self.found}.has_next")
            case "hasPreviousPage":
                return Compiled(f"{self.found}.has_previous")
            case "startCursor":
                return Compiled(f"head({self.found}.cursor(o) for o in {self.found}.records)")
            case "endCursor":
                return Compiled(
                    f"head({self.found}.cursor(o) for o in reversed({self.found}.records))"
                )
            case _:
                return compiler.unsupported()
