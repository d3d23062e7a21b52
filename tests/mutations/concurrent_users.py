"""A crowd of concurrent users who act at random, and checks of the state that they leave."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from gql.viewer import Role
from tests.http_site import Site, start_site
from tests.mutations.comment_requests import (
    CREATE_COMMENT,
    DELETE_COMMENT,
    MODERATE_COMMENTS,
    UNDO_MODERATION,
    UPDATE_COMMENT,
    editor_token,
    fetch_rows,
    new_post,
    new_user_token,
)
from tests.schema.expected_rows import derived_column_errors
from tests.schema.row_factories import owner_connection

LIKE = "mutation ($id: ID!) { like(input: { id: $id }) { userErrors { code } } }"
UNLIKE = "mutation ($id: ID!) { unlike(input: { id: $id }) { userErrors { code } } }"
PAGE_QUERY = """
query Walk($on: ID!, $after: String) {
  node(id: $on) { ... on Post { FIELD } ... on Page { FIELD } }
}
"""
PAGE_ARGUMENTS = (
    "(first: 7, after: $after, MORE) { nodes { id } pageInfo { hasNextPage endCursor } }"
)
PAGED_FIELDS = {
    "comments": "comments" + PAGE_ARGUMENTS.replace("MORE", "orderBy: OLDEST"),
    "comments, newest first": "comments" + PAGE_ARGUMENTS.replace("MORE", "orderBy: NEWEST"),
    "discussion": "discussion" + PAGE_ARGUMENTS.replace("MORE", "maxDepth: 20"),
}
# what a mutation may answer when others change the same comment; any other code is a bug
EXPECTED_CODES = {
    "NOT_FOUND",
    "BAD_USER_INPUT",
    "TOO_DEEP",
    "CONFLICT",
    "FORBIDDEN",
    "COMMENTS_CLOSED",
}
# codes of requests that waited too long for others, and the greatest share of them
TRANSIENT_CODES, MAX_TRANSIENT_SHARE = {"TIMED_OUT", "DATABASE_BUSY"}, 0.02
USER_COUNT, MAX_PAUSE = 100, 5.0  # seconds between two actions of a user
MIN_RESPONSES = 2_000  # from this many on, each action must have succeeded at least once
# Each statement finds rows that only a race between transactions can leave behind.
INCONSISTENCIES = {
    "a tombstone that nothing needs": """
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
    "a draft beside an entry that is not published": """
        select d.entry_id, e.status from entry_draft d join entry e on e.id = d.entry_id
        where e.status <> 'PUBLISHED'""",
}


@dataclass
class Crowd:
    """Users who comment on a few posts and pages, and what they have done so far."""

    site: Site
    entries: list[str]
    tokens: list[str]
    moderator: str
    rng: random.Random
    comments: list[tuple[str, str, str | None]] = field(default_factory=list)  # on, id, receipt
    batches: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def token(self) -> str | None:
        """The token of a random user; None for a guest."""
        return self.rng.choice([None, *self.tokens])

    async def execute(self, action: str, query: str, token: str | None, **variables: object) -> Any:
        """Run an operation and return its only root field, or None after a transient error."""
        answer = (await self.site.post(query, token, **variables)).json()
        self.counts["answers"] += 1
        if errors := answer.get("errors"):
            codes = {error["extensions"]["code"] for error in errors}
            assert codes <= TRANSIENT_CODES, (action, variables, answer)
            self.counts[f"{action} {min(codes)}"] += 1
            self.counts["passing"] += 1
            return None
        (payload,) = answer["data"].values()
        return payload

    async def mutate(self, action: str, query: str, token: str | None, **variables: object) -> Any:
        """Run a mutation and return its payload, after checking its error codes."""
        payload = await self.execute(action, query, token, **variables)
        if payload:
            codes = {problem["code"] for problem in payload["userErrors"]}
            assert codes <= EXPECTED_CODES, (action, variables, payload)
            self.counts[f"{action} {min(codes, default='done')}"] += 1
        return payload

    async def create_comment(self) -> None:
        on, parent = self.rng.choice(self.entries), None
        if self.comments and self.rng.random() < 0.7:
            on, parent, _ = self.rng.choice(self.comments[-30:])
        fields = {"on": on, "parent": parent, "content": f"Words, {self.rng.random()}."}
        payload = await self.mutate("answer", CREATE_COMMENT, self.token, input=fields)
        if payload and payload["comment"]:
            self.comments.append((on, payload["comment"]["id"], payload["receipt"]))

    async def update_comment(self) -> None:
        await self._change_comment(
            "edit", UPDATE_COMMENT, content=f"Other words, {self.rng.random()}."
        )

    async def delete_comment(self) -> None:
        await self._change_comment("delete", DELETE_COMMENT)

    async def _change_comment(self, action: str, query: str, **input: object) -> None:
        """Change a random comment: of a guest with its receipt, any other as a moderator."""
        _, id, receipt = self.rng.choice(self.comments)
        input |= {"id": id} | ({"receipt": receipt} if receipt else {})
        await self.mutate(action, query, None if receipt else self.moderator, input=input)

    async def like(self) -> None:
        _, id, _ = self.rng.choice(self.comments)
        # "Post" in base64, with which global ids begin: pages have no likes
        posts = [entry for entry in self.entries if entry.startswith("UG9zd")]
        target = self.rng.choice([id, id, self.rng.choice(posts)])
        query = self.rng.choice([LIKE, LIKE, UNLIKE])
        name = "like" if query is LIKE else "unlike"
        await self.mutate(name, query, self.rng.choice(self.tokens), id=target)

    async def moderate(self) -> None:
        ids = list({id for _, id, _ in self.rng.choices(self.comments, k=5)})
        status = self.rng.choice(["APPROVED", "APPROVED", "HELD", "SPAM", "TRASH"])
        payload = await self.mutate(
            "moderate", MODERATE_COMMENTS, self.moderator, ids=ids, status=status
        )
        if payload and payload["batch"]:
            self.batches.append(payload["batch"])

    async def undo(self) -> None:
        if self.batches:
            await self.mutate(
                "undo", UNDO_MODERATION, self.moderator, batch=self.rng.choice(self.batches[-5:])
            )

    async def page_through(self) -> None:
        on, name = self.rng.choice(self.entries), self.rng.choice(list(PAGED_FIELDS))
        query, token = PAGE_QUERY.replace("FIELD", PAGED_FIELDS[name]), self.token
        ids: list[str] = []
        after = None
        while node := await self.execute("walk", query, token, on=on, after=after):
            (page,) = node.values()
            ids += [one["id"] for one in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert len(ids) == len(set(ids)), name
        self.counts["walk done"] += 1

    @property
    def actions(self) -> list[Callable[[], Awaitable[None]]]:
        """Actions to choose from; frequent ones are in the list several times."""
        usual = [self.create_comment] * 4 + [
            self.delete_comment,
            self.update_comment,
            self.undo,
            self.page_through,
        ]
        return [*usual, self.like, self.like, self.moderate]


@asynccontextmanager
async def open_crowd(url: str, seed: int) -> AsyncIterator[Crowd]:
    """Start a service with three posts and a crowd. Timeouts are the defaults; rate limits are off."""
    no_limits: dict[str, object] = {
        "comments_per_minute": 10**6,
        "comments_per_minute_on_post": 10**6,
    }
    async with start_site(
        url, hold_comments="none", comment_depth=20, log_level="warning", **no_limits
    ) as site:
        posts = [await new_post(site) for _ in range(3)]
        emails = (f"p{n}@blog.example" for n in range(4))
        tokens = [await new_user_token(site, name, Role.AUTHOR) for name in emails]
        crowd = Crowd(site, posts, tokens, await editor_token(site), random.Random(seed))
        for _ in range(10):
            await crowd.create_comment()
        yield crowd


async def run_crowd(
    crowd: Crowd, seconds: float, *action_lists: Sequence[Callable[[], Awaitable[None]]]
) -> None:
    """Let USER_COUNT users act concurrently. The lists of actions are dealt out in turn."""
    end = time.monotonic() + seconds

    async def run_user(actions: Sequence[Callable[[], Awaitable[None]]]) -> None:
        await asyncio.sleep(crowd.rng.uniform(0, min(MAX_PAUSE, seconds / 2)))
        while time.monotonic() < end:
            await crowd.rng.choice(actions)()
            await asyncio.sleep(crowd.rng.uniform(0, MAX_PAUSE))

    async with asyncio.TaskGroup() as group:
        for number in range(USER_COUNT):
            group.create_task(run_user(action_lists[number % len(action_lists)]))


async def _wait_for_like_counts(owner: asyncpg.Connection) -> None:
    """Wait until the service has copied the counts of entries that were held while they were liked."""
    for _ in range(300):
        if not await owner.fetchval("select exists (select from entry_like_count where is_due)"):
            return
        await asyncio.sleep(0.1)


async def check_final_state(crowd: Crowd, *performed: str) -> int:
    """Assert that counts and order are consistent and that each action was done at least once.

    Returns the number of deadlocks that PostgreSQL has counted in this database.
    """
    print(dict(sorted(crowd.counts.items())))
    async with owner_connection(crowd.site.url) as owner:
        await _wait_for_like_counts(owner)
        differing = await derived_column_errors(owner)
        # statistics are cached per transaction: without this, the count could be an old one
        await owner.execute("select pg_stat_clear_snapshot()")
        deadlock_query = "select deadlocks from pg_stat_database where datname = current_database()"
        deadlocks = int(await owner.fetchval(deadlock_query))
    print(f"deadlocks: {deadlocks}")
    assert differing == [], differing[:10]
    for description, statement in INCONSISTENCIES.items():
        rows = await fetch_rows(crowd.site, statement)
        assert rows == [], (description, rows)
    for action in performed:
        assert crowd.counts[f"{action} done"] > 0 or crowd.counts["answers"] < MIN_RESPONSES, action
    share = crowd.counts["passing"] / crowd.counts["answers"]
    assert share <= MAX_TRANSIENT_SHARE, (
        f"{share:.1%} of requests timed out or found the database busy; "
        f"at most {MAX_TRANSIENT_SHARE:.0%} may"
    )
    return deadlocks
