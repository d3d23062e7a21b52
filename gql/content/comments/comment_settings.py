"""Settings of the site for comments: moderation, spam thresholds and rate limits."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any


class HoldPolicy(StrEnum):
    """Whose comments are held for moderation."""

    ALL = "all"
    FIRST_TIME = "first-time"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CommentSettings:
    """The settings that comments of readers are checked against, named as in gql/settings/model.py.

    Production passes every value from there. The defaults are for tests, and equal those.
    """

    hold_comments: HoldPolicy = HoldPolicy.ALL
    """Whose comments are held for moderation."""
    comment_depth: int = 10
    """The deepest reply; a root comment has depth 0."""
    comment_edit_minutes: int = 15
    """How long an author may edit their own comment."""
    comment_seconds: float = 3.0
    """A form sent sooner than this after it was opened is held."""
    comment_links: int = 3
    """A comment with more links than this is held."""
    comments_per_minute: int = 5
    """Comments a minute of one account, or of all guests from one network."""
    comments_per_minute_on_post: int = 60
    """Comments a minute of all guests together on one post or page."""

    @classmethod
    def from_settings(cls, settings: Any) -> CommentSettings:
        """The values of the settings that have the same names."""
        given = {field.name: getattr(settings, field.name) for field in fields(cls)}
        return cls(**given | {"hold_comments": HoldPolicy(settings.hold_comments)})
