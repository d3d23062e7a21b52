"""Documents are parsed and validated once, and cached within bounds."""

from __future__ import annotations

import contextlib
import gc

import pytest

from gql.operation.document_cache import TOKENS_PER_DOCUMENT, DocumentCache
from gql.operation.error_response import RequestError
from gql.operation.execute import graphql_core_schema
from gql.operation.limits import Limits
from tests import toy_schema


def document_cache(size: int = 1_000, introspection: bool = True) -> DocumentCache:
    """An empty cache over the toy schema."""
    return DocumentCache(
        graphql_core_schema(toy_schema.schema()),
        Limits(),
        size=size,
        introspection=introspection,
        max_errors=20,
    )


def find_or_add(cache: DocumentCache, text: str) -> object:
    """What the executor does with the text of a request."""
    if document := cache.find(text):
        return document
    parsed = cache.parse(text)
    document = cache.validate(parsed)
    cache.add(document, parsed.tree)
    return document


def test_a_valid_document_is_parsed_once() -> None:
    cache = document_cache()
    assert find_or_add(cache, "{hello}") is find_or_add(cache, "{hello}")
    assert (cache.misses, len(cache)) == (1, 1)


@pytest.mark.parametrize("text", ["{", "{nope}", "", "\x00", "{hello(a:1)}"])
def test_an_invalid_document_is_not_cached(text: str) -> None:
    cache = document_cache()
    for _ in range(2):
        with pytest.raises(RequestError):
            find_or_add(cache, text)
    assert (cache.misses, len(cache)) == (2, 0)


def test_the_least_recently_used_document_is_evicted() -> None:
    cache = document_cache(size=4)
    texts = [f"{{a{n}:hello}}" for n in range(4)]
    for text in [*texts[:3], texts[0], texts[3]]:
        find_or_add(cache, text)
        find_or_add(cache, text)  # the second request moves it to the protected part
    assert cache.find(texts[0])
    assert not cache.find(texts[1])


def test_a_flood_of_new_documents_evicts_none_that_was_requested_twice() -> None:
    cache = document_cache(size=8)
    find_or_add(cache, "{hello}")
    find_or_add(cache, "{hello}")
    for n in range(100):
        find_or_add(cache, f"{{a{n}:hello}}")
    assert cache.find("{hello}")
    # it, and as many of the flood as fit into a quarter of 8
    assert len(cache) == 3


def test_long_documents_take_no_more_memory_than_many_short_ones() -> None:
    cache = document_cache(size=100)
    for n in range(50):
        find_or_add(cache, f"{{ # {n}\n" + "hello " * 99 + "}")
    # 101 tokens each, in the quarter for documents that were requested once
    assert len(cache) <= 25 * TOKENS_PER_DOCUMENT // 101


@pytest.mark.parametrize(
    "text",
    [
        '{ by(by: {id: "1", slug: "a"}) }',
        "{ by(by: {}) }",
        "{ by(by: {slug: null}) }",
        # the variable is nullable: refused by our own rule, as graphql-core's misses it here
        "query($s: String) { by(by: {slug: $s}) }",
    ],
)
def test_a_one_of_input_has_exactly_one_field(text: str) -> None:
    with pytest.raises(RequestError) as rejected:
        find_or_add(document_cache(), text)
    assert rejected.value.code == "GRAPHQL_VALIDATION_FAILED"


def test_introspection_nests_lists_at_most_three_levels_deep() -> None:
    # graphql-core's MaxIntrospectionDepthRule, against responses that grow exponentially
    text = "{__schema{types{fields{type{fields{type{fields{name}}}}}}}}"
    with pytest.raises(RequestError) as rejected:
        find_or_add(document_cache(), text)
    assert [p.message for p in rejected.value.errors] == ["Maximum introspection depth exceeded"]


def test_a_misspelled_field_gets_a_suggestion_while_introspection_is_on() -> None:
    with pytest.raises(RequestError) as rejected:
        find_or_add(document_cache(), "{helo}")
    assert "Did you mean 'hello'?" in rejected.value.errors[0].message


@pytest.mark.parametrize("text", ["{helo}", "{__schema{description}}", '{__type(name:"Q"){name}}'])
def test_without_introspection_no_error_names_parts_of_the_schema(text: str) -> None:
    with pytest.raises(RequestError) as rejected:
        find_or_add(document_cache(introspection=False), text)
    assert "Did you mean" not in str(rejected.value.errors)


def test_typename_is_allowed_without_introspection() -> None:
    find_or_add(document_cache(introspection=False), "{__typename}")


def test_a_dropped_document_leaves_nothing_to_the_garbage_collector() -> None:
    cache = document_cache()
    texts = [f"{{ # {n}\n ...Greeting }} fragment Greeting on Query {{ hello }}" for n in range(20)]
    for text in texts:
        find_or_add(cache, text)
    gc.collect()  # what validation has left
    gc.disable()
    try:
        for text in texts:
            cache._probationary.pop(text)
        dropped = gc.collect()
    finally:
        gc.enable()
    assert dropped < len(texts)


@pytest.mark.parametrize("template", ["{%s}", "{...F} fragment F on Query {%s}", "{nope %s}"])
def test_large_documents_leave_no_more_garbage_than_small_ones(template: str) -> None:
    cache = document_cache()

    def garbage_of(text: str) -> int:
        with contextlib.suppress(RequestError):
            find_or_add(cache, text)
        return gc.collect()

    gc.collect()
    gc.disable()
    try:
        small = garbage_of(template % "hello")
        assert garbage_of(template % (" hello" * 60)) <= small
    finally:
        gc.enable()
