"""The input, the payload and the mutation of the viewer's own profile."""

from __future__ import annotations

from typing import Annotated

import strawberry

from gql import engine
from gql.content.people import profile as rules
from gql.content.permission import Action, require_profile
from gql.content.record import NewRecord
from gql.errors import BadInput, Conflict, Forbidden, NotSignedIn, TooComplex
from gql.mutations.declare import INPUT, Info, mutation
from gql.mutations.entry_input import UNCHANGED, ExpectedVersion
from gql.mutations.payload import Payload, payload
from gql.mutations.text_bounds import at_most, check_bounds
from gql.mutations.user_error import InputProblem, error_type, input_problem
from gql.types.author import Author


@strawberry.input(description="A place on the web where somebody can be found.")
class SocialLinkInput:
    service: str = strawberry.field(description="The name of the service.")
    url: str = strawberry.field(description="The address there, with https:// or http://.")


@strawberry.input(description="What changes; what is left out stays as it is.")
class UpdateProfileInput(ExpectedVersion):
    name: str | None = strawberry.field(
        default=UNCHANGED, description="The name under which they write. It cannot be taken away."
    )
    bio: str | None = strawberry.field(
        default=UNCHANGED,
        description="A biography in Markdown. Null: none.",
        metadata=at_most(rules.MAX_BIO_LENGTH),
    )
    url: str | None = strawberry.field(
        default=UNCHANGED, description="The address of a site of their own. Null: none."
    )
    links: list[SocialLinkInput] | None = strawberry.field(
        default=UNCHANGED, description="All places where they can be found, in order. Null: none."
    )


ProfileError = error_type("Profile", (Conflict, Forbidden, NotSignedIn, *rules.PROFILE_REFUSALS))


@payload(
    description="The profile after the change, or why the change was refused.", errors=ProfileError
)
class ProfilePayload(Payload):
    author: Author | None = engine.to_one("author_id", "The profile.")
    version: int | None = strawberry.field(
        description="The number of its newest version: give it as expectedVersion."
    )


@mutation
async def update_profile(info: Info, input: Annotated[UpdateProfileInput, INPUT]) -> ProfilePayload:
    """Updates the profile of the viewer."""
    context = info.context
    try:
        author_id = require_profile(context.viewer, Action.CHANGE_PROFILE)
        check_bounds(input)
        changes = await profile_columns(input)  # renders the bio: before a connection is taken
        async with context.database.transaction() as connection:
            expected = input.expected_version
            version = await rules.update_profile(connection, author_id, changes, expected)
    except TooComplex as refused:
        return _payload(None, None, input_problem(refused, "bio"))
    except Conflict as refused:  # the profile as an administrator left it
        return _payload(author_id, refused.extensions["version"], input_problem(refused))
    except (NotSignedIn, Forbidden, BadInput) as refused:
        return _payload(None, None, input_problem(refused))
    context.read_own_changes()  # their own profile may be hidden from readers
    return _payload(author_id, version)


async def profile_columns(input: UpdateProfileInput) -> NewRecord:
    """The columns that the input changes. Raises BadInput and RenderQueueFull."""
    changes: NewRecord = {}
    # null is a value here, and differs from an absent field: it removes what can be removed
    if input.name is not UNCHANGED:
        changes |= rules.name_columns(input.name)
    if input.bio is not UNCHANGED:
        changes |= await rules.bio_columns(input.bio)
    if input.url is not UNCHANGED:
        changes |= rules.url_columns(input.url)
    if input.links is not UNCHANGED:
        changes |= rules.links_columns([(link.service, link.url) for link in input.links or ()])
    return changes


def _payload(author_id: int | None, version: object, *problems: InputProblem) -> ProfilePayload:
    values = {"author_id": author_id, "version": version, "user_errors": list(problems)}
    return engine.instance(ProfilePayload, values)
