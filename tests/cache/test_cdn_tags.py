"""The names of tags for caches on the way: few, short, and never one too few to purge."""

from __future__ import annotations

import random

import pytest

from gql.cache.cdn_tags import MAX_HEADER_BYTES, cdn_tags, purged_cdn_tags

KINDS = (
    *("post", "page", "comment", "author", "category", "tag", "media", "menu", "series"),
    *("comments of post", "comments:liked of post", "comments of page", "redirect", "uri"),
)


@pytest.mark.parametrize("count", [1, 10, 400, 444, 445, 2_000, 20_000])
def test_the_names_fit_into_the_header_and_each_tag_purges_one_of_them(count: int) -> None:
    draw = random.Random(count)
    tags = {"everything", "posts", "comments", "site"}
    tags |= {f"{draw.choice(KINDS)}:{draw.randrange(1_000_000)}" for _ in range(count)}
    names = cdn_tags(tags)
    assert len(",".join(names)) <= MAX_HEADER_BYTES
    for tag in tags:
        assert set(purged_cdn_tags([tag])) & set(names), tag


def test_few_tags_are_not_folded_so_that_other_posts_purge_nothing() -> None:
    names = set(cdn_tags({"post:1", "posts", "everything"}))
    assert len(names) == 3
    assert not names & set(purged_cdn_tags({"post:2", "comments of post:1", "pages"}))


def test_only_kinds_with_many_tags_are_folded() -> None:
    tags = {"post:1", *(f"comment:{number}" for number in range(5_000))}
    names = set(cdn_tags(tags))
    assert set(cdn_tags({"post:1"})) < names
    assert len(names) == 17
