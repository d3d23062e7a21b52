"""A valid document with its plans, and the syntax trees of those that were used last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from graphql import DirectiveNode, DocumentNode, GraphQLError, VariableNode, Visitor, visit
from graphql.execution.values import VariableValues

from gql.engine import Plan
from gql.operation.error_response import RequestError
from gql.operation.parsing import parse_document
from gql.operation.selected_operation import LIVE, Operation, select_operation
from gql.worker_thread import run_beside_loop, run_now

# Parsing, validating and compiling a document of so many characters may take 10 ms
LONG_DOCUMENT = 500
# Measured: what the cache holds per entry. A document is weighed in tokens, of which graphql-core's
# tree keeps most alive, and other memory is converted into them.
BYTES_PER_TOKEN = 620
BYTES_PER_CHARACTER = 8  # of the text, which is kept twice where it is not ASCII
# One per operation and per value of its @skip and @include variables: each value selects other
# fields, and a client could send 2^n of them.
MAX_PLANS_PER_DOCUMENT = 8
# Of all trees together, two objects each: a full garbage collection looks at all of them, and
# holds the event loop meanwhile. Plans answer without, so only mutations use theirs again.
MAX_TREE_TOKENS = 5_000
MAX_KEPT_DEFINITIONS = 10  # of variables, which are a part of the tree


@dataclass(slots=True, eq=False)
class Document:
    """A valid document, how often it was requested, and the plans of its operations.

    `is_stored`: it is known by an id, so that it will be requested again.
    `condition_variables` are the variables of @skip and @include: each of their values has a plan.
    `kept_tree`: what the text was parsed to, as long as `trees` keeps it.
    """

    text: str
    tokens: int
    condition_variables: tuple[str, ...]
    trees: SyntaxTrees
    kept_tree: DocumentNode | None = None
    operations: dict[str | None, Operation] = field(default_factory=dict)
    times_requested: int = 1
    is_stored: bool = False
    plans: OrderedDict[Hashable, Plan] = field(default_factory=OrderedDict)

    @property
    def weight(self) -> float:
        """Memory of the document, its text and its plans, in tokens."""
        size = BYTES_PER_CHARACTER * len(self.text)
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

    async def tree(self) -> DocumentNode:
        """What the text was parsed to; parsed again where that was not kept."""
        tree = self.kept_tree
        if tree is None:
            run = run_beside_loop if is_long(self.text) else run_now
            tree = (await run(parse_document, self.text)).tree
        self.trees.keep(self, tree)
        return tree

    def drop_tree(self) -> None:
        """Keep no more of the tree than plans need."""
        self.kept_tree = None
        for name, operation in list(self.operations.items()):
            if len(operation.variable_definitions) > MAX_KEPT_DEFINITIONS:
                del self.operations[name]

    async def operation(self, name: str | None) -> Operation:
        """Return the operation of that name, the only one for None. Raises RequestError."""
        operation = self.operations.get(name)
        if operation is None:
            tree = await self.tree()
            operation = Operation.from_document(tree, select_operation(tree, name))
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


class SyntaxTrees:
    """Keeps the trees of the documents that used theirs last, within a number of tokens."""

    def __init__(self, max_tokens: int = MAX_TREE_TOKENS) -> None:
        self._max_tokens = max_tokens
        self._documents: OrderedDict[Document, None] = OrderedDict()
        self.tokens = 0

    def keep(self, document: Document, tree: DocumentNode) -> None:
        """Keep a tree, and drop those that were used longest ago; the newest one stays."""
        if document not in self._documents:
            self.tokens += document.tokens
            self._documents[document] = None
        document.kept_tree = tree
        self._documents.move_to_end(document)
        while self.tokens > self._max_tokens and len(self._documents) > 1:
            oldest, _ = self._documents.popitem(last=False)
            self.tokens -= oldest.tokens
            oldest.drop_tree()


def is_long(text: str) -> bool:
    """Whether a document may take so long to be understood that others would notice."""
    return len(text) > LONG_DOCUMENT


class _DirectiveVariables(Visitor):
    """Collects the names of variables in arguments of directives, in order of the document."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        if node.name.value == LIVE:
            return
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.names[argument.value.name.value] = None


def directive_variables(node: DocumentNode) -> tuple[str, ...]:
    """The names of variables in arguments of @skip and @include, in order of the document."""
    visitor = _DirectiveVariables()
    visit(node, visitor)
    return tuple(visitor.names)
