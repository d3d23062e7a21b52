"""The header Authorization → Viewer."""

from __future__ import annotations

from dataclasses import dataclass

import jwt

from gql.auth.access_token import ISSUER, AccessTokens
from gql.auth.account import SQL as ACCOUNT
from gql.auth.account import viewer_of
from gql.auth.api_token import PREFIX, viewer_of_token
from gql.auth.outside_issuer import Issuer
from gql.auth.session import SQL as SESSION
from gql.content.address import mail_address
from gql.db import Database
from gql.errors import AccountDisabled, SessionEnded, TokenInvalid
from gql.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Bearers:
    """Who bears a token. Asked anew for each request, so that what ended ends at once."""

    database: Database
    tokens: AccessTokens
    issuer: Issuer | None = None

    async def viewer(self, authorization: str) -> Viewer:
        """Raises TokenInvalid, or which kind of it."""
        scheme, _, token = authorization.strip().partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise TokenInvalid("Send the token in Authorization as: Bearer <token>.")
        token = token.strip()
        if token.startswith(PREFIX):
            return await viewer_of_token(self.database, token)
        if self.issuer and _issuer(token) == self.issuer.name:
            return await self._of_issuer(self.issuer, token)
        return await self._of_session(token)

    async def _of_session(self, token: str) -> Viewer:
        claims = self.tokens.read(token)
        found = await self.database.private(
            SESSION["account_of_session"], claims.session_id, claims.account_id
        )
        if not found:
            raise TokenInvalid
        if found[0]["is_disabled"]:
            raise AccountDisabled
        if found[0]["is_ended"]:
            raise SessionEnded
        return viewer_of(found[0])

    async def _of_issuer(self, issuer: Issuer, token: str) -> Viewer:
        email = mail_address(await issuer.email(token)) or ""
        found = await self.database.private(ACCOUNT["account_by_email"], email.lower())
        if not found:
            raise TokenInvalid("Nobody here has an account with the e-mail address of this token.")
        if found[0]["is_disabled"]:
            raise AccountDisabled
        return viewer_of(found[0])


def _issuer(token: str) -> str:
    """Who a token says it is from: only to know whose keys to check it with."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return ISSUER
    return str(claims.get("iss"))
