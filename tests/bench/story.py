"""The five stories: an operation each, and variables that are equal for all implementations."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import asyncpg

Variables = dict[str, str]
OPERATIONS = Path(__file__).with_name("stories")
MAX_VARIABLES = 100  # different slugs for a story


@dataclass(frozen=True, slots=True)
class Story:
    """An operation. `slugs`: SQL for the slugs it may run with; None if it has no variables."""

    name: str
    label: str
    slugs: str | None = None

    @property
    def text(self) -> str:
        """The document, from stories/."""
        return (OPERATIONS / f"{self.name}.graphql").read_text("utf-8")

    @property
    def operation(self) -> str:
        """The name of the operation in the document: the story's in upper camel case."""
        return "".join(word.title() for word in self.name.split("-"))

    async def variables(self, connection: asyncpg.Connection, seed: int) -> list[Variables]:
        """Draw variables: the same ones for the same seed and data."""
        if self.slugs is None:
            return [{}]
        slugs = [record["slug"] for record in await connection.fetch(self.slugs)]
        drawn = random.Random(seed).sample(slugs, min(MAX_VARIABLES, len(slugs)))
        return [{"slug": slug} for slug in drawn]


TITLE = Story("title-by-slug", "title by slug", "select slug from quire_reader.post order by id")
# posts that fill their first page of comments, so that every run returns about as much
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
