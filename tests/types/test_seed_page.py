"""A real WordPress page, imported and read back: a post, its author, sixteen numbered responses."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from lxml import etree

from gql.db import Database
from gql.importers.wordpress import import_wordpress
from tests.conftest import SHARED
from tests.operation_client import open_client

EXPORT = SHARED / "data/seed/personal-roi.wxr.xml"
PAGE = """{
  posts {
    totalCount
    nodes {
      title
      uri
      content(format: TEXT)
      author { name slug }
      commentCounts { total comments mentions }
      comments(first: 100) {
        nodes {
          number
          kind
          content
          text: content(format: TEXT)
          author { __typename name ... on Guest { givenName } }
          parent { number }
        }
      }
      discussion(first: 100) { nodes { number } }
      likeCount
    }
  }
}"""


@pytest.fixture(scope="module")
async def post(module_database: str) -> dict[str, Any]:
    database = await Database.open(module_database)
    await import_wordpress(database, [EXPORT])
    await database.close()
    async with open_client(module_database) as client:
        posts = (await client.data(PAGE))["posts"]
    assert posts["totalCount"] == 1
    first_post: dict[str, Any] = posts["nodes"][0]
    return first_post


def test_the_post_and_its_author_are_imported(post: dict[str, Any]) -> None:
    assert post["author"] == {"name": "Steve Woodruff", "slug": "steve-woodruff"}
    assert post["uri"] == "/2009/02/15/the-personal-roi-of-social-media/"
    assert post["title"] == _in_export("item/title")[0]
    assert _words(post["content"]) == _words(_in_export("item/*[local-name() = 'encoded']")[0])


def test_sixteen_responses_are_numbered_in_order(post: dict[str, Any]) -> None:
    comments = post["comments"]["nodes"]

    assert [comment["number"] for comment in comments] == list(range(1, 17))
    assert [node["number"] for node in post["discussion"]["nodes"]] == list(range(1, 17))
    assert Counter(comment["kind"] for comment in comments) == {"COMMENT": 11, "PINGBACK": 5}
    assert post["commentCounts"] == {"total": 16, "comments": 11, "mentions": 5}
    assert all(comment["parent"] is None for comment in comments)


def test_names_are_imported_and_missing_names_stay_missing(post: dict[str, Any]) -> None:
    authors = {c["number"]: c["author"] for c in post["comments"]["nodes"]}
    given = {n: who.get("givenName", who["name"]) for n, who in authors.items()}

    # shown as WordPress shows them, and told apart from somebody who typed this word
    assert [number for number, name in given.items() if name is None] == [2, 4, 8]
    assert {authors[number]["name"] for number in (2, 4, 8)} == {"Anonymous"}
    assert list(given.values()) == [
        name or None for name in _in_export("item//*[local-name() = 'comment_author']")
    ]


def test_every_word_of_every_response_is_imported(post: dict[str, Any]) -> None:
    written = _in_export("item//*[local-name() = 'comment_content']")

    assert [_words(c["text"]) for c in post["comments"]["nodes"]] == [_words(w) for w in written]


def test_paragraphs_quotation_marks_and_emoji_are_kept(post: dict[str, Any]) -> None:
    by_number = {c["number"]: c for c in post["comments"]["nodes"]}

    assert by_number[14]["content"].count("<p>") == 6
    assert "“NSPST Newspost,” “SPBT Focus”" in by_number[14]["content"]
    assert by_number[10]["content"].endswith("🙂</p>")
    assert by_number[8]["content"].count("<p>") == 4


def _in_export(path: str) -> list[str]:
    return [e.text or "" for e in etree.parse(EXPORT).getroot().find("channel").xpath(path)]


def _words(text: str) -> list[str]:
    return re.findall(r"\S+", text)
