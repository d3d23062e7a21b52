"""Checks and normal forms of URLs, URI paths, IP addresses and e-mail addresses."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from gql.content.slug import canonical

MAX_PATH_LENGTH = 500
MAX_TYPED_PATH_LENGTH = 12 * MAX_PATH_LENGTH  # four percent-encoded octets for each character
_NOT_IN_URLS = r"\s\"'<>\\^`{|}\x00-\x1f\x7f"
_HTTP_URL = re.compile(
    rf"https?://[^/?#@{_NOT_IN_URLS}]+(?:[/?#][^{_NOT_IN_URLS}]*)?", re.IGNORECASE
)
_NON_ASCII_ESCAPES = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
# letters, digits and -._~ mean the same with and without an escape: RFC 3986, section 2.3
_UNRESERVED_ESCAPES = re.compile(
    r"%(?:2[DdEe]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe])"
)
_NOT_IN_PATHS = re.compile(r"[\x00-\x20\x7f-\x9f]|[^\S ]")


def http_url(text: str | None) -> str | None:
    """An absolute http or https URL of at most 2,000 characters, otherwise unchanged, or None.

    URLs with user information (`user:password@`, RFC 3986 section 3.2.1) are refused.
    """
    url = (text or "").strip().replace(" ", "%20")
    return url if _HTTP_URL.fullmatch(url) and len(url) <= 2000 else None


def origin(url: str | None) -> str | None:
    """Scheme, host and port of an http URL, in lower case and without a closing slash, or None."""
    if not (url := http_url(url)):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:  # an unclosed bracket of an IPv6 host passes the pattern, but not urlsplit
        return None
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}" if parts.netloc else None


def normalised_path(text: str) -> str | None:
    """The path with a slash at both ends, in small composed letters, without dot segments.

    None for an empty path and for one that is too long. `uri` columns hold this form, and what a
    client asks for is compared in it: percent-encoded, decomposed or in capitals.
    """
    if len(text) > MAX_TYPED_PATH_LENGTH:
        return None
    # escapes of other ASCII stay as they are: %2F decoded would be a separator, and one path
    # could be stored in two forms
    text = _NON_ASCII_ESCAPES.sub(_decode_octets, text)
    text = _UNRESERVED_ESCAPES.sub(lambda escape: chr(int(escape[0][1:], 16)), text)
    text = canonical(_NOT_IN_PATHS.sub("", text))
    joined = "/".join(segment for segment in text.split("/") if segment not in ("", ".", ".."))
    return f"/{joined}/" if 0 < len(joined) <= MAX_PATH_LENGTH - 2 else None


def ip_address(text: str | None) -> str | None:
    """An IPv4 or IPv6 address in the form that Postgres' inet accepts, or None."""
    try:
        # inet has no zone ids (fe80::1%eth0)
        return str(ipaddress.ip_address((text or "").strip().partition("%")[0]))
    except ValueError:
        return None


def client_network(text: str) -> str:
    """The subject of rate limits for a client: an IPv4 address, or the /64 of an IPv6 address.

    Any other text, such as the name of a Unix socket, is returned unchanged.
    """
    # providers assign at least a /64 to each customer (RFC 6177), who could otherwise escape a
    # limit by taking another of their addresses for each request
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


def email_address(text: str | None) -> str | None:
    """A plausible e-mail address: it has an @ and at most 254 characters (RFC 5321), or None."""
    address = (text or "").strip()
    return address if "@" in address and len(address) <= 254 else None


def _decode_octets(match: re.Match[str]) -> str:
    try:
        return bytes.fromhex(match[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return match[0]
