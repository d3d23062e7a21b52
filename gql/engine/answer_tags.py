"""Which cache tags an answer stands under, as a plan collects them while it builds the answer."""

from __future__ import annotations

from dataclasses import dataclass, field

EVERYTHING = "everything"  # what every answer stands under


@dataclass(slots=True)
class AnswerTags:
    """The cache tags of one answer, as the change log names them (schema/README.md).

    A write that touches none of `names` leaves the answer as it is. `unknown`: coordinates of
    fields (`Post.title`) whose tags nobody has declared; such an answer must not be kept.
    `seconds`: how long it may be kept at most, where something in it changes with the clock alone;
    None: as long as no write touches it.
    """

    names: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    seconds: float | None = None
