"""Documents that clients have registered by sending them with their hash, within bounds.

A flood of documents must push out none that is used. So one that was sent once waits in memory,
among a few that others push out. Asked for again by its hash it is kept, and written for the other
processes; where a quarter of the room is for those that were used in less than ESTABLISHED_AFTER
stretches of time. In each part the least recently used goes first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from time import monotonic

BYTES_PER_DOCUMENT = 4_096  # on average: the room of n documents is n times as many bytes
STRETCH = 600.0  # seconds: uses within it count as one
ESTABLISHED_AFTER = 3  # stretches
MIN_WAITING = 64  # documents that were sent once, at least
UNSTORABLE = "\0"  # GraphQL allows it in comments, Postgres nowhere
MAX_WRITES = 10  # new documents that one process writes at once, see housekeeping.py


@dataclass(frozen=True, slots=True)
class Room:
    """How many registered documents are kept in all processes: established ones, and others."""

    documents: int

    @property
    def newcomers(self) -> int:
        return max(1, self.documents // 4)

    @property
    def established(self) -> int:
        return max(1, self.documents - self.newcomers)

    @property
    def waiting(self) -> int:
        """Of one process, in memory only."""
        return max(MIN_WAITING, self.newcomers)


@dataclass(slots=True)
class _Kept:
    """A document that is in the table, or is to be written; when its use was noted there last."""

    text: str
    noted_at: float
    is_used: bool = False


@dataclass(slots=True)
class Writes:
    """What is to be written: new texts by hash, and the hashes of documents that were used."""

    texts: dict[str, str] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)


class RegisteredDocuments:
    """What one process knows of them. `documents`: how many all processes keep; 0: none."""

    def __init__(self, documents: int, clock: Callable[[], float] = monotonic) -> None:
        self.room = Room(documents)
        self._clock = clock
        self._waiting: OrderedDict[str, str] = OrderedDict()
        self._waiting_bytes = 0
        self._kept: dict[str, _Kept] = {}
        self._unwritten: dict[str, str] = {}

    @property
    def is_on(self) -> bool:
        return self.room.documents > 0

    def __len__(self) -> int:
        return len(self._kept) + len(self._waiting)

    def find(self, hash: str) -> str | None:
        """The text with this hash, which was used by that."""
        if kept := self._kept.get(hash):
            kept.is_used = True
            return kept.text
        if text := self._waiting.get(hash):
            self._waiting.move_to_end(hash)
            self._keep(hash, text)
        return text

    def has(self, hash: str) -> bool:
        """Whether a document is kept, or about to be."""
        return hash in self._kept

    def note_use(self, hash: str) -> None:
        """Somebody got an answer to this document that did not need its text."""
        if kept := self._kept.get(hash):
            kept.is_used = True

    def register(self, hash: str, text: str) -> None:
        """Take a valid document with its true hash; the second time it is kept."""
        if not self.is_on or self.find(hash) is not None or UNSTORABLE in text:
            return
        self._waiting[hash] = text
        self._waiting_bytes += len(text)
        room = self.room.waiting
        while (
            len(self._waiting) > room or self._waiting_bytes > room * BYTES_PER_DOCUMENT
        ) and len(self._waiting) > 1:
            self._forget(next(iter(self._waiting)))

    def take_writes(self) -> Writes:
        """What is to be written now; `take_back` where that fails."""
        writes, now = Writes(self._unwritten), self._clock()
        self._unwritten = {}
        for hash, kept in self._kept.items():
            if kept.is_used and now - kept.noted_at >= STRETCH:
                kept.is_used, kept.noted_at = False, now
                writes.used.append(hash)
        return writes

    def take_back(self, writes: Writes) -> None:
        """Write the new texts another time; uses are told again by later ones."""
        self._unwritten = {**writes.texts, **self._unwritten}

    def missing(self, hashes: Collection[str]) -> list[str]:
        """Those of the hashes in the table whose texts are not here."""
        return [hash for hash in hashes if hash not in self._kept]

    def replace(self, hashes: Collection[str], texts: Mapping[str, str]) -> None:
        """Keep what the table has now: hashes, and the texts of those that were missing."""
        now = self._clock()
        for hash, text in texts.items():
            self._kept[hash] = _Kept(text, now)
            self._forget(hash)
        for hash in self._kept.keys() - set(hashes) - self._unwritten.keys():
            del self._kept[hash]

    def _keep(self, hash: str, text: str) -> None:
        """Keep one that was asked for again, unless many are to be written already."""
        too_long = len(text) > self.room.newcomers * BYTES_PER_DOCUMENT
        if len(self._unwritten) < MAX_WRITES and not too_long:
            self._forget(hash)
            self._kept[hash] = _Kept(text, self._clock())
            self._unwritten[hash] = text

    def _forget(self, hash: str) -> None:
        """Let one wait no longer."""
        if text := self._waiting.pop(hash, None):
            self._waiting_bytes -= len(text)
