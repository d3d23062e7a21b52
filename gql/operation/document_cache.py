"""Text → a parsed and valid document, remembered. Limits come before the work that they bound."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ASTValidationRule,
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    VariableNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.execution.values import VariableValues
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule

from gql.engine import Plan
from gql.operation import one_of
from gql.operation.error_response import Rejected
from gql.operation.limits import Limits
from gql.operation.selected_operation import Operation, operation_of

TOKENS_A_DOCUMENT = 75  # of an ordinary one, with what its text and its plan take
BYTES_A_TOKEN = 620
BYTES_A_LETTER = 8  # of the text, which is kept twice where it is not plain
MOST_PLANS = 8  # of one document: its operations, and the values of their @skip and @include


@dataclass(slots=True, eq=False)
class Document:
    """A valid document, how often it was met, and the plans of its operations.

    `switches` are the variables of its @skip and @include: each of their values has its plan.
    """

    node: DocumentNode
    letters: int
    tokens: int
    switches: tuple[str, ...]
    operations: dict[str | None, Operation] = field(default_factory=dict)
    sightings: int = 1
    plans: OrderedDict[Hashable, Plan] = field(default_factory=OrderedDict)

    @property
    def weight(self) -> float:
        """What it takes, in tokens."""
        taken = BYTES_A_LETTER * self.letters
        for plan in self.plans.values():
            taken += plan.size
        return self.tokens + taken / BYTES_A_TOKEN

    def check_switches(self, variables: VariableValues) -> None:
        """Raises Rejected where one of them is null: nobody can tell then what is asked for."""
        for name in self.switches:
            if name in variables.coerced and variables.coerced[name] is None:
                problem = GraphQLError(
                    f"Variable '${name}' is null, and decides by @skip or @include what is asked "
                    "for. Send true or false, or leave it out for its default."
                )
                raise Rejected([problem], "BAD_USER_INPUT")

    def operation(self, name: str | None) -> Operation:
        """Raises Rejected where it cannot be told which."""
        found = self.operations.get(name)
        if found is None:
            found = self.operations[name] = Operation.of(operation_of(self.node, name))
        return found

    def plan(self, key: Hashable) -> Plan | None:
        if plan := self.plans.get(key):
            self.plans.move_to_end(key)
        return plan

    def remember(self, key: Hashable, plan: Plan) -> None:
        self.plans[key] = plan
        if len(self.plans) > MOST_PLANS:
            self.plans.popitem(last=False)


class Documents:
    """The good documents that were used last, found by their text.

    Bounded by their number and by what they take with their plans: neither a flood of documents
    nor one of long documents takes more memory. Those that were met once have a quarter of the room
    for themselves, so that a flood of new ones drives out none that is used again and again.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Limits,
        *,
        size: int,
        introspection: bool,
        max_errors: int,
    ) -> None:
        one_of.tell(schema)
        self._schema = schema
        self._limits = limits
        self._introspection = introspection
        self._max_errors = max_errors
        self._rules = _rules(introspection)
        self._met_once = _Shelf(max(1, size // 4))
        self._known = _Shelf(max(1, size - size // 4))
        self.misses = 0

    def __len__(self) -> int:
        return len(self._met_once) + len(self._known)

    @property
    def plans(self) -> int:
        """How many plans are remembered."""
        return self._met_once.plans + self._known.plans

    def find(self, text: str) -> Document | None:
        """The document of this text, if it is remembered."""
        document = self._known.use(text)
        if document is None and (document := self._met_once.take(text)):
            self._known.put(text, document)
        if document is None:
            self.misses += 1
            return None
        document.sightings += 1
        return document

    def parse(self, text: str) -> DocumentNode:
        """Raises LimitExceeded, or Rejected where the text is no GraphQL."""
        try:
            self._limits.check_text(text)
            node = parse(text)
        except GraphQLSyntaxError as error:
            raise Rejected([error], "GRAPHQL_PARSE_FAILED") from None
        self._limits.check_shape(node)
        return node

    def keep(self, text: str, node: DocumentNode) -> Document:
        """Remembers a valid document. Raises Rejected with what is wrong in another."""
        if problems := self._problems(node):
            raise Rejected(problems, "GRAPHQL_VALIDATION_FAILED")
        document = Document(node, len(text), _tokens(node), _switches(node))
        self._met_once.put(text, document)
        return document

    def _problems(self, node: DocumentNode) -> list[GraphQLError]:
        return validate(
            self._schema,
            node,
            self._rules,
            max_errors=self._max_errors,
            hide_suggestions=not self._introspection,
        )


class _Shelf:
    """So many documents, and so much of them, those used last at its end."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._weights: dict[str, float] = {}
        self._weight = 0.0

    def __len__(self) -> int:
        return len(self._documents)

    @property
    def plans(self) -> int:
        return sum(len(document.plans) for document in self._documents.values())

    def use(self, text: str) -> Document | None:
        if document := self._documents.get(text):
            self._documents.move_to_end(text)
            if document.weight != self._weights[text]:
                self.put(text, document)
        return document

    def take(self, text: str) -> Document | None:
        if document := self._documents.pop(text, None):
            self._weight -= self._weights.pop(text)
        return document

    def put(self, text: str, document: Document) -> None:
        self.take(text)
        self._documents[text] = document
        self._weights[text] = document.weight
        self._weight += document.weight
        most = self._size * TOKENS_A_DOCUMENT
        while len(self._documents) > self._size or self._weight > most:
            self.take(next(iter(self._documents)))


def _tokens(document: DocumentNode) -> int:
    """How many tokens, comments included, the parsed document holds on to."""
    token, count = document.loc and document.loc.start_token, 0
    while token:
        token, count = token.next, count + 1
    return count


class _Switches(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.found[argument.value.name.value] = None


def _switches(node: DocumentNode) -> tuple[str, ...]:
    """The variables in the arguments of directives."""
    switches = _Switches()
    visit(node, switches)
    return tuple(switches.found)


def _rules(introspection: bool) -> tuple[type[ASTValidationRule], ...]:
    # graphql-core's own hold the limit on nested lists of the schema (MaxIntrospectionDepthRule)
    rules = (*specified_rules, MaybeNullValidationRule, one_of.OneOfVariablesRule)
    return rules if introspection else (*rules, NoSchemaIntrospectionCustomRule)
