"""A compiled operation, and the plan prepared with the variables of one request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import strawberry
from graphql import DocumentNode, OperationDefinitionNode
from graphql.execution.values import VariableValues

from gql.engine.answer_tags import AnswerTags
from gql.engine.context import Context
from gql.engine.declare.cache_tags import shortest
from gql.engine.list_sizes import ListSizes
from gql.engine.plan import generated_code
from gql.engine.plan.call import BoundCall, RefusedCall
from gql.engine.plan.compiler import Compiler
from gql.engine.plan.dispatch import compile_field
from gql.engine.plan.fetch import PlanExecution
from gql.worker_thread import run_beside_loop, run_now

BYTES_OF_CODE = 25  # of memory for a character of generated Python, what it came from included
MANY_VALUES = 10_000  # from which on the response is rendered beside the loop
_BOUND_LATER = BoundCall()  # stands in until a request or an earlier stage binds the call


@dataclass(slots=True)
class PreparedPlan:
    """A plan with its calls bound to the variables of one request.

    `cost`: how many records it is estimated to return, and what finding them costs; `size`: how
    many bytes the response is assumed to have; `work`: what rendering them takes, in values.
    `refusal`: the arguments of a root field are invalid, for this reason.
    """

    plan: Plan
    bounds: list[BoundCall]
    cost: int
    size: int
    work: int
    refusal: Exception | None = None

    async def execute(self, context: Context) -> dict[str, Any]:
        """The `data` of the response, for orjson: it may contain datetimes.

        Raises whatever happens: the caller discards the result and runs the reference path, so
        that errors are always those of graphql-core.
        """
        collects = context.tags is not None
        functions = self.plan.collecting_functions if collects else self.plan.functions
        execution = PlanExecution(
            self.plan.name, functions, list(self.bounds), context, self.plan.slots
        )
        for stage in self.plan.stages:
            if self.size > context.max_response:
                await execution.check_size(stage)
            await execution.run(stage)
        if context.tags is not None:
            self._collect(context.tags, execution.bounds)
        run = run_beside_loop if self.work > MANY_VALUES else run_now
        data: dict[str, Any] = await run(
            functions["build"], execution.results, execution.bounds, context, context.max_nodes
        )
        return data

    def _collect(self, tags: AnswerTags, bounds: list[BoundCall]) -> None:
        """Add the tags that need no record: of the operation, and of its arguments."""
        tags.names.update(self.plan.tags)
        tags.unknown.update(self.plan.unknown_tags)
        for bound in bounds:
            if bound.tags:
                tags.names.update(bound.tags)
            if bound.seconds is not None:
                tags.seconds = shortest([tags.seconds, bound.seconds])

    def is_large(self, max_response: int) -> bool:
        """Whether it may be too large to answer, or takes long to render."""
        return self.size > max_response or self.work > MANY_VALUES

    async def check_size(self, context: Context) -> None:
        """Raise ResponseTooLarge if the records of the first stage alone are too large.

        For the reference path, which asks for no sizes itself. Reads nothing where the response is
        assumed to be small enough.
        """
        if self.size > context.max_response:
            execution = PlanExecution(self.plan.name, {}, self.bounds, context, self.plan.slots)
            await execution.check_size(self.plan.stages[0])


class Plan:
    """One operation, compiled for certain values of the variables of its @skip and @include.

    `reason` is a word for why it cannot be run, or None. `text` is its generated Python.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: VariableValues,
    ) -> None:
        """Raises LimitExceeded where it has more fields than are compiled (MAX_FIELDS)."""
        compiler = Compiler(schema, schema._schema, document, operation, variables, compile_field)
        roots = compiler.root_fields()
        compiled = compiler.compile_fields(compiler.top_level(0), compiler.query, roots)
        self.name = ", ".join(
            dict.fromkeys(f"Query.{nodes[0].node.name.value}" for nodes in roots.values())
        )
        self.reason = compiler.reason
        self.stages = compiler.stages
        self.slots = compiler.slots
        for stage in self.stages:
            stage.finalize(compiler.calls)
        self.text = generated_code.build_text(compiler, compiled, collects=False)
        self._collecting_text = generated_code.build_text(compiler, compiled, collects=True)
        self.tags, self.unknown_tags = frozenset(compiler.tags), frozenset(compiler.unknown_tags)
        self._known = compiler.constants
        self._calls: list[Any] = compiler.calls
        self._varying = [at for at, call in enumerate(self._calls) if call and call.varies]
        self._roots = [at for at, call in enumerate(self._calls) if call and call.is_root]
        self._constant: list[BoundCall] | None = None
        measure = generated_code.measure_text(compiler, compiled)
        self._measure = generated_code.run(measure, compiler.constants)["measure"]

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory, with its statements."""
        size = BYTES_OF_CODE * (len(self.text) + len(self._collecting_text))
        for stage in self.stages:
            size += 2 * stage.text_length
        return size

    def prepare(
        self, variables: VariableValues, max_records: int, sizes: ListSizes
    ) -> PreparedPlan:
        """Bind the calls and estimate the cost, before anything is read."""
        # calls without variables are bound at the first request, not when the plan is compiled:
        # most plans are of documents that are met once
        if self._constant is None:
            self._constant = [
                call.bind(variables) if call and not call.varies else _BOUND_LATER
                for call in self._calls
            ]
        bounds = self._constant.copy()
        for at in self._varying:
            bounds[at] = self._calls[at].bind(variables)
        # first: it binds the limits of whole lists
        cost, size, work, scans = self._measure(bounds, max_records)
        cost += sum(bound.cost for bound in bounds)
        cost += sum(sizes.cost(scan, times) for times, scan in scans)
        prepared = PreparedPlan(self, bounds, cost, size, work)
        for at in self._roots:
            bound = bounds[at]
            if isinstance(bound, RefusedCall):
                prepared.refusal = bound.error
                break
        return prepared

    @cached_property
    def functions(self) -> dict[str, Any]:
        """The functions of its generated code by name: `build`, `keys…` and `wanted…`."""
        # on the first run: planning for the cost alone needs only `measure`, and compile() is slow
        return generated_code.run(self.text, self._known)

    @cached_property
    def collecting_functions(self) -> dict[str, Any]:
        """The same, of which `build` collects the tags of what it renders."""
        return generated_code.run(self._collecting_text, self._known)
