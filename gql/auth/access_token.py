"""Access tokens: short-lived JWTs (RFC 7519) that this service issues and verifies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt

from gql.errors import TokenExpired, TokenInvalid

# One algorithm, chosen here and never by the token's header (RFC 8725, section 3.1). HMAC is enough
# because the service that issues these tokens is the only one that verifies them.
ALGORITHM = "HS256"
ISSUER = "quire"
ANY_ADDRESS = "quire"  # the audience of tokens that are good wherever their key is


@dataclass(frozen=True, slots=True)
class Claims:
    """The account and the session that a token belongs to."""

    account_id: int
    session_id: UUID


@dataclass(frozen=True, slots=True)
class AccessTokens:
    """Issues and verifies the access tokens of one service.

    The first of the keys signs; the others are its predecessors, whose tokens stay valid after a
    rotation. `audience` is the public URL that was chosen for this service, or ANY_ADDRESS. What
    was signed for ANY_ADDRESS is accepted in any case, and for one of `former_audiences`.
    """

    keys: Sequence[str]
    audience: str
    lifetime_seconds: int
    former_audiences: Sequence[str] = ()

    def audiences(self, purpose: str = "") -> list[str]:
        """The audiences that are accepted for a purpose, which is their prefix."""
        return [purpose + one for one in (self.audience, ANY_ADDRESS, *self.former_audiences)]

    def issue(self, claims: Claims) -> tuple[str, datetime]:
        """Sign a token. Returns it with the time when it expires."""
        now = datetime.now(UTC).replace(microsecond=0)  # NumericDate: whole seconds
        expires_at = now + timedelta(seconds=self.lifetime_seconds)
        payload = {
            "iss": ISSUER,
            "aud": self.audience,
            # Account and session instead of role and name (RFC 9068 would allow them): those are
            # read again on every request, so that a new role or a sign-out counts at once.
            "sub": str(claims.account_id),
            "sid": str(claims.session_id),
            "iat": now,
            "exp": expires_at,
        }
        return jwt.encode(payload, self.keys[0], algorithm=ALGORITHM), expires_at

    def read(self, token: str) -> Claims:
        """Verify a token and return its claims.

        Raises TokenExpired for one that is past its end, and TokenInvalid for any other fault.
        """
        payload = self._payload(token)
        try:
            account_id = int(payload["sub"])
            if not 0 < account_id < 2**63:  # asyncpg raises on what bigint cannot store
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
                    audience=self.audiences(),
                    issuer=ISSUER,
                    # PyJWT checks the claims that are present; a missing one passes unless listed
                    options={"require": ["iss", "aud", "sub", "sid", "iat", "exp"]},
                )
            except jwt.ExpiredSignatureError:
                # the signature is checked first: this key did sign it, no need to try the others
                raise TokenExpired from None
            except jwt.InvalidSignatureError:
                continue
            except jwt.InvalidAudienceError:
                # the signature was checked before: it was signed here, or with the same key
                raise TokenInvalid(
                    "This token was issued for another address than that of this service "
                    f"({self._own_address}). Sign in here."
                ) from None
            except jwt.InvalidTokenError:
                break
        raise TokenInvalid

    @property
    def _own_address(self) -> str:
        if self.audience == ANY_ADDRESS:
            return "QUIRE_PUBLIC_URL is not set here"
        return f"QUIRE_PUBLIC_URL={self.audience}"
