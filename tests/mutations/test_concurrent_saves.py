"""Concurrent writers of posts and pages, among commenters: no version is lost, no URI is assigned
twice, and no client sees a deadlock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from gql.viewer import Role
from tests.mutations.comment_requests import fetch_rows, new_user_token
from tests.mutations.concurrent_users import Crowd, check_final_state, open_crowd, run_crowd

TAGS = ["Bread", "Light", "Night", "Rain", "Salt"]
CATEGORIES = ["Kitchen", "Garden", "Street"]
SLUGS = ["about", "team", "press", "history"]
ERRORS = "userErrors { code message field }"
CREATE = {
    kind: f"mutation($input: Create{kind}Input!) {{ create{kind}(input: $input) "
    f"{{ {kind.lower()} {{ id }} {ERRORS} }} }}"
    for kind in ("Post", "Page")
}
MUTATIONS = {
    f"{act}{kind}": f"mutation($input: {input.replace('Post', kind)}!) "
    f"{{ {act}{kind}(input: $input) {{ {kind.lower()} {{ id uri }} {ERRORS} }} }}"
    for kind in ("Post", "Page")
    for act, input in {
        "update": "UpdatePostInput",
        "publish": "PublishPostInput",
        "unpublish": "PostIdInput",
        "trash": "PostIdInput",
        "restore": "PostIdInput",
    }.items()
}


@dataclass
class Writers:
    """Editors and authors who change the same few posts and pages at random."""

    crowd: Crowd
    editors: list[str]
    authors: list[str]
    slugs: list[str]  # of all profiles
    posts: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    async def create_content(self) -> None:
        """Create what they share: six posts and a tree of twelve pages."""
        for number in range(6):
            who = self.authors[number % len(self.authors)]
            given = {"title": "A title", "content": "Words.", "tags": TAGS[:2]}
            self.posts.append(await self._create_published("Post", who, **given))
        for number in range(12):
            parent = self.pages[(number - 1) // 3] if number > 2 else None
            given = {"title": f"Page {number}", "content": "Words.", "slug": f"page-{number}"}
            self.pages.append(
                await self._create_published("Page", self.editors[0], parent=parent, **given)
            )
        self.crowd.entries += [*self.posts[:3], *self.pages[:4]]

    async def _create_published(self, kind: str, token: str, **given: object) -> str:
        made = await self.crowd.mutate(f"create{kind}", CREATE[kind], token, input=given)
        id = str(made[kind.lower()]["id"])
        await self._mutate(f"publish{kind}", token, id=id)
        return id

    async def _mutate(self, act: str, token: str, **input: object) -> None:
        await self.crowd.mutate(act, MUTATIONS[act], token, input=input)

    @property
    def _random_writer(self) -> str:
        return self.crowd.rng.choice([*self.editors, *self.authors])

    async def change_status(self) -> None:
        """Publish more often than not, so that there is something to comment on."""
        # some are refused, as the post has that status already: that is part of the mix
        acts = ["publish", "publish", "publish", "unpublish", "trash", "restore", "restore"]
        post = self.crowd.rng.choice(self.posts)
        await self._mutate(f"{self.crowd.rng.choice(acts)}Post", self._random_writer, id=post)

    async def change_terms(self) -> None:
        chance = self.crowd.rng
        given = {
            "tags": chance.sample(TAGS, chance.randint(0, 4)),
            "categories": chance.sample(CATEGORIES, chance.randint(0, 2)),
        }
        await self._save(self._random_writer, **given)

    async def rewrite(self) -> None:
        title = self.crowd.rng.choice(["A title", "Another title", "A third"])
        await self._save(self._random_writer, title=title, content=f"{self.crowd.rng.random()}")

    async def change_authors(self) -> None:
        """Replace the authors of a post."""
        chance = self.crowd.rng
        authors = chance.sample(self.slugs, chance.randint(1, 3))
        await self._save(chance.choice(self.editors), authors=authors)

    async def _save(self, token: str, **given: object) -> None:
        post = self.crowd.rng.choice(self.posts)
        await self._mutate("updatePost", token, id=post, **given)
        if self.crowd.rng.random() < 0.5:
            await self._mutate("publishPost", token, id=post)

    async def move_page(self) -> None:
        """Move a page below another one, or change its slug, or both."""
        chance = self.crowd.rng
        token, page = chance.choice(self.editors), chance.choice(self.pages)
        moves: list[dict[str, object]] = [
            {"parent": chance.choice([None, *self.pages])},
            {"slug": chance.choice(SLUGS)},
            {"parent": chance.choice([None, *self.pages]), "slug": chance.choice(SLUGS)},
        ]
        await self._mutate("updatePage", token, id=page, **chance.choice(moves))
        await self._mutate("publishPage", token, id=page)

    @property
    def actions(self) -> list[Callable[[], Awaitable[None]]]:
        return [
            self.change_status,
            self.change_terms,
            self.rewrite,
            self.change_authors,
            self.move_page,
        ]


async def prepared_writers(crowd: Crowd) -> Writers:
    editors = [
        await new_user_token(crowd.site, f"e{n}@blog.example", Role.EDITOR) for n in range(2)
    ]
    slugs = [
        row["slug"] for row in await fetch_rows(crowd.site, "select slug from author order by id")
    ]
    staff = Writers(crowd, editors, crowd.tokens, slugs)
    await staff.create_content()
    return staff


@pytest.mark.slow(8)
@pytest.mark.untraced
@pytest.mark.parametrize("seed", [1])
async def test_concurrent_changes_and_comments_keep_posts_and_pages_consistent(
    empty_database: str, request: pytest.FixtureRequest, seed: int
) -> None:
    async with open_crowd(empty_database, seed) as crowd:
        staff = await prepared_writers(crowd)
        seconds = request.config.getoption("--at-once")
        await run_crowd(crowd, seconds, crowd.actions, crowd.actions, staff.actions)
        acts = [f"{name}Post" for name in ("update", "publish", "unpublish", "trash", "restore")]
        await check_final_state(
            crowd, *acts, "updatePage", "publishPage", "answer", "moderate", "delete"
        )
