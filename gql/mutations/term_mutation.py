"""What the mutations of categories and tags run: input → content/ → payload."""

from __future__ import annotations

from typing import Any

import strawberry

from gql import engine
from gql.content.draft import TermKind
from gql.content.idempotency import run_once
from gql.content.permission import Action, require
from gql.content.terms import merge_and_delete, save
from gql.engine.global_id import key_of
from gql.errors import OutcomeDeleted, Refused
from gql.mutations.declare import Run
from gql.mutations.deleted import DeletePayload
from gql.mutations.entry_input import UNCHANGED
from gql.mutations.input_id import id_of
from gql.mutations.meta_input import meta_changes
from gql.mutations.mutation_context import MutationContext
from gql.mutations.seo_input import seo_changes
from gql.mutations.text_bounds import check_bounds
from gql.mutations.user_error import InputProblem, input_problem
from gql.sql.statements import statements

VERSION = statements("term")["version"]
GRAPHQL_TYPES = {TermKind.CATEGORY: "Category", TermKind.TAG: "Tag"}
# of the inputs, that are about the term
FIELDS = ("name", "slug", "description", "parent", "meta", "seo")


def create_term(kind: TermKind, payload: type) -> Run:
    """What creates a term, or finds the one that was created with the same idempotency key."""

    async def run(context: MutationContext, input: Any) -> Any:
        viewer = context.viewer
        try:
            # here too: a kept result is answered without asking the rules
            require(viewer, Action.MANAGE_TERMS)
            check_bounds(input)
            changes = _changes(input)
            async with context.database.transaction() as connection:
                term_id, _ = await run_once(
                    connection,
                    f"{kind} of {viewer.identity}",
                    input.idempotency_key,
                    changes,
                    lambda: save.create_term(connection, viewer, kind, changes),
                )
                version = await connection.fetchval(VERSION.text, term_id, kind)
                if version is None:
                    raise OutcomeDeleted(field=["idempotencyKey"])
        except Refused as refused:
            return _payload(payload, None, None, input_problem(refused))
        context.read_own_changes()
        return _payload(payload, term_id, version)

    return run


def update_term(kind: TermKind, payload: type) -> Run:
    """What saves the changes of a term."""

    async def run(context: MutationContext, input: Any) -> Any:
        term_id = key_of(input.id, GRAPHQL_TYPES[kind])
        try:
            check_bounds(input)
            changes = {
                name: value
                for name, value in _changes(input).items()
                # a name cannot be removed: null means the same as absent
                if (name, value) != ("name", None)
            }
            async with context.database.transaction() as connection:
                await save.update_term(
                    connection, context.viewer, kind, term_id, changes, input.expected_version
                )
                version = await connection.fetchval(VERSION.text, term_id, kind)
        except Refused as refused:
            newest = refused.extensions.get("version")
            # with CONFLICT, the term as the others left it
            return _payload(payload, term_id if newest else None, newest, input_problem(refused))
        context.read_own_changes()
        return _payload(payload, term_id, version)

    return run


def merge_terms(kind: TermKind, payload: type) -> Run:
    """What merges terms into one of them."""

    async def run(context: MutationContext, input: Any) -> Any:
        type_name = GRAPHQL_TYPES[kind]
        into_id = key_of(input.into, type_name)
        try:
            check_bounds(input)
            ids = [id_of(id, type_name, "from", str(at)) for at, id in enumerate(input.from_)]
            async with context.database.transaction() as connection:
                await merge_and_delete.merge_terms(connection, context.viewer, kind, into_id, ids)
        except Refused as refused:
            return _merged(payload, None, [], input_problem(refused))
        context.read_own_changes()
        return _merged(payload, into_id, list(dict.fromkeys(input.from_)))

    return run


def delete_term(kind: TermKind) -> Run:
    """What deletes a term."""

    async def run(context: MutationContext, input: Any) -> Any:
        term_id = key_of(input.id, GRAPHQL_TYPES[kind])
        try:
            check_bounds(input)
            async with context.database.transaction() as connection:
                await merge_and_delete.delete_term(connection, context.viewer, kind, term_id)
        except Refused as refused:
            return DeletePayload(user_errors=[input_problem(refused, "id")])
        context.read_own_changes()
        return DeletePayload(deleted_id=input.id)

    return run


def _changes(input: Any) -> dict[str, Any]:
    """What an input changes, by the names of its fields. Raises BadInput."""
    changes = {
        name: value
        for name in FIELDS
        if (value := getattr(input, name, UNCHANGED)) is not UNCHANGED
    }
    if changes.get("meta", UNCHANGED) is not UNCHANGED:
        changes["meta"] = meta_changes(changes["meta"] or ())
    if "seo" in changes:
        changes["seo"] = seo_changes(changes["seo"])
    if changes.get("parent") is not None:
        changes["parent"] = id_of(changes["parent"], "Category", "parent")
    return changes


def _payload(
    payload: type, term_id: int | None, version: object, *problems: InputProblem
) -> object:
    values = {"term_id": term_id, "version": version, "user_errors": list(problems)}
    return engine.instance(payload, values)


def _merged(
    payload: type, term_id: int | None, deleted: list[strawberry.ID], *problems: InputProblem
) -> object:
    values = {"term_id": term_id, "deleted_ids": deleted, "user_errors": list(problems)}
    return engine.instance(payload, values)
