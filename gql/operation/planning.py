"""Which plan an operation has and what it may cost, before anything is read; why a plan is not
enough, where it is not."""

from __future__ import annotations

from dataclasses import dataclass

import strawberry
from graphql import GraphQLError, OperationDefinitionNode, OperationType
from graphql.execution.values import VariableValues
from strawberry.exceptions import StrawberryInputCoercionError

from gql import logs
from gql.engine import Plan, Prepared, Previewed, TooLarge, Unshowable
from gql.errors import CostLimitExceeded, LimitExceeded, QuireError, TimedOut, Unavailable
from gql.operation.document_cache import Document

FAULT = "fault"
# why the reference path answered what a plan could not: fixed words, for the counter
REASONS = {
    "introspection": "it asks for the schema",
    "unsupported": "no plan expresses a field of it",
    "refused": "an argument cannot be used",
    "unshowable": "a value is none that the schema allows there, such as a null",
    "preview": "it shows a preview",
    "large": "it hands out more records than it may, or a list is too long to be sure",
    "slow": "a statement took longer than it may",
    "unavailable": "the database does not answer",
    FAULT: "something in the plan is broken: the log says what",
}


@dataclass(slots=True)
class Planned:
    """What is planned for an operation: its plan as one request asks of it, where there is one.

    `is_due`: whether the plan is to answer. `reason`: why it cannot.
    """

    prepared: Prepared | None = None
    reason: str | None = None
    is_due: bool = False

    def cost(self, allowed: int) -> dict[str, int]:
        """As clients see it; empty where it is unknown."""
        return {"requested": self.prepared.cost, "allowed": allowed} if self.prepared else {}


class Planner:
    """Finds and makes plans. `compile_at` is the sighting of a document from which on its plans
    answer; None: never."""

    def __init__(self, schema: strawberry.Schema, compile_at: int | None) -> None:
        self._schema = schema
        self._compile_at = compile_at

    def planned(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: VariableValues,
        most: int,
    ) -> Planned:
        """Raises CostLimitExceeded where it may hand out more than `most` records, LimitExceeded
        where that cannot be told."""
        if operation.operation is not OperationType.QUERY:
            return Planned()
        is_due = self._compile_at is not None and document.sightings >= self._compile_at
        try:
            prepared = self._plan(document, operation, variables).prepare(variables, most)
        except LimitExceeded:
            raise
        except Exception as error:
            return Planned(None, reason_of(error), is_due)
        if prepared.cost > most:
            raise CostLimitExceeded(requested=prepared.cost, allowed=most)
        reason = prepared.plan.reason
        if prepared.refused and not reason:
            reason = reason_of(prepared.refused)
        return Planned(prepared, reason, is_due)

    def _plan(
        self, document: Document, operation: OperationDefinitionNode, variables: VariableValues
    ) -> Plan:
        name = operation.name and operation.name.value
        key = (name, *(variables.coerced.get(switch) for switch in document.switches))
        plan = document.plan(key)
        if plan is None:
            plan = Plan(self._schema, document.node, operation, variables)
            # most documents are met once: a plan is kept from the second time on, or if it is run
            if document.sightings > 1 or self._compile_at == 1:
                document.remember(key, plan)
        return plan


def reason_of(error: Exception) -> str:
    """Why a plan did not answer, as one of REASONS."""
    match error:
        case Previewed():
            return "preview"
        case Unshowable():
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
    return FAULT
