"""Password hashes: Argon2id, with the same cost where there is no hash to compare with."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gql.errors import BadInput

T = TypeVar("T")
MIN_LENGTH, MAX_LENGTH = 12, 256  # characters
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
    """The Argon2id hash to store. Raises BadInput for a length outside the limits."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise BadInput(
            f"The password has {len(password)} characters; "
            f"it must have {MIN_LENGTH} to {MAX_LENGTH}."
        )
    try:
        password.encode()
    except UnicodeEncodeError:
        raise BadInput("The password is no text in UTF-8.") from None
    return await _run_in_thread(_HASHER.hash, password)


async def verify_password(password: str, password_hash: str | None) -> bool:
    """Whether the password matches. Without a hash: false, after the time of a comparison."""
    return await _run_in_thread(_verify, password, password_hash)


def _run_in_thread(work: Callable[..., T], *arguments: str | None) -> Awaitable[T]:
    # Cancelling a request does not stop its thread: a bounded pool keeps disconnects from piling up
    return asyncio.get_running_loop().run_in_executor(_threads, work, *arguments)


def _verify(password: str, password_hash: str | None) -> bool:
    try:
        # One character more than allowed: a longer password never matches, and costs no more.
        _HASHER.verify(
            password_hash or DUMMY_HASH, password[: MAX_LENGTH + 1].encode("utf-8", "replace")
        )
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
