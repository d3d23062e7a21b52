"""Whether a document may be run, and what is wrong with it, for people who keep documents."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode

from gql.errors import LimitExceeded
from gql.operation.document_cache import DocumentCache
from gql.operation.error_response import RequestError, format_request_error
from gql.operation.selected_operation import Allowed, check_operation_type


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """The kind and name of each operation, such as `query PostPage`; and all that is wrong."""

    operations: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def check_document(cache: DocumentCache, text: str) -> CheckedDocument:
    """Look at a document as requests with it are looked at, before its variables are known."""
    operations: tuple[str, ...] = ()
    try:
        parsed = cache.parse(text)
        operations = _operations(parsed.tree)
        cache.validate(parsed)
    except RequestError as error:
        problems = tuple(_sentence(problem, error.code) for problem in error.errors)
        return CheckedDocument(operations, problems)
    except LimitExceeded as error:
        return CheckedDocument(operations, (error.message,))
    return CheckedDocument(operations)


def _operations(tree: DocumentNode) -> tuple[str, ...]:
    """Kind and name of each operation. Raises RequestError for none."""
    nodes = [node for node in tree.definitions if isinstance(node, OperationDefinitionNode)]
    if not nodes:
        problem = GraphQLError("The document has no operation.")
        raise RequestError([problem], "OPERATION_RESOLUTION_FAILURE")
    for node in nodes:
        check_operation_type(node.operation, Allowed.LIVE, node)
    return tuple(
        f"{node.operation.value} {node.name.value if node.name else ''}".strip() for node in nodes
    )


def _sentence(problem: GraphQLError, code: str) -> str:
    message: str = format_request_error(problem, code)["message"]
    where = problem.locations[0] if problem.locations else None
    return f"{message} (line {where.line}, column {where.column})" if where else message
