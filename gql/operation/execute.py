"""Runs one GraphQL operation from the text of a request to data and errors, within its time.

The compiled plan answers where it can. In every other case the reference path does: graphql-core
with resolvers and DataLoaders, over the same schema.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any, Self, TypeVar

import strawberry
from graphql import (
    ExecutionResult,
    GraphQLSchema,
    OperationType,
)

from gql.db import StatementLog, current_statement_log
from gql.deadline import Deadline, is_task_cancelled
from gql.engine import AnswerTags, Context, ListSizes, PreparedPlan
from gql.errors import ReadOnlyToken, ResponseTooLarge, TimedOut, Unavailable
from gql.operation.document_cache import DocumentCache
from gql.operation.error_response import (
    first_transient_cause,
    format_field_error,
)
from gql.operation.limits import Limits
from gql.operation.planning import PlanDecision, Planner, ReadyQuery, fallback_reason
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result, failure
from gql.operation.selected_operation import Allowed
from gql.operation.sent_statements import sent_statements
from gql.operation.shadow import DataAndErrors, Shadow
from gql.operation.turns import run_in_turns, source_of_events
from gql.operation.valid_request import RequestChecks, ValidRequest
from gql.settings import Settings

MUTATION = OperationType.MUTATION
T = TypeVar("T")


class Executor:
    """Runs operations of one schema within the limits, with a cache of documents and plans."""

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
        shows_statements: bool = False,
    ) -> None:
        """`timeout` is in seconds; `document_cache` the number of documents.

        `compile_at`: from which request of the same document on plans run; None: never. `shadow`:
        the share (0 to 1) of planned operations that the reference path repeats for comparison.
        `shows_statements`: responses have `extensions.sql`.
        """
        self.schema = schema
        self.document_cache = DocumentCache(
            graphql_core_schema(schema),
            limits or Limits(),
            size=document_cache,
            introspection=introspection,
            max_errors=max_errors,
        )
        self.sizes = ListSizes()  # counts and filters cost nothing until it is updated
        self._planner = Planner(schema, compile_at, self.sizes)
        self._shadow = Shadow(shadow)
        self.timeout = timeout
        self._shows_statements = shows_statements
        self._max_errors = max_errors
        self._hide_suggestions = not introspection
        self._checks = RequestChecks(
            graphql_core_schema(schema),
            self.document_cache,
            max_errors=max_errors,
            hide_suggestions=self._hide_suggestions,
        )

    @classmethod
    def from_settings(cls, schema: strawberry.Schema, settings: Settings) -> Self:
        """The executor of a schema, under the limits of the settings."""
        return cls(
            schema,
            Limits.from_settings(settings),
            timeout=settings.request_timeout,
            max_errors=settings.max_errors,
            introspection=settings.introspection,
            document_cache=settings.document_cache,
            shadow=settings.shadow,
            shows_statements=settings.debug,
        )

    async def run(
        self,
        request: GraphQLRequest,
        context: Context,
        *,
        allowed: Allowed = Allowed.BY_POST,
        with_tags: bool = False,
        event: object = None,
        ready: ReadyQuery | None = None,
    ) -> Result:
        """Run one operation. Raises nothing but CancelledError, when the client went away.

        `with_tags`: the result has the cache tags of what a plan answered. `event`: of a
        subscription, what its field has yielded. `ready`: what the method of that name returned.
        Statements that still run when the operation is over are cancelled, in Postgres too.
        """
        log = StatementLog(answered=[] if self._shows_statements else None)
        token = current_statement_log.set(log)
        if with_tags:
            context.tags = AnswerTags()
        try:
            if ready is not None:
                work = self._execute_decided(ready.valid, ready.decision, context)
            else:
                work = self._run(request, context, allowed, event)
            result = await self._or_failure(work)
        finally:
            # When a field failed or the time is over, its siblings are of no use any more. Their
            # batches run on, though, in tasks of their own, and would keep connections busy.
            log.cancel_running()
            current_statement_log.reset(token)
        result.statements = log
        if log.answered is not None:
            result.extensions["sql"] = await sent_statements(log.answered, context, request)
        return result

    def ready(self, request: GraphQLRequest, max_nodes: int) -> ReadyQuery | None:
        """What `run` finds out first, if a plan that is cached will answer; otherwise None."""
        valid = self._checks.check_query(request)
        return self._planner.decide_at_once(valid, max_nodes) if valid else None

    def is_still_ready(self, ready: ReadyQuery) -> bool:
        """Whether that holds for another request that says the same, which then is counted."""
        document = self.document_cache.find_again(ready.valid.request.query)
        return document is ready.valid.document and self._planner.holds(ready)

    async def check_live(self, request: GraphQLRequest) -> ValidRequest | Result:
        """The valid request; a Result where it is refused. Raises nothing but CancelledError."""
        return await self._or_failure(self._checks.check(request, Allowed.LIVE))

    async def source(self, valid: ValidRequest, context: object) -> AsyncIterator[Any] | Result:
        """What the field of a subscription yields, to be run as the `event` of the same request.

        `context` is what its resolver has as `info.context`. A Result where it refuses.
        """
        return await self._or_failure(self._source(valid, context))

    async def _source(self, valid: ValidRequest, context: object) -> AsyncIterator[Any] | Result:
        source = await source_of_events(
            graphql_core_schema(self.schema),
            await valid.document.tree(),
            valid.request,
            context,
            max_errors=self._max_errors,
            hide_suggestions=self._hide_suggestions,
        )
        return self._result(source) if isinstance(source, ExecutionResult) else source

    async def _run(
        self, request: GraphQLRequest, context: Context, allowed: Allowed, event: object
    ) -> Result:
        valid = await self._checks.check(request, allowed)
        valid.event = event
        if not context.viewer.may_write and valid.operation.type is MUTATION:
            raise ReadOnlyToken
        return await self._execute_valid(valid, context)

    async def _or_failure(self, work: Awaitable[T]) -> T | Result:
        """What comes of some work within the time of an operation, or what has failed."""
        try:
            with Deadline(self.timeout):
                return await work
            # reached only when the deadline has passed: Deadline swallows its own cancellation
            raise TimedOut(limit="request", allowed=self.timeout)
        except asyncio.CancelledError as error:
            if is_task_cancelled():
                raise
            # Nobody cancelled this task: the future of a DataLoader batch was cancelled together
            # with another field, and its CancelledError surfaced here. That is a bug to report.
            return failure(error, self._max_errors)
        except Exception as error:
            return failure(error, self._max_errors)

    async def _execute_valid(self, valid: ValidRequest, context: Context) -> Result:
        decision = await self._planner.decide(valid, context.max_nodes)
        return await self._execute_decided(valid, decision, context)

    async def _execute_decided(
        self, valid: ValidRequest, decision: PlanDecision, context: Context
    ) -> Result:
        if decision.prepared and (log := current_statement_log.get()):
            log.price = decision.prepared.cost
        if decision.runs_plan(context.max_response):
            result = await self._execute_plan_or_fall_back(valid, decision, context)
        else:
            result = await self._execute_reference(valid, context, decision.prepared)
        if valid.request.extensions.get("cost") is True and (
            cost := decision.cost(context.max_nodes)
        ):
            result.extensions["cost"] = cost
        return result

    async def _execute_plan_or_fall_back(
        self, valid: ValidRequest, decision: PlanDecision, context: Context
    ) -> Result:
        """Run the plan, or the reference path where `decision.reason` forbids the plan.

        On any exception of the plan its data is discarded, and the reference path runs. So data and
        errors are always those of graphql-core, and a broken plan is only slow.
        """
        reason, prepared = decision.reason, decision.prepared
        if prepared and not reason:
            try:
                data = await prepared.execute(context)
            except ResponseTooLarge:
                raise  # the reference path would read it all the same
            except Exception as error:
                reason = fallback_reason(error)
                # With a database that is down or busy the reference path only formats the errors:
                # it must not wait for each connection a second time.
                failed = error if isinstance(error, Unavailable) else None
                context = context.for_retry(failed)
            else:
                if self._shadow.share:
                    self._compare_with_reference(valid, prepared, data, context)
                return Result(data=data, executed=True, planned=True, tags=context.tags)
        result = await self._execute_reference(valid, context, prepared)
        result.fallback = reason
        return result

    def _compare_with_reference(
        self, valid: ValidRequest, prepared: PreparedPlan, data: dict[str, Any], context: Context
    ) -> None:
        async def by_plan() -> DataAndErrors:
            return await prepared.execute(context.for_retry()), []

        async def by_reference() -> DataAndErrors:
            result = await self._execute_reference(valid, context.for_retry())
            return result.data, result.errors

        self._shadow.compare_sample(valid.request, (data, []), by_plan, by_reference)

    async def _execute_reference(
        self, valid: ValidRequest, context: Context, prepared: PreparedPlan | None = None
    ) -> Result:
        """Run graphql-core with the resolvers: the definition of what is right.

        `prepared`: the plan, which knows how large the response may become.
        """
        if prepared:
            await prepared.check_size(context)
        try:
            execution = await run_in_turns(
                graphql_core_schema(self.schema),
                await valid.document.tree(),
                valid.request,
                context,
                max_errors=self._max_errors,
                hide_suggestions=self._hide_suggestions,
                event=valid.event,
            )
        finally:
            # loaders refer to the context, and so to themselves: garbage that is found late
            context.clear_loaders()
        return self._result(execution)

    def _result(self, execution: ExecutionResult) -> Result:
        errors = execution.errors or []
        return Result(
            data=execution.data,
            errors=[format_field_error(error) for error in errors[: self._max_errors]],
            executed=True,
            # Partial data is an answer: a nullable root field that failed is null beside its error,
            # with 200. A non-null one leaves no data, and a transient cause then makes it 503.
            cause=first_transient_cause(errors) if execution.data is None else None,
        )


def graphql_core_schema(schema: strawberry.Schema) -> GraphQLSchema:
    """Return the graphql-core schema of a Strawberry schema, which has no public name for it."""
    return schema._schema
