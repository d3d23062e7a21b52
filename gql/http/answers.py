"""Answers one operation: from the cache, by waiting for an equal one that runs, or by running it.

Who asks follows from what the request carries, never from a look at the answer: only requests of
strangers come near the cache.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson
from starlette.responses import Response
from starlette.types import Scope

from gql.cache import Entry, Flight, ResponseCache
from gql.deadline import Deadline
from gql.documents import Documents
from gql.errors import TimedOut
from gql.http.access_log import AccessLogEntry
from gql.http.cache_headers import AGE, PRIVATE_NAMES, SharedCaching
from gql.http.early_answers import EarlyAnswers
from gql.http.early_request import remembered
from gql.http.kept_answer import AnswerDetails, compress, represent
from gql.http.request import SAFE_METHODS, Headers
from gql.http.response import result_response
from gql.operation.execute import Executor
from gql.operation.planning import ReadyQuery
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result
from gql.operation.selected_operation import Allowed
from gql.viewer import ANONYMOUS, Viewer

CreateContext = Callable[[Scope, Headers], Awaitable[Any]]
MAX_JOINED = 2  # flights that a request waits for before it runs by itself
MAX_HEADS = 200  # a few KB each at most


@dataclass(slots=True)
class Call:
    """One operation that is to be answered, with the HTTP request that brought it."""

    scope: Scope
    headers: Headers
    request: GraphQLRequest
    media_type: str
    log_entry: AccessLogEntry
    is_resolved: bool = False
    """The request has its document, which this caller may run."""
    ready: ReadyQuery | None = None
    """What was found out about the operation before, if it was."""

    @property
    def is_safe(self) -> bool:
        """Whether it came by GET or HEAD, which must change nothing."""
        return self.scope["method"] in SAFE_METHODS

    @property
    def allowed(self) -> Allowed:
        """Which operations may come this way."""
        return Allowed.BY_GET if self.is_safe else Allowed.BY_POST

    @property
    def may_register(self) -> bool:
        """Whether it came with its document and a hash, which Documents want to see each time."""
        request = self.request
        return not request.is_stored and bool(request.persisted_hash or request.document_id)


class Answers:
    """Answers operations; keeps none, and lets nobody keep any, until `keep` is called."""

    def __init__(
        self,
        executor: Executor,
        create_context: CreateContext,
        *,
        documents: Documents | None = None,
        shared: SharedCaching | None = None,
        max_response: int = 10_485_760,
    ) -> None:
        self._executor = executor
        self._create_context = create_context
        self._documents = documents or Documents()
        self._cache: ResponseCache | None = None
        self._early: EarlyAnswers | None = None
        self._shared = shared or SharedCaching()
        self._max_response = max_response
        # of requests that nothing was refused of before they came here, with their media types
        self.heads: dict[bytes, str] = {}

    def keep(self, cache: ResponseCache, early: EarlyAnswers) -> None:
        """Keep answers to strangers from now on, and have those to repeated requests ready."""
        self._cache, self._early = cache, early

    async def respond(self, call: Call) -> Response:
        """The response. Raises what `create_context` and Documents raise, and CancelledError."""
        cache = self._cache
        if call.ready is None and (request := remembered(call.scope.get("state", {}))):
            self._note_head(request.head, call.media_type)
        if not PRIVATE_NAMES.isdisjoint(call.headers):
            return await self._uncached(call, "viewer")
        # without memory, only caches on the way are left, and they keep no answer to a POST
        if cache is None or (cache.is_off and not call.is_safe):
            return await self._uncached(call, "off")
        self._resolve(call, ANONYMOUS)
        if (reason := _reason_to_bypass(call.request)) is not None:
            return await self._uncached(call, reason)
        key = answer_key(call.request, call.media_type)
        if key is None:
            return await self._uncached(call, "variables")
        answer: Entry | Response | None = cache.find(key)
        if answer is None:
            answer = await self._run_or_join(cache, key, call)
        else:
            call.log_entry.cache = "hit"
        if not isinstance(answer, Entry):
            return await compress(answer, call.headers)
        self._documents.register(call.request)
        return await self._response(cache, answer, call)

    def _note_head(self, head: bytes, media_type: str) -> None:
        if len(self.heads) >= MAX_HEADS and head not in self.heads:
            self.heads.clear()
        self.heads[head] = media_type

    async def _uncached(self, call: Call, reason: str) -> Response:
        call.log_entry.cache = reason
        result = await self._run(call)
        response = result_response(result, call.media_type, self._max_response)
        # what a mutation answers may hold a token beside what its client has chosen: compressed
        # together, their length would tell of it (BREACH)
        if "mutation" in call.request.query:
            return response
        return await compress(response, call.headers)

    async def _run(self, call: Call, *, with_tags: bool = False) -> Result:
        context = await self._create_context(call.scope, call.headers)
        self._resolve(call, context.viewer)
        result = await self._executor.run(
            call.request,
            context,
            allowed=call.allowed,
            with_tags=with_tags,
            ready=call.ready,
        )
        call.log_entry.result = result
        if result.executed:  # so the document is valid
            self._documents.register(call.request)
        return result

    def _resolve(self, call: Call, viewer: Viewer) -> None:
        if not call.is_resolved:
            call.request = self._documents.resolve(call.request, viewer)
            call.is_resolved = True

    async def _run_or_join(self, cache: ResponseCache, key: bytes, call: Call) -> Entry | Response:
        """Run the operation, unless an equal one is under way whose answer will do."""
        # nothing that others read is known to hold while changes are not known
        if cache.is_off or not cache.is_current:
            return await self._read(cache, key, call, cache.position)
        if cache.flights.find(key) is None:
            return await self._lead(cache, key, call)
        asked = cache.position
        with Deadline(self._executor.timeout):
            for attempt in range(MAX_JOINED):
                flight = cache.flights.find(key)
                if flight is None:
                    return await self._lead(cache, key, call)
                if attempt and flight.since < asked:
                    break
                entry = await flight.wait()
                # what was written after it had begun may be known to who asks now
                if entry and cache.holds(entry.tags, flight.since):
                    call.log_entry.cache = "joined"
                    return entry
                if entry is None and not flight.is_abandoned:
                    break
            return await self._read(cache, key, call, cache.position)
        raise TimedOut(limit="request", allowed=self._executor.timeout)

    async def _lead(self, cache: ResponseCache, key: bytes, call: Call) -> Entry | Response:
        with cache.flights.leading(key, cache.position) as flight:
            answer = await self._read(cache, key, call, flight.since, flight)
            if isinstance(answer, Entry):
                flight.answer = answer
        return answer

    async def _read(
        self,
        cache: ResponseCache,
        key: bytes,
        call: Call,
        since: int,
        flight: Flight[Entry] | None = None,
    ) -> Entry | Response:
        """Run the operation, and keep its answer if it may be kept; an Entry may be shared."""
        is_wanted_again = cache.is_second_sighting(key)
        # nobody keeps the first answer to a POST, so nobody has to know what it depends on
        with_tags = is_wanted_again or call.is_safe
        result = await self._run(call, with_tags=with_tags)
        response = result_response(result, call.media_type, self._max_response)
        if response.status_code != 200 or result.errors or result.extensions:
            call.log_entry.cache = "errors" if result.errors else "extensions"
            return response
        call.log_entry.cache = "miss" if result.planned else "reference"
        if not with_tags and not (flight and flight.is_awaited):
            return response
        body, tags = bytes(response.body), result.tags
        details = AnswerDetails.of(call.media_type, body, call.request.operation_name)
        entry = Entry(key, body, details=details)
        if tags is None or tags.unknown:
            if tags:
                call.log_entry.cache = "untagged"
            return entry
        entry.tags = tags.names
        entry.ends_at = time.monotonic() + cache.seconds_left(tags.names, tags.seconds)
        details.is_public = cache.holds(tags.names, since)
        is_kept = is_wanted_again and cache.keep(entry, since)
        call.log_entry.cache = "stored" if is_kept else "miss" if details.is_public else "touched"
        return entry

    async def _response(self, cache: ResponseCache, entry: Entry, call: Call) -> Response:
        found = await represent(entry, call.is_safe, call.headers, cache, self._shared)
        outcome = call.log_entry.cache
        # not before it was found once: what is made ready takes as long as keeping it did
        if self._early and outcome == "hit" and not call.may_register:
            document = self._documents.registered_hash(call.request)
            self._early.remember(call.scope, entry, found, document)
        if_none_match = call.headers.get(b"if-none-match") if call.is_safe else None
        response = found.response(if_none_match)
        if outcome in ("hit", "joined"):
            response.raw_headers.append(AGE)
        return response


def answer_key(request: GraphQLRequest, media_type: str) -> bytes | None:
    """What all spellings of a stranger's request have in common, as 32 bytes.

    None for variables so deeply nested that orjson, which has read them, does not write them.
    """
    try:
        variables = orjson.dumps(request.variables, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return None
    texts = (request.query, request.operation_name or "", media_type)
    parts = [text.encode(errors="surrogatepass") for text in texts]
    # lengths first, so that no part can pass for another
    lengths = b"%d %d %d " % tuple(map(len, parts))
    return blake2b(b"".join((lengths, *parts, variables)), digest_size=32).digest()


def _reason_to_bypass(request: GraphQLRequest) -> str | None:
    # before anything is parsed: what merely mentions the word is not kept either
    if "mutation" in request.query or "subscription" in request.query:
        return "mutation"
    return "extensions" if "cost" in request.extensions else None
