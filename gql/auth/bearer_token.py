"""The Authorization header → Viewer (RFC 6750: Bearer tokens)."""

from __future__ import annotations

from dataclasses import dataclass

import jwt

from gql.auth.access_token import ISSUER, AccessTokens
from gql.auth.account import SQL as ACCOUNT
from gql.auth.account import viewer_of
from gql.auth.api_token import PREFIX, viewer_of_token
from gql.auth.outside_issuer import Issuer
from gql.auth.session import SQL as SESSION
from gql.content.address import email_address
from gql.db import Database
from gql.errors import AccountDisabled, SessionEnded, TokenInvalid
from gql.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Finds the viewer of a Bearer token: of a session, of a machine or of an outside issuer.

    Looks in the database on each request, so that a sign-out, a revocation or a new role takes
    effect at once.
    """

    database: Database
    tokens: AccessTokens
    issuer: Issuer | None = None

    async def viewer(self, authorization: str) -> Viewer:
        """The viewer of a header such as `Bearer eyJ…`.

        Raises TokenInvalid, TokenExpired, SessionEnded, AccountDisabled or IssuerUnavailable.
        A header that cannot be used never means an anonymous viewer: a client would miss its own
        drafts and not know why.
        """
        scheme, _, token = authorization.strip().partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise TokenInvalid("Send the token in Authorization as: Bearer <token>.")
        token = token.strip()
        if token.startswith(PREFIX):
            return await viewer_of_token(self.database, token)
        if self.issuer and _claimed_issuer(token) == self.issuer.name:
            return await self._issuer_viewer(self.issuer, token)
        return await self._session_viewer(token)

    async def _session_viewer(self, token: str) -> Viewer:
        claims = self.tokens.read(token)
        records = await self.database.fetch_as_owner(
            SESSION["account_of_session"], claims.session_id, claims.account_id
        )
        if not records:
            raise TokenInvalid
        if records[0]["is_disabled"]:
            raise AccountDisabled
        if records[0]["is_ended"]:
            raise SessionEnded
        return viewer_of(records[0])

    async def _issuer_viewer(self, issuer: Issuer, token: str) -> Viewer:
        email = email_address(await issuer.verified_email(token)) or ""
        records = await self.database.fetch_as_owner(ACCOUNT["account_by_email"], email.lower())
        if not records:
            raise TokenInvalid("No account here has the e-mail address of this token.")
        if records[0]["is_disabled"]:
            raise AccountDisabled
        return viewer_of(records[0])


def _claimed_issuer(token: str) -> str:
    """The unverified `iss` of a token: it only selects the keys to verify the token with."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return ISSUER
    return str(claims.get("iss"))
