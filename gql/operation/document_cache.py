"""Parsed and valid documents with their plans, cached by text within bounds of memory.

Nothing is parsed before the limits on its text were checked, and nothing validated before those on
its complexity: each step costs more than the one before it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ASTValidationRule,
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoFragmentCyclesRule,
    NoSchemaIntrospectionCustomRule,
    VariableNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.execution.values import VariableValues
from graphql.validation import validation_context
from graphql.validation.rules import overlapping_fields_can_be_merged
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule

from gql.engine import Plan
from gql.operation import one_of
from gql.operation.error_response import RequestError
from gql.operation.limits import Limits
from gql.operation.selected_operation import Operation, select_operation

# Measured: what the cache holds per entry. A document is weighed in tokens, of which graphql-core's
# tree keeps most alive, and other memory is converted into them.
TOKENS_PER_DOCUMENT = 75  # an ordinary document, with its text and its plan
BYTES_PER_TOKEN = 620
BYTES_PER_CHARACTER = 8  # of the text, which is kept twice where it is not ASCII
MAX_WITH_SUGGESTIONS = 2  # mistakes in a document
BUDGET_SPENT = "Validation aborted."  # graphql-core's message, without a reason
# One per operation and per value of its @skip and @include variables: each value selects other
# fields, and a client could send 2^n of them.
MAX_PLANS_PER_DOCUMENT = 8


@dataclass(slots=True, eq=False)
class Document:
    """A valid document, how often it was requested, and the plans of its operations.

    `condition_variables` are the variables of @skip and @include: each of their values has a plan.
    """

    node: DocumentNode
    text_length: int
    tokens: int
    condition_variables: tuple[str, ...]
    operations: dict[str | None, Operation] = field(default_factory=dict)
    times_requested: int = 1
    plans: OrderedDict[Hashable, Plan] = field(default_factory=OrderedDict)

    @property
    def weight(self) -> float:
        """Memory of the document, its text and its plans, in tokens."""
        size = BYTES_PER_CHARACTER * self.text_length
        for plan in self.plans.values():
            size += plan.size
        return self.tokens + size / BYTES_PER_TOKEN

    def check_condition_variables(self, variables: VariableValues) -> None:
        """Raise RequestError if a variable of @skip or @include is null.

        A nullable variable with a default passes validation there (GraphQL specification, 5.8.5).
        """
        # graphql-core reports it only while the fields run, and without knowing the selected
        # fields the operation's cost cannot be estimated before
        for name in self.condition_variables:
            if name in variables.coerced and variables.coerced[name] is None:
                problem = GraphQLError(
                    f"Variable '${name}' is null, but @skip and @include take a Boolean. "
                    "Send true or false, or leave it out for its default."
                )
                raise RequestError([problem], "BAD_USER_INPUT")

    def operation(self, name: str | None) -> Operation:
        """Return the operation of that name, the only one for None. Raises RequestError."""
        operation = self.operations.get(name)
        if operation is None:
            operation = Operation.from_document(self.node, select_operation(self.node, name))
            self.operations[name] = operation
        return operation

    def plan(self, key: Hashable) -> Plan | None:
        """The plan for an operation name and values of the condition variables, if cached."""
        if plan := self.plans.get(key):
            self.plans.move_to_end(key)
        return plan

    def add_plan(self, key: Hashable, plan: Plan) -> None:
        """Cache a plan; the one used longest ago goes."""
        self.plans[key] = plan
        if len(self.plans) > MAX_PLANS_PER_DOCUMENT:
            self.plans.popitem(last=False)


class DocumentCache:
    """The valid documents used last, by their text: a segmented LRU cache.

    Documents seen once share a quarter of the room. A second request moves a document into the
    protected rest, so a flood of new documents evicts none that is used again and again. Both parts
    are bounded by number and by memory, plans included.
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
        one_of.mark_one_of_inputs(schema)
        self._schema = schema
        self.limits = limits
        self._introspection = introspection
        self._max_errors = max_errors
        self._rules = _validation_rules(introspection)
        self._probationary = _WeightedLru(max(1, size // 4))
        self._protected = _WeightedLru(max(1, size - size // 4))
        self.misses = 0

    def __len__(self) -> int:
        return len(self._probationary) + len(self._protected)

    @property
    def plans(self) -> int:
        """The number of cached plans, for the metrics."""
        return self._probationary.plans + self._protected.plans

    def find(self, text: str) -> Document | None:
        """Return the cached document with exactly this text, and count the request."""
        document = self._protected.get(text)
        if document is None and (document := self._probationary.pop(text)):
            self._protected.add(text, document)
        if document is None:
            self.misses += 1
            return None
        document.times_requested += 1
        return document

    def parse(self, text: str) -> DocumentNode:
        """Parse within the limits. Raises LimitExceeded, and RequestError for a syntax error."""
        try:
            # Before parse(): it recurses into brackets, and reports what is too deep for Python
            # as a syntax error, without saying how deep is allowed.
            self.limits.check_text(text)
            node = parse(text)
        except GraphQLSyntaxError as error:
            raise RequestError([error], "GRAPHQL_PARSE_FAILED") from None
        self.limits.check_complexity(node)
        return node

    def validate(self, text: str, node: DocumentNode) -> Document:
        """Validate a document. Raises RequestError with what is wrong, and LimitExceeded."""
        tokens = _unlink_tokens(node)
        # graphql-core's own budgets, which are variables of its modules: the defaults allow seconds
        overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = self.limits.comparisons
        validation_context.MAX_FRAGMENT_WORK = self.limits.comparisons
        problems = self._problems(node)
        if problems and problems[-1].message == BUDGET_SPENT:
            self.limits.refuse_comparisons()
        if problems:
            raise RequestError(problems, "GRAPHQL_VALIDATION_FAILED")
        return Document(node, len(text), tokens, _directive_variables(node))

    def add(self, text: str, document: Document) -> None:
        """Cache a valid document."""
        self._probationary.add(text, document)

    def _problems(self, node: DocumentNode) -> list[GraphQLError]:
        # Cycles first: complexity cannot be measured with them, and so was not limited
        if any(isinstance(one, FragmentDefinitionNode) for one in node.definitions) and (
            cycles := self._validate(node, (NoFragmentCyclesRule,))
        ):
            return cycles
        problems = self._validate(node, self._rules)
        # "Did you mean" compares with every name, 10 ms for each mistake; and it would tell the
        # names of a schema that introspection must not show
        if self._introspection and 0 < len(problems) <= MAX_WITH_SUGGESTIONS:
            return self._validate(node, self._rules, hide_suggestions=False)
        return problems

    def _validate(
        self,
        node: DocumentNode,
        rules: tuple[type[ASTValidationRule], ...],
        *,
        hide_suggestions: bool = True,
    ) -> list[GraphQLError]:
        return validate(
            self._schema,
            node,
            rules,
            max_errors=self._max_errors,
            hide_suggestions=hide_suggestions,
        )


class _WeightedLru:
    """At most `size` documents, of together at most `size` ordinary weights, LRU first."""

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

    def get(self, text: str) -> Document | None:
        if document := self._documents.get(text):
            self._documents.move_to_end(text)
            # its plans have come or gone since it was weighed
            if document.weight != self._weights[text]:
                self.add(text, document)
        return document

    def pop(self, text: str) -> Document | None:
        if document := self._documents.pop(text, None):
            self._weight -= self._weights.pop(text)
        return document

    def add(self, text: str, document: Document) -> None:
        self.pop(text)
        self._documents[text] = document
        self._weights[text] = document.weight
        self._weight += document.weight
        max_weight = self._size * TOKENS_PER_DOCUMENT
        while len(self._documents) > self._size or self._weight > max_weight:
            self.pop(next(iter(self._documents)))


def _unlink_tokens(document: DocumentNode) -> int:
    """Count the tokens, comments included, and undo their list, which is of no use any more.

    Each token refers to its neighbours: documents would be circles of references, and those that
    the cache drops would stay until a full garbage collection, which is rare here.
    """
    token, count = document.loc and document.loc.start_token, 0
    while token:
        following, token.prev, token.next = token.next, None, None
        token, count = following, count + 1
    return count


class _DirectiveVariables(Visitor):
    """Collects the names of variables in arguments of directives, in order of the document."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.names[argument.value.name.value] = None


def _directive_variables(node: DocumentNode) -> tuple[str, ...]:
    visitor = _DirectiveVariables()
    visit(node, visitor)
    return tuple(visitor.names)


def _validation_rules(introspection: bool) -> tuple[type[ASTValidationRule], ...]:
    # specified_rules include MaxIntrospectionDepthRule, which limits nested lists of the schema
    rules = (*specified_rules, MaybeNullValidationRule, one_of.OneOfVariablesRule)
    return rules if introspection else (*rules, NoSchemaIntrospectionCustomRule)
