"""Password hashes: Argon2id, with the same cost where there is no hash to compare with.

What is hashed is the password as an OpaqueString. Hashes from before that were made of passwords
as they were typed: they stay valid, and are replaced at the next sign-in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gql.auth.opaque_string import opaque_string
from gql.errors import BadInput

T = TypeVar("T")
MIN_LENGTH, MAX_LENGTH = 12, 256  # characters
MAX_TYPED_LENGTH = 4 * MAX_LENGTH  # NFC makes one character of up to four
# Verified against for an unknown e-mail address, so that the answer takes as long as for a known
# one. Must have the parameters of _HASHER; a test checks it.
DUMMY_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$OIHy6g+xI2gbIf4H7J/5Hg"
    "$QPB3TH3z0uiXJnQFwGTgVVU39TOjBKkImGSvzOtdoKM"
)
MAX_THREADS = 2  # each takes 64 MiB and a core: more would only wait for one another

# argon2-cffi's default is the second recommended option of RFC 9106, section 4: m=64 MiB, t=3, p=4.
_HASHER = PasswordHasher()
_threads = ThreadPoolExecutor(MAX_THREADS, "password")


async def hash_password(password: str) -> str:
    """The Argon2id hash to store. Raises BadInput for a length outside the limits, and for
    characters that no password can have."""
    try:
        password.encode()
    except UnicodeEncodeError:
        raise BadInput("The password is no text in UTF-8.") from None
    if 0 < len(password) <= MAX_TYPED_LENGTH:
        password = opaque_string(password)
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise BadInput(
            f"The password has {len(password)} characters; "
            f"it must have {MIN_LENGTH} to {MAX_LENGTH}."
        )
    return await _run_in_thread(_HASHER.hash, password)


async def verify_password(password: str, password_hash: str | None) -> str | None:
    """The form of the password that matches: the OpaqueString, or else as it was typed.

    None where none does. Without a hash: None, after the time of a comparison.
    """
    return await _run_in_thread(_verify, password, password_hash)


async def renewed_hash(matching: str) -> str | None:
    """The hash to store in place of one that this form of a password matches; None to keep it."""
    form = _forms(matching)[0]
    return None if form == matching else await _run_in_thread(_HASHER.hash, form)


def _run_in_thread(work: Callable[..., T], *arguments: str | None) -> Awaitable[T]:
    # Cancelling a request does not stop its thread: a bounded pool keeps disconnects from piling up
    return asyncio.get_running_loop().run_in_executor(_threads, work, *arguments)


def _verify(password: str, password_hash: str | None) -> str | None:
    for form in _forms(password):
        try:
            _HASHER.verify(password_hash or DUMMY_HASH, form.encode("utf-8", "replace"))
        except (VerificationError, InvalidHashError):
            continue
        return form if password_hash else None
    return None


def _forms(password: str) -> list[str]:
    """The forms of a password to compare: one for nearly all, which are ASCII."""
    # cut to one character more than allowed: a longer password never matches, and costs no more
    typed = password[: MAX_LENGTH + 1]
    try:
        opaque = opaque_string(password[: MAX_TYPED_LENGTH + 1])[: MAX_LENGTH + 1]
    except BadInput:
        return [typed]
    return list(dict.fromkeys([opaque, typed]))
