"""The documents that operators have added, by id, by hash and by text, in the memory of a process.

All of them are here, so a request costs a look into a dictionary, whether it names one that is
there or makes an id up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_DOCUMENTS = 10_000
MAX_BYTES = 16_777_216  # of all texts together, in UTF-8; each process holds them in memory


@dataclass(slots=True)
class StoredDocuments:
    """What is there now; `replace` takes over a newer set as a whole.

    `hashes`: the SHA-256 of each document, by its id.
    """

    hashes: Mapping[str, str] = field(default_factory=dict)
    _by_id: Mapping[str, str] = field(default_factory=dict)
    _by_hash: Mapping[str, str] = field(default_factory=dict)
    _texts: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, text: str) -> bool:
        """Whether exactly this document was added, under whatever id."""
        return text in self._texts

    def by_id(self, id: str) -> str | None:
        """The text of the document that was added under an id."""
        return self._by_id.get(id)

    def by_hash(self, hash: str) -> str | None:
        """The text of the document with this SHA-256, under whatever id it was added."""
        return self._by_hash.get(hash)

    def text(self, id: str, hash: str) -> str | None:
        """The text of a document whose hash is known, if that is what is here under its id."""
        return self._by_id.get(id) if self.hashes.get(id) == hash else None

    def replace(self, hashes: Mapping[str, str], texts: Mapping[str, str]) -> bool:
        """Take over hashes and texts by id. Returns whether something is gone that was here."""
        # one string for each text, however many ids and dictionaries lead to it
        by_hash = {hash: texts[id] for id, hash in hashes.items()}
        is_smaller = bool(self._by_hash.keys() - by_hash.keys())
        self.hashes = hashes
        self._by_id = {id: by_hash[hash] for id, hash in hashes.items()}
        self._by_hash = by_hash
        self._texts = frozenset(by_hash.values())
        return is_smaller
