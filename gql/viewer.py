"""Who asks.

Strangers included; what each may see is decided by the database role their statements run under.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is behind a request."""

    author_id: int | None = None


STRANGER = Viewer()
