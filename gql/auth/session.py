"""Sessions: from a sign-in to its end, by access tokens and a refresh token that always changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gql.auth.access_token import AccessTokens, Claims
from gql.auth.account import SQL as ACCOUNT
from gql.auth.account import viewer_of
from gql.auth.password_hash import LONGEST, matches
from gql.auth.secret import digest, new_secret
from gql.auth.sign_in_limit import count_attempt, succeeded
from gql.content.address import mail_address
from gql.db import Database, Record
from gql.errors import InvalidCredentials, RefreshTokenInvalid, RefreshTokenReused
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("session")


@dataclass(frozen=True, slots=True)
class Signed:
    """What somebody gets who has signed in."""

    viewer: Viewer
    access_token: str
    refresh_token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of one database; `seconds` is how long a refresh token is good."""

    database: Database
    tokens: AccessTokens
    seconds: float

    async def sign_in(self, email: str, password: str, address: str) -> Signed:
        """`address` is where on the network it came from.

        Raises RateLimited, and InvalidCredentials: for an unknown address as for a wrong password,
        after the same time.
        """
        email = email.replace("\0", "")
        known = (mail_address(email) or "").lower()
        async with self.database.transaction() as connection:
            await count_attempt(connection, known or email[:LONGEST], address)
        found = await self.database.private(ACCOUNT["account_by_email"], known)
        account = found[0] if found else None
        password_hash = account["password_hash"] if account else None
        is_right = await matches(password, password_hash)
        if account is None or account["is_disabled"] or not is_right:
            raise InvalidCredentials
        return await self._begin(account, address)

    async def refresh(self, refresh_token: str) -> Signed:
        """Raises RefreshTokenReused for one that was used before, which ends its session, and
        RefreshTokenInvalid."""
        session_id, secret = _parts(refresh_token)
        fresh = new_secret()
        values = session_id, digest(secret), digest(fresh), self.seconds
        async with self.database.transaction() as connection:
            account = await connection.fetchrow(SQL["refresh_session"].text, *values)
            if account is not None:
                return self._signed(account, session_id, fresh)
            ended = await connection.fetchval(SQL["end_reused_session"].text, *values[:2])
        raise RefreshTokenReused if ended else RefreshTokenInvalid

    async def sign_out(self, refresh_token: str) -> None:
        """Raises RefreshTokenReused for a token that is not the last of its session, which ends all
        the same, and RefreshTokenInvalid."""
        session_id, secret = _parts(refresh_token)
        values = session_id, digest(secret)
        async with self.database.transaction() as connection:
            if await connection.fetchval(SQL["end_session"].text, *values):
                return
            ended = await connection.fetchval(SQL["end_reused_session"].text, *values)
        raise RefreshTokenReused if ended else RefreshTokenInvalid

    async def _begin(self, account: Record, address: str) -> Signed:
        secret = new_secret()
        async with self.database.transaction() as connection:
            await succeeded(connection, account["email"], address)
            await connection.execute(SQL["forget_sessions"].text)
            session_id = await connection.fetchval(
                SQL["begin_session"].text,
                account["id"],
                digest(secret),
                self.seconds,
                account["password_hash"],
            )
        if session_id is None:
            raise InvalidCredentials
        return self._signed(account, session_id, secret)

    def _signed(self, account: Record, session_id: UUID, secret: str) -> Signed:
        token, expires_at = self.tokens.issue(Claims(account["id"], session_id))
        return Signed(viewer_of(account), token, f"{session_id}.{secret}", expires_at)


def _parts(refresh_token: str) -> tuple[UUID, str]:
    name, _, secret = refresh_token.partition(".")
    try:
        return UUID(name), secret
    except ValueError:
        raise RefreshTokenInvalid from None
