"""The clock of the database beside that of this process."""

from __future__ import annotations

import time
from collections.abc import Callable

# seconds by which it may have moved beyond what was measured: a clock that runs a little fast
TOLERANCE = 0.02


class DatabaseClock:
    """Seconds since 1970 by the database, which decides by them what readers see.

    `uncertainty`: by how many seconds `now()` may be wrong; half of a round trip.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._offset: float | None = None
        self.uncertainty = 0.0

    @property
    def is_known(self) -> bool:
        """Whether it was ever read."""
        return self._offset is not None

    def now(self) -> float:
        """The time by the database, estimated."""
        return self._monotonic() + (self._offset or 0.0)

    def set(self, clock: float, *, sent: float, received: float) -> bool:
        """Take over what it showed between two moments of this process.

        Returns whether it was set meanwhile: it shows what it cannot, by what was known of it.
        """
        offset, uncertainty = clock - (sent + received) / 2, (received - sent) / 2
        before, allowed = self._offset, self.uncertainty + uncertainty + TOLERANCE
        self._offset, self.uncertainty = offset, uncertainty
        return before is not None and abs(offset - before) > allowed
