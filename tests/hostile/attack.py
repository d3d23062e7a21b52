"""One attack: the bytes of a request, and how they are sent and their answer is read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

HOST = b"quire.example"
MUTATED = 0.5  # of all attacks; the others are sent as they are described


class Manner(StrEnum):
    """What a client does with its connection."""

    READS = "reads the answer"
    UNREAD = "never reads"
    SIPS = "reads a few bytes at a time"
    TRICKLES = "sends a few bytes at a time"
    LEAVES = "hangs up as soon as it has sent"
    HALF = "sends half, and no more"


SLOW = (Manner.UNREAD, Manner.SIPS, Manner.TRICKLES, Manner.HALF)


@dataclass(frozen=True, slots=True)
class Attack:
    """What one connection sends; `name` is that of its kind."""

    request: bytes
    manner: Manner = Manner.READS
    name: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """A document with variables, before it is made a request."""

    query: str
    variables: dict[str, object]
    token: str = ""
    parameters: dict[str, object] = field(default_factory=dict)
    """Beside query and variables, or in their place."""

    def request(self, random: Random | None = None) -> bytes:
        """Head and body; with `random`, some of the document, the JSON or the head is changed."""
        query = mutated_text(self.query, random) if random else self.query
        body = json.dumps({"query": query, "variables": self.variables, **self.parameters}).encode()
        if random and random.random() < 0.3:
            body = mutated_bytes(body, random)
        return head(len(body), self.token) + body


def operation(query: str, token: str = "", **variables: object) -> Operation:
    """An operation with its variables by name."""
    return Operation(query, variables, token)


def head(length: int, token: str = "", *lines: bytes) -> bytes:
    """The head of a POST of JSON, after whose answer the connection is closed."""
    bearer = [b"Authorization: Bearer " + token.encode()] if token else []
    return b"\r\n".join(
        [
            b"POST /graphql HTTP/1.1",
            b"Host: " + HOST,
            b"Content-Type: application/json",
            b"Accept: application/graphql-response+json",
            b"Content-Length: %d" % length,
            b"Connection: close",
            *bearer,
            *lines,
            b"\r\n",
        ]
    )


def mutated_text(text: str, random: Random) -> str:
    """The text with some slices repeated, dropped or replaced by what documents are made of."""
    for _ in range(random.choice((0, 1, 2))):
        start = random.randrange(len(text) + 1)
        end = start + random.choice((0, 1, 5, 30))
        piece = text[start:end]
        new = random.choice(
            (
                "",
                piece * 2,
                piece * 40,
                "{",
                "}",
                '"',
                "@skip(if: true)",
                "$x",
                "#",
                "é\ud800",
                "\0",
            )
        )
        text = text[:start] + new + text[end:]
    return text


def mutated_bytes(text: bytes, random: Random) -> bytes:
    """The bytes with some slices repeated, dropped, or replaced by what is no UTF-8 or no JSON."""
    for _ in range(random.choice((1, 2, 5))):
        start = random.randrange(len(text) + 1)
        end = start + random.choice((0, 1, 4, 30))
        piece = text[start:end]
        new = random.choice((b"", piece * 50, random.randbytes(4), b"0" * 40, b'"', b"[" * 99))
        text = text[:start] + new + text[end:]
    return text
