"""Keeps answers within a bound of memory, and forgets each as soon as a write touches it.

response_cache is what others use: it finds, keeps and forgets. store holds the entries, tag_clock
tells whether an answer still holds that was read a while ago, sightings who may enter, flights lets
equal requests wait for one of them. cdn_tags names the tags for caches on the way.

May import metrics. Knows bytes, tags and times; never HTTP, GraphQL or the database.
"""

from gql.cache.entry import Entry, Ready
from gql.cache.flights import Flight
from gql.cache.response_cache import Changes, ResponseCache

__all__ = ["Changes", "Entry", "Flight", "Ready", "ResponseCache"]
