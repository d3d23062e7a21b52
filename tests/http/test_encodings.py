"""Which content coding a client accepts, and bodies in it."""

from __future__ import annotations

import gzip

import brotli
import pytest

from gql.http.encodings import Coding, accepted_coding, encode


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, Coding("identity")),
        (b"", Coding("identity")),
        (b"gzip", Coding("gzip")),
        (b"gzip, deflate, br, zstd", Coding("br")),
        (b"GZIP ; Q=0.8 , BR;q=0.5", Coding("gzip")),
        (b"br;q=0, gzip;q=0.1, identity;q=0", Coding("gzip", is_needed=True)),
        (b"*", Coding("br")),
        (b"*;q=0", Coding("identity")),
        (b"gzip, *;q=0", Coding("gzip", is_needed=True)),
        (b"*;q=0.5, br;q=0", Coding("gzip")),
        (b"identity;q=0", Coding("identity")),
        (b"identity;q=0, *", Coding("br", is_needed=True)),
        (b"identity, gzip;q=0.5", Coding("identity")),
        (b"zstd, deflate", Coding("identity")),
        (b"gzip;q=much", Coding("identity")),
        (b"gzip;q=nan", Coding("identity")),
        (b"gzip;level=9", Coding("gzip")),
    ],
)
def test_the_client_chooses_by_quality(header: bytes | None, coding: Coding) -> None:
    assert accepted_coding(header) == coding


def test_small_bodies_are_compressed_only_for_who_refuses_them_otherwise() -> None:
    assert Coding("br").of(1_023) == "identity"
    assert Coding("br").of(1_024) == "br"
    assert Coding("gzip", is_needed=True).of(10) == "gzip"


def test_bodies_are_what_clients_decode_and_the_same_each_time() -> None:
    body = b'{"data":{"posts":[]}}' * 1_000
    assert gzip.decompress(encode(body, "gzip")) == body
    assert brotli.decompress(encode(body, "br")) == body
    assert encode(body, "gzip") == encode(body, "gzip")
