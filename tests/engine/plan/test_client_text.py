"""No text of a client becomes Python or SQL: names are only keys, texts only values."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from graphql import get_operation_ast, parse, print_ast
from graphql.execution.values import VariableValues, get_variable_values
from graphql.language import StringValueNode

from gql.engine import Plan
from gql.operation.execute import graphql_core_schema
from gql.operation.result import Result
from gql.schema import schema
from tests.engine.plan.path_comparison import bytes_of
from tests.operation_client import OperationClient

PLAIN = "plain"
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
# quotes and comments of Python, SQL and GraphQL, format strings, placeholders of generated code,
# code points that some parsers take for quotes, spaces or line ends
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
NAME_TEMPLATE = """query NAME($NAME: String!, $NAME_: Boolean!) {
  NAME: post(by: {slug: $NAME}) { NAME_: title ...NAME @include(if: $NAME_) }
  NAME_: search(query: "night", first: 3) { NAME: nodes { ... on Post { NAME: title } } }
}
fragment NAME on Post {
  NAME: comments(first: 2) { NAME_: nodes { NAME: id } }
  NAME__: related(first: 2) { nodes { NAME: link } }
}"""
TEXT_TEMPLATE = """query ($text: String!, $texts: [String!]!) {
  post(by: {slug: $text}) { title }
  menu(by: {location: "TEXT"}) { name }
  node(id: "TEXT") { id }
  route(uri: $text) { status location }
  posts(first: 2, where: {tag: { in: { slugs: $texts } }, language: "TEXT", author: { in: { slugs: ["TEXT", "other"] } }}) {
    totalCount
    nodes { title }
  }
  comments(first: 2, where: {author: { in: { slugs: [$text] } }, on: { in: { ids: ["TEXT"] } }}) { totalCount }
  search(query: "TEXT", first: 3) { totalCount pageInfo { endCursor hasNextPage } }
}"""


@pytest.mark.parametrize("name", NAMES)
async def test_a_response_key_does_not_change_the_code_or_the_sql(
    name: str, planned: OperationClient, reader: OperationClient
) -> None:
    given = {name: "bread-at-four", f"{name}_": True}
    hostile, plain = NAME_TEMPLATE.replace("NAME", name), NAME_TEMPLATE.replace("NAME", PLAIN)

    plan, reference = await planned.run(hostile, given), await reader.run(hostile, given)

    assert plan.planned
    assert bytes_of(plan) == bytes_of(reference)
    plain_variables = {PLAIN: "bread-at-four", f"{PLAIN}_": True}
    assert sent(plan) == sent(await planned.run(plain, plain_variables))
    assert without_keys(code_of(hostile, given)) == without_keys(code_of(plain, plain_variables))


@pytest.mark.parametrize("text", TEXTS)
async def test_a_text_does_not_change_the_code_or_the_sql(
    text: str, planned: OperationClient, reader: OperationClient
) -> None:
    hostile, given = document_with(text), {"text": text, "texts": [text, "other"]}

    plan, reference = await planned.run(hostile, given), await reader.run(hostile, given)

    assert plan.planned or plan.fallback == "refused"
    assert bytes_of(plan) == bytes_of(reference)
    plain_variables = {"text": PLAIN, "texts": [PLAIN, "other"]}
    # fewer statements are possible: a text that can be no path, for example, is not looked up
    allowed = set(sent(await planned.run(document_with(PLAIN), plain_variables)))
    assert set(sent(plan)) <= (allowed if plan.planned else allowed | set(sent(reference)))
    assert code_of(hostile, given) == code_of(document_with(PLAIN), plain_variables)


@pytest.mark.parametrize(
    "name", ["é", "a-b", "a.b", '"a"', "'a'", "a\\u0022", "1a", "a b;", "{", "$a"]
)
async def test_what_is_no_graphql_name_is_a_parse_error(
    name: str, planned: OperationClient, reader: OperationClient
) -> None:
    query = f"{{ {name}: site {{ title }} }}"

    plan, reference = await planned.run(query), await reader.run(query)

    assert [error["extensions"]["code"] for error in plan.errors] == ["GRAPHQL_PARSE_FAILED"]
    assert bytes_of(plan) == bytes_of(reference)


def test_a_response_key_is_quoted_in_the_code() -> None:
    code = code_of("{ zebra: site { yak: title } }")

    assert "'zebra': " in code
    assert "'yak': " in code
    assert code.count("zebra") == code.count("yak") == 1


def document_with(text: str) -> str:
    """The document with a text in its string literals, in GraphQL syntax."""
    literal = print_ast(StringValueNode(value=text, block=False))
    return TEXT_TEMPLATE.replace('"TEXT"', literal)


def sent(result: Result) -> list[str]:
    return [statement.text for statement, _ in result.statements.statements]


def code_of(text: str, given: dict[str, Any] | None = None) -> str:
    """The generated Python of an operation."""
    document = parse(text)
    operation = get_operation_ast(document)
    assert operation
    variables = get_variable_values(
        graphql_core_schema(schema), operation.variable_definitions or (), given or {}
    )
    assert isinstance(variables, VariableValues)
    return Plan(schema, document, operation, variables).text


def without_keys(code: str) -> str:
    """The syntax tree of the code without the keys of its dict displays, which must be constants."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for at, key in enumerate(node.keys):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    node.keys[at] = ast.Constant("")
    return ast.dump(tree)
