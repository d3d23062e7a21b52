"""Every error that a client, an operator or a moderator can meet: code, message, HTTP status.

A new error is one class in the file of its subject, and nothing else: the imports below export it.

    class CommentsClosed(Refused, code="COMMENTS_CLOSED"):
        "The first line of the docstring is the message, unless one is passed."

Keyword arguments become extensions, which say where the fault is: `argument="first"` an argument of
a query; `field=["links", "0"]` a path in the input of a mutation; `limit="depth"` with `allowed=`
(and `requested=` where it was counted) a limit that was exceeded.

quire_error      QuireError, the base of all; Refused: the request is at fault, not the service
operation        what one operation requests: its values, cursors, size, targets, rate
comment          why a comment is not accepted
authentication   who the viewer is, and what they may do
live             why an operation that stays open ends, or is not opened
http_request     HttpRequestRefused: HTTP that GraphQL never sees, each error with its status
transient        Unavailable and TimedOut: 503 with Retry-After
start            StartError: the service or a command cannot start

May import nothing of Quire. Never here: what is done about an error.
"""

from gql.errors.authentication import *  # noqa: F403
from gql.errors.comment import *  # noqa: F403
from gql.errors.http_request import *  # noqa: F403
from gql.errors.live import *  # noqa: F403
from gql.errors.operation import *  # noqa: F403
from gql.errors.quire_error import *  # noqa: F403
from gql.errors.start import *  # noqa: F403
from gql.errors.transient import *  # noqa: F403
