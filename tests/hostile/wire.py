"""Bytes that break HTTP, or bend it: rows 25 and 31 to 33 of the hostile cases."""

from __future__ import annotations

from random import Random

from tests.hostile.attack import HOST, Attack, Manner, head, operation
from tests.hostile.documents import large_answer
from tests.hostile.target import Target

HELLO = operation("{ __typename }").request()
HOST_LINE = b"Host: " + HOST + b"\r\n"
SIZES = (1_000, 100_000, 1_000_000)


def unread_answer(random: Random, target: Target) -> Attack:
    """A large answer, or many small ones, that nobody reads."""
    large = large_answer(random, target).request()
    kept = HELLO.replace(b"Connection: close\r\n", b"")
    request = random.choice((large, large.replace(b"Connection: close\r\n", b""), kept * 90))
    return Attack(request, random.choice((Manner.UNREAD, Manner.SIPS)))


def malformed_json(random: Random, _: Target) -> Attack:
    """JSON that is deep, cut, huge, or no JSON."""
    size = random.choice(SIZES)
    body = random.choice(
        (
            b"[" * size,
            b'{"query":"' + b"a" * size,
            b'{"query":"{a}","variables":' + b'{"a":' * (size // 5) + b"}" * (size // 5),
            b'{"query":' * (size // 9),
            b"9" * size,
            b'{"query":"' + b"\\ud800" * (size // 6) + b'"}',
            b"\xff" * size,
            b"[" + b"1," * (size // 2) + b"1]",
            b'{"query":"{a}",' + b'"a":1,' * (size // 6) + b'"b":1}',
            b"\xef\xbb\xbf" * 9 + b"{}",
            b"",
        )
    )
    return Attack(head(len(body)) + body)


def foreign_host(random: Random, _: Target) -> Attack:
    """A Host that is not ours, in the header or in the target, with a path that may redirect."""
    path = random.choice((b"/graphql/", b"/graphql//", b"//graphql", b"/./graphql", b"/metrics/"))
    request = HELLO.replace(b"/graphql ", path + b" ").replace(HOST, b"evil.example")
    target = request.replace(b" /", b" http://other.example/", 1)
    return Attack(random.choice((request, target)))


def malformed_host(random: Random, _: Target) -> Attack:
    """No Host, two, or one that is no host."""
    host = random.choice(
        (b"evil/x", b"u@evil", b"a b", b"[::1", b"x" * 9_000, b"", b"\xe9", b"a:b:c")
    )
    line = random.choice((b"", HOST_LINE * 2, b"Host: " + host + b"\r\n"))
    return Attack(HELLO.replace(HOST_LINE, line))


def malformed_head(random: Random, _: Target) -> Attack:
    """Heads that RFC 9112 refuses, that are too large, or that promise another body."""
    many = b"".join(b"X-%d: y\r\n" % n for n in range(random.choice((90, 900, 9_000))))
    length = b"Content-Length"
    return Attack(
        random.choice(
            (
                HELLO.replace(length, b"Transfer-Encoding: chunked\r\nContent-Length"),
                HELLO.replace(length, b"Content-Length: 1\r\nContent-Length"),
                HELLO.replace(length, b"Content-Length: -"),
                HELLO.replace(length, b"Content-Length: 99999999999999999999"),
                HELLO.replace(HOST_LINE, HOST_LINE + many),
                HELLO.replace(b"POST", b"P" * random.choice((1, 70_000))),
                HELLO.replace(b"/graphql", b"/graphql?query=" + b"a" * random.choice((9, 70_000))),
                HELLO.replace(b"\r\n", b"\n"),
                HELLO.replace(b"HTTP/1.1", random.choice((b"HTTP/9.9", b"HTTP/1.0", b"SMTP"))),
                HELLO.replace(b"application/json", b"text/plain; " + b"a=b;" * 900),
                HELLO.replace(b"POST", b"GET").replace(b"/graphql", b"/graphql?" + b"a=b&" * 900),
                b"\x16\x03\x01" + random.randbytes(500),
                b"\r\n" * random.choice((1, 9_000)),
            )
        ),
    )


def chunked_body(random: Random, _: Target) -> Attack:
    """A body in chunks of one byte, of many, with a length that is none, or without an end."""
    size = random.choice((1, 50_000, 2_000_000))
    chunk = random.choice(
        (b"1\r\na\r\n", b"3e8\r\n" + b"a" * 1_000 + b"\r\n", b"zz\r\n", b"f" * 99)
    )
    body = chunk * (size // len(chunk) + 1) + random.choice((b"", b"0\r\n\r\n"))
    request = head(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    return Attack(request + body)


def slow_body(random: Random, _: Target) -> Attack:
    """A request of which half comes, or one that comes byte by byte, or that nobody waits for."""
    manner = random.choice((Manner.HALF, Manner.TRICKLES, Manner.LEAVES))
    return Attack(head(5_000) + b"{" if manner is Manner.HALF else HELLO, manner)


def abandoned_request(random: Random, target: Target) -> Attack:
    """A request that is costly, and whose client hangs up."""
    return Attack(large_answer(random, target).request(), Manner.LEAVES)


def pipelined(random: Random, target: Target) -> Attack:
    """Many requests before the first answer, some of them broken."""
    kept = HELLO.replace(b"Connection: close\r\n", b"")
    costly = large_answer(random, target).request().replace(b"Connection: close\r\n", b"")
    count = random.choice((5, 99, 150, 2_000))
    piece = random.choice((kept, kept + b"\0", costly[:20_000], kept.replace(b"POST", b"GET")))
    return Attack((piece * count)[:2_000_000])
