"""Guest keys: random ids by which a visitor without an account likes something only once.

Signed, so that nobody can make up any number of them; they identify no person.
"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID, uuid4

from gql.auth.access_token import AccessTokens
from gql.auth.signed_token import Purpose, sign_claim, verified_subject
from gql.errors import GuestKeyInvalid


def new_guest_key(tokens: AccessTokens) -> tuple[UUID, str]:
    """A new key and the signed text that the client sends back with its next like."""
    key = uuid4()
    return key, signed_guest_key(tokens, key)


def signed_guest_key(tokens: AccessTokens, key: UUID) -> str:
    """The text for a key, as the client sends it."""
    return sign_claim(tokens, Purpose.GUEST, str(key))


def verified_guest_key(tokens: AccessTokens, text: str) -> UUID:
    """The key in a signed text. Raises GuestKeyInvalid."""
    subject = verified_subject(tokens, Purpose.GUEST, text, invalid=GuestKeyInvalid)
    try:
        return UUID(subject)
    except ValueError:
        raise GuestKeyInvalid from None


def guest_key_of_header(tokens: AccessTokens, header: str) -> UUID | None:
    """The key in a header; None for one that is empty or invalid.

    It is ignored, as invalid receipts are: browsers keep it longer than a service keeps its keys.
    """
    with suppress(GuestKeyInvalid):
        return verified_guest_key(tokens, header) if header else None
    return None
