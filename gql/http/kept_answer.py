"""Responses made of answers that are kept, or may be: in each coding, with a tag, or as 304."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from starlette.responses import Response

from gql.cache import Entry, ResponseCache
from gql.http.access_log import MAX_OPERATION_NAME_LENGTH
from gql.http.cache_headers import PRIVATE, VARY, Header, SharedCaching
from gql.http.encodings import IDENTITY, accepted_coding, encode
from gql.http.entity_tag import body_hash, entity_tag, is_named
from gql.http.request import Headers
from gql.http.response import BytesResponse, content_type
from gql.worker_thread import run_beside_loop

LARGE = 131_072  # bytes: compressing them takes 2 ms


@dataclass(slots=True)
class AnswerDetails:
    """What responses made of an entry need beside its body.

    `is_public`: caches on the way may keep it. `tags`: the header, made for the first GET.
    `making`: bodies in codings that are under way.
    """

    media_type: str
    hash: str
    operation_name: str | None
    is_public: bool = False
    tags: Header | None = None
    making: dict[str, asyncio.Future[bytes]] = field(default_factory=dict)

    @classmethod
    def of(cls, media_type: str, body: bytes, operation_name: str | None) -> AnswerDetails:
        """The details of a body that was made for a request with this operation name."""
        name = operation_name and operation_name[:MAX_OPERATION_NAME_LENGTH]
        return cls(media_type, body_hash(media_type, body), name)


@dataclass(frozen=True, slots=True)
class Representation:
    """One representation of an answer: body and headers, without those of the single request."""

    body: bytes
    tag: bytes
    headers: tuple[Header, ...]
    headers_of_304: tuple[Header, ...]

    def response(self, if_none_match: bytes | None) -> Response:
        """The response to a request with this If-None-Match."""
        if is_named(if_none_match, self.tag):
            return NotModified(self.headers_of_304)
        return BytesResponse(self.body, 200, self.headers)


class NotModified(Response):
    """304: the client has the body. Without a Content-Length, which would be that of the body."""

    def __init__(self, headers: tuple[Header, ...]) -> None:
        self.status_code = 304
        self.background = None
        self.body = b""
        self.raw_headers = list(headers)


async def represent(
    entry: Entry, is_safe: bool, headers: Headers, cache: ResponseCache, shared: SharedCaching
) -> Representation:
    """The representation that a request with these headers wants; `is_safe`: by GET or HEAD."""
    details: AnswerDetails = entry.details
    coding = accepted_coding(headers.get(b"accept-encoding")).of(len(entry.body))
    tag = (b"etag", entity_tag(details.hash, coding))
    caching = _caching(entry, is_safe, shared)
    encoding = () if coding == IDENTITY else (_content_encoding(coding),)
    return Representation(
        await encoded(entry, coding, cache),
        tag[1],
        (content_type(details.media_type), *encoding, tag, *caching),
        (tag, *caching),
    )


async def encoded(entry: Entry, coding: str, cache: ResponseCache) -> bytes:
    """The body of an entry in a coding: made once, as long as the entry is kept."""
    if coding == IDENTITY:
        return entry.body
    if coding not in entry.variants:
        if len(entry.body) <= LARGE:
            cache.add_variant(entry, coding, encode(entry.body, coding))
        else:
            cache.add_variant(entry, coding, await _made_once(entry, coding))
    return entry.variants[coding]


async def _made_once(entry: Entry, coding: str) -> bytes:
    """All who want the same of one large answer at once wait for one of them."""
    details: AnswerDetails = entry.details
    making = details.making.get(coding)
    if making is None:
        work = run_beside_loop(encode, entry.body, coding)
        making = details.making[coding] = asyncio.ensure_future(work)
        making.add_done_callback(lambda _: details.making.pop(coding, None))
    return await asyncio.shield(making)


async def compress(response: Response, headers: Headers) -> Response:
    """The response in the coding that these headers ask for, if any."""
    coding = accepted_coding(headers.get(b"accept-encoding")).of(len(response.body))
    if coding == IDENTITY:
        return response
    kept = [header for header in response.raw_headers if header[0] != b"content-length"]
    body = await _compressed(bytes(response.body), coding)
    return BytesResponse(body, response.status_code, (*kept, _content_encoding(coding)))


def _content_encoding(coding: str) -> Header:
    return b"content-encoding", coding.encode()


async def _compressed(body: bytes, coding: str) -> bytes:
    """A body in a coding; of a large one beside the event loop."""
    if len(body) > LARGE:
        return await run_beside_loop(encode, body, coding)
    return encode(body, coding)


def _caching(entry: Entry, is_safe: bool, shared: SharedCaching) -> tuple[Header, ...]:
    """Caches may keep the answer to a GET, if its tags are known.

    That to a POST they may not: it would be found by its address alone, which is the same for all
    operations (RFC 9110, section 9.3.3). Nor does If-None-Match mean anything there.
    """
    details: AnswerDetails = entry.details
    if not is_safe or not details.is_public or entry.tags is None:
        return PRIVATE, VARY
    if details.tags is None:
        details.tags = shared.tags(entry.tags)
    return shared.cache_control(entry.ends_at - time.monotonic()), VARY, details.tags
