"""Secrets that this service makes, long enough that a plain hash keeps them."""

from __future__ import annotations

import hashlib
import secrets

BYTES = 32


def new_secret() -> str:
    return secrets.token_urlsafe(BYTES)


def digest(secret: str) -> bytes:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
