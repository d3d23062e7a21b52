"""Where posts, pages and comments stand."""

from __future__ import annotations

from enum import Enum

import strawberry


@strawberry.enum(description="Where a post or a page stands on its way to readers.")
class PostStatus(Enum):
    DRAFT = strawberry.enum_value("DRAFT", description="Being written.")
    PENDING = strawberry.enum_value("PENDING", description="Waiting for an editor.")
    SCHEDULED = strawberry.enum_value("SCHEDULED", description="Appears at a time to come.")
    PUBLISHED = strawberry.enum_value("PUBLISHED", description="Everybody can read it.")
    PRIVATE = strawberry.enum_value("PRIVATE", description="Only the staff can read it.")
    TRASH = strawberry.enum_value("TRASH", description="Thrown away, and can be restored.")


@strawberry.enum(description="What a moderator decided.")
class CommentStatus(Enum):
    HELD = strawberry.enum_value("HELD", description="Waiting for a moderator.")
    APPROVED = strawberry.enum_value("APPROVED", description="Everybody can read it.")
    SPAM = strawberry.enum_value("SPAM", description="Unwanted.")
    TRASH = strawberry.enum_value("TRASH", description="Thrown away, and can be restored.")
