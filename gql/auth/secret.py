"""Random secrets, and the digests under which they are stored."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

SECRET_BYTES = 32


def new_secret() -> str:
    """A random text of 43 URL-safe characters (256 bits)."""
    return secrets.token_urlsafe(SECRET_BYTES)


def successor_secret(key: str, secret: str) -> str:
    """The secret that follows another one: always the same, and only the holder of the key knows.

    So it can be answered again, though neither of them is stored.
    """
    data = b"after " + secret.encode("utf-8", "surrogatepass")
    derived = hmac.digest(key.encode(), data, "sha256")
    return base64.urlsafe_b64encode(derived).rstrip(b"=").decode()


def secret_digest(secret: str) -> bytes:
    """The SHA-256 of a secret: what is stored and looked up in its place."""
    # Unlike a password, 256 random bits cannot be guessed, so a fast hash is safe.
    # "surrogatepass": clients may send lone surrogates, which must not raise here.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
