"""The inputs, the payload and the mutations of series."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry

from gql import engine
from gql.content.idempotency import IDEMPOTENCY_REFUSALS, run_once
from gql.content.permission import Action, require
from gql.content.site import series as rules
from gql.content.site.series import MAX_DESCRIPTION_LENGTH, MAX_POSTS
from gql.engine.global_id import key_of
from gql.errors import OutcomeDeleted, Refused
from gql.mutations.declare import INPUT, Info, mutation
from gql.mutations.deleted import DeletePayload
from gql.mutations.entry_input import UNCHANGED, ExpectedVersion
from gql.mutations.input_id import id_of
from gql.mutations.payload import Payload, payload
from gql.mutations.text_bounds import at_most, check_bounds
from gql.mutations.user_error import InputProblem, error_type, input_problem
from gql.sql.statements import statements
from gql.types.series import Series

VERSION = statements("series")["version"]
_POSTS = (
    f"The global ids of its posts in their order, {MAX_POSTS} at most. One that is in another "
    "series leaves that."
)
_DESCRIPTION = f"What it is about, as plain text: {MAX_DESCRIPTION_LENGTH:,} characters at most."
_PROSE, _LIST = at_most(MAX_DESCRIPTION_LENGTH), at_most(items=MAX_POSTS)


@strawberry.input(description="A new series, with its posts in their order.")
class CreateSeriesInput:
    title: str = strawberry.field(description="The title.")
    slug: str | None = strawberry.field(
        default=UNCHANGED,
        description="A number is added where it is taken. Without it, one is made of the title.",
    )
    description: str | None = strawberry.field(
        default=UNCHANGED, description=_DESCRIPTION, metadata=_PROSE
    )
    posts: list[strawberry.ID] | None = strawberry.field(
        default=UNCHANGED, description=_POSTS, metadata=_LIST
    )
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="Any text of your own, such as a UUID. The same key within 24 hours answers "
        "what was made with it, and makes nothing else.",
    )


@strawberry.input(description="What changes of a series; what is left out stays as it is.")
class UpdateSeriesInput(ExpectedVersion):
    id: strawberry.ID = strawberry.field(description="Its global id.")
    title: str | None = strawberry.field(default=UNCHANGED, description="The title.")
    slug: str | None = strawberry.field(
        default=UNCHANGED,
        description="A number is added where it is taken. Null: derived from the title again.",
    )
    description: str | None = strawberry.field(
        default=UNCHANGED, description=f"{_DESCRIPTION} Null: none.", metadata=_PROSE
    )
    posts: list[strawberry.ID] | None = strawberry.field(
        default=UNCHANGED,
        description=f"{_POSTS} They take the place of those that were in it.",
        metadata=_LIST,
    )


@strawberry.input(description="The series to delete.")
class DeleteSeriesInput:
    """The input of deleteSeries: which one, by its global id."""

    id: strawberry.ID = strawberry.field(description="Its global id.")


@payload(
    description="The series after the change, or why the change was refused.",
    errors=error_type("Series", (*rules.SERIES_REFUSALS, *IDEMPOTENCY_REFUSALS)),
)
class SeriesPayload(Payload):
    series: Series | None = engine.to_one("series_id", "The series.")
    version: int | None = strawberry.field(
        description="The number of its newest version: give it as expectedVersion."
    )


@mutation
async def create_series(info: Info, input: Annotated[CreateSeriesInput, INPUT]) -> SeriesPayload:
    """Creates a series with its posts. For editors."""
    context, viewer = info.context, info.context.viewer
    try:
        # before anything of the input is looked at, as an answer may tell what is there
        require(viewer, Action.MANAGE_SERIES)
        check_bounds(input)
        changes = _changes(input)
        async with context.database.transaction() as connection:
            series_id, _ = await run_once(
                connection,
                f"series of {viewer.identity}",
                input.idempotency_key,
                changes,
                lambda: rules.create_series(connection, viewer, changes),
            )
            version = await connection.fetchval(VERSION.text, series_id)
            if version is None:
                raise OutcomeDeleted(field=["idempotencyKey"])
    except Refused as refused:
        return _payload(None, None, input_problem(refused))
    context.read_own_changes()
    return _payload(series_id, version)


@mutation
async def update_series(info: Info, input: Annotated[UpdateSeriesInput, INPUT]) -> SeriesPayload:
    """Changes a series, and all of its posts if they are given. For editors."""
    context, series_id = info.context, key_of(input.id, "Series")
    try:
        check_bounds(input)
        changes = _changes(input)
        async with context.database.transaction() as connection:
            await rules.update_series(
                connection, context.viewer, series_id, changes, input.expected_version
            )
            version = await connection.fetchval(VERSION.text, series_id)
    except Refused as refused:
        newest = refused.extensions.get("version")
        # with CONFLICT, the series as the others left it
        return _payload(series_id if newest else None, newest, input_problem(refused))
    context.read_own_changes()
    return _payload(series_id, version)


@mutation
async def delete_series(info: Info, input: Annotated[DeleteSeriesInput, INPUT]) -> DeletePayload:
    """Deletes a series; its posts stay. For editors."""
    context = info.context
    try:
        check_bounds(input)
        async with context.database.transaction() as connection:
            await rules.delete_series(connection, context.viewer, key_of(input.id, "Series"))
    except Refused as refused:
        return DeletePayload(user_errors=[input_problem(refused, "id")])
    context.read_own_changes()
    return DeletePayload(deleted_id=input.id)


def _changes(input: CreateSeriesInput | UpdateSeriesInput) -> dict[str, Any]:
    """What an input changes, by its own names. Raises BadInput."""
    changes: dict[str, Any] = {
        name: value
        for name in ("title", "slug", "description", "posts")
        if (value := getattr(input, name)) is not UNCHANGED
    }
    # neither can be removed: null means the same as absent, and [] empties a series
    for name in ("title", "posts"):
        if changes.get(name, "") is None:
            del changes[name]
    if "posts" in changes:
        changes["posts"] = [
            id_of(id, "Post", "posts", str(at)) for at, id in enumerate(changes["posts"])
        ]
    return changes


def _payload(series_id: int | None, version: object, *problems: InputProblem) -> SeriesPayload:
    values = {"series_id": series_id, "version": version, "user_errors": list(problems)}
    return engine.instance(SeriesPayload, values)
