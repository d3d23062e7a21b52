"""Errors about who the viewer is and what they may do.

TokenInvalid and those below it refuse the whole HTTP request with 401: one with a bad token is
never answered as if its viewer were anonymous. The others belong to one field or mutation.
"""

from __future__ import annotations

from gql.errors.http_request import HttpRequestRefused
from gql.errors.quire_error import Refused


class Forbidden(Refused, code="FORBIDDEN", status=403):
    """You may not do this."""


class NotSignedIn(Refused, code="UNAUTHENTICATED"):
    """Sign in first: send an access token in Authorization."""


class ReadOnlyToken(Forbidden, code="TOKEN_SCOPE"):
    """This token is for reading only. Mutations need one with the scope write."""


class LastAdministrator(Refused, code="LAST_ADMINISTRATOR"):
    """Nobody could manage accounts any more. Make somebody else an administrator first."""


# the same for an unknown address and for a wrong password, so that no address is betrayed
class InvalidCredentials(Refused, code="INVALID_CREDENTIALS"):
    """Wrong e-mail address or password."""


class RefreshTokenInvalid(Refused, code="REFRESH_TOKEN_INVALID"):
    """This refresh token cannot be used any more. Sign in again."""


# reuse of a rotated refresh token means that it was copied: RFC 9700, section 4.14.2
class RefreshTokenReused(Refused, code="REFRESH_TOKEN_REUSED"):
    """This refresh token is not the last of its session, which has ended. Sign in again."""


class GuestKeyInvalid(Refused, code="GUEST_KEY_INVALID"):
    """This guest key was not issued by this service. Leave it out to get a new one."""


class ReceiptInvalid(Refused, code="RECEIPT_INVALID"):
    """This receipt does not belong to this comment."""


class PreviewInvalid(Refused, code="PREVIEW_INVALID"):
    """This preview token was not issued by this service. Get another with createPreview."""


class PreviewExpired(PreviewInvalid, code="PREVIEW_EXPIRED"):
    """This preview has expired. Get another with createPreview."""


class PreviewRevoked(PreviewInvalid, code="PREVIEW_REVOKED"):
    """This preview was revoked, or who made it may not preview this any more."""


# these four are 401 with WWW-Authenticate: Bearer error="invalid_token", RFC 6750, section 3.1
class TokenInvalid(HttpRequestRefused, code="TOKEN_INVALID", status=401):
    """The token in Authorization is not accepted by this service. Sign in again."""


class TokenExpired(TokenInvalid, code="TOKEN_EXPIRED"):
    """The access token has expired. Get another with refreshSession."""


class SessionEnded(TokenInvalid, code="SESSION_ENDED"):
    """The session of this token has ended. Sign in again."""


class AccountDisabled(TokenInvalid, code="ACCOUNT_DISABLED"):
    """This account is disabled. Ask an administrator of the site."""
