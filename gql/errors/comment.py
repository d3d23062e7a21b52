"""Why an answer of a reader is not taken."""

from __future__ import annotations

from gql.errors.operation import Refused


class CommentsClosed(Refused):
    """Nobody may answer this any more."""

    code = "COMMENTS_CLOSED"


class TooDeep(Refused):
    """Replies stand too deep here to be answered. Answer further up."""

    code = "TOO_DEEP"


class TooLate(Refused):
    """The time in which a comment may be changed is over."""

    code = "TOO_LATE"


class SaidAlready(Refused):
    """You have said the same here already."""

    code = "DUPLICATE"
