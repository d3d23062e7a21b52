"""Mutations of posts and pages: how their root fields are declared, and what those run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from gql import engine
from gql.content.draft import EntryKind
from gql.content.entries import derived_columns, publish, save
from gql.content.entries.derived_columns import TextColumns
from gql.content.entries.lock_and_authorise import PREVIEW, authorised_entry
from gql.content.idempotency import run_once
from gql.db import Database, Record
from gql.engine.global_id import key_of
from gql.errors import Conflict, OutcomeDeleted, RecordNotFound, Refused
from gql.mutations.declare import mutation_of
from gql.mutations.entry_input import GRAPHQL_TYPES, changes_of
from gql.mutations.entry_payload import EntryPayload, Outcome, save_conflict
from gql.mutations.mutation_context import MutationContext
from gql.mutations.text_bounds import check_bounds
from gql.mutations.user_error import input_problem
from gql.sql.statements import statements
from gql.viewer import Viewer

ENTRY_STATE = statements("entry")["entry_state"]
PUBLISHES = "Publishes its newest version, now or from a time on."
UNPUBLISHES = "Hides it from readers: it is a draft again."
TRASHES = "Moves it to the trash, from where it can be restored. Its path answers 410."
RESTORES = "Takes it out of the trash: it is a draft again."
RESTORES_REVISION = "Restores an earlier version: it is saved as the newest one."

Run = Callable[[MutationContext, EntryKind, Any], Awaitable[Outcome]]
"""What a root field does with its input."""
Change = Callable[..., Awaitable[None]]
"""A function of gql.content: connection, viewer, kind and id of an entry, and further arguments."""
Derive = Callable[[Database, Viewer, EntryKind, int], Awaitable[TextColumns]]


def entry_mutation(
    kind: EntryKind, payload: type[EntryPayload], name: str, input: type, run: Run, description: str
) -> Any:
    """Declare the root field `name`, in snake case, with these input and payload classes."""
    id_field = f"{kind.lower()}_id"

    async def answer(context: MutationContext, input: Any) -> Any:
        outcome = await run(context, kind, input)
        return engine.instance(payload, outcome.values(id_field))

    return mutation_of(name, input, payload, answer, description)


async def create_entry(context: MutationContext, kind: EntryKind, input: Any) -> Outcome:
    """Create a draft, or return the one that was created with the same idempotency key."""
    viewer = context.viewer
    try:
        # before the text is rendered: nobody else may keep the queue of renderings busy
        save.require_may_create(viewer, kind)
        check_bounds(input)
        changes = changes_of(kind, input)
        text = await derived_columns.derive_new_text(changes)
        async with context.database.transaction() as connection:
            entry_id, is_new = await run_once(
                connection,
                f"{kind} of {viewer.identity}",
                input.idempotency_key,
                changes,
                lambda: save.create(connection, viewer, kind, changes, text),
            )
            state = await connection.fetchrow(ENTRY_STATE.text, entry_id)
            if state is None:
                raise OutcomeDeleted(field=["idempotencyKey"])
            if not is_new:  # an editor may have given it to another author since
                await authorised_entry(connection, viewer, kind, entry_id, PREVIEW)
    except Refused as refused:
        return Outcome(problems=(input_problem(refused),))
    return _changed(context, entry_id, state)


async def update_entry(context: MutationContext, kind: EntryKind, input: Any) -> Outcome:
    """Save what the input changes as a new version."""
    try:
        check_bounds(input)
        changes = changes_of(kind, input)
    except Refused as refused:
        return Outcome(problems=(input_problem(refused),))
    derive = partial(derived_columns.derive_changed_text, changes=changes)
    arguments = (changes, input.expected_version)
    return await _change(context, kind, input.id, save.update, *arguments, derive=derive)


async def restore_entry_revision(context: MutationContext, kind: EntryKind, input: Any) -> Outcome:
    """Save an earlier version as the newest one."""
    derive = partial(derived_columns.derive_revision_text, version=input.version)
    change = save.restore_revision
    return await _change(context, kind, input.id, change, input.version, derive=derive)


async def publish_entry(context: MutationContext, kind: EntryKind, input: Any) -> Outcome:
    """Publish the newest version, now or at a time."""
    arguments = (input.at, input.expected_version)
    return await _change(context, kind, input.id, publish.publish, *arguments)


def status_change(change: Change) -> Run:
    """What a root field runs that has nothing but the id of an entry as input."""

    async def run(context: MutationContext, kind: EntryKind, input: Any) -> Outcome:
        return await _change(context, kind, input.id, change)

    return run


async def _change(
    context: MutationContext,
    kind: EntryKind,
    id: str,
    change: Change,
    *arguments: object,
    derive: Derive | None = None,
) -> Outcome:
    """Run a change in a transaction. What `derive` returns is the last of its arguments."""
    entry_id = key_of(id, GRAPHQL_TYPES[kind])
    try:
        if derive:  # outside of the transaction: rendering is slow, and must not hold a lock
            text = await derive(context.database, context.viewer, kind, entry_id)
            arguments = (*arguments, text)
        async with context.database.transaction() as connection:
            await change(connection, context.viewer, kind, entry_id, *arguments)
            state = await connection.fetchrow(ENTRY_STATE.text, entry_id)
    except Conflict as conflict:
        context.read_own_changes(preview=entry_id)
        details = conflict.extensions
        version = int(str(details["version"]))
        return Outcome(entry_id, version, save_conflict(details), (input_problem(conflict),))
    except RecordNotFound as refused:
        return Outcome(problems=(input_problem(refused, "id"),))
    except Refused as refused:
        return Outcome(problems=(input_problem(refused),))
    return _changed(context, entry_id, state)


def _changed(context: MutationContext, entry_id: int, state: Record) -> Outcome:
    """The outcome of a change; the payload then reads the newest version of the entry."""
    # as a preview does; an entry in the trash has none, and its own author reads it as it is
    context.read_own_changes(preview=None if state["is_trash"] else entry_id)
    return Outcome(entry_id, state["version"])
