"""Keys of guests: signed, so that nobody makes up as many as they like; they name nobody."""

from __future__ import annotations

from uuid import UUID, uuid4

from gql.auth.access_token import AccessTokens
from gql.auth.signed_token import Purpose, signed, subject_of
from gql.errors import GuestKeyInvalid


def new_guest_key(tokens: AccessTokens) -> tuple[UUID, str]:
    """A key, and the text by which its guest shows it."""
    key = uuid4()
    return key, signed(tokens, Purpose.GUEST, str(key))


def guest_key(tokens: AccessTokens, text: str) -> UUID:
    """Raises GuestKeyInvalid."""
    subject = subject_of(tokens, Purpose.GUEST, text, otherwise=GuestKeyInvalid)
    try:
        return UUID(subject)
    except ValueError:
        raise GuestKeyInvalid from None
