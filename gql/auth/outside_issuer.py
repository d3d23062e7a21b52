"""Verifies tokens of an OpenID Connect issuer with the keys that it publishes (JWKS, RFC 7517)."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

import jwt
from jwt import PyJWK, PyJWKClient

from gql.errors import IssuerUnavailable, TokenExpired, TokenInvalid

# Asymmetric ones only: with HS256 in the list, a forger could sign with the public key as secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
KEY_CACHE_SECONDS = 300
RETRY_SECONDS = 10.0  # between fetches for an unknown key id, and after a failed fetch
THREADS = 4


class Issuer:
    """One issuer; its tokens name an account here by a verified e-mail address.

    `name` is the expected `iss`, `audience` the expected `aud`.
    """

    def __init__(self, name: str, jwks_url: str, audience: str) -> None:
        self.name = name
        self._audience = audience
        self._jwks_client = PyJWKClient(
            jwks_url, cache_jwk_set=True, lifespan=KEY_CACHE_SECONDS, timeout=3
        )
        # PyJWKClient blocks on urllib; a slow issuer must not use up the loop's default threads.
        self._threads = ThreadPoolExecutor(THREADS, "issuer")
        self._fetch_lock = Lock()
        self._next_refresh_at = 0.0
        self._down_until = 0.0

    async def verified_email(self, token: str) -> str:
        """The e-mail address in a token of this issuer.

        Raises TokenExpired, TokenInvalid, and IssuerUnavailable when its keys cannot be fetched.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._decoded_email, token)

    def _decoded_email(self, token: str) -> str:
        try:
            payload = jwt.decode(
                token,
                self._signing_key(token),
                algorithms=ALGORITHMS,
                audience=self._audience,
                issuer=self.name,
                options={"require": ["iss", "aud", "exp"]},
            )
        except jwt.ExpiredSignatureError:
            raise TokenExpired from None
        except jwt.PyJWTError:
            raise TokenInvalid from None
        return _email_claim(payload)

    def _signing_key(self, token: str) -> PyJWK:
        key_id = jwt.get_unverified_header(token).get("kid")
        # One thread at a time: when the cached set expires, the first fetches it for all.
        with self._fetch_lock:
            key = self._published_key(key_id, refresh=False)
            if key is None and time.monotonic() >= self._next_refresh_at:
                # An unknown key id may be that of a rotated key, so fetch before the cache expires.
                # Anybody can send made-up key ids, hence no more than one fetch in RETRY_SECONDS.
                self._next_refresh_at = time.monotonic() + RETRY_SECONDS
                key = self._published_key(key_id, refresh=True)
        if key is None:
            raise TokenInvalid
        return key

    def _published_key(self, key_id: str | None, *, refresh: bool) -> PyJWK | None:
        if time.monotonic() < self._down_until:
            raise IssuerUnavailable
        try:
            keys = self._jwks_client.get_signing_keys(refresh=refresh)
        except (jwt.PyJWTError, OSError, ValueError) as error:
            # Remembered, or each request would wait for the timeout again.
            self._down_until = time.monotonic() + RETRY_SECONDS
            raise IssuerUnavailable from error
        return next((key for key in keys if key.key_id == key_id), None)


def _email_claim(payload: dict[str, Any]) -> str:
    """The e-mail address, if the issuer has verified it: at some, users may claim any address."""
    email = payload.get("email")
    if not isinstance(email, str) or payload.get("email_verified") is not True:
        raise TokenInvalid("The token carries no e-mail address that its issuer has verified.")
    return email
