"""The inputs, the payloads and the mutations of sessions: sign in, refresh, sign out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from gql.auth.session import REFRESH_REFUSALS, SIGN_IN_REFUSALS, SessionTokens
from gql.errors import (
    BadInput,
    InvalidCredentials,
    RateLimited,
    RefreshTokenInvalid,
    RefreshTokenReused,
)
from gql.mutations.declare import INPUT, Info, mutation
from gql.mutations.mutation_context import MutationContext
from gql.mutations.payload import Payload, payload
from gql.mutations.text_bounds import check_bounds
from gql.mutations.user_error import error_type, input_problem
from gql.types.viewer import Viewer, viewer_object


@strawberry.input(description="The credentials of an account.")
class SignInInput:
    """The e-mail address and password of an account."""

    email: str = strawberry.field(description="The e-mail address of the account.")
    password: str = strawberry.field(description="Its password.")


@strawberry.input(description="The session to refresh.")
class RefreshSessionInput:
    """The refresh token to exchange for new tokens."""

    refresh_token: str = strawberry.field(
        description="The last refresh token of the session. It is used up; sent again at once, "
        "because the answer was lost, it gets the same one."
    )


@strawberry.input(description="The session to end.")
class SignOutInput:
    """The refresh token of the session to end."""

    refresh_token: str = strawberry.field(description="The last refresh token of the session.")


SignInError = error_type("SignIn", (BadInput, *SIGN_IN_REFUSALS, *REFRESH_REFUSALS))
SignOutError = error_type("SignOut", (BadInput, *REFRESH_REFUSALS))


@payload(description="A session, or why it was refused.", errors=SignInError)
class SignInPayload(Payload):
    access_token: str | None = strawberry.field(
        default=None, description="Send it in the header Authorization: Bearer <token>."
    )
    refresh_token: str | None = strawberry.field(
        default=None,
        description="Good for one refreshSession, which answers the next one. An old one that "
        "comes again later ends the session.",
    )
    expires_at: datetime | None = strawberry.field(
        default=None, description="When the access token expires."
    )
    viewer: Viewer | None = strawberry.field(default=None, description="Who has signed in.")


@payload(description="The end of a session, or why it was refused.", errors=SignOutError)
class SignOutPayload(Payload): ...


@mutation
async def sign_in(info: Info, input: Annotated[SignInInput, INPUT]) -> SignInPayload:
    """Signs in: begins a session. Failed attempts are limited by account and by network address."""
    context = info.context
    try:
        check_bounds(input)
        tokens = await context.sessions.sign_in(input.email, input.password, context.client_network)
    except (InvalidCredentials, RateLimited, BadInput) as refused:
        return SignInPayload(user_errors=[input_problem(refused)])
    return _payload(context, tokens)


# RefreshTokenReused has ended the session already: the token was probably stolen
@mutation
async def refresh_session(
    info: Info, input: Annotated[RefreshSessionInput, INPUT]
) -> SignInPayload:
    """Refreshes a session: new tokens for its last refresh token."""
    try:
        check_bounds(input)
        tokens = await info.context.sessions.refresh(input.refresh_token)
    except (RefreshTokenInvalid, RefreshTokenReused, BadInput) as refused:
        return SignInPayload(user_errors=[input_problem(refused, "refreshToken")])
    return _payload(info.context, tokens)


@mutation
async def sign_out(info: Info, input: Annotated[SignOutInput, INPUT]) -> SignOutPayload:
    """Signs out: ends a session. Its tokens are not valid any more."""
    try:
        check_bounds(input)
        await info.context.sessions.sign_out(input.refresh_token)
    except (RefreshTokenInvalid, RefreshTokenReused, BadInput) as refused:
        return SignOutPayload(user_errors=[input_problem(refused, "refreshToken")])
    return SignOutPayload()


def _payload(context: MutationContext, tokens: SessionTokens) -> SignInPayload:
    # the viewer of the payload is read as the one who has just signed in, not as an anonymous one
    context.set_viewer(tokens.viewer)
    return SignInPayload(
        access_token=tokens.access_token,
        refresh_token=tokens.refresh_token,
        expires_at=tokens.expires_at,
        viewer=viewer_object(tokens.viewer),
    )
