"""Documents are parsed as graphql-core does, and leave no tokens behind."""

from __future__ import annotations

import gc
from contextlib import suppress

import pytest
from graphql import GraphQLError, Node, Token, Visitor, parse, print_ast, visit

from gql.operation.document_cache import DocumentCache
from gql.operation.execute import graphql_core_schema
from gql.operation.limits import Limits
from gql.operation.parsing import parse_document
from gql.operation.token_scan import most_tokens, scan_tokens
from tests import toy_schema
from tests.loop_watchdog import LoopWatchdog

VALID = {
    "fields": "{ hello hello }",
    "comments": "# one\n{ hello # two\n }\n# three",
    "values": '{ by(by: { id: "1", slug: """a "block" """ }) list(of: [1, -2.5e3, true, null, A]) }',
    "everything": "query Q($a: [Int!]! = [1] @x, $b: S) @y { ...F ... on T @z { a: b } } fragment F on T { c }",
}
INVALID = {
    "cut": "{ hello ",
    "one token too many": "{ hello } }",
    "no token": "{ hello ? }",
    "no name after on": "{ ... on { hello } }",
    "a string without an end": '{ hello(a: "x',
    "nothing": "",
}
REFUSED = {
    "too deep": "{ a " * 20 + "b" + " }" * 20,
    "repeated too often": "{ " + "hello " * 200 + "}",
    "unknown": "{ nope }",
}


class _Places(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int, int]] = []

    def enter(self, node: Node, *_: object) -> None:
        assert node.loc
        self.found.append((node.kind, node.loc.start, node.loc.end))


def places(tree: Node) -> list[tuple[str, int, int]]:
    visitor = _Places()
    visit(tree, visitor)
    return visitor.found


@pytest.mark.parametrize("what", VALID)
def test_a_tree_is_that_of_graphql_core_with_every_place(what: str) -> None:
    text = VALID[what]
    parsed, expected = parse_document(text), parse(text)
    assert print_ast(parsed.tree) == print_ast(expected)
    assert places(parsed.tree) == places(expected)
    # and the marks of the beginning and of the end
    assert parsed.tokens == scan_tokens(text, 1_000).tokens + 2


@pytest.mark.parametrize(
    "text", [*VALID.values(), "{a(b:[-1.5e+10,{c:3},[[]]])}", "{a}#((", '{a(b:"[[[[ 12345")}']
)
def test_the_characters_of_a_text_tell_what_a_scan_finds_at_most(text: str) -> None:
    found, most = scan_tokens(text, 1_000), most_tokens(text)
    assert all(one <= other for one, other in zip(found, most, strict=True))


@pytest.mark.parametrize("text", INVALID.values(), ids=INVALID)
def test_a_syntax_error_is_that_of_graphql_core(text: str) -> None:
    with pytest.raises(GraphQLError) as expected:
        parse(text)
    with pytest.raises(GraphQLError) as found:
        parse_document(text)
    assert found.value.formatted == expected.value.formatted


@pytest.mark.parametrize("text", [*VALID.values(), *INVALID.values(), *REFUSED.values()])
async def test_no_token_waits_for_the_garbage_collector(text: str, watchdog: LoopWatchdog) -> None:
    cache = DocumentCache(
        graphql_core_schema(toy_schema.schema()),
        Limits(),
        size=10,
        introspection=True,
        max_errors=20,
    )
    with watchdog.own_work():
        before = tokens()
        gc.disable()
        try:
            with suppress(Exception):
                parsed = cache.parse(text)
                cache.add(cache.validate(parsed), parsed.tree)
            assert tokens() <= before + 1  # where the parser stopped, as the error may know it
        finally:
            gc.enable()


def tokens() -> int:
    return sum(isinstance(one, Token) for one in gc.get_objects())
