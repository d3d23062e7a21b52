"""Passwords: Argon2id, as slow for an address that nobody has as for one that somebody has."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gql.errors import BadInput

T = TypeVar("T")
SHORTEST, LONGEST = 12, 256
# what nobody's password is compared with, at the price of a real one
NOBODYS = (
    "$argon2id$v=19$m=65536,t=3,p=4$OIHy6g+xI2gbIf4H7J/5Hg"
    "$QPB3TH3z0uiXJnQFwGTgVVU39TOjBKkImGSvzOtdoKM"
)
AT_ONCE = 2  # each takes 64 MiB and a core: more of them only wait for one another

_HASHER = PasswordHasher()  # the profile of RFC 9106 for little memory
_threads = ThreadPoolExecutor(AT_ONCE, "password")


async def hashed(password: str) -> str:
    """What is stored of a password. Raises BadInput where it is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(
            f"The password has {len(password)} characters; it must have {SHORTEST} to {LONGEST}."
        )
    try:
        password.encode()
    except UnicodeEncodeError:
        raise BadInput("The password is no text in UTF-8.") from None
    return await _in_turn(_HASHER.hash, password)


async def matches(password: str, password_hash: str | None) -> bool:
    """Whether it is the password. Takes its time where there is none to compare with."""
    return await _in_turn(_matches, password, password_hash)


def _in_turn(work: Callable[..., T], *given: str | None) -> Awaitable[T]:
    # threads of their own: who hangs up leaves none running beside those that count
    return asyncio.get_running_loop().run_in_executor(_threads, work, *given)


def _matches(password: str, password_hash: str | None) -> bool:
    try:
        _HASHER.verify(password_hash or NOBODYS, password[: LONGEST + 1].encode("utf-8", "replace"))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
