"""A valid request for an operation that stays open, and who may share its answers."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import orjson
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)
from graphql.execution.values import get_argument_values

from gql.errors import BadInput
from gql.live.open_operation import Asker
from gql.operation.selected_operation import LIVE, select_operation
from gql.operation.valid_request import ValidRequest

AFTER, THROTTLE = "after", "throttle"
MIN_THROTTLE, MAX_THROTTLE = 100, 60_000  # milliseconds


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """`key`: what its answers depend on, who asks included. `after`: from where to go on."""

    valid: ValidRequest
    asker: Asker
    key: Hashable
    after: str | None = None


async def live_request(valid: ValidRequest, asker: Asker, after: str | None) -> LiveRequest:
    """The request with its key. `after` stands in place of the argument of that name."""
    request, variables = valid.request, dict(valid.request.variables)
    if valid.operation.type is OperationType.SUBSCRIPTION:
        value = await _argument(valid)
        if isinstance(value, VariableNode):
            name = value.name.value
            after = after or valid.variables.coerced.get(name)
            # it decides nothing else where it stands only there, beside its definition
            if len(re.findall(rf"\${name}\b", request.query)) == 2:
                variables.pop(name, None)
        elif isinstance(value, StringValueNode):
            after = after or value.value
    written = orjson.dumps(variables, option=orjson.OPT_SORT_KEYS)
    key = (request.query, request.operation_name, written, asker.identity)
    # contexts are made for all who share it: no client in particular reads
    return LiveRequest(valid, Asker(None, asker.headers), key, after)


def throttle_of(valid: ValidRequest, schema: GraphQLSchema) -> float:
    """The time between two answers of a live query, in seconds. Raises BadInput."""
    directive = schema.get_directive(LIVE)
    if directive is None or valid.operation.live is None:
        raise LookupError("It is no live query.")
    given = get_argument_values(directive, valid.operation.live, valid.variables)
    throttle: int = given[THROTTLE]
    if not MIN_THROTTLE <= throttle <= MAX_THROTTLE:
        raise BadInput(
            f"Ask for from {MIN_THROTTLE} to {MAX_THROTTLE} milliseconds.", argument=THROTTLE
        )
    return throttle / 1000


async def _argument(valid: ValidRequest) -> ValueNode | None:
    """What the document gives as the argument `after` of its only root field."""
    tree = await valid.document.tree()
    fragments = {
        one.name.value: one.selection_set
        for one in tree.definitions
        if isinstance(one, FragmentDefinitionNode)
    }
    operation = select_operation(tree, valid.request.operation_name)
    for field in _fields(operation.selection_set, fragments):
        for argument in field.arguments or ():
            if argument.name.value == AFTER:
                return argument.value
    return None


def _fields(
    selected: SelectionSetNode, fragments: dict[str, SelectionSetNode]
) -> Iterator[FieldNode]:
    for one in selected.selections:
        if isinstance(one, FieldNode):
            yield one
        elif isinstance(one, FragmentSpreadNode):
            yield from _fields(fragments[one.name.value], fragments)
        elif isinstance(one, InlineFragmentNode):
            yield from _fields(one.selection_set, fragments)
