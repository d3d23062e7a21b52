"""Checks all of a request that needs no data: its document, its operation and its variables."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import GraphQLSchema, OperationType
from graphql.execution.values import VariableValues

from gql.errors import LiveTransportNeeded, QuireError
from gql.operation.document import Document, is_long
from gql.operation.document_cache import DocumentCache
from gql.operation.error_response import RequestError
from gql.operation.request import GraphQLRequest
from gql.operation.selected_operation import (
    Allowed,
    Operation,
    check_operation_type,
    select_operation,
)
from gql.worker_thread import run_beside_loop, run_now


@dataclass(slots=True)
class ValidRequest:
    """A request whose document, operation and variables have passed all checks.

    `event`: of a subscription, what its field has yielded, for which it is executed.
    """

    request: GraphQLRequest
    document: Document
    operation: Operation
    variables: VariableValues
    event: object = None


class RequestChecks:
    """Finds or makes the documents of requests, and checks what is asked of them."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document_cache: DocumentCache,
        *,
        max_errors: int,
        hide_suggestions: bool,
    ) -> None:
        self._schema = schema
        self._document_cache = document_cache
        self._max_errors = max_errors
        self._hide_suggestions = hide_suggestions

    async def check(self, request: GraphQLRequest, allowed: Allowed) -> ValidRequest:
        """The valid request. Raises RequestError and Refused."""
        document = self._document_cache.find(request.query)
        if document is None:
            document = await self._new_document(request, allowed)
        document.is_stored |= request.is_stored
        operation = await document.operation(request.operation_name)
        check_operation_type(operation.type, allowed)
        if operation.live and allowed is not Allowed.LIVE:
            raise LiveTransportNeeded
        return self._with_variables(request, document, operation)

    def check_query(self, request: GraphQLRequest) -> ValidRequest | None:
        """The same at once, for a query of a document that was requested several times.

        None: for anything else, and for what is refused.
        """
        document = self._document_cache.find_again(request.query)
        operation = document and document.operations.get(request.operation_name)
        if not document or not operation:
            return None
        if operation.type is not OperationType.QUERY or operation.live:
            return None
        try:
            return self._with_variables(request, document, operation)
        except (RequestError, QuireError):
            return None

    def _with_variables(
        self, request: GraphQLRequest, document: Document, operation: Operation
    ) -> ValidRequest:
        self._document_cache.limits.check_values(operation.count_values(request.variables))
        variables = operation.coerce_variables(
            self._schema,
            request.variables,
            max_errors=self._max_errors,
            hide_suggestions=self._hide_suggestions,
        )
        document.check_condition_variables(variables)
        return ValidRequest(request, document, operation, variables)

    async def _new_document(self, request: GraphQLRequest, allowed: Allowed) -> Document:
        cache, text = self._document_cache, request.query
        run = run_beside_loop if is_long(text) else run_now
        parsed = await run(cache.parse, text)
        # Before validation: a mutation by GET is refused as that (405), whatever it contains
        # and whether or not the schema has mutations.
        selected = select_operation(parsed.tree, request.operation_name)
        check_operation_type(selected.operation, allowed, selected)
        document = await run(cache.validate, parsed)
        document.is_stored = request.is_stored
        cache.add(document, parsed.tree)
        return document
