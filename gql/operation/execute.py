"""Runs one operation: document → operation → variables → plan or fields, within its time, to a
result."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, cast

import strawberry
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.values import VariableValues
from strawberry.execution import optimized_is_awaitable

from gql.db import Log, log_of_statements
from gql.deadline import Deadline
from gql.engine import Context, Prepared
from gql.errors import QuireError, ReadOnlyToken, Refused, TimedOut, Unavailable
from gql.operation.document_cache import Document, Documents
from gql.operation.error_response import (
    Failure,
    Rejected,
    of_fault,
    of_field,
    of_problem,
    of_refusal,
    passing,
)
from gql.operation.limits import Limits
from gql.operation.planning import Planned, Planner, reason_of
from gql.operation.request import GraphQLRequest
from gql.operation.selected_operation import operation_of, permit
from gql.operation.shadow import Answer, Shadow

MUTATION = OperationType.MUTATION


@dataclass(slots=True)
class Result:
    """What came of an operation.

    `executed`: its fields were asked, so the response has a data entry. `cause`: what kept all of
    it from an answer, where that is one of our own errors. `planned`: its plan answered; `fallback`
    says in a word why a plan did not, where one was due.
    """

    data: dict[str, Any] | None = None
    errors: list[Failure] = field(default_factory=list)
    executed: bool = False
    cause: QuireError | None = None
    extensions: dict[str, Any] = field(default_factory=dict)
    planned: bool = False
    fallback: str | None = None
    statements: Log = field(default_factory=Log)


@dataclass(slots=True)
class _Asked:
    """One operation of a document, as a request asks for it."""

    request: GraphQLRequest
    document: Document
    operation: OperationDefinitionNode
    variables: VariableValues


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
        compile_at: int | None = 2,
        shadow: float = 0.0,
    ) -> None:
        """`compile_at`: the sighting of a document from which on plans are run; None: never.
        `shadow`: the share of planned operations that the reference path answers too."""
        self.schema = schema
        self.documents = Documents(
            core(schema),
            limits or Limits(),
            size=document_cache,
            introspection=introspection,
            max_errors=max_errors,
        )
        self._planner = Planner(schema, compile_at)
        self._shadow = Shadow(shadow)
        self._timeout = timeout
        self._max_errors = max_errors
        self._hide_suggestions = not introspection

    async def run(
        self, request: GraphQLRequest, context: Context, *, allow_mutation: bool = True
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

    async def _run(self, request: GraphQLRequest, context: Context, allow_mutation: bool) -> Result:
        try:
            asked = self._asked(request, allow_mutation)
            if not context.viewer.may_write and asked.operation.operation is MUTATION:
                raise ReadOnlyToken
            with Deadline(self._timeout):
                return await self._answer(asked, context)
            raise TimedOut(limit="request", allowed=self._timeout)
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

    def _asked(self, request: GraphQLRequest, allow_mutation: bool) -> _Asked:
        """Raises Rejected and Refused: it is known what is asked before anything is done for it."""
        name = request.operation_name
        document = self.documents.find(request.query)
        if document is None:
            node = self.documents.parse(request.query)
            permit(operation_of(node, name), allow_mutation)
            document = self.documents.keep(request.query, node)
        operation = document.operation(name)
        permit(operation.node, allow_mutation)
        variables = operation.variables(
            core(self.schema),
            request.variables,
            most=self._max_errors,
            hide_suggestions=self._hide_suggestions,
        )
        document.check_switches(variables)
        return _Asked(request, document, operation.node, variables)

    async def _answer(self, asked: _Asked, context: Context) -> Result:
        most = context.max_nodes
        planned = self._planner.planned(asked.document, asked.operation, asked.variables, most)
        if planned.is_due:
            result = await self._by_plan(asked, planned, context)
        else:
            result = await self._by_fields(asked, context)
        if asked.request.extensions.get("cost") is True and (cost := planned.cost(most)):
            result.extensions["cost"] = cost
        return result

    async def _by_plan(self, asked: _Asked, planned: Planned, context: Context) -> Result:
        """Whatever goes wrong: the reference path says what, as it would have without a plan."""
        reason, prepared = planned.reason, planned.prepared
        if prepared and not reason:
            try:
                data = await prepared.answer(context)
            except Exception as error:
                reason = reason_of(error)
                # what did not answer is not asked once more
                failed = error if isinstance(error, Unavailable) else None
                context = context.again(failed)
            else:
                if self._shadow.share:
                    self._compare(asked, prepared, data, context)
                return Result(data=data, executed=True, planned=True)
        result = await self._by_fields(asked, context)
        result.fallback = reason
        return result

    def _compare(
        self, asked: _Asked, prepared: Prepared, data: dict[str, Any], context: Context
    ) -> None:
        async def by_plan() -> Answer:
            return await prepared.answer(context.again()), []

        async def by_fields() -> Answer:
            reference = await self._by_fields(asked, context.again())
            return reference.data, reference.errors

        self._shadow.cast(asked.request, (data, []), by_plan, by_fields)

    async def _by_fields(self, asked: _Asked, context: Context) -> Result:
        """The reference: graphql-core and the resolvers."""
        return self._result(await self._execute(asked, context))

    async def _execute(self, asked: _Asked, context: Context) -> ExecutionResult:
        executor = self.schema.execution_context_class.build(
            core(self.schema),
            asked.document.node,
            context_value=context,
            raw_variable_values=asked.request.variables,
            operation_name=asked.request.operation_name,
            max_coercion_errors=self._max_errors,
            is_awaitable=cast("Any", optimized_is_awaitable),
            hide_suggestions=self._hide_suggestions,
            operation_extensions=asked.request.extensions,
        )
        if isinstance(executor, list):
            raise Rejected(executor, "BAD_USER_INPUT")
        result: Any = executor.execute_operation()
        if isawaitable(result):
            result = await cast("Awaitable[object]", result)
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


def cancelled_from_outside() -> bool:
    """Whether somebody wants this task to end; else a cancellation leaked out of a shared one."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _fault(error: BaseException) -> Result:
    return Result(errors=[of_fault(error)], cause=QuireError())
