"""Passwords in one form, however a keyboard or a system composes them: RFC 8265, OpaqueString."""

from __future__ import annotations

from precis_i18n import get_profile

from gql.errors import BadInput

_PROFILE = get_profile("OpaqueString")


def opaque_string(password: str) -> str:
    """The password in NFC, with every kind of space as U+0020; nothing else is changed.

    Raises BadInput for characters that the profile disallows, such as control characters.
    """
    try:
        return str(_PROFILE.enforce(password))
    except UnicodeEncodeError as error:
        found = ", ".join(f"U+{ord(c):04X}" for c in password[max(error.start, 0) : error.end])
        # "from None": the cause holds the password, and would be logged with it
        raise BadInput(
            f"A password cannot have {found or 'no characters'} in it (RFC 8265)."
        ) from None
