"""Text → a parsed and valid document, remembered. Limits come before the work that they bound."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from gql.operation.failure import Rejected
from gql.operation.limits import Limits

TOKENS_A_DOCUMENT = 50  # of an ordinary one; a token of a parsed document takes some 620 bytes
MOST_PROBLEMS = 20


class _Kept(NamedTuple):
    document: DocumentNode
    tokens: int


class Documents:
    """The good documents that were used last, found by their text.

    Bounded by their number and by the sum of their tokens: neither a flood of documents nor one of
    long documents takes more memory.
    """

    def __init__(
        self, schema: GraphQLSchema, limits: Limits, *, size: int, introspection: bool
    ) -> None:
        self._schema = schema
        self._limits = limits
        self._size = size
        self._introspection = introspection
        self._rules = _rules(introspection)
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._tokens = 0
        self.hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._kept)

    def parsed(self, text: str) -> DocumentNode:
        """Raises LimitExceeded, or Rejected where the text is no GraphQL."""
        if kept := self._kept.get(text):
            self.hits += 1
            self._kept.move_to_end(text)
            return kept.document
        self.misses += 1
        try:
            self._limits.check_text(text)
            document = parse(text)
        except GraphQLSyntaxError as error:
            raise Rejected([error], "GRAPHQL_PARSE_FAILED") from None
        self._limits.check_shape(document)
        return document

    def validate(self, text: str, document: DocumentNode) -> None:
        """Remembers a valid document. Raises Rejected with what is wrong in another."""
        if text in self._kept:
            return
        if problems := self._problems(document):
            raise Rejected(problems, "GRAPHQL_VALIDATION_FAILED")
        self._keep(text, document)

    def _problems(self, document: DocumentNode) -> list[GraphQLError]:
        return validate(
            self._schema,
            document,
            self._rules,
            max_errors=MOST_PROBLEMS,
            hide_suggestions=not self._introspection,
        )

    def _keep(self, text: str, document: DocumentNode) -> None:
        kept = self._kept[text] = _Kept(document, _tokens(document))
        self._tokens += kept.tokens
        while len(self._kept) > self._size or self._tokens > self._size * TOKENS_A_DOCUMENT:
            _, forgotten = self._kept.popitem(last=False)
            self._tokens -= forgotten.tokens


def _tokens(document: DocumentNode) -> int:
    """How many tokens, comments included, the parsed document holds on to."""
    token, count = document.loc and document.loc.start_token, 0
    while token:
        token, count = token.next, count + 1
    return count


def _rules(introspection: bool) -> tuple[type[ASTValidationRule], ...]:
    # graphql-core's own hold the limit on nested lists of the schema (MaxIntrospectionDepthRule)
    rules = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
    return rules if introspection else (*rules, NoSchemaIntrospectionCustomRule)
