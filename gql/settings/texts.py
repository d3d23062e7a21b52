"""Settings that are texts of a certain form."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

MIN_KEY_LENGTH = 32  # characters: the 256 bits of HMAC-SHA256, if each of them is a byte
OWN_ISSUER = "quire"


def _check_url(url: str) -> str:
    if url and not url.startswith(("http://", "https://")):
        raise ValueError(f"{url!r} is no address; write it as https://api.blog.example")
    return url


def _check_key_length(key: str) -> str:
    if key and len(key) < MIN_KEY_LENGTH:
        raise ValueError(
            f"it has {len(key)} characters and needs {MIN_KEY_LENGTH}; "
            "openssl rand -base64 48 makes one"
        )
    return key


def _check_issuer_name(issuer: str) -> str:
    if issuer == OWN_ISSUER:
        raise ValueError(f"{OWN_ISSUER!r} is the name under which Quire itself signs")
    return issuer


# each of them may be empty, for none
Url = Annotated[str, AfterValidator(_check_url)]
SigningKey = Annotated[str, AfterValidator(_check_key_length)]
IssuerName = Annotated[str, AfterValidator(_check_issuer_name)]
