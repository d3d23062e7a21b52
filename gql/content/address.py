"""Addresses: which ones may be stored, and how a path is spelled."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

LONGEST_PATH = 500
_NOT_IN_URLS = r"\s\"'<>\\^`{|}\x00-\x1f\x7f"
_WEB = re.compile(rf"https?://[^/?#@{_NOT_IN_URLS}]+(?:[/?#][^{_NOT_IN_URLS}]*)?", re.IGNORECASE)
_BEYOND_ASCII = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


def web_address(text: str | None) -> str | None:
    """An http or https address as it stands, or None. Never one with a password in it."""
    address = (text or "").strip().replace(" ", "%20")
    return address if _WEB.fullmatch(address) and len(address) <= 2000 else None


def origin(address: str | None) -> str | None:
    """Scheme and host of a web address, without a slash at the end."""
    if not (address := web_address(address)):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}" if parts.netloc else None


def path(text: str) -> str | None:
    """A path from slash to slash, other scripts in their own letters. None for no path at all.

    The reserved characters stay encoded, so that a path is found under one spelling only.
    """
    segments = [segment for segment in text.split("/") if segment not in ("", ".", "..")]
    joined = _BEYOND_ASCII.sub(_in_its_own_letters, "/".join(segments))
    joined = re.sub(r"[\x00-\x20\x7f]", "", joined)
    return f"/{joined}/" if 0 < len(joined) <= LONGEST_PATH - 2 else None


def network_address(text: str | None) -> str | None:
    """An IP address as Postgres takes it, or None."""
    try:
        return str(ipaddress.ip_address((text or "").strip().partition("%")[0]))
    except ValueError:
        return None


def network(text: str) -> str:
    """What limits are counted by: an IPv4 address itself, the /64 of an IPv6 address, for whoever
    has one of these has all of them. Anything else stands for itself."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


def mail_address(text: str | None) -> str | None:
    address = (text or "").strip()
    return address if "@" in address and len(address) <= 254 else None


def _in_its_own_letters(match: re.Match[str]) -> str:
    octets = bytes.fromhex(match[0].replace("%", ""))
    try:
        letters = octets.decode()
    except UnicodeDecodeError:
        return match[0].upper()
    return letters if letters.isprintable() else match[0].upper()
