"""Parsed and valid documents with their plans, cached by text within bounds of memory.

Nothing is parsed before the limits on its text were checked, and nothing validated before those on
its complexity: each step costs more than the one before it.
"""

from __future__ import annotations

from collections import OrderedDict

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoFragmentCyclesRule,
)
from graphql.validation import validation_context
from graphql.validation.rules import overlapping_fields_can_be_merged

from gql.operation import one_of
from gql.operation.document import Document, SyntaxTrees, directive_variables
from gql.operation.error_response import RequestError
from gql.operation.limits import Limits
from gql.operation.parsing import ParsedDocument, parse_document
from gql.operation.validation import Rules, find_problems, validation_rules

TOKENS_PER_DOCUMENT = 75  # an ordinary document, with its text and its plan
RARELY = 16  # requests of a document, after which it is weighed again
MAX_WITH_SUGGESTIONS = 2  # mistakes in a document
BUDGET_SPENT = "Validation aborted."  # graphql-core's message, without a reason


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
        self._rules = validation_rules(introspection)
        self._probationary = _WeightedLru(max(1, size // 4))
        self._protected = _WeightedLru(max(1, size - size // 4))
        self._trees = SyntaxTrees()
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

    def find_again(self, text: str) -> Document | None:
        """The same for a document that was found before; any other is none, and not counted."""
        if document := self._protected.get(text):
            document.times_requested += 1
        return document

    def parse(self, text: str) -> ParsedDocument:
        """Parse within the limits. Raises LimitExceeded, and RequestError for a syntax error."""
        try:
            # Before parsing: it recurses into brackets, and reports what is too deep for Python
            # as a syntax error, without saying how deep is allowed.
            self.limits.check_text(text)
            parsed = parse_document(text)
        except GraphQLSyntaxError as error:
            raise RequestError([error], "GRAPHQL_PARSE_FAILED") from None
        self.limits.check_complexity(parsed.tree)
        return parsed

    def validate(self, parsed: ParsedDocument) -> Document:
        """Validate a document. Raises RequestError with what is wrong, and LimitExceeded."""
        # graphql-core's own budgets, which are variables of its modules: the defaults allow seconds
        overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = self.limits.comparisons
        validation_context.MAX_FRAGMENT_WORK = self.limits.comparisons
        problems = self._problems(parsed.tree)
        if problems and problems[-1].message == BUDGET_SPENT:
            self.limits.refuse_comparisons()
        if problems:
            raise RequestError(problems, "GRAPHQL_VALIDATION_FAILED")
        # without the character there is no directive, and no need to walk through the tree
        variables = directive_variables(parsed.tree) if "@" in parsed.text else ()
        return Document(parsed.text, parsed.tokens, variables, self._trees)

    def add(self, document: Document, tree: DocumentNode) -> None:
        """Cache a valid document, with the tree that it was parsed to."""
        self._trees.keep(document, tree)
        part = self._protected if document.is_stored else self._probationary
        part.add(document.text, document)

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
        self, node: DocumentNode, rules: Rules, *, hide_suggestions: bool = True
    ) -> list[GraphQLError]:
        return find_problems(
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
            # its plans may have come or gone since it was weighed, most of them in the beginning
            times = document.times_requested
            if (times < RARELY or not times % RARELY) and document.weight != self._weights[text]:
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
