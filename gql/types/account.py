"""Account: who signs in with a profile; and the versions of what editors save."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import strawberry

from gql.content.permission import Action, is_allowed
from gql.engine import Context
from gql.sql import people as people_sql

ACCOUNT = (
    "Who signs in with this profile. Null for others than administrators, and where nobody does."
)
VERSION = (
    "The number of its newest version: give it as expectedVersion. Null for those who may not "
    "change it."
)
VERSION_OF_AUTHOR = (
    "The number of its newest version: give it as expectedVersion. Null for others than "
    "administrators and whose it is."
)


@strawberry.enum(description="The role of an account, which decides what it may do.")
class Role(Enum):
    READER = strawberry.enum_value("READER", description="Comments and likes.")
    CONTRIBUTOR = strawberry.enum_value("CONTRIBUTOR", description="Writes drafts.")
    AUTHOR = strawberry.enum_value("AUTHOR", description="Publishes their own posts.")
    EDITOR = strawberry.enum_value("EDITOR", description="Edits and moderates everything.")
    ADMIN = strawberry.enum_value("ADMIN", description="Manages accounts too.")


@strawberry.type(description="Someone who may sign in, as administrators see them.")
class Account:
    email: str = strawberry.field(description="The e-mail address.")
    role: Role = strawberry.field(description="What they may do.")
    is_disabled: bool = strawberry.field(description="Whether they cannot sign in any more.")
    created_at: datetime = strawberry.field(description="When it was made.")


async def accounts_of_authors(context: Context, authors: list[int]) -> list[Account | None]:
    """The account of each profile, for administrators."""
    # the views are of the role of editors alone: under any other the statement would fail
    if not is_allowed(context.viewer, Action.MANAGE_PEOPLE):
        return [None] * len(authors)
    found = await people_sql.accounts(context.db, authors)
    return [
        Account(
            email=record["email"],
            role=Role[record["role"]],
            is_disabled=record["is_disabled"],
            created_at=record["created_at"],
        )
        if (record := found.get(author))
        else None
        for author in authors
    ]


async def versions_of_authors(context: Context, authors: list[int]) -> list[int | None]:
    """The version of each profile, for administrators; of their own for everybody."""
    own = context.viewer.author_id
    if own not in authors or is_allowed(context.viewer, Action.MANAGE_PEOPLE):
        return await _versions(context, Action.MANAGE_PEOPLE, "author", authors)
    found = await people_sql.versions(context.db, "author", [own])
    return [found.get(id) if id == own else None for id in authors]


async def versions_of_terms(context: Context, terms: list[int]) -> list[int | None]:
    """The version of each category or tag, for editors."""
    return await _versions(context, Action.MANAGE_TERMS, "term", terms)


async def _versions(
    context: Context, action: Action, kind: str, ids: list[int]
) -> list[int | None]:
    if not is_allowed(context.viewer, action):
        return [None] * len(ids)
    found = await people_sql.versions(context.db, kind, ids)
    return [found.get(id) for id in ids]
