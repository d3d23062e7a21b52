"""The entries within a bound of bytes, least recently used out first, and their index by tag."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Collection, Hashable, Iterable
from sys import getsizeof, intern

from gql.cache.entry import Entry, Ready

EVERYTHING = "everything"  # the tag of every answer: not indexed, for it stands for all entries
LARGEST_SHARE = 8  # an entry may take one eighth of the whole
MAX_ALIASES = 16  # of one entry: clients spell the same request differently, but in few ways
# measured: a tag of the index with its set, with its set; an alias with its place in two tables
INDEXED_TAG_BYTES, ALIAS_BYTES = 420, 400
CLEANED_AT_ONCE = 2_000  # tags of entries, a millisecond


class Store:
    """Entries by their key, by an alias of it and by their tags."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()
        self._aliases: dict[bytes, Entry] = {}
        self._index: dict[str, set[Entry]] = {}
        self._gone: deque[Entry] = deque()  # still to be taken out of the three
        self._count = self._entry_bytes = self._index_bytes = 0
        self.evictions = 0

    def __len__(self) -> int:
        return self._count

    @property
    def memory(self) -> int:
        """The bytes of all entries, with their tags and the index."""
        return self._entry_bytes + self._index_bytes

    def find(self, key: Hashable) -> Entry | None:
        """The entry of a key, which counts as used now."""
        return self._used(self._entries.get(key))

    def find_by_alias(self, alias: bytes) -> Entry | None:
        """The entry that an alias was added for, which counts as used now."""
        return self._used(self._aliases.get(alias))

    def holds(self, entry: Entry) -> bool:
        """Whether this very entry is still here."""
        return not entry.is_gone and self._entries.get(entry.key) is entry

    def add(self, entry: Entry) -> bool:
        """Add an entry, in place of another with its key. False: it is too large to be kept."""
        entry.size = entry.first_size()
        if self._is_too_large(entry):
            return False
        if (before := self._entries.get(entry.key)) is not None:
            self._drop((before,))
        # one string for all entries that have the tag
        entry.tags = tuple(map(intern, entry.tags or ()))
        for tag in entry.tags:
            if tag != EVERYTHING:
                self._tagged(tag).add(entry)
        self._entries[entry.key] = entry
        self._entries.move_to_end(entry.key)
        self._count += 1
        self._entry_bytes += entry.size
        self._evict()
        return True

    def add_variant(self, entry: Entry, name: str, body: bytes) -> None:
        """Keep what was made of the body of an entry, for as long as the entry is."""
        if name not in entry.variants:
            entry.variants[name] = body
            if self.holds(entry):
                self._grow(entry, getsizeof(body))

    def add_alias(self, entry: Entry, alias: bytes, ready: Ready) -> None:
        """Let an entry be found by the bytes of a request; the oldest alias of the entry goes."""
        if not self.holds(entry):
            return
        if alias in entry.aliases:
            self._remove_alias(entry, alias)
        elif len(entry.aliases) >= MAX_ALIASES:
            self._remove_alias(entry, next(iter(entry.aliases)))
        entry.aliases[alias] = ready
        self._aliases[alias] = entry
        self._grow(entry, ALIAS_BYTES + len(alias) + ready.size)

    def remove(self, entry: Entry) -> None:
        """Remove an entry, if it is still here."""
        if self.holds(entry):
            self._drop((entry,))

    def remove_tagged(self, tags: Collection[str]) -> int:
        """Remove all that have one of the tags; returns how many there were."""
        if EVERYTHING in tags:
            return self.clear()
        return sum(self._drop(self._index[tag]) for tag in tags if tag in self._index)

    def clear(self) -> int:
        """Remove everything; returns how many there were."""
        return self._drop(self._entries.values())

    def _used(self, entry: Entry | None) -> Entry | None:
        if entry is None or entry.is_gone:
            return None
        self._entries.move_to_end(entry.key)
        return entry

    def _tagged(self, tag: str) -> set[Entry]:
        if (tagged := self._index.get(tag)) is None:
            tagged = self._index[tag] = set()
            self._index_bytes += INDEXED_TAG_BYTES + getsizeof(tag)
        return tagged

    def _is_too_large(self, entry: Entry) -> bool:
        tags = entry.tags or ()
        size = entry.size + INDEXED_TAG_BYTES * len(tags) + sum(map(getsizeof, tags))
        return size * LARGEST_SHARE > self._max_bytes

    def _grow(self, entry: Entry, size: int) -> None:
        entry.size += size
        self._entry_bytes += size
        self._evict()

    def _evict(self) -> None:
        while self._count and self.memory > self._max_bytes:
            entry = next(iter(self._entries.values()))
            if not entry.is_gone:
                self._end(entry)
                self.evictions += 1
            self._take_out(entry)  # the index is to shrink along with the entries

    def _remove_alias(self, entry: Entry, alias: bytes) -> None:
        size = ALIAS_BYTES + len(alias) + entry.aliases.pop(alias).size
        entry.size -= size
        self._entry_bytes -= size
        # another entry may have taken it over
        if self._aliases.get(alias) is entry:
            del self._aliases[alias]

    def _drop(self, entries: Iterable[Entry]) -> int:
        """Let entries not be found any more; returns how many that were not gone already.

        A write may touch all of them: to take each out of three tables at once, and to free it,
        would hold the event loop for a tenth of a second.
        """
        dropped = [entry for entry in entries if not entry.is_gone]
        for entry in dropped:
            self._end(entry)
        if dropped and not self._gone:
            asyncio.get_running_loop().call_soon(self._clean)
        self._gone.extend(dropped)
        return len(dropped)

    def _end(self, entry: Entry) -> None:
        entry.is_gone = True
        self._entry_bytes -= entry.size
        self._count -= 1

    def _clean(self) -> None:
        left = CLEANED_AT_ONCE
        while self._gone and left > 0:
            entry = self._gone.popleft()
            left -= 10 + len(entry.tags or ())
            self._take_out(entry)
        if self._gone:
            asyncio.get_running_loop().call_soon(self._clean)

    def _take_out(self, entry: Entry) -> None:
        if self._entries.get(entry.key) is entry:
            del self._entries[entry.key]
        for alias in entry.aliases:
            if self._aliases.get(alias) is entry:
                del self._aliases[alias]
        for tag in entry.tags or ():
            if (tagged := self._index.get(tag)) is not None:
                tagged.discard(entry)
                if not tagged:
                    del self._index[tag]
                    self._index_bytes -= INDEXED_TAG_BYTES + getsizeof(tag)
