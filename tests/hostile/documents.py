"""Reads that try to take more than their share: rows 21 to 24 and 30 of the hostile cases, and what they
name their documents by."""

from __future__ import annotations

import json
from hashlib import sha256
from random import Random
from typing import Any

from gql.viewer import Role
from tests.hostile.attack import Operation, operation
from tests.hostile.target import Target

COMMON_WORDS = ("the", "a", "and", "of", "quiet", "evening", "paper", "or", "reads", "zzzqq")
PATHS = (  # relations that go around in circles
    ("author { posts(first: 100) { nodes { ", " } } }"),
    ("categories { posts(first: 100) { nodes { ", " } } }"),
    ("comments(first: 100) { nodes { on { ... on Post { ", " } } } }"),
    (
        "discussion(maxDepth: 500, repliesFirst: 100) { nodes { comment { replies(first: 100) { nodes { on { ... on Post { ",
        " } } } } } } }",
    ),
)
FIELDS = (
    "content(format: TEXT)",
    "content",
    "content(format: SOURCE)",
    "toc { level text anchor }",
    "seo { title description jsonLd }",
    "excerpt(words: 300)",
    "comments(first: 100) { nodes { content } }",
)


def aliases(random: Random, *fields: str) -> str:
    """Some of the fields under many names."""
    return " ".join(
        f"a{n}: {random.choice(fields)}" for n in range(random.choice((2, 20, 49, 51, 400)))
    )


def list_in_variables(random: Random, target: Target) -> Operation:
    """A list that is long, or used by many aliases; of numbers, of ids, of what is none."""
    count = random.choice((10, 99, 1_900, 20_000, 140_000))
    value = random.choice((1, target.posts[0], "x" * 40, None, [1], {"a": 1}))
    size = min(count, 1_000_000 // len(json.dumps(value)))
    uses = aliases(random, "nodes(ids: $ids) { id }")
    return operation(f"query ($ids: [ID!]!) {{ {uses} }}", ids=[value] * size)


def object_in_variables(random: Random, _: Target) -> Operation:
    """Lists inside of an input object, each used by many aliases."""
    slugs = [f"s{n}" for n in range(random.choice((90, 1_500, 10_000, 80_000)))]
    names = random.sample(("tag", "post", "author", "category"), 3)
    how = random.choice(("in", "notIn"))
    where: dict[str, Any] = {name: {how: {"slugs": slugs}} for name in names}
    if random.random() < 0.5:
        where = {"or": [where] * random.choice((1, 2, 30)), "not": {"not": where}}
    uses = aliases(random, "posts(first: 1, where: $w) { nodes { id } }")
    return operation(f"query ($w: PostWhere) {{ {uses} }}", w=where)


def variables_of_all_kinds(random: Random, _: Target) -> Operation:
    """Values that no field takes."""
    values = (10**400, -1, 2**63, "\0", "\ud800", [[]], {"a": {}}, 1e308, "x" * 500_000, None, True)
    query = """query ($a: Int, $b: String!, $c: ID!) {
      posts(first: $a, after: $b) { nodes { id } } post(by: { slug: $b }) { id }
      node(id: $c) { id } route(uri: $b) { status } search(query: $b, first: $a) { totalCount }
    }"""
    return operation(query, **{name: random.choice(values) for name in "abc"})


def unused_definitions(random: Random, _: Target) -> Operation:
    """Fragments and operations that nothing uses, with many repeats of a field."""
    repeats = "title " * random.choice((90, 480, 900))
    unused = random.choice(
        (
            f"fragment F on Post {{ {repeats} }}",
            f"query Other {{ site {{ {repeats} }} }}",
            " ".join(f"fragment F{n} on Post {{ id }}" for n in range(random.choice((90, 400)))),
            " ".join(f"fragment F{n} on Post {{ ...F{n + 1} ...F{n + 1} }}" for n in range(30)),
        )
    )
    return operation(f"query Used {{ site {{ title }} }} {unused}")


def overlapping_fields(random: Random, _: Target) -> Operation:
    """Fields of one name in many places, which validation compares pair by pair."""
    count = random.choice((10, 40, 90))
    spreads = " ".join(f"...F{n}" for n in range(count))
    fragments = " ".join(f"fragment F{n} on Post {{ author {{ name id }} }}" for n in range(count))
    inline = "... on Post { id slug title } " * count
    return random.choice(
        (
            operation(f"{{ posts(first: 1) {{ nodes {{ {spreads} }} }} }} {fragments}"),
            operation(f"{{ posts(first: 1) {{ nodes {{ {inline} }} }} }}"),
            operation(f"{{ {'posts { nodes { id slug title } } ' * count} }}"),
            operation(f"{{ {'site { title } ' * count} {'@skip(if: true) ' * count} }}"),
        )
    )


def deep_selection(random: Random, _: Target) -> Operation:
    """Levels of relations that go around in circles, or of brackets."""
    depth, (opened, closed) = random.choice((1, 2, 4, 12, 60)), random.choice(PATHS)
    first = random.choice((5, 100))
    path = opened.replace("100", str(first)) * depth
    return random.choice(
        (
            operation(f"{{ posts(first: {first}) {{ nodes {{ {path} id {closed * depth} }} }} }}"),
            operation("{" * depth * 100 + "}" * depth * 100),
            operation(f"{{ nodes(ids: {'[' * depth * 30} 1 {']' * depth * 30}) {{ id }} }}"),
            operation(
                f"{{ __schema {{ types {{ {'fields { type { ' * depth} name {'} }' * depth} }} }} }}"
            ),
        )
    )


def searches(random: Random, _: Target) -> Operation:
    """Searches for common words, for words that exclude only, for punctuation; filters by words."""
    words = random.choices(COMMON_WORDS, k=random.choice((1, 8, 32, 60)))
    query = random.choice(
        (
            " or ".join(words),
            " ".join(words),
            " ".join(f"-{word}{random.random()}" for word in words),
            f'"{" ".join(words)}"',
            "-" * 400,
            '"' * 99,
            "(" * 300 + ")" * 300,
            "\u0301" * 400,
        )
    )
    text = json.dumps(query[: random.choice((400, 5_000))])
    uses = aliases(
        random,
        f"search(query: {text}, first: 100) {{ totalCount }}",
        f"search(query: {text}, first: 20) {{ nodes {{ __typename }} }}",
        f"posts(first: 10, where: {{ search: {text} }}) {{ nodes {{ id }} }}",
    )
    return operation(f"{{ {uses} }}")


def large_answer(random: Random, target: Target) -> Operation:
    """Long texts of many posts, many times."""
    fields = aliases(random, *random.sample(FIELDS, 3))
    pages = aliases(random, f"posts(first: 100) {{ nodes {{ {random.choice(FIELDS)} }} }}")
    return random.choice(
        (
            operation(f"{{ {pages} }}"),
            operation(f"{{ posts(first: 100) {{ nodes {{ {fields} }} }} }}"),
            operation(f"query ($id: ID!) {{ node(id: $id) {{ ... on Post {{ {fields} }} }} }}", id=target.posts[0]),
            operation("{ __schema { types { name description fields { name description } } } }"),
            operation("{ posts(first: 40) { nodes { content excerpt toc { text } } } }"),
        )
    )  # fmt: skip


def preview_tokens(random: Random, target: Target) -> Operation:
    """Tokens that somebody made up, and one that is another kind of token, for the source."""
    token = random.choice((target.tokens[Role.AUTHOR], "x.y.z", "." * 9_000, "e30.e30.e30", "é"))
    fields = aliases(random, "post(by: { slug: $s }, previewToken: $t) { content(format: SOURCE) }")
    return operation(f"query ($s: String!, $t: String) {{ {fields} }}", s="post-1", t=token)


def registered_documents(random: Random, _: Target) -> Operation:
    """Documents that nobody else will ask for, with their hash and then by it alone; and made-up ids."""
    number = random.randrange(300)  # so that some come twice
    text = f"query Flood{number} {{ site {{ title }} }}".ljust(random.choice((0, 9_000)), "#")
    text += random.choice(("", "", "# \0"))
    hash = random.choice((sha256(text.encode()).hexdigest(), "0" * 64, "x" * 9_000))
    named: dict[str, object] = random.choice(
        (
            {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash}}},
            {"documentId": f"sha256:{hash}"},
            {"documentId": hash},
            {"extensions": {"persistedQuery": random.choice(([], "x", 1, {"version": 1}))}},
        )
    )
    by_id_alone = {"query": None} if random.random() < 0.3 else {}
    return Operation(text, {}, parameters=named | by_id_alone)
