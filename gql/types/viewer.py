"""Who is asking."""

from __future__ import annotations

from enum import Enum
from typing import Any

import strawberry

from gql.types.author import Author


@strawberry.enum(description="What somebody may do.")
class Role(Enum):
    READER = strawberry.enum_value("READER", description="Answers and likes.")
    CONTRIBUTOR = strawberry.enum_value("CONTRIBUTOR", description="Writes drafts.")
    AUTHOR = strawberry.enum_value("AUTHOR", description="Publishes what is theirs.")
    EDITOR = strawberry.enum_value("EDITOR", description="Edits and moderates everything.")
    ADMIN = strawberry.enum_value("ADMIN", description="Decides about people too.")


@strawberry.type(description="The person behind the request, as only that person may see it.")
class Viewer:
    author: Author = strawberry.field(description="The public profile.")
    email: str = strawberry.field(description="The e-mail address, which nobody else sees.")
    role: Role = strawberry.field(description="What they may do.")


async def viewer(info: strawberry.Info[Any]) -> Viewer | None:
    """Who is asking; null for a stranger."""
    return None
