"""Who is asking."""

from __future__ import annotations

from enum import Enum

import strawberry

from gql import engine
from gql.engine import Context
from gql.types.author import Author
from gql.viewer import Viewer as Person


@strawberry.enum(description="What somebody may do.")
class Role(Enum):
    READER = strawberry.enum_value("READER", description="Answers and likes.")
    CONTRIBUTOR = strawberry.enum_value("CONTRIBUTOR", description="Writes drafts.")
    AUTHOR = strawberry.enum_value("AUTHOR", description="Publishes what is theirs.")
    EDITOR = strawberry.enum_value("EDITOR", description="Edits and moderates everything.")
    ADMIN = strawberry.enum_value("ADMIN", description="Decides about people too.")


@strawberry.type(description="The person behind the request, as only that person may see it.")
class Viewer:
    author: Author = engine.to_one("author_id", "The public profile.")
    email: str = strawberry.field(description="The e-mail address, which nobody else sees.")
    role: Role = strawberry.field(description="What they may do.")


async def viewer(context: Context) -> Viewer | None:
    """Who is asking; null for a stranger."""
    return shown(context.viewer)


def shown(viewer: Person) -> Viewer | None:
    """Null for strangers, and for machines: they have no profile."""
    if viewer.author_id is None or viewer.role is None:
        return None
    values = {
        "author_id": viewer.author_id,
        "email": viewer.email,
        "role": Role[viewer.role.name],
    }
    return engine.instance(Viewer, values)
