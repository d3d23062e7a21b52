"""Signed claims about one subject, as JWTs: receipts and guest keys.

The audience names the purpose, so that none of them passes for another kind or for an access token
(RFC 8725, section 3.12).
"""

from __future__ import annotations

from enum import StrEnum

import jwt

from gql.auth.access_token import ALGORITHM, ISSUER, AccessTokens
from gql.errors import Refused


class Purpose(StrEnum):
    """What a signed claim is for: the prefix of its audience."""

    GUEST = "guest of "
    RECEIPT = "receipt of "


def sign_claim(tokens: AccessTokens, purpose: Purpose, subject: str) -> str:
    """Sign a subject for one purpose; it is valid as long as its key."""
    claims = {"iss": ISSUER, "aud": purpose + tokens.audience, "sub": subject}
    return jwt.encode(claims, tokens.keys[0], algorithm=ALGORITHM)


def verified_subject(
    tokens: AccessTokens, purpose: Purpose, text: str, *, invalid: type[Refused]
) -> str:
    """The subject of a signed claim.

    Raises `invalid` for one that was not signed here or not for this purpose.
    """
    for key in tokens.keys:
        try:
            claims = jwt.decode(
                text,
                key,
                algorithms=[ALGORITHM],
                audience=tokens.audiences(purpose),
                issuer=ISSUER,
                options={"require": ["iss", "aud", "sub"]},
            )
            return str(claims["sub"])
        except jwt.InvalidTokenError:
            continue
    raise invalid
