"""Those who write posts and move pages, among those who answer below them: nobody's newest text is
lost, no path is taken twice, and no deadlock reaches anybody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from gql.viewer import Role
from tests.mutations.comment_requests import rows, somebody
from tests.mutations.concurrent_users import Crowd, everybody, gathered, settled

TAGS = ["Bread", "Light", "Night", "Rain", "Salt"]
CATEGORIES = ["Kitchen", "Garden", "Street"]
SLUGS = ["about", "team", "press", "history"]
ERRORS = "userErrors { code message field }"
CREATE = {
    kind: f"mutation($input: Create{kind}Input!) {{ create{kind}(input: $input) "
    f"{{ {kind.lower()} {{ id }} {ERRORS} }} }}"
    for kind in ("Post", "Page")
}
ACTS = {
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
class Staff:
    """Editors, and authors of a few posts that all of them change."""

    crowd: Crowd
    editors: list[str]
    authors: list[str]
    slugs: list[str]  # of those who may have written a post
    posts: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    async def write(self) -> None:
        """What they share: half a dozen posts, and a tree of a dozen pages."""
        for number in range(6):
            who = self.authors[number % len(self.authors)]
            given = {"title": "A title", "content": "Words.", "tags": TAGS[:2]}
            self.posts.append(await self._made("Post", who, **given))
        for number in range(12):
            parent = self.pages[(number - 1) // 3] if number > 2 else None
            given = {"title": f"Page {number}", "content": "Words.", "slug": f"page-{number}"}
            self.pages.append(await self._made("Page", self.editors[0], parent=parent, **given))
        self.crowd.places += [*self.posts[:3], *self.pages[:4]]

    async def _made(self, kind: str, token: str, **given: object) -> str:
        made = await self.crowd.wish(f"create{kind}", CREATE[kind], token, input=given)
        id = str(made[kind.lower()]["id"])
        await self._do(f"publish{kind}", token, id=id)
        return id

    async def _do(self, act: str, token: str, **input: object) -> None:
        await self.crowd.wish(act, ACTS[act], token, input=input)

    @property
    def _somebody(self) -> str:
        return self.crowd.chance.choice([*self.editors, *self.authors])

    async def move(self) -> None:
        """Published more often than not, so that there is something to answer."""
        acts = ["publish", "publish", "publish", "unpublish", "trash", "restore", "restore"]
        post = self.crowd.chance.choice(self.posts)
        await self._do(f"{self.crowd.chance.choice(acts)}Post", self._somebody, id=post)

    async def retag(self) -> None:
        chance = self.crowd.chance
        given = {
            "tags": chance.sample(TAGS, chance.randint(0, 4)),
            "categories": chance.sample(CATEGORIES, chance.randint(0, 2)),
        }
        await self._save(self._somebody, **given)

    async def rewrite(self) -> None:
        title = self.crowd.chance.choice(["A title", "Another title", "A third"])
        await self._save(self._somebody, title=title, content=f"{self.crowd.chance.random()}")

    async def sign(self) -> None:
        """Others have written it."""
        chance = self.crowd.chance
        authors = chance.sample(self.slugs, chance.randint(1, 3))
        await self._save(chance.choice(self.editors), authors=authors)

    async def _save(self, token: str, **given: object) -> None:
        post = self.crowd.chance.choice(self.posts)
        await self._do("updatePost", token, id=post, **given)
        if self.crowd.chance.random() < 0.5:
            await self._do("publishPost", token, id=post)

    async def move_page(self) -> None:
        """Elsewhere, or under another name."""
        chance = self.crowd.chance
        token, page = chance.choice(self.editors), chance.choice(self.pages)
        moves: list[dict[str, object]] = [
            {"parent": chance.choice([None, *self.pages])},
            {"slug": chance.choice(SLUGS)},
            {"parent": chance.choice([None, *self.pages]), "slug": chance.choice(SLUGS)},
        ]
        await self._do("updatePage", token, id=page, **chance.choice(moves))
        await self._do("publishPage", token, id=page)

    @property
    def habits(self) -> list[Callable[[], Awaitable[None]]]:
        return [self.move, self.retag, self.rewrite, self.sign, self.move_page]


async def gathered_staff(crowd: Crowd) -> Staff:
    editors = [await somebody(crowd.site, f"e{n}@blog.example", Role.EDITOR) for n in range(2)]
    slugs = [row["slug"] for row in await rows(crowd.site, "select slug from author order by id")]
    staff = Staff(crowd, editors, crowd.tokens, slugs)
    await staff.write()
    return staff


@pytest.mark.parametrize("seed", [1])
async def test_posts_and_pages_are_changed_while_they_are_answered(
    empty_database: str, request: pytest.FixtureRequest, seed: int
) -> None:
    async with gathered(empty_database, seed) as crowd:
        staff = await gathered_staff(crowd)
        seconds = request.config.getoption("--at-once")
        await everybody(crowd, seconds, crowd.habits, crowd.habits, staff.habits)
        acts = [f"{name}Post" for name in ("update", "publish", "unpublish", "trash", "restore")]
        await settled(crowd, *acts, "updatePage", "publishPage", "answer", "moderate", "delete")
