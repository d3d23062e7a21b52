"""Who may not read a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Guard:
    """Who may not read a list: everybody for whom a column of the parent is null, and who is not
    permitted at all, which a function of the context tells."""

    column: str
    permits: Callable[[Any], bool]
