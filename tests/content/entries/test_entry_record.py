"""The columns, slugs and URIs of imported entries."""

from __future__ import annotations

from datetime import UTC, datetime

from gql.content.draft import (
    EntryDraft,
    EntryKind,
    EntryStatus,
)
from gql.content.entries import entry_record

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)


def entry_draft(**more: object) -> EntryDraft:
    facts = {
        "source_id": "8",
        "kind": EntryKind.POST,
        "status": EntryStatus.PUBLISHED,
        "title": "",
        "content": "",
        "authors": ("a",),
        "published_at": NOON,
    }
    return EntryDraft(**(facts | more))  # type: ignore[arg-type]


def test_an_entry_counts_its_words_and_finds_its_headings() -> None:
    record = entry_record.entry_record(entry_draft(content="<h2>A</h2>\n\nb c", title="T"), "de")
    assert record["content_html"].startswith('<h2 id="a">A</h2>')
    assert (record["word_count"], record["reading_minutes"]) == (3, 1)
    assert (record["language"], record["excerpt"]) == ("de", "A b c")
    assert record["updated_at"] == record["created_at"] == NOON


def test_an_entry_without_title_has_its_status_and_number_as_slug() -> None:
    assert entry_record.entry_slug(entry_draft()) == "published-8"
    assert entry_record.entry_slug(entry_draft(title="A <b>b</b>")) == "a-b"
    assert entry_record.build_uri("s", "/a/b/") == "/a/b/s/"
    # too long with its parent: the page goes to the top level
    assert entry_record.build_uri("s", "/" + "x" * 497 + "/") == "/s/"


def test_former_uris_are_those_of_the_draft_and_those_of_old_slugs() -> None:
    draft = entry_draft(old_uris=("/x", "/now/"), old_slugs=("Old", ""))
    assert entry_record.old_uris(draft, "/2020/now/") == {"/x/", "/now/", "/2020/old/"}
    assert entry_record.old_uris(draft, None) == {"/x/", "/now/", "/old/"}
