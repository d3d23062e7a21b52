"""Requests that try to take more than their share. Each is drawn from a seed, as bytes for a socket."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

HOST = b"quire.example"
MAX_TEXT = 60_000  # characters of markup or of a document
COMMON_WORDS = ("the", "a", "and", "of", "light", "night", "words", "or", "bread")
MARKDOWN = (
    "a_b_c_",
    "![",
    "<!--",
    "- a\n",
    "|a|b\n|-|-\n",
    "[x](",
    "**a",
    "`",
    "> ",
    "&",
    "\\",
    "<b></u>",
)


@dataclass(frozen=True, slots=True)
class Attack:
    """`request` is written to a new connection at once. `reads`: whether the answer is read."""

    name: str
    request: bytes
    reads: bool = True


def draw(seed: int) -> Attack:
    """The attack of a seed: one of KINDS, and for four of five seeds with some of its bytes changed."""
    random = Random(seed)
    kind = random.choice(KINDS)
    body, head = kind(random), b""
    if isinstance(body, tuple):
        head, body = body
    if random.random() < 0.8:
        body = _mutated(body, random)
    reads = kind is not large_answer or random.random() < 0.5
    return Attack(kind.__name__, (head or _head(len(body))) + body, reads)


def _head(length: int, *lines: bytes) -> bytes:
    return b"\r\n".join(
        [
            b"POST /graphql HTTP/1.1",
            b"Host: " + HOST,
            b"Content-Type: application/json",
            b"Accept: application/graphql-response+json",
            b"Content-Length: %d" % length,
            *lines,
            b"Connection: close",
            b"\r\n",
        ]
    )


def _body(query: str, **variables: object) -> bytes:
    return json.dumps({"query": query, "variables": variables}).encode()


def _aliases(random: Random, field: str, selection: str = "") -> str:
    return " ".join(f"a{n}: {field} {selection}" for n in range(random.choice((2, 20, 49, 51))))


def list_in_variables(random: Random) -> bytes:
    """A list that is long, or used by many aliases."""
    ids = list(range(random.choice((10, 1_000, 20_000, 140_000))))
    uses = _aliases(random, "nodes(ids: $ids)", "{ id }")
    return _body(f"query ($ids: [ID!]!) {{ {uses} }}", ids=ids)


def object_in_variables(random: Random) -> bytes:
    """Lists inside of an input object."""
    slugs = [f"s{n}" for n in range(random.choice((100, 10_000, 100_000)))]
    uses = _aliases(random, "posts(first: 1, where: $w)", "{ nodes { id } }")
    where = {"tag": slugs, "notTag": slugs[:50]}
    return _body(f"query ($w: PostWhere) {{ {uses} }}", w=where)


def unused_definitions(random: Random) -> bytes:
    """A fragment that no operation uses, with many repeats of a field."""
    repeats = "title " * random.choice((100, 480, 900))
    return _body(f"{{ site {{ title }} }} fragment F on Post {{ {repeats} }}")


def overlapping_fields(random: Random) -> bytes:
    """Fields of one name in many fragments, which validation compares pair by pair."""
    count = random.choice((10, 40, 90))
    fragments = " ".join(f"fragment F{n} on Post {{ author {{ name id }} }}" for n in range(count))
    spreads = " ".join(f"...F{n}" for n in range(count))
    return _body(f"{{ posts(first: 1) {{ nodes {{ {spreads} }} }} }} {fragments}")


def deep_selection(random: Random) -> bytes:
    """Levels of relations that go around in circles."""
    depth = random.choice((5, 12, 60))
    path = "author { posts(first: 100) { nodes { " * depth
    return _body(f"{{ posts(first: 100) {{ nodes {{ {path} id {'} } }' * depth} }} }}")


def searches(random: Random) -> bytes:
    """Searches for common words, for words that exclude only, for punctuation."""
    words = random.choices(COMMON_WORDS, k=random.choice((1, 8, 40)))
    query = random.choice(
        (" or ".join(words), " ".join(f"-{w}" for w in words), "-" * 400, '"' * 99)
    )
    uses = _aliases(
        random, f"search(query: {json.dumps(query[:400])}, first: 100)", "{ totalCount }"
    )
    return _body(f"{{ {uses} }}")


def large_answer(random: Random) -> bytes:
    """Long texts of many posts, many times."""
    fields = random.choice(
        ("content(format: TEXT)", "content", "toc { text }", "seo { description }")
    )
    uses = _aliases(random, "posts(first: 100)", f"{{ nodes {{ {fields} }} }}")
    return _body(f"{{ {uses} }}")


def markup(random: Random) -> bytes:
    """A comment in Markdown that takes long to render."""
    piece = random.choice(MARKDOWN)
    content = piece * (random.choice((1_000, MAX_TEXT)) // len(piece))
    return _comment(content=content, name="M", email="m@mail.example")


def long_texts(random: Random) -> bytes:
    """A comment whose name, address or key is long."""
    field = random.choice(("name", "email", "url", "idempotencyKey", "website"))
    return _comment(
        **{"content": "Hello.", "name": "L", field: "x" * random.choice((300, 900_000))}
    )


def _comment(**fields: str) -> bytes:
    return _body(
        "mutation ($i: CreateCommentInput!) { createComment(input: $i) { userErrors { code } } }",
        i={"on": "UG9zdDox", **fields},
    )


def guesses(random: Random) -> bytes:
    """A wrong password."""
    text = (
        "mutation ($e: String!, $p: String!) "
        "{ signIn(input: { email: $e, password: $p }) { userErrors { code } } }"
    )
    password = "x" * random.choice((8, 900_000))
    return _body(text, e=f"{random.randrange(50)}@blog.example", p=password)


def malformed_json(random: Random) -> bytes:
    """JSON that is deep, cut, huge, or no JSON."""
    size = random.choice((1_000, 100_000, 1_000_000))
    return random.choice(
        (
            b"[" * size,
            b'{"query":"' + b"a" * size,
            b"9" * size,
            b"\xff" * size,
            b"[" + b"1," * 500 + b"1]",
        )
    )


def malformed_http(random: Random) -> tuple[bytes, bytes]:
    """Heads that RFC 9112 refuses, or that name another host."""
    body = _body("{ __typename }")
    head = _head(len(body))
    host = b"Host: " + HOST
    heads = (
        head.replace(host + b"\r\n", b""),
        head.replace(host, host + b"\r\n" + host),
        head.replace(host, b"Host: evil.example/" + b"x" * random.choice((1, 9_000))),
        head.replace(b"/graphql ", b"/graphql/ ").replace(HOST, b"evil.example"),
        head.replace(b"Content-Length", b"Transfer-Encoding: chunked\r\nContent-Length"),
        head.replace(b"\r\n\r\n", b"".join(b"\r\nX-%d: y" % n for n in range(500)) + b"\r\n\r\n"),
        head.replace(b"POST", b"P" * random.choice((1, 70_000))),
        _head(len(body) + 1_000),  # the rest never comes
        head * 200,  # pipelined
    )
    return random.choice(heads), body


def variables_of_all_kinds(random: Random) -> bytes:
    """Values that no field takes."""
    value = random.choice(
        (10**400, -1, "\0", "\ud800", [[]], {"a": {}}, 1e308, "x" * 500_000, None)
    )
    text = "query ($v: Int, $s: String!) { posts(first: $v) { nodes { id } } post(by: { slug: $s }) { id } }"
    return _body(text, v=value, s=value)


KINDS: tuple[Callable[[Random], bytes | tuple[bytes, bytes]], ...] = (
    list_in_variables,
    object_in_variables,
    unused_definitions,
    overlapping_fields,
    deep_selection,
    searches,
    large_answer,
    markup,
    long_texts,
    guesses,
    malformed_json,
    malformed_http,
    variables_of_all_kinds,
)


def _mutated(body: bytes, random: Random) -> bytes:
    """The body with a slice repeated, dropped, or replaced, some times over."""
    for _ in range(random.choice((1, 2, 5))):
        start = random.randrange(len(body) + 1)
        end = min(len(body), start + random.choice((1, 4, 30)))
        piece = body[start:end]
        new = random.choice(
            (b"", piece * 2, piece * 50, random.randbytes(4), b"0" * 40, b'"', b"{")
        )
        body = body[:start] + new + body[end:]
    return body
