"""Slugs and paths of every script: as they were typed, in whatever form, they are found again."""

from __future__ import annotations

from unicodedata import normalize
from urllib.parse import quote

from gql.viewer import Role
from tests.mutations.entry_requests import CREATE, PUBLISH, Newsroom

BY = """query($slug: String!, $uri: String!, $tag: String!) {
  bySlug: post(by: {slug: $slug}) { title }
  byUri: post(by: {uri: $uri}) { title }
  route(uri: $uri) { status resource { uri } }
  tag(by: {slug: $tag}) { name }
  tagged: posts(where: {tag: { in: { slugs: [$tag] } }}) { nodes { title } }
  allTagged: posts(where: {tag: { all: { slugs: [$tag] } }}) { nodes { title } }
  others: posts(where: {tag: { notIn: { slugs: [$tag] } }}) { nodes { title } }
}"""


TITLES = {
    "हिन्दी में लेख": "हिन्दी-में-लेख",
    "สวัสดีชาวโลก": "สวัสดีชาวโลก",
    "Café crème": "café-crème",
    "👩\u200d💻 at work": "👩\u200d💻-at-work",
    "Straße İZMİR": "straße-i\u0307zmi\u0307r",
}


def ways_to_type(slug: str) -> list[str]:
    decomposed = normalize("NFD", slug)
    capitals = slug.replace("ß", "ẞ").upper()
    return [slug, decomposed, quote(slug), quote(decomposed).lower(), capitals]


async def test_a_post_and_its_tag_are_found_however_they_are_typed(newsroom: Newsroom) -> None:
    for title, slug in TITLES.items():
        name = normalize("NFD", title)
        created = await newsroom.succeed(CREATE, Role.AUTHOR, title=title, content="x", tags=[name])
        assert (created["post"]["slug"], created["post"]["uri"]) == (slug, f"/{slug}/")
        assert [tag["slug"] for tag in created["post"]["tags"]] == [slug]
        await newsroom.succeed(PUBLISH, Role.AUTHOR, id=created["post"]["id"])
    for title, slug in TITLES.items():
        shown = {"title": title}
        for typed in ways_to_type(slug):
            # from the second time on, a plan answers
            found = await newsroom.site.data(BY, slug=typed, uri=f"/{typed}", tag=typed)
            assert shown not in found.pop("others")["nodes"]
            assert found == {
                "bySlug": shown,
                "byUri": shown,
                "route": {"status": 200, "resource": {"uri": f"/{slug}/"}},
                "tag": {"name": normalize("NFD", title)},
                "tagged": {"nodes": [shown]},
                "allTagged": {"nodes": [shown]},
            }


async def test_a_chosen_slug_keeps_its_marks_and_two_forms_of_it_are_one(
    newsroom: Newsroom,
) -> None:
    slugs = []
    for slug in (
        "हिन्दी",
        "%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80",
        "CAFE\u0301",
        "café",
    ):
        created = await newsroom.succeed(CREATE, Role.AUTHOR, title="x", content="x", slug=slug)
        slugs.append(created["post"]["slug"])
    assert slugs == ["हिन्दी", "हिन्दी-2", "café", "café-2"]


async def test_no_text_is_too_odd_to_look_up(newsroom: Newsroom) -> None:
    for typed in ("x" * 100_000, "\u0301", "%", "%ff", "", "\u200b", "a/b", "x" * 100_000):
        found = await newsroom.site.data(BY, slug=typed, uri=typed, tag=typed)
        assert (found["bySlug"], found["byUri"], found["route"]["status"]) == (None, None, 404)
        assert (found["tag"], found["tagged"]["nodes"]) == (None, [])
