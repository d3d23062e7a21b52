"""The demo with rows that only one viewer sees: drafts, and comments by receipt. Read-only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from gql.db import Database, Visibility
from gql.engine import encode_id
from gql.importers.demo.load import load_demo
from gql.viewer import ANONYMOUS, Role, Viewer
from tests.conftest import DETERMINISTIC_VALUES, cloned
from tests.engine.plan.path_comparison import VIEWERS, Perspective
from tests.generating.demo import sample_values_of
from tests.generating.sample_values import SampleValues
from tests.operation_client import SERVICE_URL, open_client
from tests.schema import row_factories

AUTHOR = 3  # of the demo, with posts that readers see
STATUSES = ("DRAFT", "PENDING", "PRIVATE", "TRASH", "PUBLISHED")
LANGUAGES = ("de", "en-US", "fr", "de-AT", "fr-CA", "it", "nl", "sv", "de-CH", "en-GB")
TRANSLATED = """
update entry e
set translation_group = k.translation_group
from (
  select p.id, lpad(to_hex(row_number() over (order by p.id) - 1), 32, '0')::uuid as translation_group
  from entry p
  where p.kind = 'POST' and p.status = 'PUBLISHED' and p.translation_group is null
  order by p.id
  limit 3
) k
where e.id = k.id
"""
DRAFTS = """
insert into entry_draft (
  entry_id, slug, title, content_html, content_markdown, content_text, content_source,
  source_format, excerpt, excerpt_is_written, toc, word_count, reading_minutes, language,
  parent_id, menu_order, is_sticky, comments_open, pings_open, author_ids, term_ids
)
select e.id, e.slug || '-newer', 'Newer night', '<p>Newer bread.</p>', 'Newer bread.', 'Newer bread.',
  'Newer bread.', e.source_format, 'Newer', true, e.toc, 2, 1, e.language,
  e.parent_id, e.menu_order, e.is_sticky, e.comments_open, e.pings_open, array[$1::bigint], '{}'
from entry e
where e.author_id = $1 and e.status = 'PUBLISHED' and e.published_at <= now()
order by e.id
limit 3
"""


@dataclass(frozen=True, slots=True)
class PopulatedDemo:
    """Its database URL, sample values for generated operations, and the viewers of them."""

    url: str
    samples: SampleValues
    viewers: tuple[Perspective, ...]


@asynccontextmanager
async def populated_demo(server_url: str, template: str) -> AsyncIterator[PopulatedDemo]:
    """A clone with the demo and the rows that are not public, dropped after the block."""
    async with cloned(server_url, template) as url:
        database = await Database.open(url)
        await load_demo(database, service_url=SERVICE_URL)
        await database.close()
        async with row_factories.owner_connection(url) as owner:
            for statement in DETERMINISTIC_VALUES:
                await owner.execute(statement)
            await _add_unpublished_posts(owner)
            receipts = await _add_held_comments(owner)
        async with open_client(url) as reader:
            samples = _with_hidden(
                await sample_values_of(url, reader), await _sample_values_of_hidden(url)
            )
        author = Viewer(Role.AUTHOR, AUTHOR, AUTHOR, "three@blog.example")
        others = [
            (author, Visibility(AUTHOR)),
            (author, Visibility(AUTHOR, receipts=receipts[:2])),
            (ANONYMOUS, Visibility(receipts=receipts)),
            # a receipt may outlive its comment
            (ANONYMOUS, Visibility(receipts=(*receipts[3:], 10**9))),
        ]
        yield PopulatedDemo(url, samples, (*VIEWERS, *others))


async def _sample_values_of_hidden(url: str) -> dict[str, list[str]]:
    """Sample values that name the rows that are not public."""
    async with row_factories.owner_connection(url) as owner:
        posts = await owner.fetch("select id, slug, uri from entry where title ~ '^Hidden'")
        comments = await owner.fetch(
            "select id from comment where status <> 'APPROVED' order by id desc"
        )
    found = {name: [str(record[name]) for record in posts] for name in ("slug", "uri")}
    found["PostBy.id"] = [encode_id("Post", record["id"]) for record in posts]
    found["CommentBy.id"] = [encode_id("Comment", record["id"]) for record in comments]
    found["ID"] = found["PostBy.id"] + found["CommentBy.id"]
    found["post.ids"], found["comment.ids"] = found["PostBy.id"], found["CommentBy.id"]
    for key in ("PostBy.slug", "post.slugs"):
        found[key] = found["slug"]
    for name, key in (("uri", "PostBy.uri"), ("ID", "Query.node.id")):
        found[key] = found[name]
    return found | {"Query.nodes.ids": found["ID"], "query": ["hidden bread", "guest"]}


def _with_hidden(samples: SampleValues, hidden: dict[str, list[str]]) -> SampleValues:
    """The sample values with these added, as often as all others."""
    texts = {name: list(known) for name, known in samples.texts.items()}
    for name, new in hidden.items():
        others = texts.get(name, [])
        texts[name] = others + new * max(1, len(others) // len(new))
    return SampleValues(texts, samples.cursors)


async def _add_unpublished_posts(owner: asyncpg.Connection) -> None:
    """Add unpublished and scheduled posts of one author, and newer drafts of published ones."""
    terms = [r["id"] for r in await owner.fetch("select id from term order by id limit 3")]
    series = {"slug": "hidden", "title": "Hidden nights"}
    hidden_series = await row_factories.insert(owner, "series", series)
    for number, status in enumerate(STATUSES * 2):
        day = await owner.fetchval("select date_trunc('day', now()) + interval '9 days'")
        slug = f"hidden-night-{number}"
        text = {"title": f"Hidden night {number}", "content_text": f"Hidden bread {number}."}
        text |= {"slug": slug, "uri": f"/{slug}/"}
        group = {"language": LANGUAGES[number], "translation_group": UUID(int=number % 3)}
        shown = {"status": status, "published_at": day if status == "PUBLISHED" else None}
        post = await row_factories.entry(owner, AUTHOR, **shown, **text, **group)
        place = {"post_id": post, "series_id": 1 if number % 3 else hidden_series}
        await row_factories.insert(owner, "series_post", place | {"position": number % 4})
        both = [AUTHOR, 2] if number % 2 else [AUTHOR]
        for position, author in enumerate(both):
            link = {"post_id": post, "author_id": author, "position": position}
            await row_factories.insert(owner, "post_author", link)
        for position, term in enumerate(terms[: number % 4]):
            link = {"post_id": post, "term_id": term, "position": position}
            await row_factories.insert(owner, "post_term", link)
        await row_factories.comment(owner, post, content_text="Below what is hidden.")
    await owner.execute(TRANSLATED)
    await owner.execute(DRAFTS, AUTHOR)


async def _add_held_comments(owner: asyncpg.Connection) -> tuple[int, ...]:
    """Add comments that are not public, the author's own among them; return the ids of guests'."""
    posts = "select id from entry where kind = 'POST' and comment_count > 1 order by id limit 3"
    guests: list[int] = []
    for record in await owner.fetch(posts):
        post = record["id"]
        seen = await owner.fetchval(
            "select id from comment where entry_id = $1 and visible_from <= now() order by id limit 1",
            post,
        )
        for parent in (None, seen):
            own = {"author_id": AUTHOR, "guest_name": None, "content_html": "<p>My own.</p>"}
            held = {"status": "HELD", "parent_id": parent, "content_text": "It waits."}
            mine = await row_factories.comment(owner, post, **held, **own)
            for status in ("HELD", "SPAM", "TRASH"):
                said = {"status": status, "parent_id": parent, "content_html": "<p>A guest's.</p>"}
                guests.append(await row_factories.comment(owner, post, **said))
            guests.append(
                await row_factories.comment(owner, post, status="APPROVED", parent_id=mine)
            )
            guests.append(
                await row_factories.comment(owner, post, status="HELD", parent_id=guests[-4])
            )
    return tuple(guests)
