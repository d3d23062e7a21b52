"""Random writes: every mutation of the schema over HTTP, imports, and what the clock publishes."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import asyncpg
from graphql import get_named_type

from gql.content.draft import (
    AuthorDraft,
    CommentDraft,
    Draft,
    EntryDraft,
    EntryKind,
    EntryStatus,
    SiteDraft,
    TermDraft,
    TermKind,
)
from gql.importers.publication import PublicationImport
from gql.operation.execute import graphql_core_schema
from gql.schema import schema
from gql.viewer import Role
from tests.cache.inputs import Inputs
from tests.http_site import ADA, PASSWORD, Site

CORE = graphql_core_schema(schema)
ROLES = (Role.ADMIN, Role.EDITOR, Role.AUTHOR, Role.READER)
# how often each is chosen, of what is not once
OFTEN = {
    "createComment": 9,
    "publishPost": 9,
    "updatePost": 6,
    "createPost": 4,
    "publishPage": 5,
    "updatePage": 4,
    "moderateComments": 6,
    "undoModeration": 2,
    "like": 4,
    "unpublishPost": 2,
    "restorePost": 3,
    "restorePage": 3,
    "updateSite": 2,
    "updateCategory": 3,
    "updateMenu": 2,
    "updateSeries": 2,
    "deleteComment": 3,
    "updateAuthor": 2,
}
# what people with fewer rights do, too
OF_ALL = {"createComment", "like", "unlike", "updateProfile", "updateComment", "deleteComment"}
IMPORT, CLOCK = "an import", "the clock"
SOURCE = "https://old.example"


@dataclass
class Writes:
    """Draws writes from a seed and makes them. `done` counts those that changed something."""

    site: Site
    owner: asyncpg.Connection
    rng: random.Random
    tokens: dict[Role, str] = field(default_factory=dict)
    batches: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    _queue: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.inputs = Inputs(self.rng)

    async def sign_in(self) -> None:
        """Make an account of each role."""
        for role in ROLES:
            email = f"{role.lower()}@staff.example"
            await self.site.add_account(email, role, name=f"Staff {role.lower()}")
            self.tokens[role] = (await self.site.sign_in(email))["accessToken"]
        await self.site.add_account(ADA)

    async def write(self) -> str:
        """Make the next write; return what it was."""
        if not self._queue:
            names = [*CORE.mutation_type.fields, IMPORT, CLOCK]
            self._queue = [one for one in names for _ in range(OFTEN.get(one, 1))]
            self.rng.shuffle(self._queue)
        name = self._queue.pop()
        await self.inputs.look(self.owner)
        if name == IMPORT:
            await self._import()
            return IMPORT
        if name == CLOCK:
            return await self._wait()
        return await self._mutate(name)

    async def _mutate(self, name: str) -> str:
        field = CORE.mutation_type.fields[name]
        type_: Any = get_named_type(field.args["input"].type)
        given = self.inputs.input_for(name, type_)
        token = self._token(name)
        if name == "undoModeration" and self.batches:
            given["batch"] = self.rng.choice(self.batches[-3:])
        if name == "createComment":
            given["parent"] = self._parent(given)
        if name == "signIn":
            given |= {"email": ADA, "password": PASSWORD}
        payload_type: Any = get_named_type(field.type)
        more = [one for one in ("batch", "receipt") if one in payload_type.fields]
        text = (
            f"mutation($input: {type_.name}!) {{ {name}(input: $input) "
            f"{{ userErrors {{ code message }} {' '.join(more)} }} }}"
        )
        answer = (await self.site.post(text, token, input=given)).json()
        payload = (answer.get("data") or {}).get(name) or {}
        errors = answer.get("errors") or payload.get("userErrors")
        if payload.get("batch"):
            self.batches.append(payload["batch"])
        if any(
            e.get("extensions", {}).get("code") == "INTERNAL_SERVER_ERROR"
            for e in answer.get("errors", ())
        ):
            raise AssertionError(f"{name} {given} is broken: {answer}")
        self.done[f"{name}{' refused' if errors else ''}"] += 1
        for error in errors or ():
            self.refused[f"{name}: {error['message'][:90]}"] += 1
        return f"{name} {given} {errors or ''}"

    def _token(self, name: str) -> str | None:
        if name not in OF_ALL:
            return self.tokens[Role.ADMIN]
        return self.rng.choice([None, *self.tokens.values()])

    def _parent(self, given: dict[str, Any]) -> str | None:
        """A comment to reply to, and what that is on."""
        if self.rng.random() < 0.5 or not self.inputs.comments:
            return None
        parent, given["on"] = self.rng.choice(self.inputs.comments)
        return parent

    async def _wait(self) -> str:
        """Wait until the next scheduled publication, if it is near."""
        at = await self.owner.fetchval(
            "select extract(epoch from min(shows_at) - now())::float from change "
            "where shows_at > now()"
        )
        if at is not None and at < 5:
            await asyncio.sleep(at + 0.01)
            self.done[CLOCK] += 1
        return CLOCK

    async def _import(self) -> None:
        async with (
            self.site.database.transaction() as connection,
            PublicationImport(connection, source=SOURCE) as publication,
        ):
            for draft in self._drafts():
                await publication.add(draft)
            await publication.finish()
        self.done[IMPORT] += 1

    def _drafts(self) -> list[Draft]:
        number = self.rng.randrange(6)
        text = self.inputs.text()
        comment = CommentDraft(
            source_id=f"c{self.rng.randrange(9)}",
            content=f"<p>{self.inputs.text()}</p>",
            published_at=datetime(2025, 5, 1, tzinfo=UTC),
            name="Old guest",
        )
        return [
            SiteDraft(title="Old"),
            AuthorDraft(source_id="a", name=f"Old author {number}"),
            TermDraft(source_id="t", kind=TermKind.TAG, name=f"Old {number}", slug=f"old-{number}"),
            EntryDraft(
                source_id=f"e{number}",
                kind=EntryKind.POST if number else EntryKind.PAGE,
                status=self.rng.choice((EntryStatus.PUBLISHED, EntryStatus.DRAFT)),
                title=text,
                content=f"<p>{text}</p>",
                authors=("a",),
                published_at=datetime(2025, 1, 1 + number, tzinfo=UTC),
                comments=(comment,),
            ),
        ]
