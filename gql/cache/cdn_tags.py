"""The names of cache tags for caches on the way, short and few enough for one header.

Where an answer has too many, those of one kind (comments, posts …) are folded into some coarser
names. A purge always names both: so folding purges too much at times, and never too little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from zlib import crc32

MAX_HEADER_BYTES = 4_000  # CDNs take 16 KB; the buffers of proxies hold 4 or 8 KB of all headers
NAME_BYTES = 9  # with what separates it from the next
MAX_NAMES = MAX_HEADER_BYTES // NAME_BYTES
# CDNs that split this header at commas; those of Surrogate-Key and xkey split at spaces
_COMMA_SEPARATED = ("cache-tag", "edge-cache-tag")
FOLDS = 16  # coarser names of one kind


def cdn_tags(tags: Collection[str]) -> list[str]:
    """The names that an answer with these tags carries: MAX_NAMES at most, sorted."""
    folded = _kinds_to_fold(tags)
    names = {_coarse(tag) if _kind(tag) in folded else _fine(tag) for tag in tags}
    return sorted(names)


def purged_cdn_tags(tags: Collection[str]) -> list[str]:
    """The names to purge when these tags were touched: of all answers that may have one of them."""
    return sorted({name for tag in tags for name in (_fine(tag), _coarse(tag))})


def joined(names: Collection[str], header: str) -> str:
    """The value of a header of this name with these names."""
    return ("," if header.lower() in _COMMA_SEPARATED else " ").join(names)


def _kinds_to_fold(tags: Collection[str]) -> set[str]:
    folded: set[str] = set()
    if len(tags) <= MAX_NAMES:
        return folded
    count = len(tags)
    for kind, number in Counter(map(_kind, tags)).most_common():
        if count <= MAX_NAMES:
            break
        folded.add(kind)
        count -= number - min(number, FOLDS)
    return folded


def _kind(tag: str) -> str:
    # "comments of post:12" and "comments:liked of post:12" are of the kind "comments": there are
    # some twenty kinds, so that all of them folded fit
    return tag.partition(":")[0].partition(" ")[0]


def _fine(tag: str) -> str:
    return f"{crc32(tag.encode()):08x}"


def _coarse(tag: str) -> str:
    return _fine(f"{_kind(tag)} {crc32(tag.encode()) % FOLDS}")
