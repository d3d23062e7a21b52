"""How many values the arguments of an operation have, each variable counted wherever it is used.

Every value is coerced and converted at each place where it stands. So one list in a variable costs
its length times the number of its uses, which is known before any of that is done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from graphql import ListValueNode, Node, ObjectValueNode, VariableNode


def count_values(node: Node, variables: Counter[str]) -> int:
    """The number of values in a literal, lists and objects included; its variables are counted
    by name, too."""
    count, stack = 0, [node]
    while stack:
        value = stack.pop()
        count += 1
        if isinstance(value, VariableNode):
            variables[value.name.value] += 1
        elif isinstance(value, ListValueNode):
            stack += value.values
        elif isinstance(value, ObjectValueNode):
            stack += [field.value for field in value.fields]
    return count


def count_given(values: Mapping[str, Any], uses: Mapping[str, int]) -> int:
    """The number of values in the variables of a request, each times its uses but at least once.

    A variable that is not used is coerced all the same.
    """
    return sum(_size(value) * max(1, uses.get(name, 0)) for name, value in values.items())


def _size(value: Any) -> int:
    if not isinstance(value, list | dict):
        return 1
    count, stack = 0, [value]
    while stack:
        one = stack.pop()
        count += 1
        if isinstance(one, list):
            stack += one
        elif isinstance(one, dict):
            stack += one.values()
    return count
