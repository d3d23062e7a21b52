"""Global ids: round trips, and everything that is none."""

from __future__ import annotations

import base64
from uuid import UUID

import pytest

from gql import schema  # noqa: F401 (importing it registers the types)
from gql.engine import decode_id, encode_id
from gql.engine.global_id import decode_node_id, key_of


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_an_id_decodes_to_its_type_and_key() -> None:
    assert decode_id(encode_id("Post", 12)) == ("Post", 12)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "garbage",
        "Post:1",
        b64("Nope:1"),
        b64("Post:"),
        b64("Post:x"),
        b64("Post:0"),
        b64("Post:01"),
        b64("Post:-1"),
        b64("Post:1 "),
        b64("Post:1:2"),
        # a digit for str.isdigit and \d, not for us
        b64("Post:٣"),
        b64(f"Post:{2**63}"),
        b64("Post:" + "9" * 5000),
        b64("PostConnection:1"),
        # of guests the key is a UUID, and no number; of others it is a number, and no UUID
        b64("Guest:1"),
        b64("Guest:" + "A" * 32),
        b64("Guest:00000000-0000-4000-8000-000000000000"),
        b64("Post:" + "a" * 32),
        b64("Post:" + "1" * 32),
        encode_id("Post", 1) + "x",
        encode_id("Post", 1) + "=",
        encode_id("Post", 1) + "\n",
        # decodes all the same in lenient decoders; an id must have one text
        encode_id("Media", 1).rstrip("="),
        "🙂",
        "\ud800",
    ],
)
def test_a_text_that_we_do_not_encode_is_no_id(text: str) -> None:
    assert decode_id(text) is None


def test_a_uuid_is_the_key_of_a_guest_and_not_a_number() -> None:
    id = encode_id("Guest", "1" * 32)
    assert decode_node_id(id) == ("Guest", UUID("1" * 32))
    assert (decode_id(id), key_of(id, "Guest")) == (None, 0)
    assert decode_node_id(encode_id("Post", 12)) == ("Post", 12)


def test_an_id_of_another_type_has_the_key_0_which_no_record_has() -> None:
    assert key_of(encode_id("Post", 5), "Post", "Page") == 5
    assert key_of(encode_id("Author", 5), "Post", "Page") == 0
    assert key_of("garbage", "Post") == 0
