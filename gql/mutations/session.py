"""Signing in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from gql.auth.session import Signed
from gql.errors import InvalidCredentials, RateLimited, RefreshTokenInvalid, RefreshTokenReused
from gql.mutations.mutation_context import WritingContext
from gql.mutations.user_error import Info, Input, InputProblem, problem
from gql.types.viewer import Viewer, shown


@strawberry.input(description="Who signs in.")
class SignInInput:
    email: str = strawberry.field(description="The e-mail address of the account.")
    password: str = strawberry.field(description="Its password.")


@strawberry.input(description="A session that goes on.")
class RefreshSessionInput:
    refresh_token: str = strawberry.field(
        description="The last refresh token of the session. It is used up."
    )


@strawberry.input(description="A session that ends.")
class SignOutInput:
    refresh_token: str = strawberry.field(description="The last refresh token of the session.")


@strawberry.type(description="A session, or what kept it from being.")
class SignInPayload:
    access_token: str | None = strawberry.field(
        default=None, description="Send it in the header Authorization: Bearer <token>."
    )
    refresh_token: str | None = strawberry.field(
        default=None,
        description="Good for one refreshSession, which answers the next one. An old one that is "
        "used again ends the session.",
    )
    expires_at: datetime | None = strawberry.field(
        default=None, description="When the access token expires."
    )
    viewer: Viewer | None = strawberry.field(default=None, description="Who has signed in.")
    user_errors: list[InputProblem] = strawberry.field(
        default_factory=list,
        description="INVALID_CREDENTIALS, RATE_LIMITED, REFRESH_TOKEN_INVALID or "
        "REFRESH_TOKEN_REUSED; empty where it worked.",
    )


@strawberry.type(description="The end of a session, or what kept it from being.")
class SignOutPayload:
    user_errors: list[InputProblem] = strawberry.field(
        default_factory=list,
        description="REFRESH_TOKEN_INVALID or REFRESH_TOKEN_REUSED; empty where it worked.",
    )


async def sign_in(info: Info, input: Annotated[SignInInput, Input]) -> SignInPayload:
    context = info.context
    try:
        signed = await context.sessions.sign_in(input.email, input.password, context.address)
    except (InvalidCredentials, RateLimited) as refused:
        return SignInPayload(user_errors=[problem(refused)])
    return _payload(context, signed)


async def refresh_session(
    info: Info, input: Annotated[RefreshSessionInput, Input]
) -> SignInPayload:
    try:
        signed = await info.context.sessions.refresh(input.refresh_token)
    except (RefreshTokenInvalid, RefreshTokenReused) as refused:
        return SignInPayload(user_errors=[problem(refused, "refreshToken")])
    return _payload(info.context, signed)


async def sign_out(info: Info, input: Annotated[SignOutInput, Input]) -> SignOutPayload:
    try:
        await info.context.sessions.sign_out(input.refresh_token)
    except (RefreshTokenInvalid, RefreshTokenReused) as refused:
        return SignOutPayload(user_errors=[problem(refused, "refreshToken")])
    return SignOutPayload()


def _payload(context: WritingContext, signed: Signed) -> SignInPayload:
    context.become(signed.viewer)
    return SignInPayload(
        access_token=signed.access_token,
        refresh_token=signed.refresh_token,
        expires_at=signed.expires_at,
        viewer=shown(signed.viewer),
    )
