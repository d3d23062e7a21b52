"""The inputs, the payloads and the mutations with which administrators change people."""

from __future__ import annotations

from typing import Annotated

import strawberry

from gql import engine
from gql.auth.update_account import ACCOUNT_REFUSALS
from gql.auth.update_account import update_account as change_account
from gql.content.people.update_author import AUTHOR_REFUSALS
from gql.content.people.update_author import update_author as save
from gql.content.permission import Action, require
from gql.engine.global_id import key_of
from gql.errors import BadInput, Refused, TooComplex
from gql.mutations.declare import INPUT, Info, mutation
from gql.mutations.entry_input import UNCHANGED
from gql.mutations.meta_input import META_CHANGES, MetaInput, meta_changes
from gql.mutations.payload import Payload, payload
from gql.mutations.profile import UpdateProfileInput, profile_columns
from gql.mutations.seo_input import SEO_INPUT, SeoInput, seo_changes
from gql.mutations.text_bounds import check_bounds
from gql.mutations.user_error import InputProblem, error_type, input_problem
from gql.sql.statements import statements
from gql.types.account import Role
from gql.types.author import Author
from gql.viewer import Role as PersonRole

VERSION = statements("people")["version"]


@strawberry.input(description="What changes of a profile; what is left out stays as it is.")
class UpdateAuthorInput(UpdateProfileInput):
    id: strawberry.ID = strawberry.field(description="The global id of the Author.")
    slug: str | None = strawberry.field(
        default=UNCHANGED,
        description="The last segment of its path; a number is added where it is taken. The former "
        "path answers 301. Null: it stays.",
    )
    meta: list[MetaInput] | None = strawberry.field(default=UNCHANGED, description=META_CHANGES)
    seo: SeoInput | None = strawberry.field(default=UNCHANGED, description=SEO_INPUT)


@strawberry.input(description="What changes of an account; what is left out stays as it is.")
class UpdateAccountInput:
    author: strawberry.ID = strawberry.field(description="The global id of its Author.")
    role: Role | None = strawberry.field(
        default=None, description="What they may do from their next request on."
    )
    is_disabled: bool | None = strawberry.field(
        default=None,
        description="True: they are signed out at once and cannot sign in. False: they can again.",
    )


@payload(
    description="The profile after the change, or why the change was refused.",
    errors=error_type("Author", AUTHOR_REFUSALS),
)
class AuthorPayload(Payload):
    author: Author | None = engine.to_one("author_id", "The profile.")
    version: int | None = strawberry.field(
        description="The number of its newest version: give it as expectedVersion."
    )


@payload(
    description="The profile of the account, or why the change was refused.",
    errors=error_type("Account", (BadInput, *ACCOUNT_REFUSALS)),
)
class AccountPayload(Payload):
    author: Author | None = engine.to_one("author_id", "The profile, with its `account`.")


@mutation
async def update_author(info: Info, input: Annotated[UpdateAuthorInput, INPUT]) -> AuthorPayload:
    """Changes the profile of anybody. For administrators."""
    context, author_id = info.context, key_of(input.id, "Author")
    try:
        # before the bio is rendered: nobody else may keep the queue of renderings busy
        require(context.viewer, Action.MANAGE_PEOPLE)
        check_bounds(input)
        changes = await profile_columns(input)
        async with context.database.transaction() as connection:
            await save(
                connection,
                context.viewer,
                author_id,
                changes,
                slug=None if input.slug is UNCHANGED else input.slug,
                meta=() if input.meta is UNCHANGED else meta_changes(input.meta or ()),
                seo={} if input.seo is UNCHANGED else seo_changes(input.seo),
                expected_version=input.expected_version,
            )
            version = await connection.fetchval(VERSION.text, author_id)
    except TooComplex as refused:
        return _author(None, None, input_problem(refused, "bio"))
    except Refused as refused:
        newest = refused.extensions.get("version")
        # with CONFLICT, the profile as the others left it
        return _author(author_id if newest else None, newest, input_problem(refused))
    context.read_own_changes()
    return _author(author_id, version)


@mutation
async def update_account(info: Info, input: Annotated[UpdateAccountInput, INPUT]) -> AccountPayload:
    """Changes the role of an account, disables it or enables it again. One administrator who can
    sign in always stays. For administrators."""
    context, author_id = info.context, key_of(input.author, "Author")
    try:
        check_bounds(input)
        async with context.database.transaction() as connection:
            await change_account(
                connection,
                context.viewer,
                author_id,
                # by name: gql.viewer has the same roles, in an enum that knows no GraphQL
                role=PersonRole[input.role.name] if input.role else None,
                is_disabled=input.is_disabled,
            )
    except Refused as refused:
        return _account(None, input_problem(refused))
    context.read_own_changes()
    return _account(author_id)


def _author(author_id: int | None, version: object, *problems: InputProblem) -> AuthorPayload:
    values = {"author_id": author_id, "version": version, "user_errors": list(problems)}
    return engine.instance(AuthorPayload, values)


def _account(author_id: int | None, *problems: InputProblem) -> AccountPayload:
    return engine.instance(AccountPayload, {"author_id": author_id, "user_errors": list(problems)})
