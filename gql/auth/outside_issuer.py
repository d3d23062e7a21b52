"""Tokens of an outside issuer, checked with the keys that it publishes (JWKS)."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

import jwt
from jwt import PyJWK, PyJWKClient

from gql.errors import IssuerDown, TokenExpired, TokenInvalid

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
KEYS_SECONDS = 300
PAUSE = (
    10.0  # seconds between two looks for a key that was not shown, or for keys that were not had
)
THREADS = 4


class Issuer:
    """One issuer. Its tokens carry the e-mail address of an account here."""

    def __init__(self, name: str, jwks_url: str, audience: str) -> None:
        self.name = name
        self._audience = audience
        self._keys = PyJWKClient(jwks_url, cache_jwk_set=True, lifespan=KEYS_SECONDS, timeout=3)
        # of its own: an issuer that is slow holds up nobody who signs in here
        self._threads = ThreadPoolExecutor(THREADS, "issuer")
        self._one_look = Lock()
        self._next_look = 0.0
        self._is_down_until = 0.0

    async def email(self, token: str) -> str:
        """Raises TokenExpired and TokenInvalid, and IssuerDown when its keys cannot be had."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._email, token)

    def _email(self, token: str) -> str:
        try:
            payload = jwt.decode(
                token,
                self._key(token),
                algorithms=ALGORITHMS,
                audience=self._audience,
                issuer=self.name,
                options={"require": ["iss", "aud", "exp"]},
            )
        except jwt.ExpiredSignatureError:
            raise TokenExpired from None
        except jwt.PyJWTError:
            raise TokenInvalid from None
        return _verified_email(payload)

    def _key(self, token: str) -> PyJWK:
        wanted = jwt.get_unverified_header(token).get("kid")
        with self._one_look:
            found = self._shown(wanted, refresh=False)
            if found is None and time.monotonic() >= self._next_look:
                # tokens that name keys which there are not must not make us ask for each
                self._next_look = time.monotonic() + PAUSE
                found = self._shown(wanted, refresh=True)
        if found is None:
            raise TokenInvalid
        return found

    def _shown(self, wanted: str | None, *, refresh: bool) -> PyJWK | None:
        if time.monotonic() < self._is_down_until:
            raise IssuerDown
        try:
            keys = self._keys.get_signing_keys(refresh=refresh)
        except (jwt.PyJWTError, OSError, ValueError) as error:
            # whatever was answered in place of keys: a page of an error, or nothing
            self._is_down_until = time.monotonic() + PAUSE
            raise IssuerDown from error
        return next((key for key in keys if key.key_id == wanted), None)


def _verified_email(payload: dict[str, Any]) -> str:
    """Some issuers let people write any address into their tokens: only a verified one counts."""
    email = payload.get("email")
    if not isinstance(email, str) or payload.get("email_verified") is not True:
        raise TokenInvalid("The token carries no e-mail address that its issuer has verified.")
    return email
