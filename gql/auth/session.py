"""Sessions: sign-in, refresh with rotation of the refresh token, sign-out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gql.auth.access_token import AccessTokens, Claims
from gql.auth.account import SQL as ACCOUNT
from gql.auth.account import viewer_of
from gql.auth.password_hash import MAX_LENGTH, verify_password
from gql.auth.secret import new_secret, secret_digest
from gql.auth.sign_in_limit import count_attempt, forgive_failures
from gql.content.address import email_address
from gql.db import Database, Record
from gql.errors import InvalidCredentials, RefreshTokenInvalid, RefreshTokenReused
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("session")


@dataclass(frozen=True, slots=True)
class SessionTokens:
    """The result of a sign-in or a refresh; `expires_at` is that of the access token."""

    viewer: Viewer
    access_token: str
    refresh_token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Sessions:
    """Creates, refreshes and ends sessions in one database.

    `lifetime_seconds` is that of a refresh token; each refresh starts it again. A refresh token is
    `{session id}.{secret}`, of which only the SHA-256 of the secret is stored.
    """

    database: Database
    tokens: AccessTokens
    lifetime_seconds: float

    async def sign_in(self, email: str, password: str, address: str) -> SessionTokens:
        """Check a password and create a session; `address` is the client's IP address.

        Raises RateLimited, and InvalidCredentials: the same error after the same time for an
        unknown e-mail address, a disabled account and a wrong password, so that nobody can find
        out who has an account (OWASP Authentication Cheat Sheet).
        """
        email = email.replace("\0", "")  # PostgreSQL refuses NUL in text
        canonical = (email_address(email) or "").lower()
        # In a transaction of its own: the attempt must stay counted when the password is wrong,
        # and no connection waits while Argon2 runs.
        async with self.database.transaction() as connection:
            await count_attempt(connection, canonical or email[:MAX_LENGTH], address)
        found = await self.database.fetch_as_owner(ACCOUNT["account_by_email"], canonical)
        account = found[0] if found else None
        password_hash = account["password_hash"] if account else None
        # Verify before looking at the account: an early return would be measurably faster.
        is_right = await verify_password(password, password_hash)
        if account is None or account["is_disabled"] or not is_right:
            raise InvalidCredentials
        return await self._create_session(account, address)

    async def refresh(self, refresh_token: str) -> SessionTokens:
        """Exchange a refresh token for new tokens; the old one is worthless afterwards.

        Raises RefreshTokenReused for one that was exchanged before, which ends its session, and
        RefreshTokenInvalid (RFC 9700, section 4.14.2: refresh token rotation).
        """
        session_id, secret = _split_refresh_token(refresh_token)
        next_secret = new_secret()
        values = (
            session_id,
            secret_digest(secret),
            secret_digest(next_secret),
            self.lifetime_seconds,
        )
        async with self.database.transaction() as connection:
            account = await connection.fetchrow(SQL["refresh_session"].text, *values)
            if account is not None:
                return self._issue_tokens(account, session_id, next_secret)
            # The update compares and replaces the hash in one statement, so of two clients with
            # the same token exactly one wins. The loser holds a copy: either may be a thief, and
            # the session ends for both.
            ended = await connection.fetchval(SQL["end_reused_session"].text, *values[:2])
        raise RefreshTokenReused if ended else RefreshTokenInvalid

    async def sign_out(self, refresh_token: str) -> None:
        """End the session of a refresh token.

        Raises RefreshTokenInvalid, and RefreshTokenReused for a token that was exchanged before;
        its session ends too.
        """
        session_id, secret = _split_refresh_token(refresh_token)
        values = session_id, secret_digest(secret)
        async with self.database.transaction() as connection:
            if await connection.fetchval(SQL["end_session"].text, *values):
                return
            ended = await connection.fetchval(SQL["end_reused_session"].text, *values)
        raise RefreshTokenReused if ended else RefreshTokenInvalid

    async def _create_session(self, account: Record, address: str) -> SessionTokens:
        secret = new_secret()
        async with self.database.transaction() as connection:
            await forgive_failures(connection, account["email"], address)
            await connection.execute(SQL["delete_old_sessions"].text)
            session_id = await connection.fetchval(
                SQL["begin_session"].text,
                account["id"],
                secret_digest(secret),
                self.lifetime_seconds,
                account["password_hash"],
            )
        # The statement compares the hash again: the password may have changed, or the account been
        # disabled, while Argon2 was running.
        if session_id is None:
            raise InvalidCredentials
        return self._issue_tokens(account, session_id, secret)

    def _issue_tokens(self, account: Record, session_id: UUID, secret: str) -> SessionTokens:
        token, expires_at = self.tokens.issue(Claims(account["id"], session_id))
        return SessionTokens(viewer_of(account), token, f"{session_id}.{secret}", expires_at)


def _split_refresh_token(refresh_token: str) -> tuple[UUID, str]:
    session_id, _, secret = refresh_token.partition(".")
    try:
        return UUID(session_id), secret
    except ValueError:
        raise RefreshTokenInvalid from None
