"""The Host of a request: that there is one, that it is a host, and that it is one of ours.

RFC 9112, section 3.2. Nothing in a response is made from it: addresses come from QUIRE_PUBLIC_URL.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv6Address

from starlette.types import ASGIApp, Receive, Scope, Send

from gql import logs
from gql.errors import HostMalformed, HostNotAllowed, HttpRequestRefused, QuireError
from gql.http.common_headers import REQUEST_ID_NAME, response_headers
from gql.http.request import headers_by_name
from gql.http.response import error_response

MAX_HOST_BYTES = 261  # a name of DNS, which has 255 at most, and a port
MAX_PORT = 65_535
# a name or an IPv4 address, or an IPv6 address in brackets; then maybe a port. The grammar of URIs
# (RFC 3986) would also allow escapes, commas and the like, which no name of a host has.
_HOST = re.compile(
    rb"(?:(?P<name>[\w~-]+(?:\.[\w~-]+)*\.?)|\[(?P<ipv6>[0-9a-f:.]+)\])(?::(?P<port>[0-9]{0,5}))?",
    re.IGNORECASE,
)


def host_problem(
    headers: Iterable[tuple[bytes, bytes]], http_version: str
) -> HttpRequestRefused | None:
    """Why a request has to be refused for its Host headers; None if it need not.

    `headers` have lower-case names. Before HTTP/1.1 a client need not send one.
    """
    hosts = [value.strip(b" \t") for name, value in headers if name == b"host"]
    if len(hosts) == 1:
        return None if _name(hosts[0]) else HostMalformed()
    if not hosts and http_version in ("1.0", "0.9"):
        return None
    return HostMalformed(f"The request has {len(hosts)} Host headers; HTTP/1.1 wants one.")


def allow_hosts(app: ASGIApp, hosts: Sequence[str]) -> ASGIApp:
    """`app` for requests to these hosts, whatever the port; unchanged where there are none.

    `*.blog.example` stands for every host below blog.example.
    """
    if not hosts:
        return app
    names = {host.lower() for host in hosts if not host.startswith("*.")}
    endings = tuple(host.lower()[1:] for host in hosts if host.startswith("*."))
    refuse = refusing(HostNotAllowed())

    def is_allowed(scope: Scope) -> bool:
        name = _name(headers_by_name(scope).get(b"host", b"").strip(b" \t"))
        return name in names or name.endswith(endings)

    def serve(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        # what has no headers is the lifespan
        is_refused = "headers" in scope and not is_allowed(scope)
        return (refuse if is_refused else app)(scope, receive, send)

    return serve


def refusing(error: QuireError) -> ASGIApp:
    """An ASGI app that answers every request with one error, and logs it."""

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        with logs.RequestIdScope(headers_by_name(scope).get(REQUEST_ID_NAME)) as id:
            response = error_response(error, None)
            response.raw_headers += response_headers(id)
            logs.log.info("refused", code=error.code, status=error.status)
            await response(scope, receive, send)

    return refuse


def _name(host: bytes) -> str:
    """The name or address in a Host header, in lower case, without its port; "" if malformed."""
    # not cached: an attacker's own would fill the memory
    return _parsed_name(host) if len(host) <= MAX_HOST_BYTES else ""


@lru_cache(256)  # clients send the same few
def _parsed_name(host: bytes) -> str:
    match = _HOST.fullmatch(host)
    if not match or int(match["port"] or 0) > MAX_PORT:
        return ""
    if match["name"]:
        return str(match["name"], "ascii").lower().removesuffix(".")
    try:
        return f"[{IPv6Address(str(match['ipv6'], 'ascii'))}]"
    except ValueError:
        return ""
