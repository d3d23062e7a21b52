"""Every leaf of every argument of a schema, with an operation that gives it a value.

One operation for each: an argument of a field, or a field of an input object in one, however deep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
    is_required_input_field,
)
from graphql.type import get_nullable_type

Sample = Callable[[str, str], Any]
"""(name of an argument or input field, name of its type) → a value that suits most fields."""
MAX_INPUTS = 3  # input objects in input objects


@dataclass(frozen=True, slots=True)
class LeafArgument:
    """An operation with one variable, $v, and where in its value the leaf stands.

    `path` leads through input objects; "[]" is a list of one. `others` is the rest of the value.
    """

    name: str
    type_name: str
    query: str
    path: tuple[str, ...]
    others: Any

    def variables(self, value: Any) -> dict[str, Any]:
        """The variables of the operation, with `value` as the leaf."""
        return {"v": _placed(self.others, self.path, value)}


def leaf_arguments(schema: GraphQLSchema, root: Any, sample: Sample) -> Iterator[LeafArgument]:
    """All leaves below the fields of `root` (Query or Mutation) that a client may write freely."""
    keyword = "mutation" if root is schema.mutation_type else "query"
    for type_, (before, after) in _reachable(root, sample).items():
        for field_name, field in type_.fields.items():
            for name, argument in field.args.items():
                given = _arguments(field, sample, f"{name}: $v", name)
                text = f"{before}{field_name}{given}{_selection(field)}{after}"
                query = f"{keyword} ($v: {argument.type}) {{ {text} }}"
                where = f"{type_.name}.{field_name}.{name}"
                yield from _leaves(where, query, name, argument.type, sample)


def _reachable(root: Any, sample: Sample) -> dict[Any, tuple[str, str]]:
    """Each object type with the text before and after a field of it, in an operation."""
    found: dict[Any, tuple[str, str]] = {root: ("", "")}
    queue = [root]
    for type_ in queue:
        before, after = found[type_]
        for name, field in type_.fields.items():
            for below, condition in _types_below(get_named_type(field.type)):
                if below not in found:
                    given = _arguments(field, sample)
                    opened = f"{before}{name}{given} {{ {condition}"
                    found[below] = (opened, (" }" if condition else "") + " }" + after)
                    queue.append(below)
    return found


def _types_below(named: Any) -> list[tuple[Any, str]]:
    if isinstance(named, GraphQLObjectType):
        return [(named, "")]
    if isinstance(named, GraphQLInterfaceType):
        return []  # its types are reached by other fields
    return [(one, f"... on {one.name} {{ ") for one in getattr(named, "types", ())]


def _selection(field: GraphQLField) -> str:
    """Something of each composite value that makes the service read it."""
    named = get_named_type(field.type)
    if is_leaf_type(named):
        return ""
    fields = getattr(named, "fields", {})
    chosen = ["__typename"]
    for name in ("id", "totalCount", "nodes", "edges", "userErrors"):
        if name in fields and not any(map(is_required_argument, fields[name].args.values())):
            chosen.append(f"{name}{_selection(fields[name]) if name != 'edges' else ' { cursor }'}")
    return f" {{ {' '.join(chosen)} }}"


def _arguments(field: GraphQLField, sample: Sample, given: str = "", but: str = "") -> str:
    """The required arguments of a field as literals, and `given` in place of `but`."""
    required = [
        f"{name}: {_literal(_value(name, argument.type, sample))}"
        for name, argument in field.args.items()
        if name != but and is_required_argument(argument)
    ]
    together = ", ".join([*required, *([given] if given else [])])
    return f"({together})" if together else ""


def _leaves(
    where: str, query: str, name: str, type_: Any, sample: Sample, path: tuple[str, ...] = ()
) -> Iterator[LeafArgument]:
    def build(
        type_: Any, name: str, path: tuple[str, ...], others: Any, within: tuple[Any, ...] = ()
    ) -> Iterator[LeafArgument]:
        type_ = get_nullable_type(type_)
        if is_list_type(type_):
            yield from build(type_.of_type, name, (*path, "[]"), others, within)
        elif isinstance(type_, GraphQLInputObjectType):
            # one in itself has the same leaves, such as a condition in `or`
            if len(path) > MAX_INPUTS * 2 or type_ in within:
                return
            for below, field in type_.fields.items():
                siblings = {} if type_.is_one_of else _required(type_, sample)
                rest = _placed(others, path, siblings)
                yield from build(field.type, below, (*path, below), rest, (*within, type_))
        elif not is_enum_type(type_) and type_.name != "Boolean":
            yield LeafArgument(".".join((where, *path)), type_.name, query, path, others)

    yield from build(type_, name, path, None)


def _value(name: str, type_: Any, sample: Sample) -> Any:
    type_ = get_nullable_type(type_)
    if is_list_type(type_):
        return [_value(name, type_.of_type, sample)]
    if isinstance(type_, GraphQLInputObjectType):
        return _required(type_, sample)
    return next(iter(type_.values)) if is_enum_type(type_) else sample(name, type_.name)


def _required(type_: GraphQLInputObjectType, sample: Sample) -> dict[str, Any]:
    """The required fields of an input object; of one of which only one may be given, the first."""
    fields = type_.fields.items()
    chosen = list(fields)[:1] if type_.is_one_of else fields
    return {
        name: _value(name, field.type, sample)
        for name, field in chosen
        if type_.is_one_of or is_required_input_field(field)
    }


def _literal(value: Any) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{name}: {_literal(one)}" for name, one in value.items()) + "}"
        case list():
            return f"[{', '.join(map(_literal, value))}]"
        case str() if value.isupper() and value.isidentifier():
            return value  # an enum value
        case str():
            return f'"{value}"'
        case _:
            return str(value).lower()


def _placed(others: Any, path: tuple[str, ...], value: Any) -> Any:
    if not path:
        return value
    head, *rest = path
    if head == "[]":
        inner = others[0] if isinstance(others, list) and others else None
        return [_placed(inner, tuple(rest), value)]
    known = others if isinstance(others, dict) else {}
    return {**known, head: _placed(known.get(head), tuple(rest), value)}
