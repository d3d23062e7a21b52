"""The documents of a front end run on the demo: by a plan, without a fallback, without an error."""

from __future__ import annotations

import re

import pytest
from graphql import (
    FragmentDefinitionNode,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)

from gql.engine import Context
from gql.operation.request import GraphQLRequest
from gql.viewer import ANONYMOUS, Role, Viewer
from tests.documents.document import FrontEndDocument, documents, mutations
from tests.operation_client import SERVICE_URL, OperationClient, reads_as
from tests.printed_schema import PRINTED

DOCUMENTS, MUTATIONS = documents(), mutations()


def test_there_are_documents_for_forty_pages() -> None:
    assert len(DOCUMENTS) >= 40
    assert len({document.purpose for document in DOCUMENTS}) == len(DOCUMENTS)


@pytest.mark.parametrize("document", DOCUMENTS + MUTATIONS, ids=lambda one: one.name)
def test_its_parts_are_named_after_it(document: FrontEndDocument) -> None:
    for definition in parse(document.text).definitions:
        if isinstance(definition, OperationDefinitionNode):
            assert definition.name
            kind = "Mutation" if document in MUTATIONS else "Query"
            assert definition.operation is OperationType[kind.upper()]
            assert definition.name.value == f"{document.module}{kind}"
        else:
            assert isinstance(definition, FragmentDefinitionNode)
            assert re.fullmatch(f"{document.module}_[a-z][A-Za-z]*", definition.name.value)


@pytest.mark.parametrize("document", MUTATIONS, ids=lambda one: one.name)
def test_a_mutation_is_valid(document: FrontEndDocument) -> None:
    assert validate(PRINTED, parse(document.text)) == []


@pytest.fixture(scope="module")
async def ids(reader: OperationClient) -> dict[str, str]:
    """Ids of the demo by the names that documents have for them."""
    data = await reader.data(
        """{
          post(by: { slug: "bread-at-four" }) { id databaseId comments(first: 1) { nodes { id databaseId } } }
          page(by: { uri: "/about/" }) { id }
          long: post(by: { slug: "the-keepers-arithmetic" }) { comments(last: 1) { nodes { id } } }
        }"""
    )
    [comment] = data["post"]["comments"]["nodes"]
    return {
        "post": data["post"]["id"],
        "post number": str(data["post"]["databaseId"]),
        "page": data["page"]["id"],
        "comment": comment["id"],
        "comment number": str(comment["databaseId"]),
        "comment of the keepers": data["long"]["comments"]["nodes"][0]["id"],
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
async def test_it_is_answered_by_a_plan(
    document: FrontEndDocument, planned: OperationClient, ids: dict[str, str]
) -> None:
    viewer = ANONYMOUS
    if document.role:
        viewer = Viewer(Role[document.role.upper()], 1, 1, f"{document.role}@blog.example")
    request = GraphQLRequest(document.text, variables=document.variables(ids))
    context = Context(viewer, reads_as(planned.database, viewer), SERVICE_URL)

    result = await planned.executor.run(request, context)

    assert (result.errors, result.planned, result.fallback) == ([], True, None)
    assert result.data
    assert all(result.data.values()), "an answer without content shows nothing"
