"""Small claims that this service signs, and whoever holds one shows again: each for one purpose,
so that none stands for another, nor for an access token."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import jwt

from gql.auth.access_token import ALGORITHM, ISSUER, AccessTokens
from gql.errors import Refused


class Purpose(StrEnum):
    """What a claim is good for: the beginning of its audience."""

    GUEST = "guest of "
    PREVIEW = "preview of "
    RECEIPT = "receipt of "


def signed(
    tokens: AccessTokens, purpose: Purpose, subject: str, expires_at: datetime | None = None
) -> str:
    """Without a time it is good as long as its key."""
    claims: dict[str, object] = {"iss": ISSUER, "aud": purpose + tokens.audience, "sub": subject}
    if expires_at:
        claims["exp"] = expires_at
    return jwt.encode(claims, tokens.keys[0], algorithm=ALGORITHM)


def subject_of(
    tokens: AccessTokens,
    purpose: Purpose,
    text: str,
    *,
    otherwise: type[Refused],
    expired: type[Refused] | None = None,
) -> str:
    """Raises `expired` for what is over, and `otherwise` for what was not signed here for this."""
    for key in tokens.keys:
        try:
            claims = jwt.decode(
                text,
                key,
                algorithms=[ALGORITHM],
                audience=purpose + tokens.audience,
                issuer=ISSUER,
                options={"require": ["iss", "aud", "sub"]},
            )
            return str(claims["sub"])
        except jwt.ExpiredSignatureError:
            raise (expired or otherwise) from None
        except jwt.InvalidTokenError:
            continue
    raise otherwise
