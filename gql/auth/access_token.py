"""Access tokens: short-lived JWTs that this service signs and reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt

from gql.errors import TokenExpired, TokenInvalid

ALGORITHM = "HS256"
ISSUER = "quire"


@dataclass(frozen=True, slots=True)
class Claims:
    """Whose session a token belongs to."""

    account_id: int
    session_id: UUID


@dataclass(frozen=True, slots=True)
class AccessTokens:
    """The first key signs; the others are those before it, which still open what they signed.

    `audience` is the address of this service, `seconds` how long a token is good.
    """

    keys: Sequence[str]
    audience: str
    seconds: int

    def issue(self, claims: Claims) -> tuple[str, datetime]:
        """A token, and when it expires."""
        now = datetime.now(UTC).replace(microsecond=0)
        expires_at = now + timedelta(seconds=self.seconds)
        payload = {
            "iss": ISSUER,
            "aud": self.audience,
            "sub": str(claims.account_id),
            "sid": str(claims.session_id),
            "iat": now,
            "exp": expires_at,
        }
        return jwt.encode(payload, self.keys[0], algorithm=ALGORITHM), expires_at

    def read(self, token: str) -> Claims:
        """Raises TokenExpired, and TokenInvalid for whatever else is wrong with it."""
        payload = self._payload(token)
        try:
            account_id = int(payload["sub"])
            if not 0 < account_id < 2**63:
                raise TokenInvalid
            return Claims(account_id, UUID(payload["sid"]))
        except (ValueError, AttributeError, TypeError):
            raise TokenInvalid from None

    def _payload(self, token: str) -> dict[str, Any]:
        for key in self.keys:
            try:
                return jwt.decode(
                    token,
                    key,
                    algorithms=[ALGORITHM],
                    audience=self.audience,
                    issuer=ISSUER,
                    options={"require": ["iss", "aud", "sub", "sid", "iat", "exp"]},
                )
            except jwt.ExpiredSignatureError:
                raise TokenExpired from None
            except jwt.InvalidSignatureError:
                continue
            except jwt.InvalidTokenError:
                break
        raise TokenInvalid
