"""Viewer: the signed-in person, as they see themselves."""

from __future__ import annotations

import strawberry

from gql import engine
from gql.engine import Context
from gql.types.account import Role
from gql.types.author import Author
from gql.viewer import Viewer as Person


@strawberry.type(description="The signed-in person, with details that nobody else can see.")
class Viewer:
    author: Author = engine.to_one("author_id", "The public profile.")
    email: str = strawberry.field(description="The e-mail address. Nobody else sees it.")
    role: Role = strawberry.field(description="Their role.")


async def viewer(context: Context) -> Viewer | None:
    """The signed-in person; null for an anonymous viewer."""
    return viewer_object(context.viewer)


def viewer_object(viewer: Person) -> Viewer | None:
    """Return the GraphQL object of a viewer; None for anonymous viewers and API tokens.

    Those have no profile.
    """
    if viewer.author_id is None or viewer.role is None:
        return None
    values = {
        "author_id": viewer.author_id,
        "email": viewer.email,
        # by name: gql.viewer has the same roles, in an enum that knows no GraphQL
        "role": Role[viewer.role.name],
    }
    return engine.instance(Viewer, values)
