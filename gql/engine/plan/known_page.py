"""What is known of a page while its operation is compiled, before any variable has a value."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import GraphQLObjectType
from strawberry.utils.str_converters import to_camel_case

from gql.engine.declare import declaration as declare
from gql.engine.declare.record_type import source_of
from gql.engine.order import Order
from gql.engine.plan.compiler import Compiler
from gql.engine.plan.selected_field import SelectedField


@dataclass(slots=True)
class ReadAhead:
    """Whether the record beyond a page is read, as pageInfo needs it.

    Known once all is compiled. The plan keeps this, and not the scope with the whole document.
    """

    is_needed: bool = False


def known_order(cls: type, declared: declare.Paginated, field: SelectedField) -> Order | None:
    """The order, if it is known at compile time and its keys are columns of the record."""
    source = source_of(cls)
    chosen = {"orderBy", *((to_camel_case(source.lead.argument),) if source.lead else ())}
    is_known = not declared.fixed and not given(field) & chosen
    return source.order(str(declared.order)) if is_known else None


def given(field: SelectedField) -> set[str]:
    """The names of the arguments that are written in the operation."""
    return {argument.name.value for argument in field.nodes[0].node.arguments or ()}


def rows_are_exact(compiler: Compiler, connection: GraphQLObjectType, field: SelectedField) -> bool:
    """Whether the rows are exactly the page: none beyond it, and in its order."""
    return not given(field) & {"last", "before"} and "pageInfo" not in selected(
        compiler, connection, field
    )


def selected(compiler: Compiler, connection: GraphQLObjectType, field: SelectedField) -> set[str]:
    """The names of the fields that are selected of a connection."""
    return {nodes[0].node.name.value for nodes in compiler.subfields(connection, field).values()}
