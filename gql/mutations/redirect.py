"""The inputs, the payload and the mutations of redirects."""

from __future__ import annotations

from typing import Annotated

import strawberry

from gql import engine
from gql.content.site import redirects as rules
from gql.engine.global_id import key_of
from gql.errors import Refused
from gql.mutations.declare import INPUT, Info, mutation
from gql.mutations.deleted import DeletePayload
from gql.mutations.payload import Payload, payload
from gql.mutations.text_bounds import check_bounds
from gql.mutations.user_error import InputProblem, error_type, input_problem
from gql.types.redirect import Redirect

_URI = "A path at which nothing is, as /old/, or one with an id as /?p=7."
_TO = "A path of the site, with ?query and #fragment if it has them, or a full URL."


@strawberry.input(description="A path, and where it leads.")
class CreateRedirectInput:
    uri: str = strawberry.field(description=_URI)
    to: str = strawberry.field(description=_TO)


@strawberry.input(description="What changes of a redirect; what is left out stays as it is.")
class UpdateRedirectInput:
    id: strawberry.ID = strawberry.field(description="Its global id.")
    uri: str | None = strawberry.field(default=None, description=_URI)
    to: str | None = strawberry.field(default=None, description=_TO)


@strawberry.input(description="The redirect to delete.")
class DeleteRedirectInput:
    """The input of deleteRedirect: which one, by its global id."""

    id: strawberry.ID = strawberry.field(description="Its global id.")


@payload(
    description="The redirect, or why it was refused.",
    errors=error_type("Redirect", rules.REDIRECT_REFUSALS),
)
class RedirectPayload(Payload):
    redirect: Redirect | None = engine.to_one("redirect_id", "The redirect.")


@mutation
async def create_redirect(
    info: Info, input: Annotated[CreateRedirectInput, INPUT]
) -> RedirectPayload:
    """Leads a path elsewhere. Sent again, it answers the same redirect. For editors."""
    context = info.context
    # without an idempotency key: a path leads to one place, so that a retry finds what was made
    try:
        check_bounds(input)
        async with context.database.transaction() as connection:
            redirect_id = await rules.create_redirect(
                connection, context.viewer, input.uri, input.to
            )
    except Refused as refused:
        return _payload(None, input_problem(refused))
    context.read_own_changes()
    return _payload(redirect_id)


@mutation
async def update_redirect(
    info: Info, input: Annotated[UpdateRedirectInput, INPUT]
) -> RedirectPayload:
    """Changes where a redirect begins, or where it leads, at once: there is no moment without it.
    For editors.
    """
    context, redirect_id = info.context, key_of(input.id, "Redirect")
    try:
        check_bounds(input)
        async with context.database.transaction() as connection:
            await rules.update_redirect(
                connection, context.viewer, redirect_id, input.uri, input.to
            )
    except Refused as refused:
        return _payload(None, input_problem(refused))
    context.read_own_changes()
    return _payload(redirect_id)


@mutation
async def delete_redirect(
    info: Info, input: Annotated[DeleteRedirectInput, INPUT]
) -> DeletePayload:
    """Deletes a redirect: its path answers what it did before. For editors."""
    context = info.context
    try:
        check_bounds(input)
        async with context.database.transaction() as connection:
            await rules.delete_redirect(connection, context.viewer, key_of(input.id, "Redirect"))
    except Refused as refused:
        return DeletePayload(user_errors=[input_problem(refused, "id")])
    context.read_own_changes()
    return DeletePayload(deleted_id=input.id)


def _payload(redirect_id: int | None, *problems: InputProblem) -> RedirectPayload:
    values = {"redirect_id": redirect_id, "user_errors": list(problems)}
    return engine.instance(RedirectPayload, values)
