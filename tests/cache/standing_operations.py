"""The operations that the proof asks again and again: generated ones, the golden stories, and a
look at each of the most asked places."""

from __future__ import annotations

import random
from collections.abc import Iterator

from gql.operation.request import GraphQLRequest
from tests.generating.operation import Generator
from tests.generating.sample_values import SampleValues
from tests.printed_schema import PRINTED
from tests.stories import test_stories

MAX_SIZE = 1_400  # characters of a generated document: long ones show no more, and take longer
# what may be nowhere yet: writes draw such slugs and paths
MISSING = """
{ a: post(by: { slug: "%(slug)s" }) { title } b: page(by: { slug: "%(slug)s" }) { title }
  c: category(by: { slug: "%(slug)s" }) { name } d: tag(by: { slug: "%(slug)s" }) { name }
  e: author(by: { slug: "%(slug)s" }) { name } f: menu(by: { slug: "%(slug)s" }) { name }
  g: series(by: { slug: "%(slug)s" }) { title } h: route(uri: "/%(slug)s/") { status location }
  i: post(by: { databaseId: %(id)s }) { title series { position count } }
  j: comment(by: { databaseId: %(id)s }) { number uri content }
  k: node(id: "%(node)s") { id ... on Media { url } } }
"""
SIMPLE = (
    "{ site { title languages postCount commentCount authorCount logo { url } frontPage { title } } }",
    "{ posts { nodes { title uri author { name } categories { name } tags { name } } totalCount } }",
    "{ posts(orderBy: MOST_LIKED) { nodes { title likeCount } } }",
    "{ posts(orderBy: LEAST_DISCUSSED, first: 30) { nodes { title } } }",
    "{ posts(where: { commented: true }) { totalCount nodes { commentCounts { total } } } }",
    "{ posts(first: 20) { nodes { id seo { jsonLd openGraph { siteName article { tags } } } } } }",
    "{ posts(first: 20) { nodes { title series { position count series { title } next { title } } } } }",
    "{ posts(first: 20) { nodes { related(first: 3) { nodes { title } } previous { title } next { title } } } }",
    "{ posts { facets { categories { count category { name } } tags { count tag { name } } authors { count author { name } } years { year count } } } }",
    "{ comments(first: 30) { nodes { number uri content author { name avatar { url } } replyCount } } }",
    "{ comments(first: 30, orderBy: BEST) { nodes { likeCount } } }",
    "{ comments(first: 5) { nodes { parent { number } ancestors { id } replies { nodes { number } } } } }",
    "{ posts(first: 10) { nodes { discussion(orderBy: BEST) { rootCount edges { depth hiddenReplies node { number content } } } } } }",
    "{ authors(first: 30, orderBy: MOST_POSTS) { nodes { name uri postCount commentCount bio } } }",
    "{ authors(first: 30) { nodes { posts(first: 3) { nodes { title } } comments(first: 3) { nodes { content } } } } }",
    "{ authors(first: 30) { nodes { a: comments(first: 1, orderBy: BEST) { nodes { id } } b: comments(first: 1, orderBy: WORST) { nodes { id } } posts(first: 2, orderBy: LEAST_LIKED) { nodes { id } } } } }",
    "{ categories(first: 50) { nodes { name uri postCount ancestors { name } children { nodes { name } } parent { name } } } }",
    "{ categories(first: 50) { nodes { name posts(first: 3, orderBy: MOST_DISCUSSED) { totalCount nodes { title } } seo { title jsonLd } } } }",
    "{ tags(first: 50, where: { hasPosts: true }) { nodes { name postCount posts { nodes { uri } } } } }",
    "{ pages(first: 50) { nodes { title uri parent { title } ancestors { title } children { nodes { title } } seo { jsonLd } } } }",
    '{ menus { nodes { name location items { label url target { uri } } } } menu(by: { location: "primary" }) { items { label } } }',
    "{ seriesList { nodes { title posts { totalCount nodes { title } } } } redirects { nodes { uri } } }",
    "{ mediaItems(first: 50) { totalCount nodes { url } } }",
    "{ archive { year month postCount } archive2: archive(where: { commented: true }) { postCount } }",
    '{ posts(first: 30) { nodes { translations { title language } translation(languages: ["de", "*"]) { title } } } }',
    '{ posts(first: 30, where: { languages: ["de", "en"] }) { nodes { title } } }',
    '{ search(query: "night or bread") { totalCount edges { score highlight node { __typename ... on Post { title } } } } }',
    '{ search(query: "harbuor") { totalCount nodes { __typename } } posts(where: { search: "lihgt" }) { totalCount } }',
    '{ route(uri: "/") { status kind resource { uri } } f: route(uri: "/feed/") { status address } }',
    "{ posts(first: 10) { nodes { likers { nodes { name } } } } }",
    "{ posts(first: 10) { nodes { meta { key value } comments(last: 3) { nodes { content } } } } }",
)


def standing_operations(
    seed: int, samples: SampleValues, count: int, share: float = 1.0
) -> Iterator[GraphQLRequest]:
    """`count` generated ones, and of all others a share."""
    rng = random.Random(f"operations {seed}")
    others = [*(GraphQLRequest(text) for text in SIMPLE), *_of_records(rng, samples)]
    for story in test_stories.STORIES:
        text = story.read_text("utf-8")
        others.append(GraphQLRequest(text, variables=test_stories.variables(text)))
    yield from (one for one in others if rng.random() < share)
    found = 0
    while found < count:
        request = Generator(PRINTED, rng.randrange(2**40), samples).request()
        if len(request.query) < MAX_SIZE:
            found += 1
            yield request


def _of_records(rng: random.Random, samples: SampleValues) -> Iterator[GraphQLRequest]:
    for at, node in enumerate(rng.sample(list(samples.texts["ID"]), 12)):
        slug = f"{rng.choice(('night', 'bread', 'dawn'))}-{rng.randrange(60)}"
        yield GraphQLRequest(MISSING % {"slug": slug, "id": 1 + 7 * at, "node": node})
    for uri in rng.sample(list(samples.texts["uri"]), 15):
        text = '{ route(uri: "%s") { status location address kind resource { id uri } } }'
        yield GraphQLRequest(text % uri)
