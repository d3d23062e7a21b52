"""Sessions: sign-in, refresh with rotation of the refresh token, sign-out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gql.auth.access_token import AccessTokens, Claims
from gql.auth.account import SQL as ACCOUNT
from gql.auth.account import viewer_of
from gql.auth.password_hash import MAX_LENGTH, renewed_hash, verify_password
from gql.auth.secret import new_secret, secret_digest, successor_secret
from gql.auth.sign_in_limit import count_attempt, forgive_failures
from gql.content.address import email_address
from gql.db import Connection, Database, Record
from gql.errors import (
    BadInput,
    InvalidCredentials,
    RateLimited,
    RefreshTokenInvalid,
    RefreshTokenReused,
)
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("session")

# BadInput: a password that no account can have
SIGN_IN_REFUSALS = (BadInput, InvalidCredentials, RateLimited)
REFRESH_REFUSALS = (RefreshTokenInvalid, RefreshTokenReused)


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
    `{session id}.{secret}`, of which only the SHA-256 of the secret is stored. For
    `repeat_seconds` after a refresh, the token that was exchanged gets the same answer again.
    """

    database: Database
    tokens: AccessTokens
    lifetime_seconds: float
    repeat_seconds: float = 30.0

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
            counted = await count_attempt(connection, canonical or email[:MAX_LENGTH], address)
        found = await self.database.fetch_as_owner(ACCOUNT["account_by_email"], canonical)
        account = found[0] if found else None
        password_hash = account["password_hash"] if account else None
        # Verify before looking at the account: an early return would be measurably faster.
        matching = await verify_password(password, password_hash)
        if account is None or account["is_disabled"] or not matching:
            raise InvalidCredentials
        new_hash = await renewed_hash(matching)
        async with self.database.transaction() as connection:
            await forgive_failures(connection, counted)
            session_id, secret = await self._begin_session(connection, account, address, new_hash)
        return self._issue_tokens(account, session_id, secret)

    async def refresh(self, refresh_token: str) -> SessionTokens:
        """Exchange a refresh token for new tokens; the old one is worthless soon afterwards.

        The answer may be lost on its way, so the direct predecessor of the current token gets the
        same successor again for `repeat_seconds`.
        Raises RefreshTokenReused for one that was exchanged before, which ends its session, and
        RefreshTokenInvalid (RFC 9700, section 4.14.2: refresh token rotation).
        """
        session_id, secret = _split_refresh_token(refresh_token)
        digest, successors = secret_digest(secret), self._successors(secret)
        next_digest, next_secret = next(iter(successors.items()))
        values = session_id, digest, next_digest, self.lifetime_seconds
        async with self.database.transaction() as connection:
            account = await connection.fetchrow(SQL["refresh_session"].text, *values)
            if account is not None:
                return self._issue_tokens(account, session_id, next_secret)
            # The update compares and replaces the hash in one statement, so of two clients with
            # the same token exactly one replaces it; the other one repeats.
            repeated = await connection.fetchrow(
                SQL["repeat_refresh"].text, session_id, list(successors), self.repeat_seconds
            )
            if repeated is not None:
                secret = successors[repeated["refresh_hash"]]
                return self._issue_tokens(repeated, session_id, secret)
            # A copy: either holder may be a thief, and the session ends for both.
            ended = await connection.fetchval(SQL["end_reused_session"].text, session_id, digest)
        raise RefreshTokenReused if ended else RefreshTokenInvalid

    async def sign_out(self, refresh_token: str) -> None:
        """End the session of a refresh token, or of one that was exchanged just now.

        Raises RefreshTokenInvalid, and RefreshTokenReused for a token that was exchanged before;
        its session ends too.
        """
        session_id, secret = _split_refresh_token(refresh_token)
        digest, successors = secret_digest(secret), list(self._successors(secret))
        async with self.database.transaction() as connection:
            values = session_id, digest, successors, self.repeat_seconds
            if await connection.fetchval(SQL["end_session"].text, *values):
                return
            ended = await connection.fetchval(SQL["end_reused_session"].text, session_id, digest)
        raise RefreshTokenReused if ended else RefreshTokenInvalid

    def _successors(self, secret: str) -> dict[bytes, str]:
        """The secret that follows this one under each key, by its digest; the present key first."""
        secrets = [successor_secret(key, secret) for key in self.tokens.keys]
        return {secret_digest(successor): successor for successor in secrets}

    async def _begin_session(
        self, connection: Connection, account: Record, address: str, new_hash: str | None
    ) -> tuple[UUID, str]:
        """The id and refresh secret of a new session; `new_hash` replaces the verified one.

        Raises InvalidCredentials.
        """
        secret = new_secret()
        await connection.execute(SQL["delete_old_sessions"].text)
        session_id = await connection.fetchval(
            SQL["begin_session"].text,
            account["id"],
            secret_digest(secret),
            self.lifetime_seconds,
            account["password_hash"],
            address,
        )
        # The statement compares the hash again: the password may have changed, or the account been
        # disabled, while Argon2 was running.
        if session_id is None:
            raise InvalidCredentials
        if new_hash is not None:
            await connection.execute(SQL["renew_hash"].text, account["id"], new_hash)
        return session_id, secret

    def _issue_tokens(self, account: Record, session_id: UUID, secret: str) -> SessionTokens:
        token, expires_at = self.tokens.issue(Claims(account["id"], session_id))
        return SessionTokens(viewer_of(account), token, f"{session_id}.{secret}", expires_at)


def _split_refresh_token(refresh_token: str) -> tuple[UUID, str]:
    session_id, _, secret = refresh_token.partition(".")
    try:
        return UUID(session_id), secret
    except ValueError:
        raise RefreshTokenInvalid from None
