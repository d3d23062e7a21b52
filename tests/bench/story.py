"""The five stories: an operation of each, and with what it is asked, the same for every contestant."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import asyncpg

Variables = dict[str, str]
HERE = Path(__file__).with_name("stories")
ASKED = 100  # different slugs


@dataclass(frozen=True, slots=True)
class Story:
    """An operation. `slugs` is a statement for the slugs that it may be asked for; None: it takes none."""

    name: str
    label: str
    slugs: str | None = None

    @property
    def text(self) -> str:
        return (HERE / f"{self.name}.graphql").read_text("utf-8")

    @property
    def operation(self) -> str:
        """The name of the operation in the document: the story's own, in GraphQL's spelling."""
        return "".join(word.title() for word in self.name.split("-"))

    async def variables(self, connection: asyncpg.Connection, seed: int) -> list[Variables]:
        """Drawn by the seed: the same draws from the same data."""
        if self.slugs is None:
            return [{}]
        slugs = [record["slug"] for record in await connection.fetch(self.slugs)]
        drawn = random.Random(seed).sample(slugs, min(ASKED, len(slugs)))
        return [{"slug": slug} for slug in drawn]


TITLE = Story("title-by-slug", "title by slug", "select slug from quire_reader.post order by id")
# posts that fill their first page of comments, so that each asks for about as much as the others
POST = Story(
    "post-page",
    "post page",
    "select slug from quire_reader.post order by response_count desc, id limit 150",
)
NEWEST = Story("newest-posts", "20 newest posts")
PROFILE = Story(
    "author-profile", "author profile", "select slug from quire_reader.author order by id"
)
FIFTY = Story("posts-with-comments", "50 posts x 10 comments")
STORIES = (TITLE, POST, NEWEST, PROFILE, FIFTY)
