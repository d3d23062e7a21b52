"""The entries within a bound of bytes, least recently used out first, and their index by tag."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Collection, Hashable
from sys import getsizeof, intern

from gql.cache.entry import Entry, Ready

EVERYTHING = "everything"  # the tag of every answer: not indexed, for it stands for all entries
LARGEST_SHARE = 8  # an entry may take one eighth of the whole
MAX_ALIASES = 16  # of one entry: clients spell the same request differently, but in few ways
# measured: a tag of the index with its set, beside its text; an alias with its place in two tables
INDEXED_TAG_BYTES, ALIAS_BYTES = 420, 400
CLEANED_AT_ONCE = 100  # entries, a millisecond


class Store:
    """Entries by their key, by an alias of it and by their tags."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()
        self._aliases: dict[bytes, Entry] = {}
        self._index: dict[str, set[Entry]] = {}
        self._dropped: deque[Entry] = deque()
        self._entry_bytes = 0
        self.evictions = 0

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def memory(self) -> int:
        """The memory of all entries, with their tags and the index."""
        return self._entry_bytes + INDEXED_TAG_BYTES * len(self._index)

    def find(self, key: Hashable) -> Entry | None:
        """The entry of a key, which counts as used now."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def find_by_alias(self, alias: bytes) -> Entry | None:
        """The entry that an alias was added for, which counts as used now."""
        entry = self._aliases.get(alias)
        if entry is not None:
            self._entries.move_to_end(entry.key)
        return entry

    def holds(self, entry: Entry) -> bool:
        """Whether this very entry is still here."""
        return self._entries.get(entry.key) is entry

    def add(self, entry: Entry) -> bool:
        """Add an entry, in place of another with its key. False: it is too large to be kept."""
        entry.size = entry.first_size()
        if self._is_too_large(entry):
            return False
        if (before := self._entries.get(entry.key)) is not None:
            self._drop(before)
        # one string for all entries that have the tag
        entry.tags = tuple(map(intern, entry.tags or ()))
        for tag in entry.tags:
            if tag != EVERYTHING:
                self._index.setdefault(tag, set()).add(entry)
        self._entries[entry.key] = entry
        self._entry_bytes += entry.size
        self._evict()
        return True

    def add_variant(self, entry: Entry, name: str, body: bytes) -> None:
        """Keep what was made of the body of an entry; of one that is gone, nothing."""
        if self.holds(entry) and name not in entry.variants:
            entry.variants[name] = body
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
            self._drop(entry)

    def remove_tagged(self, tags: Collection[str]) -> int:
        """Remove all that have one of the tags; returns how many there were."""
        if EVERYTHING in tags:
            return self.clear()
        before = len(self._entries)
        for tag in tags:
            for entry in self._index.pop(tag, ()):
                self.remove(entry)
        return before - len(self._entries)

    def clear(self) -> int:
        """Remove everything; returns how many there were."""
        count = len(self._entries)
        entries, self._entries = self._entries, OrderedDict()
        self._aliases, self._entry_bytes = {}, 0
        self._drop_later(entries.values())
        return count

    def _is_too_large(self, entry: Entry) -> bool:
        size = entry.size + INDEXED_TAG_BYTES * len(entry.tags or ())
        return size * LARGEST_SHARE > self._max_bytes

    def _grow(self, entry: Entry, size: int) -> None:
        entry.size += size
        self._entry_bytes += size
        self._evict()

    def _evict(self) -> None:
        while self._entries and self.memory > self._max_bytes:
            self._drop(next(iter(self._entries.values())))
            self.evictions += 1
            if self._dropped:
                self._clean(1)  # the index is to shrink along with the entries

    def _remove_alias(self, entry: Entry, alias: bytes) -> None:
        size = ALIAS_BYTES + len(alias) + entry.aliases.pop(alias).size
        entry.size -= size
        self._entry_bytes -= size
        # another entry may have taken it over
        if self._aliases.get(alias) is entry:
            del self._aliases[alias]

    def _drop(self, entry: Entry) -> None:
        for alias in entry.aliases:
            if self._aliases.get(alias) is entry:
                del self._aliases[alias]
        del self._entries[entry.key]
        self._entry_bytes -= entry.size
        self._drop_later((entry,))

    def _drop_later(self, entries: Collection[Entry]) -> None:
        # A write may touch all entries: taking each out of the sets of its other tags, and freeing
        # it, would hold the event loop for a tenth of a second.
        if entries and not self._dropped:
            asyncio.get_running_loop().call_soon(self._clean_in_turns)
        self._dropped.extend(entries)

    def _clean_in_turns(self) -> None:
        self._clean(CLEANED_AT_ONCE)
        if self._dropped:
            asyncio.get_running_loop().call_soon(self._clean_in_turns)

    def _clean(self, count: int) -> None:
        for _ in range(min(count, len(self._dropped))):
            entry = self._dropped.popleft()
            for tag in entry.tags or ():
                if (tagged := self._index.get(tag)) is not None:
                    tagged.discard(entry)
                    if not tagged:
                        del self._index[tag]
