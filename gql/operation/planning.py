"""Decides before any read which plan an operation has, what it may cost, and whether it runs.

Also names the reason when the reference path must answer instead.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import strawberry
from graphql import GraphQLError, OperationType
from graphql.execution.values import VariableValues
from strawberry.exceptions import StrawberryInputCoercionError

from gql import logs
from gql.engine import ListSizes, Plan, PreparedPlan, PreviewRequested, SchemaViolation, TooLarge
from gql.errors import CostLimitExceeded, LimitExceeded, QuireError, TimedOut, Unavailable
from gql.operation.document import Document, is_long
from gql.operation.selected_operation import Operation, select_operation
from gql.operation.valid_request import ValidRequest
from gql.worker_thread import run_beside_loop, run_now

PLAN_BROKEN = "fault"
# Why the reference path answered in place of a plan. The keys are label values of a metric.
FALLBACK_REASONS = {
    "introspection": "it selects __schema or __type",
    "unsupported": "a field of it cannot be compiled",
    "refused": "an argument is invalid: the reference path reports it",
    "unshowable": "a value breaks the schema, such as a null in a non-null field",
    "preview": "it reads with a preview token",
    "large": "it returns more records than allowed, or a list too long to be certain of that",
    "slow": "a statement ran into its timeout",
    "unavailable": "the database does not answer",
    PLAN_BROKEN: "an unexpected exception in the plan, which the log has",
}


@dataclass(slots=True)
class PlanDecision:
    """The plan of an operation for one request, and what speaks against it.

    `prepared`: the plan with its arguments; None if there is none. `reason`: one of
    FALLBACK_REASONS, if the plan cannot answer. `is_requested_often`: the document was requested
    often enough for plans to answer it; only then is a `reason` reported as the fallback.
    `may_compile`: plans may answer sooner.
    """

    prepared: PreparedPlan | None = None
    reason: str | None = None
    is_requested_often: bool = False
    may_compile: bool = False

    def runs_plan(self, max_response: int) -> bool:
        """Whether a plan answers, or the reference path in place of one.

        What may be large is left to the plan at the first request, too, as that takes a fraction
        of the time; unless plans never run.
        """
        if self.is_requested_often or not self.prepared or self.reason:
            return self.is_requested_often
        return self.may_compile and self.prepared.is_large(max_response)

    def cost(self, allowed: int) -> dict[str, int]:
        """The cost as clients see it in the extensions; empty if it is unknown."""
        return {"requested": self.prepared.cost, "allowed": allowed} if self.prepared else {}


@dataclass(slots=True)
class ReadyQuery:
    """A query that a plan will answer, with all that is found out before anything is read.

    `priced`: how often the sizes of lists had been updated.
    """

    valid: ValidRequest
    decision: PlanDecision
    priced: int


class Planner:
    """Compiles and caches plans, and estimates costs with them.

    `compile_at`: from which request of the same document on its plans answer; None: never.
    """

    def __init__(self, schema: strawberry.Schema, compile_at: int | None, sizes: ListSizes) -> None:
        self._schema = schema
        self._sizes = sizes
        self._compile_at = compile_at

    async def decide(self, valid: ValidRequest, max_nodes: int) -> PlanDecision:
        """Decide how to answer. A plan estimates the cost even where plans never run.

        Raises CostLimitExceeded for an operation that may return more than `max_nodes` records,
        LimitExceeded for one with too many fields to estimate that.
        """
        if valid.operation.type is not OperationType.QUERY:
            return PlanDecision()  # the fields of a mutation run one after the other, resolved
        try:
            plan = await self._cached_plan(valid.document, valid.operation, valid.variables)
        except LimitExceeded:
            raise  # no fallback: the reference path would run it without any estimate
        except Exception as error:
            is_requested_often = self._is_requested_often(valid.document)
            return PlanDecision(None, fallback_reason(error), is_requested_often)
        return self._decide(valid.document, plan, valid.variables, max_nodes)

    def decide_at_once(self, valid: ValidRequest, max_nodes: int) -> ReadyQuery | None:
        """The decision, if a plan that is cached will answer; otherwise None."""
        document = valid.document
        plan = document.plan(_plan_key(document, valid.operation, valid.variables))
        if plan is None or not self._is_requested_often(document):
            return None
        try:
            decision = self._decide(document, plan, valid.variables, max_nodes)
        except QuireError:
            return None
        return None if decision.reason else ReadyQuery(valid, decision, self._sizes.updates)

    def holds(self, ready: ReadyQuery) -> bool:
        """Whether it would be decided so now: the plan is cached, and its price the same."""
        prepared, plans = ready.decision.prepared, ready.valid.document.plans
        is_kept = prepared and any(prepared.plan is plan for plan in plans.values())
        return bool(is_kept) and ready.priced == self._sizes.updates

    def _decide(
        self, document: Document, plan: Plan, variables: VariableValues, max_nodes: int
    ) -> PlanDecision:
        is_requested_often = self._is_requested_often(document)
        try:
            prepared = plan.prepare(variables, max_nodes, self._sizes)
        except LimitExceeded:
            raise
        except Exception as error:
            return PlanDecision(None, fallback_reason(error), is_requested_often)
        if prepared.cost > max_nodes:
            raise CostLimitExceeded(requested=prepared.cost, allowed=max_nodes)
        reason = plan.reason
        if prepared.refusal and not reason:
            reason = fallback_reason(prepared.refusal)
        may_compile = self._compile_at is not None
        return PlanDecision(prepared, reason, is_requested_often, may_compile)

    def _is_requested_often(self, document: Document) -> bool:
        return self._compile_at is not None and (
            document.is_stored or document.times_requested >= self._compile_at
        )

    async def _cached_plan(
        self, document: Document, operation: Operation, variables: VariableValues
    ) -> Plan:
        key = _plan_key(document, operation, variables)
        plan = document.plan(key)
        if plan is None:
            run = run_beside_loop if is_long(document.text) else run_now
            tree = await document.tree()
            node = select_operation(tree, operation.name)
            plan = await run(Plan, self._schema, tree, node, variables)
            # Most documents come once, and a plan takes more memory than its document. So it is
            # cached from the second request on, unless plans answer at once.
            if document.times_requested > 1 or document.is_stored or self._compile_at == 1:
                document.add_plan(key, plan)
        return plan


def _plan_key(document: Document, operation: Operation, variables: VariableValues) -> Hashable:
    if not document.condition_variables:
        return operation.name
    values = variables.coerced
    return (operation.name, *(values.get(name) for name in document.condition_variables))


def fallback_reason(error: Exception) -> str:
    """Return the one of FALLBACK_REASONS for what a plan raised; log what is unexpected."""
    match error:
        case PreviewRequested():
            return "preview"
        case SchemaViolation():
            return "unshowable"
        case TooLarge():
            return "large"
        case TimedOut():
            return "slow"
        case Unavailable():
            return "unavailable"
        case QuireError() | GraphQLError() | StrawberryInputCoercionError():
            return "refused"
    logs.log.error("the plan of an operation is broken", exc_info=error)
    return PLAN_BROKEN
