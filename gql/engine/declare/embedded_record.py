"""What stands in for a record that is not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EmbeddedRecord:
    """The record that stands in for a to-one that finds none, built from columns of the parent.

    `kind` is that of the substitute, `instead_of` the kind that was looked for; `columns` is
    attribute → column of the parent. Example: a guest in place of an author.
    """

    kind: str
    instead_of: str
    columns: Mapping[str, str]
