"""Drafts of the demo's posts and pages with their comments and likes."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from gql.content.draft import (
    CommentDraft,
    CommentKind,
    CommentStatus,
    EntryDraft,
    EntryKind,
    EntryStatus,
    Format,
    LikeDraft,
    TermKind,
)
from gql.content.draft_groups import TranslationDraft
from gql.content.draft_seo import SeoDraft
from gql.importers.demo.files import Table, article, file_errors, markdown_files, table

_NO_VALUES = ("likes", "seo", "translation")  # of an entry: drafts of their own
_KINDS = {EntryKind.PAGE: "pages", EntryKind.POST: "posts"}
_DURATION = re.compile(r"(\d+) (d|h|min)")
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "min": timedelta(minutes=1)}
_LIKE_INTERVAL = timedelta(minutes=37)


def entries(folder: Path) -> Iterator[EntryDraft | LikeDraft | SeoDraft | TranslationDraft]:
    """Every page and post with its comments, each followed by the likes of both, by what is written
    for search engines, and by the group of its translations."""
    for kind, below in _KINDS.items():
        for name in markdown_files(folder, below):
            head, text = article(folder, name)
            with file_errors(name):
                entry = _entry(kind, PurePosixPath(name), text, **_without(head, _NO_VALUES))
            comments_file = f"comments/{entry.slug}.toml"
            comment_tables = table(folder, comments_file).get("comment", [])
            with file_errors(comments_file):
                comments = tuple(
                    _comment(entry, **_without(comment_table, ("likes",)))
                    for comment_table in comment_tables
                )
            yield replace(entry, comments=comments)
            if "seo" in head:
                with file_errors(name):
                    yield _seo(entry, **head["seo"])
            yield from _likes(head, entry.published_at, entry=entry.source_id)
            if group := head.get("translation"):
                yield TranslationDraft(entry.source_id, group, entry.language)
            for comment, comment_table in zip(comments, comment_tables, strict=True):
                yield from _likes(comment_table, comment.published_at, comment=comment.source_id)


def _entry(
    kind: EntryKind,
    path: PurePosixPath,
    text: str,
    *,
    title: str,
    authors: Sequence[str],
    date: datetime | None = None,
    created: datetime | None = None,
    updated: datetime | None = None,
    status: str = "published",
    categories: Sequence[str] = (),
    tags: Sequence[str] = (),
    image: str | None = None,
    language: str | None = None,
    excerpt: str | None = None,
    order: int = 0,
    sticky: bool = False,
    comments_open: bool = True,
    old_slugs: Sequence[str] = (),
) -> EntryDraft:
    """A draft from front matter, whose keys are the parameters; a page's folder is its parent."""
    return EntryDraft(
        source_id=path.with_suffix("").as_posix(),
        kind=kind,
        status=EntryStatus(status.upper()),
        title=title,
        content=text,
        authors=tuple(authors),
        slug=path.stem,
        format=Format.MARKDOWN,
        excerpt=excerpt,
        terms=(
            *((TermKind.CATEGORY, slug) for slug in categories),
            *((TermKind.TAG, slug) for slug in tags),
        ),
        featured_media=image,
        parent=path.parent.as_posix() if len(path.parts) > 2 else None,
        menu_order=order,
        is_sticky=sticky,
        comments_open=comments_open,
        published_at=date,
        created_at=created,
        updated_at=updated,
        language=language,
        old_slugs=tuple(old_slugs),
    )


def _seo(
    entry: EntryDraft, *, title: str | None = None, description: str | None = None
) -> SeoDraft:
    """What is written for search engines, from a table [seo], whose keys are the parameters."""
    written = {"title": title, "description": description}
    return SeoDraft(
        "entry", entry.source_id, tuple((name, text) for name, text in written.items() if text)
    )


def _comment(
    entry: EntryDraft,
    *,
    id: str,
    when: str | datetime,
    text: str,
    reply_to: str | None = None,
    kind: str = "COMMENT",
    status: str = "APPROVED",
    author: str | None = None,
    name: str | None = None,
    email: str | None = None,
    url: str | None = None,
    source: Table | None = None,
) -> CommentDraft:
    """A draft from a table [[comment]], whose keys are the parameters; `source` is a mention's."""
    source = source or {}
    return CommentDraft(
        source_id=f"{entry.slug}/{id}",
        content=text.strip(),
        published_at=_comment_time(when, entry.published_at),
        parent=f"{entry.slug}/{reply_to}" if reply_to else None,
        kind=CommentKind(kind),
        status=CommentStatus(status),
        author=author,
        name=name,
        email=email,
        url=source.get("url", url),
        format=Format.MARKDOWN,
        source_title=source.get("title"),
        source_site_name=source.get("site"),
    )


def _comment_time(when: str | datetime, since: datetime | None) -> datetime:
    """The time itself, or one relative to the entry's: "2 d 3 h 10 min" after it."""
    if isinstance(when, datetime):
        return when
    durations = _DURATION.findall(when)
    if " ".join(f"{number} {unit}" for number, unit in durations) != when or not since:
        raise ValueError(
            f"when = {when!r} is not a duration after a dated entry, like '2 d 3 h 10 min'"
        )
    return since + sum((int(number) * _UNITS[unit] for number, unit in durations), timedelta())


def _likes(
    liked: Table, since: datetime | None, *, entry: str | None = None, comment: str | None = None
) -> Iterator[LikeDraft]:
    """The likes of one entry or comment, at intervals: lists of likes are sorted by time."""
    for place, author in enumerate(liked.get("likes", ()), 1):
        at = since + place * _LIKE_INTERVAL if since else None
        yield LikeDraft(author, entry=entry, comment=comment, liked_at=at)


def _without(words: Table, left_out: Container[str]) -> Table:
    return {word: value for word, value in words.items() if word not in left_out}
