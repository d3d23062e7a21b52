"""An operation → what to read, and the Python that renders its response from what was read.

`compile_selection` renders one type as a dict display: each of its fields is compiled by the
handler of its declaration (`dispatch.py`). No text of a client enters SQL or Python, except
response keys, which GraphQL's grammar limits to /[_A-Za-z][_0-9A-Za-z]*/ and `repr` quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, cast

import strawberry
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from gql.engine.answer_tags import EVERYTHING
from gql.engine.declare.cache_tags import RecordTags
from gql.engine.declare.record_type import is_record_type, source_of
from gql.engine.plan.arguments import Arguments
from gql.engine.plan.call import Call, Handler, arguments_only
from gql.engine.plan.from_clause import NoRecords
from gql.engine.plan.object_type import class_of
from gql.engine.plan.row import Row
from gql.engine.plan.scope import Compiled, ObjectScope, RecordScope
from gql.engine.plan.select import Select
from gql.engine.plan.selected_field import SelectedField
from gql.engine.plan.stage import Stage
from gql.engine.plan.tags import of_record
from gql.errors import LimitExceeded

MAX_FIELDS = 2_000  # with fragments expanded, once for each possible type of an interface


@dataclass(slots=True)
class Compiler:
    """The state of compiling one operation.

    `reason`: a word for why the plan cannot be run; compiling goes on, to estimate its cost.
    `sibling_fields` are those selected beside the field being compiled, `shared_lists` the lists
    that several of them read: limit, records, Python expression. `scans` are what may be read from
    end to end: how often, and a Scan, as Python expressions. `preamble` and `function_texts`
    are lines of generated code, `constants` the Python objects that it names. `tags` are cache tags
    of the answer whatever is read, `unknown_tags` the coordinates of fields that declare none.
    """

    schema: strawberry.Schema
    core: GraphQLSchema
    document: DocumentNode
    operation: OperationDefinitionNode
    variables: VariableValues
    compile_field: Callable[[Compiler, Scope, SelectedField], Compiled]
    calls: list[Call | None] = field(default_factory=list)
    limits: list[tuple[int, str]] = field(default_factory=list)
    scans: list[tuple[str, str]] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    preamble: list[str] = field(default_factory=list)
    function_texts: list[str] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    slots: int = 0
    constants: dict[str, Any] = field(default_factory=dict)
    shared_lists: dict[Hashable, tuple[int, RecordScope, str]] = field(default_factory=dict)
    sibling_fields: GroupedFieldSet = field(default_factory=dict)
    reason: str | None = None
    tags: set[str] = field(default_factory=lambda: {EVERYTHING})
    unknown_tags: set[str] = field(default_factory=set)
    _last_number: int = 0
    _field_count: int = 0
    _fragments: dict[str, FragmentDetails] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in self.document.definitions:
            if isinstance(node, FragmentDefinitionNode):
                self._fragments[node.name.value] = FragmentDetails(node)

    def next_number(self) -> int:
        """A number for a generated name; rows, tables and functions share one sequence."""
        self._last_number += 1
        return self._last_number

    def add_constant(self, prefix: str, value: Any) -> str:
        """Make a Python object known to the generated code; return its name there."""
        name = f"{prefix}{self.next_number()}"
        self.constants[name] = value
        return name

    def add_function(self, prefix: str, parameter: str, *body: str) -> str:
        """Add a function to the generated code, inside `build`; return its name."""
        name = f"{prefix}{self.next_number()}"
        # inside, so that it sees what was read, `b` and `context` without passing them on
        lines = "".join(f"        {line}\n" for line in body)
        self.function_texts.append(f"    def {name}({parameter}):\n{lines}")
        return name

    def add_call(
        self, field: SelectedField, handler: Handler = arguments_only, *, varies: bool = False
    ) -> int:
        """Add the call of a field; return its number: the bound call is `b[number]`.

        `varies`: it is bound anew for each request, whether its arguments have variables or not.
        """
        arguments = Arguments(self.schema, field.definition, field.nodes[0].node)
        is_root = field.parent is self.query
        self.calls.append(Call(arguments, handler, is_root=is_root, varies=varies))
        return len(self.calls) - 1

    def arguments_code(self, number: int) -> str:
        """The arguments of a call as Python between the parentheses of a function call."""
        call = self.calls[number]
        if call and call.may_refuse():
            return f"**b[{number}].used()"
        if call and not call.varies:
            return ", ".join(
                f"{name}={self.argument_code(number, name)}" for name in call.literal.given
            )
        return f"**b[{number}].given"

    def argument_code(self, number: int, name: str) -> str:
        """One argument of a call as Python."""
        # a constant has a name of its own: `b[3].given["format"]` for every record is slower
        call = self.calls[number]
        if call and not call.may_refuse() and not call.varies:
            return self.add_constant("given", call.literal.given[name])
        return f"b[{number}].given[{name!r}]"

    def checked_code(self, number: int, value: str) -> str:
        """The value, after raising what is wrong with the arguments of its call."""
        call = self.calls[number]
        # `used()` is truthy or raises; what cannot be refused costs nothing
        return f"(b[{number}].used() and {value})" if call and call.may_refuse() else value

    def add_later_call(self) -> int:
        """Add a call that a stage binds: its values are ids that the stage has read."""
        self.calls.append(None)
        return len(self.calls) - 1

    def add_limit(self, multiplicity: str) -> int:
        """Add the limit of a list that no argument limits; return its number.

        `multiplicity` is the number of its parents, an expression of `b`.
        """
        self.calls.append(None)
        self.limits.append((len(self.calls) - 1, multiplicity))
        return len(self.calls) - 1

    def add_slot(self) -> int:
        """Reserve a place in `x` for something that is read; return its index."""
        self.slots += 1
        return self.slots - 1

    def stage(self, number: int) -> Stage:
        """The n-th stage; stages are awaited one after another."""
        while len(self.stages) <= number:
            slot = self.add_slot()
            self.stages.append(Stage(len(self.stages), slot, self.add_row()))
        return self.stages[number]

    def add_row(self) -> Row:
        """Add a row with a variable name of its own in the generated code."""
        row = Row(f"r{self.next_number()}")
        self.rows[row.name] = row
        return row

    def top_level(self, stage: int) -> RecordScope:
        """The scope around all records of a stage's statement: lists only, no columns."""
        nothing = Select(0, NoRecords())
        return RecordScope(self.stage(stage).row, nothing, stage, "1", "")

    def unsupported(self) -> Compiled:
        """A field that no plan can express: the reference path runs the operation."""
        self.reason = "unsupported"
        return Compiled("None")

    def node_type(self, connection: GraphQLObjectType) -> GraphQLObjectType:
        """The type of the nodes of a connection."""
        return cast("GraphQLObjectType", get_named_type(connection.fields["nodes"].type))

    @property
    def query(self) -> GraphQLObjectType:
        """The type Query. Plans are of queries only."""
        return cast("GraphQLObjectType", self.core.query_type)

    def root_fields(self) -> GroupedFieldSet:
        """Response key → nodes, as graphql-core collects them (GraphQL specification, 6.3.2)."""
        return collect_fields(
            self.core, self._fragments, self.variables, self.query, self.operation
        ).grouped_field_set

    def subfields(self, type_: GraphQLObjectType, field: SelectedField) -> GroupedFieldSet:
        """Response key → nodes of what is selected below a field, if its value has this type."""
        return collect_subfields(
            self.core, self._fragments, self.variables, self.operation, type_, field.nodes
        ).grouped_field_set

    def compile_selection(
        self, scope: Scope, type_: GraphQLObjectType, field: SelectedField
    ) -> Compiled:
        """What is selected of one object of this type, as a dict display."""
        compiled = self.compile_fields(scope, type_, self.subfields(type_, field))
        # otherwise it is a part of a record, or of a page
        if isinstance(scope, RecordScope) and is_record_type(class_of(type_)):
            tagged = of_record(scope, self.tags_of(type_, field)) + compiled.value
            return replace(compiled, value=tagged)
        return compiled

    def tags_of(self, type_: GraphQLObjectType, field: SelectedField) -> RecordTags:
        """The tags of a type of records; none, and the field is unknown, where it declares none."""
        declared = source_of(class_of(type_)).tags
        if declared is None:
            self.unknown_tags.add(field.coordinate)
        return declared or RecordTags()

    def compile_fields(
        self, scope: Scope, type_: GraphQLObjectType, fields: GroupedFieldSet
    ) -> Compiled:
        """These fields of one object, as a dict display."""
        parts = []
        for key, nodes in fields.items():
            # set for each field: compiling one below it has replaced it
            self.sibling_fields = fields
            parts.append((key, self._compile_field(scope, type_, nodes)))
        value = ", ".join(f"{key!r}: {compiled.value}" for key, compiled in parts)
        return Compiled("{" + value + "}", *totals(compiled for _, compiled in parts))

    def has_leaves_only(self, type_: GraphQLObjectType, field: SelectedField) -> bool:
        """Whether only scalars and enums are selected of an object."""
        names = (nodes[0].node.name.value for nodes in self.subfields(type_, field).values())
        fields = (type_.fields.get(name) for name in names)
        return all(one is None or is_leaf_type(get_named_type(one.type)) for one in fields)

    def object_types(self, field: SelectedField) -> list[GraphQLObjectType]:
        """The object types that the value of a field may have."""
        named = get_named_type(field.definition.type)
        if is_abstract_type(named):
            return list(self.core.get_possible_types(named))
        return [cast("GraphQLObjectType", named)]

    def _compile_field(
        self, scope: Scope, type_: GraphQLObjectType, nodes: list[FieldDetails]
    ) -> Compiled:
        self._field_count += 1
        if self._field_count > MAX_FIELDS:
            # the cost is known only when all of it is compiled, and an operation whose cost is
            # unknown must not run on the reference path either
            raise LimitExceeded(
                "fields",
                requested=self._field_count,
                allowed=MAX_FIELDS,
                what="The operation has too many fields, those of each type counted",
            )
        name = nodes[0].node.name.value
        if name == "__typename":
            return Compiled(repr(type_.name))
        if name.startswith("__"):
            self.reason = "introspection"
            return Compiled("None")
        return self.compile_field(self, scope, SelectedField(type_, type_.fields[name], nodes))


class PageScope(Protocol):
    """An object without a record of its own, such as an edge: it compiles its fields itself."""

    def compile_field(self, compiler: Compiler, field: SelectedField) -> Compiled: ...


Scope = RecordScope | ObjectScope | PageScope


def totals(parts: Iterable[Compiled]) -> tuple[str, str]:
    """The sums of the costs and of the counts of all parts, as expressions; "" for none."""
    known = [compiled for compiled in parts if compiled.cost or compiled.count]
    count = " + ".join(compiled.count_or_cost for compiled in known)
    is_counted = any(compiled.count for compiled in known)
    return " + ".join(
        compiled.cost for compiled in known if compiled.cost
    ), count if is_counted else ""
