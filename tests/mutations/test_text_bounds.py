"""Every text and every list that a mutation takes has a bound, which is checked before its content."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    get_named_type,
    is_required_input_field,
)
from strawberry import ID

from gql.engine import encode_id
from gql.errors import BadInput
from gql.mutations.session import SignInInput
from gql.mutations.term import MergeTagsInput
from gql.mutations.text_bounds import MAX_ITEMS, MAX_LENGTH, check_bounds
from gql.schema import schema
from tests.http_site import Site, start_site
from tests.mutations.comment_requests import editor_token

pytestmark = [pytest.mark.slow(5), pytest.mark.untraced]

MEGABYTE = "x" * 1_000_000
MANY = ["x"] * 2_000
SAMPLES = {"String": "x", "ID": encode_id("Post", 1), "Int": 1, "Float": 1.0, "Boolean": True}
RUNS = 5  # of which one may be disturbed by a collection of all tests' garbage
TIMES = 4  # the time that is taken for a text that nothing reads


@dataclass(frozen=True)
class Place:
    """A text or a list in the input of a mutation."""

    mutation: str
    path: tuple[str, ...]
    type: GraphQLInputType

    def __str__(self) -> str:
        return ".".join((self.mutation, *self.path))

    def input(self, value: Any) -> Any:
        """The smallest input of the mutation that has a value there."""
        return _value(input_type(self.mutation), self.path, value)


def input_type(mutation: str) -> GraphQLInputType:
    """The type of the argument `input` of a mutation."""
    mutations = schema._schema.mutation_type
    assert mutations
    return mutations.fields[mutation].args["input"].type


def places(mutation: str, type_: GraphQLInputType, path: tuple[str, ...]) -> Iterator[Place]:
    """All texts and lists below a type."""
    bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if isinstance(bare, GraphQLList):
        yield Place(mutation, path, bare)
        yield from places(mutation, bare.of_type, (*path, "0"))
    elif isinstance(bare, GraphQLInputObjectType):
        for name, field in bare.fields.items():
            yield from places(mutation, field.type, (*path, name))
    elif isinstance(bare, GraphQLScalarType) and bare.name not in ("Int", "Float", "Boolean"):
        yield Place(mutation, path, bare)


def _value(type_: GraphQLInputType, path: tuple[str, ...], value: Any) -> Any:
    bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if not path:
        return value
    if isinstance(bare, GraphQLList):
        return [_value(bare.of_type, path[1:], value)]
    assert isinstance(bare, GraphQLInputObjectType)
    return {
        name: _value(field.type, path[1:], value) if name == path[0] else _sample(field.type)
        for name, field in bare.fields.items()
        if name == path[0] or is_required_input_field(field)
    }


def _sample(type_: GraphQLInputType) -> Any:
    bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if isinstance(bare, GraphQLList):
        return [_sample(bare.of_type)]
    if isinstance(bare, GraphQLEnumType):
        return next(iter(bare.values))
    if isinstance(bare, GraphQLInputObjectType):
        return {n: _sample(f.type) for n, f in bare.fields.items() if is_required_input_field(f)}
    return SAMPLES[bare.name]


def all_places() -> list[Place]:
    mutations = schema._schema.mutation_type
    assert mutations
    return [one for name in mutations.fields for one in places(name, input_type(name), ())]


@pytest.fixture(scope="module")
async def site(module_database: str) -> AsyncIterator[Site]:
    async with start_site(module_database, comments_per_minute=1_000) as opened:
        yield opened


@pytest.fixture(scope="module")
async def token(site: Site) -> str:
    return await editor_token(site)


@pytest.fixture(scope="module")
async def usual_seconds(site: Site) -> float:
    """What a megabyte costs that nothing reads."""
    return min([(await answer(site, "{ __typename }", None, MEGABYTE))[1] for _ in range(5)])


@pytest.mark.parametrize("place", all_places(), ids=str)
async def test_a_megabyte_is_refused_at_once_with_a_code(
    site: Site, token: str, usual_seconds: float, place: Place
) -> None:
    document = (
        f"mutation ($input: {input_type(place.mutation)}) "
        f"{{ it: {place.mutation}(input: $input) {{ userErrors {{ code field }} }} }}"
    )
    value = MANY if isinstance(place.type, GraphQLList) else MEGABYTE
    for viewer in (token, None):
        allowed = TIMES * usual_seconds + 0.02
        for _ in range(RUNS):
            body, seconds = await answer(site, document, viewer, place.input(value))
            assert codes(body), body
            if seconds < allowed:
                break
        assert seconds < allowed


def test_there_are_places_of_each_kind() -> None:
    found = {str(one) for one in all_places()}
    assert {
        "createComment.name", "createPost.tags", "createPost.tags.0", "signIn.password",
        "updateProfile.links.0.url", "moderateComments.ids.0", "publishPage.at",
    } <= found  # fmt: skip
    assert {get_named_type(one.type).name for one in all_places()} >= {"String", "ID", "DateTime"}


def test_a_text_at_its_bound_is_accepted_and_one_beyond_is_not() -> None:
    check_bounds(SignInInput(email="x" * MAX_LENGTH, password=""))
    with pytest.raises(BadInput, match="The email has 2,001 characters; 2,000 are allowed"):
        check_bounds(SignInInput(email="x" * (MAX_LENGTH + 1), password=""))
    assert len(MANY) > MAX_ITEMS
    with pytest.raises(BadInput, match="The from has 21 items") as refused:
        check_bounds(MergeTagsInput(into=ID("x"), from_=[ID("x")] * 21))
    assert refused.value.extensions["field"] == ["from"]  # as the schema calls it


async def answer(
    site: Site, document: str, token: str | None, input: Any
) -> tuple[dict[str, Any], float]:
    """The parsed response, and the CPU time of this process for it."""
    started = time.process_time()
    response = await site.post(document, token, input=input)
    seconds = time.process_time() - started
    return response.json(), seconds


def codes(body: dict[str, Any]) -> list[str]:
    """All codes in a response: of the operation, and of the payload."""
    found = [error["extensions"]["code"] for error in body.get("errors", ())]
    payload = (body.get("data") or {}).get("it") or {}
    return found + [error["code"] for error in payload.get("userErrors", ())]
