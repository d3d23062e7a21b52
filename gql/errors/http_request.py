"""HTTP that the service does not take."""

from __future__ import annotations

from gql.errors.operation import Refused


class RequestRefused(Refused):
    """The HTTP request cannot be read."""


class PersistedQueryNotSupported(RequestRefused):
    """PersistedQueryNotSupported"""  # clients look for this word, and send the document then

    code = "PERSISTED_QUERY_NOT_SUPPORTED"


class MethodNotAllowed(RequestRefused):
    """Send GraphQL by POST as JSON, or a query by GET."""

    code = "METHOD_NOT_ALLOWED"
    status = 405


class NotFound(RequestRefused):
    """Nothing is at this address. GraphQL is at /graphql."""

    code = "NOT_FOUND"
    status = 404


class NotAcceptable(RequestRefused):
    """This service answers with application/graphql-response+json or application/json."""

    code = "NOT_ACCEPTABLE"
    status = 406


class HeadTooSlow(RequestRefused):
    """The headers did not arrive in time."""

    code = "REQUEST_TIMEOUT"
    status = 408


class BodyTooSlow(HeadTooSlow):
    """The body did not arrive in time."""


class BodyTooLarge(RequestRefused):
    """The body is larger than is allowed."""

    code = "BODY_TOO_LARGE"
    status = 413


class AddressTooLong(RequestRefused):
    """The address is longer than is allowed. Send the operation by POST."""

    code = "ADDRESS_TOO_LONG"
    status = 414


class UnsupportedMediaType(RequestRefused):
    """Send the body as application/json in UTF-8, not compressed."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


class HeadersTooLarge(RequestRefused):
    """The headers are larger than is allowed."""

    code = "HEADERS_TOO_LARGE"
    status = 431
