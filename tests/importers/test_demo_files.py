"""The files of the demo: mistakes in them are reported by file, and their texts are original."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from gql.content.draft import EntryDraft
from gql.db import Database
from gql.errors import InputRefused
from gql.importers.demo.files import DEMO_FOLDER
from gql.importers.demo.load import drafts, load_demo
from tests.conftest import SHARED
from tests.importers.stored_rows import table_rows

URL = "http://127.0.0.1:8000"


async def test_a_failed_load_leaves_nothing(database: Database, copy: Path) -> None:
    (copy / "posts/bread-at-four.md").write_text("no head")
    with pytest.raises(InputRefused):
        await load_demo(database, service_url=URL, folder=copy)
    assert await table_rows(database, "select id from author") == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the files, in which a test can make mistakes."""
    return shutil.copytree(DEMO_FOLDER, tmp_path / "demo")


@pytest.mark.parametrize(
    ("name", "original", "broken", "message_part"),
    [
        ("posts/bread-at-four.md", "+++\ntitle", "title", "begin with TOML front matter"),
        ("posts/bread-at-four.md", "title =", "tilte =", "unexpected keyword argument 'tilte'"),
        ("posts/house-style.md", '"private"', '"secret"', "'SECRET' is not a valid EntryStatus"),
        ("comments/bread-at-four.toml", '"2 h"', '"soon"', "when = 'soon' is not a duration"),
        ("comments/bread-at-four.toml", '"2 h"', "2 h", "at line 3"),
        ("publication.toml", "[site]", "[sight]", "the key 'site' is missing"),
        (
            "publication.toml",
            'alt = "A full',
            'alternative = "A full',
            "the key 'alternative' is unknown",
        ),
        ("authors.toml", 'name = "Ines', 'label = "Ines', "argument: 'name'"),
    ],
)
def test_a_mistake_in_a_file_is_reported_with_its_name(
    copy: Path, name: str, original: str, broken: str, message_part: str
) -> None:
    text = (copy / name).read_text()
    assert original in text
    (copy / name).write_text(text.replace(original, broken, 1))
    with pytest.raises(InputRefused) as refusal:
        list(drafts(copy, URL))
    assert refusal.value.message.startswith(f"demo/{name}: ")
    assert message_part in refusal.value.message


def test_a_comment_may_have_an_absolute_date(copy: Path) -> None:
    path = copy / "comments/bread-at-four.toml"
    path.write_text(path.read_text().replace('"2 h"', "2026-01-02T03:04:05Z", 1))
    bread = next(d for d in drafts(copy, URL) if isinstance(d, EntryDraft) and "bread" in d.slug)
    assert bread.comments[0].published_at == datetime.fromisoformat("2026-01-02T03:04:05Z")


def test_no_paragraph_of_the_demo_appears_twice() -> None:
    paragraphs = Counter(
        p for text in texts() for p in re.split(r"\n\s*\n", text) if len(words(p)) > 6
    )
    assert [p for p, n in paragraphs.items() if n > 1] == []


def test_the_demo_shares_no_nine_words_in_a_row_with_the_seed_page() -> None:
    # nine words in a row are never the same by chance: the demo was written, not copied
    seed = word_sequences(words((SHARED / "data/seed/personal-roi-page.txt").read_text("utf-8")))
    own = set().union(*(word_sequences(words(text)) for text in texts()))
    assert len(own) > 10_000
    assert own & seed == set()


def texts() -> list[str]:
    """The Markdown of all entries and comments of the demo."""
    entries = [d for d in drafts(DEMO_FOLDER, URL) if isinstance(d, EntryDraft)]
    return [text for e in entries for text in (e.content, *(c.content for c in e.comments))]


def words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation."""
    return re.findall(r"\w+", text.lower())


def word_sequences(words: list[str], length: int = 9) -> set[tuple[str, ...]]:
    """All sequences of so many successive words."""
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}
