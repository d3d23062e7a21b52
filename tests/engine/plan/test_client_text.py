"""Nothing that a client writes becomes Python or SQL, however it is spelled."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from graphql import get_operation_ast, parse, print_ast
from graphql.execution.values import VariableValues, get_variable_values
from graphql.language import StringValueNode

from gql.engine import Plan
from gql.operation.execute import Result, core
from gql.schema import schema
from tests.engine.plan.path_comparison import bytes_of
from tests.operation_client import Asking

TAME = "tame"
NAMES = [
    # of Python, and of the variables and functions that the code of a plan has itself
    *("None", "import", "lambda", "__class__", "__import__", "__builtins__", "self", "print"),
    *(
        "b",
        "x",
        "context",
        "most",
        "r1",
        "r2",
        "s",
        "row",
        "cursor",
        "below",
        "found",
        "key",
        "kind",
    ),
    *("build", "measure", "keys0", "wanted0", "encode_id", "first", "head", "maybe", "present"),
    *("TooLarge", "limited", "int32", "missing", "o", "n", "i", "ids", "place", "map", "sum"),
    # of SQL and of GraphQL
    *("select", "t1", "o0", "id", "drop_table_entry", "null", "true", "query", "fragment"),
    *("title", "slug", "nodes", "Post", "_", "_0", "A" * 200),
]
TEXTS = [
    *("'", '"', '"""', "'''", "\\", "\\'", '\\"', "\\n", "\n", "\r\n", "\t", "\x00", "`"),
    *("'; drop table entry; --", '"; drop table entry; --', "/*", "*/", "--", "$$", "$1", "::text"),
    *("{", "}", "{}", "{0}", "{self}", "{0.__class__.__init__.__globals__}", "%s", "%(a)s", "%"),
    *(
        "' + str(1) + '",
        "__import__('os').system('true')",
        "f'{1}'",
        "#",
        "]",
        ")",
        "x[0]",
        "r1#0",
        "r1@0",
    ),
    *("\u2028", "\ufeff", "\ue000", "é", "🙂", "\u202e", "\x1b[31m", "\u02bc", "\uff07", "a" * 300),
]
NAMED = """query NAME($NAME: String!, $NAME_: Boolean!) {
  NAME: post(by: {slug: $NAME}) { NAME_: title ...NAME @include(if: $NAME_) }
  NAME_: search(query: "night", first: 3) { NAME: nodes { ... on Post { NAME: title } } }
}
fragment NAME on Post {
  NAME: comments(first: 2) { NAME_: nodes { NAME: id } }
  NAME__: related(first: 2) { NAME: link }
}"""
ASKED = """query ($text: String!, $texts: [String!]) {
  post(by: {slug: $text}) { title }
  menu(by: {location: "TEXT"}) { name }
  node(id: "TEXT") { id }
  route(uri: $text) { status location }
  posts(first: 2, where: {tag: $texts, language: "TEXT", author: ["TEXT", "other"]}) {
    totalCount
    nodes { title }
  }
  comments(first: 2, where: {author: $text, on: "TEXT"}) { totalCount }
  search(query: "TEXT", first: 3) { totalCount pageInfo { endCursor hasNextPage } }
}"""


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_is_a_key_of_the_answer_and_nothing_else(
    name: str, planned: Asking, reader: Asking
) -> None:
    given = {name: "bread-at-four", f"{name}_": True}
    odd, tame = NAMED.replace("NAME", name), NAMED.replace("NAME", TAME)

    plan, reference = await planned.run(odd, given), await reader.run(odd, given)

    assert plan.planned
    assert bytes_of(plan) == bytes_of(reference)
    like = {TAME: "bread-at-four", f"{TAME}_": True}
    assert sent(plan) == sent(await planned.run(tame, like))
    assert nameless(code_of(odd, given)) == nameless(code_of(tame, like))


@pytest.mark.parametrize("text", TEXTS)
async def test_a_text_is_a_value_and_nothing_else(
    text: str, planned: Asking, reader: Asking
) -> None:
    odd, given = asked(text), {"text": text, "texts": [text, "other"]}

    plan, reference = await planned.run(odd, given), await reader.run(odd, given)

    assert plan.planned or plan.fallback == "refused"
    assert bytes_of(plan) == bytes_of(reference)
    like = {"text": TAME, "texts": [TAME, "other"]}
    # what can be no path, say, is not asked for
    alike = set(sent(await planned.run(asked(TAME), like)))
    assert set(sent(plan)) <= (alike if plan.planned else alike | set(sent(reference)))
    assert code_of(odd, given) == code_of(asked(TAME), like)


@pytest.mark.parametrize(
    "name", ["é", "a-b", "a.b", '"a"', "'a'", "a\\u0022", "1a", "a b;", "{", "$a"]
)
async def test_what_is_no_name_ends_with_the_parser(
    name: str, planned: Asking, reader: Asking
) -> None:
    query = f"{{ {name}: site {{ title }} }}"

    plan, reference = await planned.run(query), await reader.run(query)

    assert [error["extensions"]["code"] for error in plan.errors] == ["GRAPHQL_PARSE_FAILED"]
    assert bytes_of(plan) == bytes_of(reference)


def test_a_name_stands_in_quotes_in_the_code() -> None:
    written = code_of("{ zebra: site { yak: title } }")

    assert "'zebra': " in written
    assert "'yak': " in written
    assert written.count("zebra") == written.count("yak") == 1


def asked(text: str) -> str:
    """The document with a text in its literals, as GraphQL spells it."""
    literal = print_ast(StringValueNode(value=text, block=False))
    return ASKED.replace('"TEXT"', literal)


def sent(result: Result) -> list[str]:
    return [statement.text for statement, _ in result.statements.statements]


def code_of(text: str, given: dict[str, Any] | None = None) -> str:
    """The Python of the plan of an operation."""
    document = parse(text)
    operation = get_operation_ast(document)
    assert operation
    variables = get_variable_values(core(schema), operation.variable_definitions or (), given or {})
    assert isinstance(variables, VariableValues)
    return Plan(schema, document, operation, variables).text


def nameless(written: str) -> str:
    """The code with the keys of all dicts taken out: a key is a text in quotes, or this fails."""
    tree = ast.parse(written)
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for at, key in enumerate(node.keys):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    node.keys[at] = ast.Constant("")
    return ast.dump(tree)
