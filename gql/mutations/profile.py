"""Changing what one says of oneself."""

from __future__ import annotations

from typing import Annotated

import strawberry

from gql import engine
from gql.content.people import profile as rules
from gql.content.permission import Act, require_profile
from gql.content.record import NewRecord
from gql.errors import BadInput, Forbidden, NotSignedIn
from gql.mutations.user_error import Info, Input, InputProblem, problem
from gql.types.author import Author

UNCHANGED = strawberry.UNSET


@strawberry.input(description="A place on the web where somebody can be found.")
class SocialLinkInput:
    service: str = strawberry.field(description="The name of the service.")
    url: str = strawberry.field(description="The address there, with https:// or http://.")


@strawberry.input(description="What changes; what is left out stays as it is.")
class UpdateProfileInput:
    name: str | None = strawberry.field(
        default=UNCHANGED, description="The name under which they write. It cannot be taken away."
    )
    bio: str | None = strawberry.field(
        default=UNCHANGED, description="What they say of themselves, in Markdown. Null: nothing."
    )
    url: str | None = strawberry.field(
        default=UNCHANGED, description="The address of a site of their own. Null: none."
    )
    links: list[SocialLinkInput] | None = strawberry.field(
        default=UNCHANGED, description="All places where they can be found, in order. Null: none."
    )


@strawberry.type(description="The profile as it is then, or what kept it from being changed.")
class ProfilePayload:
    author: Author | None = engine.to_one("author_id", "The profile.")
    user_errors: list[InputProblem] = strawberry.field(
        description="UNAUTHENTICATED, FORBIDDEN or BAD_USER_INPUT; empty where it worked."
    )


async def update_profile(info: Info, input: Annotated[UpdateProfileInput, Input]) -> ProfilePayload:
    context = info.context
    try:
        author_id = require_profile(context.viewer, Act.CHANGE_PROFILE)
        changes = await _changes(input)
        async with context.database.transaction() as connection:
            await rules.update_profile(connection, author_id, changes)
    except (NotSignedIn, Forbidden, BadInput) as refused:
        return _payload(None, problem(refused))
    context.show()
    return _payload(author_id)


async def _changes(input: UpdateProfileInput) -> NewRecord:
    changes: NewRecord = {}
    if input.name is not UNCHANGED:
        changes |= rules.name(input.name)
    if input.bio is not UNCHANGED:
        changes |= await rules.bio(input.bio)
    if input.url is not UNCHANGED:
        changes |= rules.url(input.url)
    if input.links is not UNCHANGED:
        changes |= rules.links([(link.service, link.url) for link in input.links or ()])
    return changes


def _payload(author_id: int | None, *problems: InputProblem) -> ProfilePayload:
    return engine.instance(ProfilePayload, {"author_id": author_id, "user_errors": list(problems)})
