"""Random secrets, and the digests under which they are stored."""

from __future__ import annotations

import hashlib
import secrets

SECRET_BYTES = 32


def new_secret() -> str:
    """A random text of 43 URL-safe characters (256 bits)."""
    return secrets.token_urlsafe(SECRET_BYTES)


def secret_digest(secret: str) -> bytes:
    """The SHA-256 of a secret: what is stored and looked up in its place."""
    # Unlike a password, 256 random bits cannot be guessed, so a fast hash is safe.
    # "surrogatepass": clients may send lone surrogates, which must not raise here.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
