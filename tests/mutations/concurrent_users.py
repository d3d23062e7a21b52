"""Many people who do what chance tells them, and what must be so when they have all gone home."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from gql.viewer import Role
from tests.http_site import Site, started
from tests.mutations.comment_requests import (
    ANSWER,
    DELETE,
    EDIT,
    MODERATE,
    UNDO,
    editor,
    new_post,
    rows,
    somebody,
)
from tests.schema.expected_rows import differences
from tests.schema.row_factories import as_owner

LIKE = "mutation ($id: ID!) { like(input: { id: $id }) { userErrors { code } } }"
UNLIKE = "mutation ($id: ID!) { unlike(input: { id: $id }) { userErrors { code } } }"
WALK = """
query Walk($on: ID!, $after: String) {
  node(id: $on) { ... on Post { FIELD } ... on Page { FIELD } }
}
"""
PAGE_OF = "(first: 7, after: $after, MORE) { nodes { id } pageInfo { hasNextPage endCursor } }"
WALKS = {
    "comments": "comments" + PAGE_OF.replace("MORE", "orderBy: OLDEST"),
    "comments, newest first": "comments" + PAGE_OF.replace("MORE", "orderBy: NEWEST"),
    "discussion": "discussion" + PAGE_OF.replace("MORE", "maxDepth: 20"),
}
# what may become of one's wish when others change the same: anything else is a mistake
USUAL = {"NOT_FOUND", "BAD_USER_INPUT", "TOO_DEEP", "CONFLICT", "FORBIDDEN", "COMMENTS_CLOSED"}
# who waited too long for others; of all answers, at most so many
PASSING, AT_MOST = {"TIMED_OUT", "DATABASE_BUSY"}, 0.02
PEOPLE, PAUSE = 100, 5.0  # seconds at most between two things that one of them does
ENOUGH = 2_000  # answers, for each act to have been done
# each left by a mistake in what happens side by side, where it gives any row
FORSAKEN = {
    "an empty place that nothing needs": """
        select c.id from comment c where c.is_deleted
          and not exists (select from comment r where r.parent_id = c.id)
          and not exists (
            select from comment o join moderation m on m.comment_id = o.id
            where o.root_id = c.root_id and o.is_deleted
          )""",
    "two posts with one slug": """
        select slug from entry where kind = 'POST' and status <> 'TRASH'
        group by slug having count(*) > 1""",
    "two with one path": """
        select uri from entry where status <> 'TRASH' group by uri having count(*) > 1""",
    "a page whose path is not that of its parents": """
        select e.id, e.uri, p.uri as above, e.slug from entry e left join entry p on p.id = e.parent_id
        where e.kind = 'PAGE' and e.status <> 'TRASH'
          -- where it was taken, with a number
          and e.uri !~ ('^' || coalesce(p.uri, '/') || e.slug || '(-[0-9]+)?/$')""",
    "newer text of what is not published": """
        select d.entry_id, e.status from entry_draft d join entry e on e.id = d.entry_id
        where e.status <> 'PUBLISHED'""",
}


@dataclass
class Crowd:
    """People who write below a few posts and pages."""

    site: Site
    places: list[str]
    tokens: list[str]
    moderator: str
    chance: random.Random
    written: list[tuple[str, str, str | None]] = field(default_factory=list)  # on, id, receipt
    batches: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    @property
    def token(self) -> str | None:
        return self.chance.choice([None, *self.tokens])

    async def ask(self, what: str, query: str, token: str | None, **variables: object) -> Any:
        """The only field of the data; None for whom nothing was done, because others took long."""
        answer = (await self.site.ask(query, token, **variables)).json()
        self.done["answers"] += 1
        if errors := answer.get("errors"):
            codes = {error["extensions"]["code"] for error in errors}
            assert codes <= PASSING, (what, variables, answer)
            self.done[f"{what} {min(codes)}"] += 1
            self.done["passing"] += 1
            return None
        (payload,) = answer["data"].values()
        return payload

    async def wish(self, what: str, query: str, token: str | None, **variables: object) -> Any:
        """The payload of a mutation."""
        payload = await self.ask(what, query, token, **variables)
        if payload:
            codes = {problem["code"] for problem in payload["userErrors"]}
            assert codes <= USUAL, (what, variables, payload)
            self.done[f"{what} {min(codes, default='done')}"] += 1
        return payload

    async def answer(self) -> None:
        on, parent = self.chance.choice(self.places), None
        if self.written and self.chance.random() < 0.7:
            on, parent, _ = self.chance.choice(self.written[-30:])
        said = {"on": on, "parent": parent, "content": f"Words, {self.chance.random()}."}
        payload = await self.wish("answer", ANSWER, self.token, input=said)
        if payload and payload["comment"]:
            self.written.append((on, payload["comment"]["id"], payload["receipt"]))

    async def edit(self) -> None:
        await self._change("edit", EDIT, content=f"Other words, {self.chance.random()}.")

    async def delete(self) -> None:
        await self._change("delete", DELETE)

    async def _change(self, what: str, query: str, **input: object) -> None:
        """Guests by receipt, all else is an editor's."""
        _, id, receipt = self.chance.choice(self.written)
        input |= {"id": id} | ({"receipt": receipt} if receipt else {})
        await self.wish(what, query, None if receipt else self.moderator, input=input)

    async def like(self) -> None:
        _, id, _ = self.chance.choice(self.written)
        posts = [place for place in self.places if place.startswith("UG9zd")]  # pages have no likes
        target = self.chance.choice([id, id, self.chance.choice(posts)])
        query = self.chance.choice([LIKE, LIKE, UNLIKE])
        name = "like" if query is LIKE else "unlike"
        await self.wish(name, query, self.chance.choice(self.tokens), id=target)

    async def moderate(self) -> None:
        ids = list({id for _, id, _ in self.chance.choices(self.written, k=5)})
        status = self.chance.choice(["APPROVED", "APPROVED", "HELD", "SPAM", "TRASH"])
        payload = await self.wish("moderate", MODERATE, self.moderator, ids=ids, status=status)
        if payload and payload["batch"]:
            self.batches.append(payload["batch"])

    async def undo(self) -> None:
        if self.batches:
            await self.wish(
                "undo", UNDO, self.moderator, batch=self.chance.choice(self.batches[-5:])
            )

    async def walk(self) -> None:
        on, name = self.chance.choice(self.places), self.chance.choice(list(WALKS))
        query, token = WALK.replace("FIELD", WALKS[name]), self.token
        found: list[str] = []
        after = None
        while node := await self.ask("walk", query, token, on=on, after=after):
            (page,) = node.values()
            found += [one["id"] for one in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert len(found) == len(set(found)), name
        self.done["walk done"] += 1

    @property
    def habits(self) -> list[Callable[[], Awaitable[None]]]:
        """What people do, the usual more often."""
        usual = [self.answer] * 4 + [self.delete, self.edit, self.undo, self.walk]
        return [*usual, self.like, self.like, self.moderate]


@asynccontextmanager
async def gathered(url: str, seed: int) -> AsyncIterator[Crowd]:
    """People, and three posts. The service waits as long as it does by itself, but nobody is
    refused for writing much."""
    free: dict[str, object] = {"comments_per_minute": 10**6, "comments_per_minute_on_post": 10**6}
    async with started(
        url, hold_comments="none", comment_depth=20, log_level="warning", **free
    ) as site:
        posts = [await new_post(site) for _ in range(3)]
        names = (f"p{n}@blog.example" for n in range(4))
        tokens = [await somebody(site, name, Role.AUTHOR) for name in names]
        crowd = Crowd(site, posts, tokens, await editor(site), random.Random(seed))
        for _ in range(10):
            await crowd.answer()
        yield crowd


async def everybody(
    crowd: Crowd, seconds: float, *habits: Sequence[Callable[[], Awaitable[None]]]
) -> None:
    """As many people as there are, at once. `habits`: of one each, then from the first again."""
    end = time.monotonic() + seconds

    async def somebody_with(acts: Sequence[Callable[[], Awaitable[None]]]) -> None:
        await asyncio.sleep(crowd.chance.uniform(0, min(PAUSE, seconds / 2)))
        while time.monotonic() < end:
            await crowd.chance.choice(acts)()
            await asyncio.sleep(crowd.chance.uniform(0, PAUSE))

    async with asyncio.TaskGroup() as group:
        for number in range(PEOPLE):
            group.create_task(somebody_with(habits[number % len(habits)]))


async def settled(crowd: Crowd, *acts: str) -> int:
    """Asserts that all is as it should be afterwards, and that each of these was done; how many deadlocks PostgreSQL has met."""
    print(dict(sorted(crowd.done.items())))
    async with as_owner(crowd.site.url) as owner:
        wrong = await differences(owner)
        await owner.execute("select pg_stat_clear_snapshot()")
        met = "select deadlocks from pg_stat_database where datname = current_database()"
        deadlocks = int(await owner.fetchval(met))
    print(f"deadlocks: {deadlocks}")
    assert wrong == []
    for what, statement in FORSAKEN.items():
        found = await rows(crowd.site, statement)
        assert found == [], (what, found)
    for what in acts:
        assert crowd.done[f"{what} done"] > 0 or crowd.done["answers"] < ENOUGH, what
    share = crowd.done["passing"] / crowd.done["answers"]
    assert share <= AT_MOST, f"{share:.1%} were told to come again; at most {AT_MOST:.0%} may be"
    return deadlocks
