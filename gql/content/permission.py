"""Permissions: the table of actions by role, and the checks against it.

Anonymous viewers have none. Guests comment and like under the rules of comments and likes.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum, StrEnum

from gql.errors import Forbidden, NotSignedIn
from gql.viewer import Role, Viewer


class Scope(Enum):
    """What a permission covers: nothing, what belongs to the viewer, or everything."""

    NONE = 0
    OWN = 1
    ALL = 2


NONE, OWN, ALL = Scope


class Action(StrEnum):
    """What can be done. The value completes the message "You may not …"."""

    WRITE_POST = "write posts"
    EDIT_POST = "edit this post"
    EDIT_PUBLISHED = "edit posts that are published"
    PUBLISH_POST = "publish posts"
    TRASH_POST = "move this post to the trash"
    TRASH_PUBLISHED = "move published posts to the trash"
    PREVIEW_POST = "preview this post"
    READ_REVISIONS = "read the revisions of this post"
    CHOOSE_AUTHORS = "choose the authors of a post"
    MAKE_STICKY = "make posts sticky"
    WRITE_PAGE = "write pages"
    WRITE_COMMENT = "comment"
    COMMENT_UNMODERATED = "comment without waiting for a moderator"
    CHANGE_COMMENT = "change this comment"
    MODERATE = "moderate comments"
    SEE_COMMENTERS = "see who wrote comments"
    LIKE = "like"
    CHANGE_PROFILE = "change this profile"
    MANAGE_TERMS = "manage categories and tags"
    WRITE_META = "write meta"
    MANAGE_MENUS = "manage menus"
    MANAGE_SERIES = "manage series"
    MANAGE_REDIRECTS = "manage redirects"
    CHANGE_SITE = "change the site"
    MANAGE_PEOPLE = "manage people"


# fmt: off
PERMISSIONS = {
    #                             READER  CONTRIBUTOR  AUTHOR  EDITOR  ADMIN
    Action.WRITE_POST:           (NONE,   OWN,         OWN,    ALL,    ALL),
    Action.EDIT_POST:            (NONE,   OWN,         OWN,    ALL,    ALL),
    Action.EDIT_PUBLISHED:       (NONE,   NONE,        OWN,    ALL,    ALL),
    Action.PUBLISH_POST:         (NONE,   NONE,        OWN,    ALL,    ALL),
    Action.TRASH_POST:           (NONE,   OWN,         OWN,    ALL,    ALL),
    Action.TRASH_PUBLISHED:      (NONE,   NONE,        OWN,    ALL,    ALL),
    Action.PREVIEW_POST:         (NONE,   OWN,         OWN,    ALL,    ALL),
    Action.READ_REVISIONS:       (NONE,   OWN,         OWN,    ALL,    ALL),
    Action.CHOOSE_AUTHORS:       (NONE,   NONE,        NONE,   ALL,    ALL),
    Action.MAKE_STICKY:          (NONE,   NONE,        NONE,   ALL,    ALL),
    Action.WRITE_PAGE:           (NONE,   NONE,        NONE,   ALL,    ALL),
    Action.WRITE_COMMENT:        (OWN,    OWN,         OWN,    ALL,    ALL),
    Action.COMMENT_UNMODERATED:  (NONE,   NONE,        OWN,    ALL,    ALL),
    Action.CHANGE_COMMENT:       (OWN,    OWN,         OWN,    ALL,    ALL),
    Action.MODERATE:             (NONE,   NONE,        NONE,   ALL,    ALL),
    Action.SEE_COMMENTERS:       (NONE,   NONE,        NONE,   ALL,    ALL),
    Action.LIKE:                 (OWN,    OWN,         OWN,    OWN,    OWN),
    Action.CHANGE_PROFILE:       (OWN,    OWN,         OWN,    OWN,    OWN),
    Action.MANAGE_TERMS:         (NONE,   NONE,        NONE,   ALL,    ALL),
    Action.WRITE_META:           (NONE,   NONE,        NONE,   ALL,    ALL),
    Action.MANAGE_MENUS:         (NONE,   NONE,        NONE,   ALL,    ALL),
    Action.MANAGE_SERIES:        (NONE,   NONE,        NONE,   ALL,    ALL),
    Action.MANAGE_REDIRECTS:     (NONE,   NONE,        NONE,   ALL,    ALL),
    Action.CHANGE_SITE:          (NONE,   NONE,        NONE,   NONE,   ALL),
    Action.MANAGE_PEOPLE:        (NONE,   NONE,        NONE,   NONE,   ALL),
}
# fmt: on
_COLUMN = {role: at for at, role in enumerate(Role)}  # Role lists its members in this order


def scope(viewer: Viewer, action: Action) -> Scope:
    """What the viewer's role lets them do. OWN becomes NONE for a viewer without a profile."""
    if viewer.role is None:
        return NONE
    granted = PERMISSIONS[action][_COLUMN[viewer.role]]
    # an API token has a role and no profile: nothing belongs to it
    return NONE if granted is OWN and viewer.author_id is None else granted


def is_allowed(viewer: Viewer, action: Action, owners: Collection[int] = ()) -> bool:
    """Whether the viewer may do this to something of these authors (ids; empty: to a new thing)."""
    granted = scope(viewer, action)
    return granted is ALL or (granted is OWN and (not owners or viewer.author_id in owners))


def require(viewer: Viewer, action: Action, owners: Collection[int] = ()) -> None:
    """Raise NotSignedIn or Forbidden unless `is_allowed`."""
    if viewer.role is None:
        raise NotSignedIn
    if not is_allowed(viewer, action, owners):
        raise Forbidden(f"You may not {action.value}. Your role is {viewer.role}.")


def require_profile(viewer: Viewer, action: Action) -> int:
    """The profile id of a viewer who may do this in their own name.

    Raises NotSignedIn and Forbidden.
    """
    if viewer.role is None:
        raise NotSignedIn
    if viewer.author_id is None:
        raise Forbidden(f"You may not {action.value}: an API token has no profile.")
    require(viewer, action)
    return viewer.author_id
