"""HTTP requests that are refused before GraphQL sees them, each with its status of RFC 9110."""

from __future__ import annotations

from gql.errors.quire_error import Refused


class HttpRequestRefused(Refused, code="BAD_REQUEST"):
    """The HTTP request cannot be read."""


# Apollo's clients look for these very messages, and send the whole document in their next request.
# With 200, as Apollo Server: some of them read no body of any other status.
class PersistedQueryNotSupported(
    HttpRequestRefused, code="PERSISTED_QUERY_NOT_SUPPORTED", status=200
):
    """PersistedQueryNotSupported"""


class PersistedQueryNotFound(HttpRequestRefused, code="PERSISTED_QUERY_NOT_FOUND", status=200):
    """PersistedQueryNotFound"""


class PersistedQueryHashMismatch(HttpRequestRefused, code="PERSISTED_QUERY_HASH_MISMATCH"):
    """The hash is not the SHA-256 of the document: provided sha does not match query."""


class DocumentNotFound(HttpRequestRefused, code="DOCUMENT_NOT_FOUND", status=404):
    """No document is stored under this id. Send the document itself, in query."""


class DocumentNotStored(HttpRequestRefused, code="DOCUMENT_NOT_STORED", status=403):
    """This service runs only documents that were stored with it beforehand. Ask its publisher."""


class MethodNotAllowed(HttpRequestRefused, code="METHOD_NOT_ALLOWED", status=405):
    """Send GraphQL by POST as JSON, or a query by GET."""


class NotFound(HttpRequestRefused, code="NOT_FOUND", status=404):
    """Nothing is at this address. GraphQL is at /graphql."""


class HostMalformed(HttpRequestRefused, code="BAD_HOST"):
    """The Host header names no host."""


# 421 is of RFC 9110, section 15.5.20
class HostNotAllowed(HttpRequestRefused, code="HOST_NOT_ALLOWED", status=421):
    """This service does not answer for this host. The setting QUIRE_ALLOWED_HOSTS names its own."""


class OriginNotAllowed(HttpRequestRefused, code="ORIGIN_NOT_ALLOWED", status=403):
    """Pages of this origin may not open sockets. The setting QUIRE_CORS_ORIGINS names who may."""


class NotAcceptable(HttpRequestRefused, code="NOT_ACCEPTABLE", status=406):
    """This service answers with application/graphql-response+json or application/json."""


class HeadTooSlow(HttpRequestRefused, code="REQUEST_TIMEOUT", status=408):
    """The headers did not arrive in time."""


class BodyTooSlow(HeadTooSlow, code="REQUEST_TIMEOUT"):
    """The body did not arrive in time."""


class BodyTooLarge(HttpRequestRefused, code="BODY_TOO_LARGE", status=413):
    """The body is larger than is allowed."""


class AddressTooLong(HttpRequestRefused, code="ADDRESS_TOO_LONG", status=414):
    """The address is longer than is allowed. Send the operation by POST."""


class UnsupportedMediaType(HttpRequestRefused, code="UNSUPPORTED_MEDIA_TYPE", status=415):
    """Send the body as application/json in UTF-8, not compressed."""


# of RFC 6585, section 5
class HeadersTooLarge(HttpRequestRefused, code="HEADERS_TOO_LARGE", status=431):
    """The headers are larger than is allowed."""
