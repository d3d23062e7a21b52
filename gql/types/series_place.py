"""The place of posts in their series: read for many posts at once."""

from __future__ import annotations

from dataclasses import dataclass

from gql.content.site.series import MAX_POSTS
from gql.engine import Context, Scan
from gql.sql import series as series_sql

SERIES = "Its place in a series, if it is in one."
SERIES_READS = Scan(rows=MAX_POSTS)  # all posts of its series are numbered for each post


@dataclass(frozen=True, slots=True)
class Place:
    """What PostSeries shows: ids of records, and numbers."""

    series_id: int
    position: int
    count: int
    previous_id: int | None
    next_id: int | None


def series_tags(post: int, place: Place | None) -> list[str]:
    """The series in which a post is; that it comes into one, its own tag says."""
    return [f"series:{place.series_id}"] if place else []


async def series_of_posts(context: Context, posts: list[int]) -> list[Place | None]:
    """The place of each post in its series, under the role of the viewer."""
    records = await series_sql.places(context.db, posts)
    found = {
        post: Place(**{name: record[name] for name in Place.__slots__})
        for post, record in records.items()
    }
    return [found.get(post) for post in posts]
