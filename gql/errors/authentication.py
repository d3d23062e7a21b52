"""Who asks cannot be told, or may not."""

from __future__ import annotations

from gql.errors.http_request import RequestRefused
from gql.errors.operation import Refused


class Forbidden(Refused):
    """You may not do this."""

    code = "FORBIDDEN"
    status = 403


class NotSignedIn(Refused):
    """Sign in first: send an access token in Authorization."""

    code = "UNAUTHENTICATED"


class ReadOnlyToken(Forbidden):
    """This token is for reading only. Mutations need one with the scope write."""

    code = "TOKEN_SCOPE"


class InvalidCredentials(Refused):
    """The e-mail address and the password do not belong together."""

    code = "INVALID_CREDENTIALS"


class RefreshTokenInvalid(Refused):
    """This refresh token cannot be used any more. Sign in again."""

    code = "REFRESH_TOKEN_INVALID"


class RefreshTokenReused(Refused):
    """This refresh token is not the last of its session, which has ended. Sign in again."""

    code = "REFRESH_TOKEN_REUSED"


class GuestKeyInvalid(Refused):
    """This guest key was not signed here. Leave it out, and a new one is answered."""

    code = "GUEST_KEY_INVALID"


class ReceiptInvalid(Refused):
    """This receipt is none of this comment."""

    code = "RECEIPT_INVALID"


class PreviewInvalid(Refused):
    """This preview token was not signed here. Ask for another with createPreview."""

    code = "PREVIEW_INVALID"


class PreviewExpired(PreviewInvalid):
    """This preview has expired. Ask for another with createPreview."""

    code = "PREVIEW_EXPIRED"


class TokenInvalid(RequestRefused):
    """The token in Authorization is none that this service accepts. Sign in again."""

    code = "TOKEN_INVALID"
    status = 401


class TokenExpired(TokenInvalid):
    """The access token has expired. Get another with refreshSession."""

    code = "TOKEN_EXPIRED"


class SessionEnded(TokenInvalid):
    """The session of this token has ended. Sign in again."""

    code = "SESSION_ENDED"


class AccountDisabled(TokenInvalid):
    """This account is disabled. Ask an administrator of the site."""

    code = "ACCOUNT_DISABLED"
