"""The tabs that GraphiQL opens with are valid operations of the schema contract."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, parse, validate

from gql.http.graphiql import TABS, Tab

ROOT = Path(__file__).parents[3]


def name_of(tab: Tab) -> str:
    """The name of the only operation of a tab."""
    (operation,) = parse(tab.query).definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert operation.name
    return operation.name.value


@pytest.fixture(scope="session")
def contract() -> GraphQLSchema:
    return build_schema((ROOT / "schema" / "schema.graphql").read_text())


def test_the_tabs_are_named_by_their_operations() -> None:
    names = ["NewestPosts", "PostPage", "CategoryPage", "Path", "Series", "Discussion"]
    names += ["LiveThread", "LinkedComment", "Search", "AuthorProfile"]
    assert [name_of(tab) for tab in TABS] == names


@pytest.mark.parametrize("tab", TABS, ids=name_of)
def test_a_tab_is_valid(tab: Tab, contract: GraphQLSchema) -> None:
    assert validate(contract, parse(tab.query)) == []


@pytest.mark.parametrize("tab", TABS, ids=name_of)
def test_a_tab_gives_a_value_to_each_of_its_variables(tab: Tab) -> None:
    (operation,) = parse(tab.query).definitions
    assert isinstance(operation, OperationDefinitionNode)
    declared = {each.variable.name.value for each in operation.variable_definitions or ()}
    assert declared == set(json.loads(tab.variables or "{}"))


def test_the_first_tab_has_no_variables() -> None:
    # GraphiQL does not show those of its first tab when it first starts
    assert TABS[0].variables == ""
