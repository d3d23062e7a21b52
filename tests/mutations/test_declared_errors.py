"""Every payload has an enum of its codes: it has all that its mutations can raise, and no other."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLObjectType, get_named_type

from gql.errors import Refused, TooComplex
from gql.mutations.user_error import error_type, input_problem
from gql.schema import Mutation, schema
from tests.mutations.declared_errors import reachable_refusals
from tests.printed_schema import PRINTED

# guests like too: the rule that asks for a profile is only met by who has signed in
NOT_MET = {"LikePayload": {"UNAUTHENTICATED"}}


def payloads() -> dict[str, list[str]]:
    """The mutations of each payload."""
    found: dict[str, list[str]] = {}
    mutation = PRINTED.mutation_type
    assert mutation
    for name, field in mutation.fields.items():
        found.setdefault(get_named_type(field.type).name, []).append(name)
    return found


def resolver(name: str) -> Any:
    fields = Mutation.__strawberry_definition__.fields  # type: ignore[attr-defined]
    (field,) = (one for one in fields if schema.config.name_converter.from_field(one) == name)
    return field.base_resolver.wrapped_func


def errors_of(payload: str) -> GraphQLObjectType:
    kind = PRINTED.type_map[payload]
    assert isinstance(kind, GraphQLObjectType)
    errors = get_named_type(kind.fields["userErrors"].type)
    assert isinstance(errors, GraphQLObjectType)
    return errors


@pytest.mark.parametrize("payload", payloads())
def test_a_payload_declares_the_codes_that_its_mutations_can_raise(payload: str) -> None:
    codes = get_named_type(errors_of(payload).fields["code"].type)
    assert isinstance(codes, GraphQLEnumType)
    reached = set().union(*(reachable_refusals(resolver(name)) for name in payloads()[payload]))
    # Refused itself is named where all of them are caught
    raised = {one.code for one in reached - {Refused}} - NOT_MET.get(payload, set())
    assert raised == set(codes.values)


@pytest.mark.parametrize("payload", payloads())
def test_the_errors_of_a_payload_have_a_type_of_their_own(payload: str) -> None:
    name = payload.removesuffix("Payload")
    errors = errors_of(payload)
    assert errors.name == f"{name}Error"
    assert [one.name for one in errors.interfaces] == ["UserError"]
    assert str(errors.fields["code"].type) == f"{name}ErrorCode!"


def test_a_code_that_is_not_declared_is_an_unexpected_error() -> None:
    (code,) = (
        field
        for field in error_type("Toy", (TooComplex,)).__strawberry_definition__.fields
        if field.name == "code"
    )
    resolve = code.base_resolver.wrapped_func
    assert resolve(input_problem(TooComplex())).name == "TOO_COMPLEX"
    with pytest.raises(KeyError):
        resolve(input_problem(Refused("Nobody declared this.")))
