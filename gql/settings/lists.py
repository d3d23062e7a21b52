"""Settings that are lists: written in JSON, each item checked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from ipaddress import ip_network
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode


def _parsed_as(example: str) -> BeforeValidator:
    """Reads a list of strings from JSON text, or takes one as it is."""

    def parse(value: object) -> object:
        try:
            parsed = json.loads(value) if isinstance(value, str) else value
        except ValueError:
            parsed = None
        if not isinstance(parsed, list) or not all(isinstance(item, str) for item in parsed):
            raise ValueError(f'{value!r} is no JSON list; write it as ["{example}"]')
        return parsed

    return BeforeValidator(parse)


def _each(is_valid: Callable[[str], Any], what: str, example: str) -> AfterValidator:
    def check(items: list[str]) -> list[str]:
        for item in items:
            if not is_valid(item):
                raise ValueError(f"{item!r} is {what}; write it as {example}")
        return items

    return AfterValidator(check)


def _is_origin(text: str) -> bool:
    # compared byte by byte with the Origin header, which has neither path nor trailing slash
    return text == "*" or (text.startswith(("http://", "https://")) and text.count("/") == 2)


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


_HEADER = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)  # a token of RFC 9110
# without scheme and port, which a person may well copy along from an address
_HOST = re.compile(r"(\*\.)?[\w-]+(\.[\w-]+)*|\[[0-9a-f:.]+\]", re.ASCII | re.IGNORECASE)
_WHOLE_HOST = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+(:[0-9]{1,5})?")
_META_KEY = re.compile(r"[^\x00]{1,255}", re.DOTALL)

# NoDecode: pydantic-settings would parse the JSON before validation, and raise its own error
Origins = Annotated[
    list[str],
    NoDecode,
    _parsed_as("https://blog.example"),
    _each(_is_origin, "no origin", "https://blog.example"),
]
Networks = Annotated[
    list[str],
    NoDecode,
    _parsed_as("10.0.0.0/8"),
    _each(_is_network, "neither an address nor a network", "10.0.0.0/8"),
]
HeaderNames = Annotated[
    list[str],
    NoDecode,
    _parsed_as("X-Tenant"),
    _each(_HEADER.fullmatch, "no name of a header", "X-Tenant"),
]
Hosts = Annotated[
    list[str],
    NoDecode,
    _parsed_as("api.blog.example"),
    _each(_HOST.fullmatch, "no host", "api.blog.example"),
]
PlayerHosts = Annotated[
    list[str],
    NoDecode,
    _parsed_as("www.youtube.com"),
    _each(_WHOLE_HOST.fullmatch, "no name of a host", "www.youtube.com"),
]
MetaKeys = Annotated[
    list[str],
    NoDecode,
    _parsed_as("subtitle"),
    _each(_META_KEY.fullmatch, "no key of meta", "subtitle"),
]
