"""Documents are read once and remembered within a bound."""

from __future__ import annotations

import pytest

from gql.operation.document_cache import TOKENS_A_DOCUMENT, Documents
from gql.operation.error_response import Rejected
from gql.operation.execute import core
from gql.operation.limits import Limits
from tests import toy_schema


def documents(size: int = 1_000, introspection: bool = True) -> Documents:
    return Documents(
        core(toy_schema.schema()), Limits(), size=size, introspection=introspection, max_errors=20
    )


def read(known: Documents, text: str) -> object:
    return known.find(text) or known.keep(text, known.parse(text))


def test_a_good_document_is_read_once() -> None:
    known = documents()
    assert read(known, "{hello}") is read(known, "{hello}")
    assert (known.misses, len(known)) == (1, 1)


@pytest.mark.parametrize("text", ["{", "{nope}", "", "\x00", "{hello(a:1)}"])
def test_a_bad_document_is_not_remembered(text: str) -> None:
    known = documents()
    for _ in range(2):
        with pytest.raises(Rejected):
            read(known, text)
    assert (known.misses, len(known)) == (2, 0)


def test_the_documents_used_last_stay() -> None:
    known = documents(size=4)
    texts = [f"{{a{n}:hello}}" for n in range(4)]
    for text in [*texts[:3], texts[0], texts[3]]:
        read(known, text)
        read(known, text)  # from the second time on it is one of those that are used again
    assert known.find(texts[0])
    assert not known.find(texts[1])


def test_a_flood_of_documents_that_come_once_drives_out_none_that_is_used_again() -> None:
    known = documents(size=8)
    read(known, "{hello}")
    read(known, "{hello}")
    for n in range(100):
        read(known, f"{{a{n}:hello}}")
    assert known.find("{hello}")
    assert len(known) == 3


def test_a_flood_of_long_documents_takes_no_more_memory_than_one_of_many_short_ones() -> None:
    known = documents(size=100)
    for n in range(50):
        read(known, f"{{ # {n}\n" + "hello " * 99 + "}")
    assert len(known) <= 25 * TOKENS_A_DOCUMENT // 101


@pytest.mark.parametrize(
    "text",
    [
        '{ by(by: {id: "1", slug: "a"}) }',
        "{ by(by: {}) }",
        "{ by(by: {slug: null}) }",
        "query($s: String) { by(by: {slug: $s}) }",
    ],
)
def test_exactly_one_field_of_a_one_of_input_is_given(text: str) -> None:
    with pytest.raises(Rejected) as rejected:
        read(documents(), text)
    assert rejected.value.code == "GRAPHQL_VALIDATION_FAILED"


def test_lists_of_the_schema_nest_three_deep_at_most() -> None:
    text = "{__schema{types{fields{type{fields{type{fields{name}}}}}}}}"
    with pytest.raises(Rejected) as rejected:
        read(documents(), text)
    assert [p.message for p in rejected.value.problems] == ["Maximum introspection depth exceeded"]


def test_a_typing_error_brings_a_suggestion_while_introspection_is_on() -> None:
    with pytest.raises(Rejected) as rejected:
        read(documents(), "{helo}")
    assert "Did you mean 'hello'?" in rejected.value.problems[0].message


@pytest.mark.parametrize("text", ["{helo}", "{__schema{description}}", '{__type(name:"Q"){name}}'])
def test_with_introspection_off_nothing_tells_of_the_schema(text: str) -> None:
    with pytest.raises(Rejected) as rejected:
        read(documents(introspection=False), text)
    assert "Did you mean" not in str(rejected.value.problems)


def test_typename_is_no_introspection() -> None:
    read(documents(introspection=False), "{__typename}")
