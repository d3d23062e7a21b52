"""Answers repeated requests by their bytes, before anything of them is parsed.

uvicorn_protocol.py asks for each small request of a connection that waits for nothing else. Whoever
is answered here has been answered the ordinary way before, by the same bytes of method, address,
body and the headers that matter, with all checks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.types import Scope

from gql import logs
from gql.cache import Entry, ResponseCache
from gql.http.access_log import AccessLog, AccessLogEntry
from gql.http.cache_headers import AGE, Header, cache_status
from gql.http.common_headers import REQUEST_ID_NAME, response_headers
from gql.http.early_request import EarlyRequest, remembered
from gql.http.entity_tag import is_named
from gql.http.kept_answer import Representation

OriginHeaders = Callable[[bytes | None], Sequence[Header]]
"""The Origin of a request → what CORS adds to its response."""
_STATUS_200, _STATUS_304 = b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 304 Not Modified\r\n"


@dataclass(frozen=True, slots=True)
class ReadyAnswer:
    """Head and body of the response to a repeated request, but for status, date and request id.

    `document`: the hash by which it names a registered document, which is used by that.
    """

    head: bytes
    head_of_304: bytes
    body: bytes
    tag: bytes
    document: str | None

    @property
    def size(self) -> int:
        """The bytes of memory that it takes, without the body, which is that of the entry."""
        return 400 + len(self.head) + len(self.head_of_304)


class EarlyAnswers:
    """Finds what is ready for a request; logs and counts it as any other.

    `origin_headers`: those of CORS, by the Origin of a request. `shared_seconds`: answers that end
    sooner take the ordinary way, as their Cache-Control changes from second to second.
    `note_use` is told which registered documents are asked for.
    """

    def __init__(
        self,
        cache: ResponseCache,
        access_log: AccessLog,
        *,
        shared_seconds: int,
        origin_headers: OriginHeaders,
        note_use: Callable[[str], None],
    ) -> None:
        self._cache = cache
        self._access_log = access_log
        self._shared_seconds = shared_seconds
        self._origin_headers = origin_headers
        self._note_use = note_use
        self._fixed: Sequence[Header] = ()
        self._fixed_lines = b""

    def answer(self, request: EarlyRequest, fixed: Sequence[Header]) -> Sequence[bytes] | None:
        """The response as bytes to write, with these headers too; None if nothing is ready."""
        if request.is_private or self._cache.is_off:
            return None
        if not (found := self._cache.find_ready(request.alias)):
            return None
        entry, ready = found
        # for a GET, Cache-Control then changes from second to second
        if request.is_get and entry.ends_at < time.monotonic() + self._shared_seconds:
            return None
        if ready.document:
            self._note_use(ready.document)
        headers = request.headers
        is_304 = request.is_get and is_named(headers.get(b"if-none-match"), ready.tag)
        id = logs.new_request_id(headers.get(REQUEST_ID_NAME))
        log_entry = AccessLogEntry(id, request.started, cache="hit")
        log_entry.operation_name = entry.details.operation_name
        log_entry.finish(304 if is_304 else 200)
        self._access_log.add(log_entry)
        if fixed is not self._fixed:  # another list each second
            self._fixed, self._fixed_lines = fixed, header_lines(fixed)
        status, head = (_STATUS_304, ready.head_of_304) if is_304 else (_STATUS_200, ready.head)
        head = b"%b%b%b: %b\r\n%b" % (
            *(status, self._fixed_lines, REQUEST_ID_NAME, id.encode(), head),
        )
        return (head,) if is_304 else (head, ready.body)

    def remember(
        self, scope: Scope, entry: Entry, found: Representation, document: str | None
    ) -> None:
        """Have a representation ready for whoever repeats the request, if its protocol asks."""
        request = remembered(scope.get("state", {}))
        if request is None or request.is_private:
            return
        common = (
            cache_status("hit"),
            AGE,
            *response_headers("")[1:],
            *self._origin_headers(request.headers.get(b"origin")),
        )
        length = (b"content-length", b"%d" % len(found.body))
        ready = ReadyAnswer(
            header_lines((*found.headers, *common, length)) + b"\r\n",
            header_lines((*found.headers_of_304, *common)) + b"\r\n",
            found.body,
            found.tag,
            document,
        )
        self._cache.add_alias(entry, request.alias, ready)


def header_lines(headers: Sequence[Header]) -> bytes:
    """Headers as they are sent."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])
