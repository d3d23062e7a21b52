"""Why a comment, or a change to one, is not accepted."""

from __future__ import annotations

from gql.errors.quire_error import Refused


class CommentsClosed(Refused, code="COMMENTS_CLOSED"):
    """Comments are closed here: no new ones are accepted."""


class ReplyTooDeep(Refused, code="TOO_DEEP"):
    """Replies are nested too deep here. Reply to a comment further up."""


class EditWindowClosed(Refused, code="TOO_LATE"):
    """The time in which this comment could be edited is over."""


class DuplicateComment(Refused, code="DUPLICATE"):
    """You have already posted this comment here."""
