"""The rules of a conversation, as whoever runs the site has set them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Hold(StrEnum):
    """Whose comments wait for a moderator."""

    ALL = "all"
    FIRST_TIME = "first-time"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CommentRules:
    hold: Hold = Hold.ALL
    deepest: int = 10
    edit_minutes: int = 15
    quickest: float = 3.0
    """Seconds from the opening of a form until it is sent."""
    most_links: int = 3
    of_sender: int = 5
    """Comments a minute of one account, or of all guests from one network."""
    on_entry: int = 60
    """Comments a minute of all guests on one post or page."""
