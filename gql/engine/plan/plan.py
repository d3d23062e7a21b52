"""A compiled operation, and what one request makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import strawberry
from graphql import DocumentNode, OperationDefinitionNode
from graphql.execution.values import VariableValues

from gql.engine.context import Context
from gql.engine.plan import generated_code
from gql.engine.plan.call import Bound, Refusal
from gql.engine.plan.compiler import Compiler
from gql.engine.plan.fetch import Reading
from gql.engine.plan.fields import show

BYTES_OF_CODE = 25  # a letter of generated Python, with the tree that it was made of
_LATER = Bound()


@dataclass(slots=True)
class Prepared:
    """A plan with what each of its calls comes to in one request, and how many records the whole is
    estimated to hand out. `refused`: the arguments of a root field cannot be used."""

    plan: Plan
    bounds: list[Bound]
    cost: int
    refused: Exception | None = None

    async def answer(self, context: Context) -> dict[str, Any]:
        """The data of the response, as orjson takes it: a time may stand in it as such.

        Raises where the reference path has something else to say.
        """
        functions = self.plan.functions
        reading = Reading(self.plan.name, functions, list(self.bounds), context, self.plan.slots)
        for stage in self.plan.stages:
            await reading.read(stage)
        data: dict[str, Any] = functions["build"](
            reading.found, reading.bounds, context, context.max_nodes
        )
        return data


class Plan:
    """One operation, for certain values of the variables of its @skip and @include.

    `reason` says in a word why it cannot be run, or is None. `functions` are those of its code.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: VariableValues,
    ) -> None:
        """Raises LimitExceeded where it has more fields than can be compiled."""
        compiler = Compiler(schema, schema._schema, document, operation, variables, show)
        roots = compiler.root()
        shown = compiler.fields(compiler.top(0), compiler.query, roots)
        self.name = ", ".join(
            dict.fromkeys(f"Query.{nodes[0].node.name.value}" for nodes in roots.values())
        )
        self.reason = compiler.reason
        self.stages = compiler.stages
        self.slots = compiler.slots
        for stage in self.stages:
            stage.settle(compiler.calls)
        self.text = generated_code.answering(compiler, shown)
        self._known = compiler.known
        self._calls: list[Any] = compiler.calls
        self._varying = [at for at, call in enumerate(self._calls) if call and call.varies]
        self._roots = [at for at, call in enumerate(self._calls) if call and call.is_root]
        self._constant: list[Bound] | None = None
        self._measure = generated_code.run(generated_code.measuring(compiler, shown), {})["measure"]

    @property
    def size(self) -> int:
        """About how many bytes it takes, with its statements."""
        size = BYTES_OF_CODE * len(self.text)
        for stage in self.stages:
            size += 2 * stage.letters
        return size

    def prepare(self, variables: VariableValues, most: int) -> Prepared:
        """`most`: how many records may be handed out."""
        if self._constant is None:
            self._constant = [
                call.bind(variables) if call and not call.varies else _LATER for call in self._calls
            ]
        bounds = self._constant.copy()
        for at in self._varying:
            bounds[at] = self._calls[at].bind(variables)
        prepared = Prepared(self, bounds, self._measure(bounds, most))
        for at in self._roots:
            bound = bounds[at]
            if isinstance(bound, Refusal):
                prepared.refused = bound.error
                break
        return prepared

    @cached_property
    def functions(self) -> dict[str, Any]:
        return generated_code.run(self.text, self._known)
