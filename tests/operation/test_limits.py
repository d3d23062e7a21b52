"""Each limit allows exactly its value, names itself in the error, and is cheap to check."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from graphql import get_introspection_query, parse

from gql.errors import LimitExceeded
from gql.operation.complexity import Complexity, measure_complexity
from gql.operation.limits import MAX_REPORTED, Limits

GRAPHQL_JS = Path(__file__).with_name("introspection-of-graphql-js-16.graphql").read_text()


def check(text: str, limits: Limits | None = None) -> None:
    """Both checks, as the executor makes them around the parser."""
    limits = limits or Limits()
    limits.check_text(text)
    limits.check_complexity(parse(text))


def nested(levels: int) -> str:
    """A document with fields that many levels deep."""
    return "{" + "a{" * (levels - 1) + "a" + "}" * levels


def doubling(fragments: int, leaf: str) -> str:
    """Each fragment spreads the next one twice, so the leaf expands to 2 ** `fragments` copies."""
    chain = "".join(f"fragment F{n} on Q {{ ...F{n + 1} ...F{n + 1} }} " for n in range(fragments))
    return f"{{ ...F0 }} {chain} fragment F{fragments} on Q {{ {leaf} }}"


# for each limit a document that reaches exactly the value n
DOCUMENTS_OF_SIZE = {
    "document": lambda n: "{a}" + " " * (n - 3),
    "tokens": lambda n: "{" + "a " * (n - 2) + "}",
    "nesting": lambda n: "{a(b:" + "[" * (n - 2) + "]" * (n - 2) + ")}",
    "digits": lambda n: "{a(b:" + "9" * n + ")}",
    "depth": nested,
    "aliases": lambda n: "{" + "".join(f"a{k}:b{k} " for k in range(n)) + "}",
    "repeats": lambda n: "{" + "a " * n + "}",
    "directives": lambda n: "{a " + "@b " * n + "}",
    "introspection_roots": lambda n: "{" + "__schema{a} " * n + "}",
    "introspection_fields": lambda n: "{__schema{" + "a " * n + "}}",
}


@pytest.mark.parametrize("name", DOCUMENTS_OF_SIZE)
def test_a_limit_allows_its_value_and_refuses_one_more(name: str) -> None:
    document, allowed = DOCUMENTS_OF_SIZE[name], getattr(Limits(), name)
    # raised, so that only the limit under test is reached
    others = {"tokens": 10_000, "repeats": 10_000, "document": 100_000, "nesting": 300}
    limits = Limits(**{**others, name: allowed})
    check(document(allowed), limits)
    with pytest.raises(LimitExceeded) as raised:
        check(document(allowed + 1), limits)
    assert raised.value.extensions == {
        "limit": name,
        "requested": allowed + 1,
        "allowed": allowed,
    }
    assert f"(limit: {name})" in raised.value.message


def test_the_length_of_a_document_is_in_bytes() -> None:
    # each of the hundred takes two bytes
    check('{a(b:"' + "é" * 100 + '")}', Limits(document=210))
    with pytest.raises(LimitExceeded, match=r"document is too long: 209"):
        check('{a(b:"' + "é" * 100 + '")}', Limits(document=208))


EXPANDED = {
    "depth": ("{a{...F}} fragment F on Q{b{...G}} fragment G on Q{c{d}}", 4),
    "aliases": ("{...F ...F} fragment F on Q{x:a y:b z:c}", 6),
    "repeats": ("{a ...F ...F} fragment F on Q{a ...on Q{a}}", 5),
    "directives": (
        "query($v:Int @a)@a{b@a ...F@a ...on Q@a{c} ...F} fragment F on Q@a{c@a}",
        9,
    ),
    "introspection_fields": ("{__schema{...F}} fragment F on S{a b ...G} fragment G on S{c}", 3),
    "introspection_roots": ("{...F ...F} fragment F on Q{__type{name}}", 2),
}


@pytest.mark.parametrize(("name", "text", "count"), [(k, *v) for k, v in EXPANDED.items()])
def test_fragments_are_counted_as_if_expanded(name: str, text: str, count: int) -> None:
    [complexity] = measure_complexity(parse(text))
    assert getattr(complexity, name) == count


def test_introspection_is_counted_separately() -> None:
    text = "{__schema{types{fields{name}}} a{name} ...F} fragment F on Q{__type{name ofType{name}}}"
    assert measure_complexity(parse(text)) == [
        Complexity(
            depth=2,
            aliases=0,
            repeats=1,
            directives=0,
            introspection_roots=1,
            introspection_fields=6,
        )
    ]


def test_each_operation_of_a_document_is_measured_by_itself() -> None:
    assert [
        s.depth
        for s in measure_complexity(parse("query A{a} query B{a{b ...F}} fragment F on Q{c}"))
    ] == [
        1,
        2,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{...A} fragment A on Q{...A}",
        "{...A} fragment A on Q{a ...B} fragment B on Q{b{...A}}",
        "{__schema{...A}} fragment A on Q{...B} fragment B on Q{...A}",
    ],
)
def test_fragment_cycles_are_left_to_validation(text: str) -> None:
    check(text)


def test_an_unknown_fragment_is_left_to_validation() -> None:
    check("{a{...Nowhere} __schema{...Nowhere}}")


@pytest.mark.parametrize("leaf", ["a", "x:a", "a@b", "__schema{a}", "__type{...F0}"])
def test_fragments_that_expand_exponentially_are_refused_at_once(leaf: str) -> None:
    # 2^90 fields if they were expanded: no clock would see the end of it
    started = time.perf_counter()
    with pytest.raises(LimitExceeded) as raised:
        check(doubling(90, leaf.replace("{...F0}", "{a}")))
    assert time.perf_counter() - started < 0.5
    assert raised.value.extensions["requested"] == MAX_REPORTED


def test_long_chains_of_fragments_do_not_recurse() -> None:
    # far more than Python's recursion limit of 1,000
    chain = "".join(f"fragment F{n} on Q{{...F{n + 1}}} " for n in range(5_000))
    check(
        f"{{...F0}} {chain} fragment F5000 on Q{{a}}",
        Limits(tokens=100_000, document=1_000_000, definitions=10_000),
    )


def test_comments_count_as_tokens() -> None:
    # with the three tokens of {a} exactly the limit of 2,000
    check("# a\n" * 1_997 + "{a}")
    with pytest.raises(LimitExceeded, match=r"limit: tokens"):
        check("# a\n" * 1_998 + "{a}")


def test_brackets_in_comments_and_strings_do_not_nest() -> None:
    check("{a(b:" + '"((((" c:"""{{{{""") # ((((\n}', Limits(nesting=3))


@pytest.mark.parametrize(
    "text", [get_introspection_query(descriptions=False), get_introspection_query(), GRAPHQL_JS]
)
def test_introspection_queries_of_common_tools_are_allowed(text: str) -> None:
    check(text)
    [complexity] = measure_complexity(parse(text))
    assert complexity.introspection_fields > 100
