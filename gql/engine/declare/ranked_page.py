"""A page of search results, as the function that finds them returns it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class RankedPage(Protocol):
    """A page of search results, best first. Each record has at least `kind` and `id`."""

    @property
    def records(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def has_next(self) -> bool: ...
    @property
    def has_previous(self) -> bool: ...
    def cursor(self, record: Mapping[str, Any]) -> str: ...
    def score(self, record: Mapping[str, Any]) -> float: ...
