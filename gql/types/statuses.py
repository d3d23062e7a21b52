"""The publishing status of posts and pages, and the moderation status of comments."""

from __future__ import annotations

from enum import Enum

import strawberry


@strawberry.enum(description="The publishing status of a post or a page.")
class PostStatus(Enum):
    DRAFT = strawberry.enum_value("DRAFT", description="A draft.")
    PENDING = strawberry.enum_value(
        "PENDING", description="Submitted, waiting for review by an editor."
    )
    SCHEDULED = strawberry.enum_value("SCHEDULED", description="Will be published at a set time.")
    PUBLISHED = strawberry.enum_value("PUBLISHED", description="Everybody can read it.")
    PRIVATE = strawberry.enum_value("PRIVATE", description="Only the staff can read it.")
    TRASH = strawberry.enum_value("TRASH", description="Thrown away, and can be restored.")


@strawberry.enum(description="Whether readers see a comment and, if not, why.")
class CommentStatus(Enum):
    HELD = strawberry.enum_value("HELD", description="Held for moderation: not public.")
    APPROVED = strawberry.enum_value("APPROVED", description="Everybody can read it.")
    SPAM = strawberry.enum_value("SPAM", description="Marked as spam: not public.")
    TRASH = strawberry.enum_value("TRASH", description="Thrown away, and can be restored.")
