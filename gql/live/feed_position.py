"""Up to where the change log was told: what a client gives back as `after`."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from gql.errors import BadInput

MAX_ID = 2**63 - 1
MAX_LENGTH = 16_384  # characters: a server runs some hundreds of transactions at once
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
MICROSECOND = timedelta(microseconds=1)
# lineage, two snapshots (the second may be missing), two ids, a time in microseconds, and an id
_SNAPSHOT = r"\d{1,19}:\d{1,19}:(?:\d{1,19}(?:,\d{1,19})*)?"
_WRITTEN = re.compile(
    rf"([\w ]{{1,80}})/({_SNAPSHOT})/({_SNAPSHOT}|)"
    r"/(\d{1,18})/(\d{1,18})/(\d{1,17})/(\d{1,19})"
)


@dataclass(frozen=True, slots=True)
class FeedPosition:
    """A place in the order in which changes are told.

    Told are all that the snapshot `since` sees with ids up to `newest`; of those that `until` sees
    besides, the ones with ids up to `id`; and of what showed itself at a time to come, all up to
    (`shown`, `shown_id`). It means something on servers of one `lineage`, also after a restart.
    """

    lineage: str
    since: str
    newest: int
    shown: datetime
    until: str = ""
    id: int = 0
    shown_id: int = MAX_ID

    @property
    def text(self) -> str:
        """As clients keep it: letters, digits, `-` and `_`."""
        microseconds = (self.shown - EPOCH) // MICROSECOND
        written = (
            f"{self.lineage}/{self.since}/{self.until}/{self.newest}/{self.id}"
            f"/{microseconds}/{self.shown_id}"
        )
        return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")

    @property
    def unseen(self) -> tuple[str, list[str], int]:
        """What decides which rows it has not seen: the xmax of the snapshot, the transactions that
        were under way in it, the greatest id."""
        _, xmax, under_way = self.since.split(":")
        return xmax, [one for one in under_way.split(",") if one], self.newest

    @classmethod
    def of(cls, text: str) -> FeedPosition:
        """Read what a client gave back. Raises BadInput for what is no position."""
        found = _WRITTEN.fullmatch(_decoded(text))
        if found is None:
            raise BadInput("This position was not made by this service.", argument="after")
        lineage, since, until, newest, id, shown, shown_id = found.groups()
        if not (_is_snapshot(since) and (not until or _is_snapshot(until))):
            raise BadInput("This position has no snapshot.", argument="after")
        try:
            moment = EPOCH + int(shown) * MICROSECOND
        except OverflowError:
            raise BadInput("This position has no time.", argument="after") from None
        return cls(lineage, since, int(newest), moment, until, int(id), min(int(shown_id), MAX_ID))

    def told(self, id: int, until: str) -> FeedPosition:
        """The place after the row of this id, of those that the snapshot `until` sees."""
        return replace(self, until=until, id=id)

    def shown_up_to(self, moment: datetime, id: int = MAX_ID) -> FeedPosition:
        """The place after what showed itself at this moment, with ids up to this one."""
        return replace(self, shown=moment, shown_id=id)


def _is_snapshot(text: str) -> bool:
    """Whether Postgres would read it: 10:20:12,14."""
    xmin, xmax, under_way = text.split(":")
    ids = [int(one) for one in under_way.split(",") if one]
    is_rising = all(before < after for before, after in pairwise(ids))
    is_within = not ids or int(xmin) <= ids[0] <= ids[-1] < int(xmax)
    return 0 < int(xmin) <= int(xmax) and is_rising and is_within


def _decoded(text: str) -> str:
    if len(text) > MAX_LENGTH:
        return ""
    try:
        padded = text + "=" * (-len(text) % 4)
        return base64.b64decode(padded, b"-_", validate=True).decode()
    except ValueError:
        return ""
