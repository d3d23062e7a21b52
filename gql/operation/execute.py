"""Runs one operation: document → operation → variables → fields, within its time, to a result."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, cast

import strawberry
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
)
from strawberry.execution import optimized_is_awaitable

from gql.db import Log, log_of_statements
from gql.errors import NotAllowedByGet, QuireError, Refused, TimedOut
from gql.operation.document import Documents
from gql.operation.failure import (
    Failure,
    Rejected,
    of_fault,
    of_field,
    of_problem,
    of_refusal,
    passing,
)
from gql.operation.limits import Limits
from gql.operation.request import GraphQLRequest


@dataclass(slots=True)
class Result:
    """What came of an operation.

    `executed`: its fields were asked, so the response has a data entry. `cause`: what kept all of
    it from an answer, where that is one of our own errors.
    """

    data: dict[str, Any] | None = None
    errors: list[Failure] = field(default_factory=list)
    executed: bool = False
    cause: QuireError | None = None
    statements: Log = field(default_factory=Log)


class Executor:
    """Runs operations of one schema within the limits. Knows the documents it has seen."""

    def __init__(
        self,
        schema: strawberry.Schema,
        limits: Limits | None = None,
        *,
        timeout: float = 5.0,
        max_errors: int = 20,
        introspection: bool = True,
        document_cache: int = 1_000,
    ) -> None:
        self.schema = schema
        self.documents = Documents(
            core(schema),
            limits or Limits(),
            size=document_cache,
            introspection=introspection,
        )
        self._timeout = timeout
        self._max_errors = max_errors
        self._hide_suggestions = not introspection

    async def run(
        self, request: GraphQLRequest, context: object, *, allow_mutation: bool = True
    ) -> Result:
        """Raises nothing but CancelledError.

        Statements that still run when the operation is over are cancelled, in Postgres too.
        """
        log = Log()
        token = log_of_statements.set(log)
        try:
            result = await self._run(request, context, allow_mutation)
        finally:
            log.cancel()
            log_of_statements.reset(token)
        result.statements = log
        return result

    async def _run(self, request: GraphQLRequest, context: object, allow_mutation: bool) -> Result:
        try:
            document = self.documents.parsed(request.query)
            permit(operation_of(document, request.operation_name), allow_mutation)
            self.documents.validate(request.query, document)
            return self._result(await self._execute(document, request, context))
        except Rejected as rejected:
            return Result(errors=self._capped(rejected.problems, rejected.code))
        except QuireError as error:
            return Result(
                errors=[of_refusal(error)], cause=error, executed=not isinstance(error, Refused)
            )
        except asyncio.CancelledError as error:
            if cancelled_from_outside():
                raise
            return _fault(error)
        except Exception as error:
            return _fault(error)

    async def _execute(
        self, document: DocumentNode, request: GraphQLRequest, context: object
    ) -> ExecutionResult:
        executor = self.schema.execution_context_class.build(
            core(self.schema),
            document,
            context_value=context,
            raw_variable_values=request.variables,
            operation_name=request.operation_name,
            max_coercion_errors=self._max_errors,
            is_awaitable=cast("Any", optimized_is_awaitable),
            hide_suggestions=self._hide_suggestions,
            operation_extensions=request.extensions,
        )
        if isinstance(executor, list):
            raise Rejected(executor, "BAD_USER_INPUT")
        return await self._in_time(executor.execute_operation())

    async def _in_time(self, result: object) -> ExecutionResult:
        try:
            async with asyncio.timeout(self._timeout):
                if isawaitable(result):
                    result = await cast("Awaitable[object]", result)
        except TimeoutError:
            raise TimedOut(limit="request", allowed=self._timeout) from None
        return cast("ExecutionResult", result)

    def _result(self, execution: ExecutionResult) -> Result:
        errors = execution.errors or []
        return Result(
            data=execution.data,
            errors=[of_field(error) for error in errors[: self._max_errors]],
            executed=True,
            cause=passing(errors) if execution.data is None else None,
        )

    def _capped(self, problems: Sequence[GraphQLError], code: str) -> list[Failure]:
        return [of_problem(problem, code) for problem in problems[: self._max_errors]]


def core(schema: strawberry.Schema) -> GraphQLSchema:
    """The graphql-core schema under a Strawberry one, which has no public name for it."""
    return schema._schema


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation to run. Raises Rejected where it cannot be told which."""
    if operation := get_operation_ast(document, name):
        return operation
    raise Rejected(
        [GraphQLError(_why_no_operation(document, name))], "OPERATION_RESOLUTION_FAILURE"
    )


def permit(operation: OperationDefinitionNode, allow_mutation: bool) -> None:
    """Raises NotAllowedByGet for a mutation that came by GET, and Rejected for subscriptions."""
    if operation.operation is OperationType.MUTATION and not allow_mutation:
        raise NotAllowedByGet
    if operation.operation is OperationType.SUBSCRIPTION:
        problem = GraphQLError("Subscriptions are not answered over HTTP.", operation)
        raise Rejected([problem], "OPERATION_RESOLUTION_FAILURE")


def cancelled_from_outside() -> bool:
    """Whether somebody wants this task to end; else a cancellation leaked out of a shared one."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _why_no_operation(document: DocumentNode, name: str | None) -> str:
    if name is not None:
        return f"The document has no operation named {name!r}."
    if any(isinstance(node, OperationDefinitionNode) for node in document.definitions):
        return "The document has several operations. Say which in operationName."
    return "The document has no operation."


def _fault(error: BaseException) -> Result:
    return Result(errors=[of_fault(error)], cause=QuireError())
