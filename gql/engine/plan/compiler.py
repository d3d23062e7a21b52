"""An operation → a plan: what to read, and the Python that makes the answer of it.

`selection` shows one type: each of its fields is handed to the handler of its declaration. No text
of the client enters a statement or the code, except the names of its fields, as `repr` spells them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, cast

import strawberry
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLField,
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

from gql.engine.declare.declaration import DECLARATION, Declaration
from gql.engine.plan.arguments import Arguments
from gql.engine.plan.call import Call, Handler, arguments_only
from gql.engine.plan.from_clause import Nothing
from gql.engine.plan.scope import Records, Scope, Shown
from gql.engine.plan.select import Row, Select
from gql.engine.plan.stage import Stage
from gql.engine.record import source_of
from gql.errors import LimitExceeded


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of the schema as an operation asks for it: all its nodes, which merge."""

    parent: GraphQLObjectType
    definition: GraphQLField
    nodes: list[FieldDetails]

    @property
    def name(self) -> str:
        return self.nodes[0].node.name.value

    @property
    def field(self) -> Any:
        """The Strawberry field."""
        return self.definition.extensions["strawberry-definition"]

    @property
    def declaration(self) -> Declaration | None:
        found: Declaration | None = self.field.metadata.get(DECLARATION)
        return found


MOST_FIELDS = 2_000  # where fragments are spread, and of all types that may stand for an interface


@dataclass(slots=True)
class Compiler:
    """What is known so far of the plan of one operation.

    `reason`: why the plan cannot be run, in one of few words; it still knows what the operation
    may cost. `beside` are the fields that are asked for side by side with the one being compiled;
    `pools` the lists that some of them share: limit, records, and where they stand in Python.
    """

    schema: strawberry.Schema
    core: GraphQLSchema
    document: DocumentNode
    operation: OperationDefinitionNode
    variables: VariableValues
    show: Callable[[Compiler, Scope, Asked], Shown]
    calls: list[Call | None] = field(default_factory=list)
    limits: list[tuple[int, str]] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    maps: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    slots: int = 0
    known: dict[str, Any] = field(default_factory=dict)
    pools: dict[Hashable, tuple[int, Records, str]] = field(default_factory=dict)
    beside: GroupedFieldSet = field(default_factory=dict)
    reason: str | None = None
    _numbers: int = 0
    _fields: int = 0
    _fragments: dict[str, FragmentDetails] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in self.document.definitions:
            if isinstance(node, FragmentDefinitionNode):
                self._fragments[node.name.value] = FragmentDetails(node)

    def number(self) -> int:
        self._numbers += 1
        return self._numbers

    def name(self, prefix: str, value: Any) -> str:
        """A name for a Python object in the generated code."""
        name = f"{prefix}{self.number()}"
        self.known[name] = value
        return name

    def function(self, prefix: str, parameter: str, *body: str) -> str:
        """A function in the generated code; its name."""
        name = f"{prefix}{self.number()}"
        lines = "".join(f"        {line}\n" for line in body)
        self.functions.append(f"    def {name}({parameter}):\n{lines}")
        return name

    def call(self, asked: Asked, handler: Handler = arguments_only) -> int:
        """The number of a call: where what it comes to stands among the bounds."""
        arguments = Arguments(self.schema, asked.definition, asked.nodes[0].node)
        self.calls.append(Call(arguments, handler, is_root=asked.parent is self.query))
        return len(self.calls) - 1

    def arguments(self, number: int) -> str:
        """The arguments of a call, for a function."""
        call = self.calls[number]
        if call and call.may_refuse():
            return f"**b[{number}].used()"
        if call and not call.varies:
            return ", ".join(f"{name}={self.argument(number, name)}" for name in call.literal.given)
        return f"**b[{number}].given"

    def argument(self, number: int, name: str) -> str:
        """One of them. A literal has a name of its own, for what is shown of every record."""
        call = self.calls[number]
        if call and not call.may_refuse() and not call.varies:
            return self.name("given", call.literal.given[name])
        return f"b[{number}].given[{name!r}]"

    def checked(self, number: int, value: str) -> str:
        """A value behind a call: where its arguments may be refused, that is met here."""
        call = self.calls[number]
        return f"(b[{number}].used() and {value})" if call and call.may_refuse() else value

    def later_call(self) -> int:
        """The same for ids that are known only when a stage has been read."""
        self.calls.append(None)
        return len(self.calls) - 1

    def limit(self, times: str) -> int:
        """The number of a limit on a list that no argument bounds."""
        self.calls.append(None)
        self.limits.append((len(self.calls) - 1, times))
        return len(self.calls) - 1

    def slot(self) -> int:
        """A place for what is read."""
        self.slots += 1
        return self.slots - 1

    def stage(self, number: int) -> Stage:
        """The n-th thing that is waited for."""
        while len(self.stages) <= number:
            slot = self.slot()
            self.stages.append(Stage(len(self.stages), slot, self.row()))
        return self.stages[number]

    def row(self) -> Row:
        row = Row(f"r{self.number()}")
        self.rows[row.name] = row
        return row

    def top(self, stage: int) -> Records:
        """What stands outermost in the statement of a stage: lists of rows, and no record."""
        nothing = Select(0, Nothing())
        return Records(self.stage(stage).row, nothing, stage, "1", "")

    def unsupported(self) -> Shown:
        self.reason = "unsupported"
        return Shown("None")

    def node_type(self, connection: GraphQLObjectType) -> GraphQLObjectType:
        """The type of the nodes of a connection."""
        return cast("GraphQLObjectType", get_named_type(connection.fields["nodes"].type))

    @property
    def query(self) -> GraphQLObjectType:
        """The type Query."""
        return cast("GraphQLObjectType", self.core.query_type)

    def root(self) -> GroupedFieldSet:
        return collect_fields(
            self.core, self._fragments, self.variables, self.query, self.operation
        ).grouped_field_set

    def below(self, type_: GraphQLObjectType, asked: Asked) -> GroupedFieldSet:
        return collect_subfields(
            self.core, self._fragments, self.variables, self.operation, type_, asked.nodes
        ).grouped_field_set

    def selection(self, scope: Scope, type_: GraphQLObjectType, asked: Asked) -> Shown:
        """What is selected of one object, as a dict."""
        return self.fields(scope, type_, self.below(type_, asked))

    def fields(self, scope: Scope, type_: GraphQLObjectType, fields: GroupedFieldSet) -> Shown:
        parts = []
        for key, nodes in fields.items():
            self.beside = fields
            parts.append((key, self._field(scope, type_, nodes)))
        value = ", ".join(f"{key!r}: {shown.value}" for key, shown in parts)
        return Shown("{" + value + "}", *totals(shown for _, shown in parts))

    def has_leaves_only(self, type_: GraphQLObjectType, asked: Asked) -> bool:
        """Whether nothing stands below what is selected of an object."""
        names = (nodes[0].node.name.value for nodes in self.below(type_, asked).values())
        fields = (type_.fields.get(name) for name in names)
        return all(one is None or is_leaf_type(get_named_type(one.type)) for one in fields)

    def types(self, asked: Asked) -> list[GraphQLObjectType]:
        """The object types that a field may lead to."""
        named = get_named_type(asked.definition.type)
        if is_abstract_type(named):
            return list(self.core.get_possible_types(named))
        return [cast("GraphQLObjectType", named)]

    def _field(self, scope: Scope, type_: GraphQLObjectType, nodes: list[FieldDetails]) -> Shown:
        self._fields += 1
        if self._fields > MOST_FIELDS:
            # what it may cost cannot be told without compiling it to its end
            raise LimitExceeded(
                "fields",
                requested=self._fields,
                allowed=MOST_FIELDS,
                what="The operation has too many fields, those of each type counted",
            )
        name = nodes[0].node.name.value
        if name == "__typename":
            return Shown(repr(type_.name))
        if name.startswith("__"):
            self.reason = "introspection"
            return Shown("None")
        return self.show(self, scope, Asked(type_, type_.fields[name], nodes))


def totals(parts: Iterable[Shown]) -> tuple[str, str]:
    """The cost and the count of all parts."""
    known = [shown for shown in parts if shown.cost or shown.count]
    count = " + ".join(shown.handed for shown in known)
    is_counted = any(shown.count for shown in known)
    return " + ".join(shown.cost for shown in known if shown.cost), count if is_counted else ""


def class_of(type_: GraphQLObjectType) -> type:
    """The Python class of an object type."""
    found: type = type_.extensions["strawberry-definition"].origin
    return found


def view_of(type_: GraphQLObjectType) -> str:
    return source_of(class_of(type_)).view
