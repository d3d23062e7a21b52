"""Validates documents, and lets go at once of what that took.

graphql-core's visitors keep their own bound methods. Such circles are left to the garbage
collector, which holds the event loop while it follows them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    ValidationContext,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule

from gql.operation import one_of

Rules = Sequence[type[ASTValidationRule]]


def validation_rules(introspection: bool) -> Rules:
    """The rules for documents of clients, who may or may not ask for the schema."""
    # specified_rules include MaxIntrospectionDepthRule, which limits nested lists of the schema
    rules = (*specified_rules, MaybeNullValidationRule, one_of.OneOfVariablesRule)
    return rules if introspection else (*rules, NoSchemaIntrospectionCustomRule)


def find_problems(
    schema: GraphQLSchema,
    document: DocumentNode,
    rules: Rules,
    *,
    max_errors: int,
    hide_suggestions: bool,
) -> list[GraphQLError]:
    """What is wrong with a document by these rules, at most `max_errors` of it."""
    visitors: list[ASTValidationRule] = []

    def creating(rule: type[ASTValidationRule]) -> Callable[[ValidationContext], ASTValidationRule]:
        def create(context: ValidationContext) -> ASTValidationRule:
            visitors.append(visitor := rule(context))
            return visitor

        return create

    problems = validate(
        schema,
        document,
        cast("Rules", [creating(rule) for rule in rules]),  # it only calls them
        max_errors=max_errors,
        hide_suggestions=hide_suggestions,
    )
    for visitor in visitors:
        vars(visitor).clear()
    return problems
