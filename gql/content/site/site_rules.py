"""What of the site is stored and is a setting as well: here alone is decided which of them counts.

An administrator's value does, where there is one; otherwise the setting is the default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gql.content.comments.comment_settings import CommentSettings, HoldPolicy
from gql.content.people.anonymous_name import anonymous_name
from gql.db import Connection, Record
from gql.sql.statements import statements

SQL = statements("site")
_COMMENTS = CommentSettings()
# by the names of the settings, which the columns have too; without a service: those of tests
DEFAULTS: Mapping[str, Any] = {
    "anonymous_name": "",  # a word in the language of the site
    "comment_depth": _COMMENTS.comment_depth,
    "hold_comments": _COMMENTS.hold_comments,
    "comment_edit_minutes": _COMMENTS.comment_edit_minutes,
}


def effective_rules(stored: Mapping[str, Any] | Record, settings: Mapping[str, Any]) -> Any:
    """The values of DEFAULTS by name: as stored, or else as set, or else the default."""
    rules = {
        name: settings.get(name, default) if stored[name] is None else stored[name]
        for name, default in DEFAULTS.items()
    }
    return rules | {"anonymous_name": rules["anonymous_name"] or anonymous_name(stored["language"])}


async def comment_rules(connection: Connection, settings: CommentSettings) -> CommentSettings:
    """The settings for comments, with what is stored in their place."""
    stored = await connection.fetchrow(SQL["comment_rules"].text)
    values = {name: value for name, value in stored.items() if value is not None}
    if "hold_comments" in values:
        values["hold_comments"] = HoldPolicy(values["hold_comments"])
    return replace(settings, **values)
