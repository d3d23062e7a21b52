"""Rows for leak tests: one visible row of each kind, and marked rows that must stay hidden."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import asyncpg

from tests.schema import row_factories

# no word of English, so that stemming by the search column leaves it recognisable
MARK = "s3cret"
FIRST_HIDDEN_ID = 1_000_000
TOMORROW = "now() + interval '1 day'"
TRANSLATIONS = UUID(int=7)


def leaks(row: str) -> bool:
    """Whether a row, as text, contains a mark (stemmed or not) or the id of a hidden row."""
    return (
        MARK in row or "5ec4e7" in row or re.search(r"(?<![\d.:])10000\d\d(?!\d)", row) is not None
    )


class MarkedRows:
    """Inserts visible rows with small ids, hidden ones with large ids and marks in all texts."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection
        self.hidden_id = FIRST_HIDDEN_ID

    async def insert_all(self) -> None:
        await self.authors()
        await self.visible_rows()
        await self.hidden_entries()
        await self.hidden_comments()
        await self.menu()
        await self.series()
        await self.seo()

    async def authors(self) -> None:
        self.author = await row_factories.author(
            self.connection, bio_source=MARK, name="Ada", is_public=True
        )
        await self.insert(
            "author_private", author_id=self.author, login=MARK, email=f"{MARK}@x.org"
        )
        self.hidden_author = await self.insert_hidden(
            "author", slug=MARK, uri=f"/author/{MARK}/", name=MARK, bio_html=MARK,
            bio_markdown=MARK, bio_text=MARK, url=f"https://{MARK}.org", is_public=False,
        )  # fmt: skip
        self.byline = await row_factories.author(self.connection, name="Bob", is_public=False)
        self.commenter = await row_factories.author(self.connection, name="Cid", is_public=False)

    async def visible_rows(self) -> None:
        self.post = await row_factories.entry(
            self.connection,
            self.author,
            content_source=MARK,
            title="Seen",
            slug="seen",
            uri="/seen/",
            translation_group=TRANSLATIONS,
        )
        self.page = await row_factories.entry(
            self.connection, self.author, kind="PAGE", title="Page", uri="/page/"
        )
        self.term = await row_factories.term(self.connection, name="Term")
        self.tag = await row_factories.term(self.connection, name="Tag", kind="TAG")
        for author in (self.author, self.byline):
            await self.insert("post_author", post_id=self.post, author_id=author)
            await self.insert("entry_like", entry_id=self.post, author_id=author)
        await self.insert("entry_like", entry_id=self.post, author_id=self.hidden_author)
        await self.insert("post_term", post_id=self.post, term_id=self.term)
        await self.insert("media", url="https://x.org/seen.png", attached_to=self.post)
        await self.insert("media", url="https://x.org/free.png")
        self.hidden_picture = await self.insert_hidden(
            "media", **self.marked_media(), is_public=False
        )
        self.comment = await row_factories.comment(
            self.connection,
            self.post,
            content_source=MARK,
            content_text="Said",
            content_html="Said",
        )
        await self.insert(
            "comment_private", comment_id=self.comment, email=f"{MARK}@x.org",
            network_address="10.11.12.13", user_agent=MARK,
        )  # fmt: skip
        await row_factories.comment(
            self.connection, self.post, author_id=self.commenter, content_text="Mine"
        )

    async def hidden_entries(self) -> None:
        later = await self.connection.fetchval(f"select {TOMORROW}")
        past = await self.connection.fetchval("select now() - interval '2 days'")
        self.hidden = []
        for kind in ("POST", "PAGE"):
            for status, time in [
                ("DRAFT", None),
                ("DRAFT", past),
                ("PENDING", past),
                ("PRIVATE", past),
                ("TRASH", None),
                ("PUBLISHED", later),
            ]:
                self.hidden.append(await self.hidden_entry(kind, status, time))
        # was never public, so its URI must not answer with 410 when it goes to the trash
        private = await self.hidden_entry("POST", "PRIVATE", past)
        await self.connection.execute("update entry set status = 'TRASH' where id = $1", private)
        gone = await self.insert_hidden(
            "entry", **self.marked_entry("POST", "PUBLISHED", past) | {"uri": "/gone/"}
        )
        await self.connection.execute("update entry set status = 'TRASH' where id = $1", gone)
        self.hidden += [private, gone]

    async def hidden_entry(self, kind: str, status: str, time: object) -> int:
        entry = await self.insert_hidden("entry", **self.marked_entry(kind, status, time))
        media = await self.insert_hidden("media", **self.marked_media(), attached_to=entry)
        other = await self.insert_hidden("media", **self.marked_media(), is_public=False)
        await self.connection.execute(
            "update entry set featured_media_id = $2 where id = $1", entry, other
        )
        await self.insert("entry_old_uri", uri=f"/old-{MARK}-{entry}/", entry_id=entry)
        await self.insert("post_term", post_id=entry, term_id=self.term)
        await self.insert("post_author", post_id=entry, author_id=self.author)
        await self.insert("entry_like", entry_id=entry, author_id=self.author)
        await self.hidden_comment(entry, status="APPROVED")
        # visible pages below a hidden one: their paths must not contain its id
        if kind == "PAGE":
            below = await row_factories.entry(
                self.connection, self.author, kind="PAGE", parent_id=entry, title="Below"
            )
            await row_factories.entry(
                self.connection, self.author, kind="PAGE", parent_id=below, title="Further below"
            )
        assert media < other
        return entry

    def marked_entry(self, kind: str, status: str, time: object) -> dict[str, Any]:
        slug = f"{MARK}-{self.hidden_id + 1}"
        texts = [
            "title",
            "content_html",
            "content_markdown",
            "content_text",
            "content_source",
            "excerpt",
        ]
        return dict.fromkeys(texts, MARK) | {
            "kind": kind,
            "status": status,
            "published_at": time,
            "slug": slug,
            "uri": f"/{slug}/",
            "author_id": self.hidden_author if status == "DRAFT" else self.author,
            "is_sticky": True,
            # translations of what is seen, which must not show that they are there
            "language": f"en-{self.hidden_id + 1}",
            "translation_group": TRANSLATIONS,
        }

    def marked_media(self) -> dict[str, Any]:
        return {"url": f"https://x.org/{MARK}.png", "alt": MARK, "caption": MARK, "title": MARK}

    async def hidden_comments(self) -> None:
        for status in ("HELD", "SPAM", "TRASH"):
            parent = await self.hidden_comment(self.post, status=status)
            below = await self.hidden_comment(self.post, status="APPROVED", parent_id=parent)
            await self.hidden_comment(
                self.post, status="APPROVED", parent_id=below, author_id=self.hidden_author
            )
        tombstone = await row_factories.comment(
            self.connection,
            self.post,
            **self.marked_comment(),
            is_deleted=True,
            author_id=self.hidden_author,
        )
        await row_factories.comment(
            self.connection, self.post, parent_id=tombstone, content_text="Still"
        )

    async def hidden_comment(self, entry: int, **columns: Any) -> int:
        return await self.insert_hidden(
            "comment", entry_id=entry, **self.marked_comment(), **columns
        )

    def marked_comment(self) -> dict[str, Any]:
        texts = ["content_html", "content_markdown", "content_text", "content_source", "guest_name"]
        address = f"https://{MARK}.org/"
        return dict.fromkeys(texts, MARK) | {
            "guest_url": address,
            "source_url": address,
            "source_title": MARK,
            "source_site_name": MARK,
            # a UUID cannot contain the mark, so it has one of its own (see leaks)
            "guest_avatar_key": "5ec4e700-0000-4000-8000-000000000000",
        }

    async def menu(self) -> None:
        menu = await self.insert("menu", slug="main", name="Main")
        # items that lead to something hidden are hidden themselves, their children are not
        targets = [("entry_id", e) for e in self.hidden] + [("author_id", self.hidden_author)]
        for position, (column, target) in enumerate(targets):
            item = await self.insert_hidden(
                "menu_item", menu_id=menu, position=3 * position, **{column: target}
            )
            await self.insert(
                "menu_item", menu_id=menu, parent_id=item, position=3 * position + 1,
                depth=1, term_id=self.term,
            )  # fmt: skip

    async def series(self) -> None:
        seen = await self.insert("series", slug="seen", title="Seen")
        hidden = await self.insert_hidden("series", slug=MARK, title=MARK, description=MARK)
        await self.insert("series_post", post_id=self.post, series_id=seen, position=5)
        for position, entry in enumerate(self.hidden):
            series = seen if position % 2 else hidden
            await self.insert("series_post", post_id=entry, series_id=series, position=position)

    async def seo(self) -> None:
        # of what is visible without a picture, as readers do not see it
        for column, id in (
            ("entry_id", self.post),
            ("term_id", self.tag),
            ("author_id", self.author),
        ):
            await self.insert("seo", title="Told", image_id=self.hidden_picture, **{column: id})
        texts = ("title", "description", "open_graph_title", "open_graph_description")
        marked = dict.fromkeys(texts, MARK) | {"canonical_url": f"https://{MARK}.org/"}
        hidden = [("entry_id", entry) for entry in self.hidden]
        for column, id in [*hidden, ("author_id", self.hidden_author)]:
            await self.insert("seo", **marked, **{column: id})

    async def insert_hidden(self, table: str, **columns: Any) -> int:
        """Insert a row with the next id above a million."""
        self.hidden_id += 1
        names = ", ".join(["id", *columns])
        places = ", ".join(f"${i}" for i in range(1, len(columns) + 2))
        await self.connection.execute(
            f"insert into {table} ({names}) overriding system value values ({places})",
            self.hidden_id,
            *columns.values(),
        )
        return self.hidden_id

    async def insert(self, table: str, **columns: Any) -> int:
        return await row_factories.insert(self.connection, table, columns)
