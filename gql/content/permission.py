"""Who may do what: one row for each act, one column for each role.

A stranger may do nothing of this but comment and like, as a guest, within the rules of these.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum, StrEnum

from gql.errors import Forbidden, NotSignedIn
from gql.viewer import Role, Viewer


class Reach(Enum):
    """How far a permission goes."""

    NONE = 0
    OWN = 1
    ALL = 2


NONE, OWN, ALL = Reach


class Act(StrEnum):
    """What can be done, as a refusal tells it."""

    WRITE_POST = "write posts"
    EDIT_POST = "edit this post"
    EDIT_PUBLISHED = "edit posts that are published"
    PUBLISH_POST = "publish posts"
    TRASH_POST = "throw this post away"
    TRASH_PUBLISHED = "throw away posts that are published"
    PREVIEW_POST = "preview this post"
    READ_REVISIONS = "read the revisions of this post"
    CHOOSE_AUTHORS = "choose who wrote a post"
    STICK_POST = "keep posts on top"
    WRITE_PAGE = "write pages"
    WRITE_COMMENT = "answer"
    ANSWER_AT_ONCE = "answer without waiting for a moderator"
    CHANGE_COMMENT = "change this comment"
    MODERATE = "moderate comments"
    SEE_COMMENTERS = "see who wrote comments"
    LIKE = "like"
    CHANGE_PROFILE = "change this profile"


# fmt: off
MAY = {
    #                     READER  CONTRIBUTOR  AUTHOR  EDITOR  ADMIN
    Act.WRITE_POST:      (NONE,   OWN,         OWN,    ALL,    ALL),
    Act.EDIT_POST:       (NONE,   OWN,         OWN,    ALL,    ALL),
    Act.EDIT_PUBLISHED:  (NONE,   NONE,        OWN,    ALL,    ALL),
    Act.PUBLISH_POST:    (NONE,   NONE,        OWN,    ALL,    ALL),
    Act.TRASH_POST:      (NONE,   OWN,         OWN,    ALL,    ALL),
    Act.TRASH_PUBLISHED: (NONE,   NONE,        OWN,    ALL,    ALL),
    Act.PREVIEW_POST:    (NONE,   OWN,         OWN,    ALL,    ALL),
    Act.READ_REVISIONS:  (NONE,   OWN,         OWN,    ALL,    ALL),
    Act.CHOOSE_AUTHORS:  (NONE,   NONE,        NONE,   ALL,    ALL),
    Act.STICK_POST:      (NONE,   NONE,        NONE,   ALL,    ALL),
    Act.WRITE_PAGE:      (NONE,   NONE,        NONE,   ALL,    ALL),
    Act.WRITE_COMMENT:   (OWN,    OWN,         OWN,    ALL,    ALL),
    Act.ANSWER_AT_ONCE:  (NONE,   NONE,        OWN,    ALL,    ALL),
    Act.CHANGE_COMMENT:  (OWN,    OWN,         OWN,    ALL,    ALL),
    Act.MODERATE:        (NONE,   NONE,        NONE,   ALL,    ALL),
    Act.SEE_COMMENTERS:  (NONE,   NONE,        NONE,   ALL,    ALL),
    Act.LIKE:            (OWN,    OWN,         OWN,    OWN,    OWN),
    Act.CHANGE_PROFILE:  (OWN,    OWN,         OWN,    OWN,    OWN),
}
# fmt: on
_COLUMN = {role: at for at, role in enumerate(Role)}


def reach(viewer: Viewer, act: Act) -> Reach:
    """How far somebody may go. What is their own, a machine has none of: it has no profile."""
    if viewer.role is None:
        return NONE
    found = MAY[act][_COLUMN[viewer.role]]
    return NONE if found is OWN and viewer.author_id is None else found


def may(viewer: Viewer, act: Act, owners: Collection[int] = ()) -> bool:
    """Whether somebody may do something to what belongs to these authors."""
    found = reach(viewer, act)
    return found is ALL or (found is OWN and (not owners or viewer.author_id in owners))


def require(viewer: Viewer, act: Act, owners: Collection[int] = ()) -> None:
    """Raises NotSignedIn and Forbidden."""
    if viewer.role is None:
        raise NotSignedIn
    if not may(viewer, act, owners):
        raise Forbidden(f"You may not {act.value}. Your role is {viewer.role}.")


def require_profile(viewer: Viewer, act: Act) -> int:
    """The profile of somebody who may do something as themselves.

    Raises NotSignedIn and Forbidden.
    """
    if viewer.role is None:
        raise NotSignedIn
    if viewer.author_id is None:
        raise Forbidden(f"You may not {act.value}: the token of a machine has no profile.")
    require(viewer, act)
    return viewer.author_id
