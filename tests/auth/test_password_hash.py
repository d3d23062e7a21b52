"""Passwords: what is stored of them, and that a comparison always has its price."""

from __future__ import annotations

import pytest

from gql.auth import password_hash
from gql.errors import BadInput


async def test_a_password_matches_what_was_stored_of_it() -> None:
    stored = await password_hash.hashed("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert await password_hash.matches("correct horse battery", stored)
    assert not await password_hash.matches("correct horse batterY", stored)
    assert not await password_hash.matches("correct horse battery", None)
    assert not await password_hash.matches("correct horse battery", "no hash at all")


async def test_nothing_is_the_password_of_nobody() -> None:
    assert not await password_hash.matches("a password that nobody has", None)


def test_nobodys_hash_costs_as_much_as_a_new_one() -> None:
    assert not password_hash._HASHER.check_needs_rehash(password_hash.NOBODYS)


async def test_a_password_is_a_text() -> None:
    with pytest.raises(BadInput, match="no text in UTF-8"):
        await password_hash.hashed("\udcff" * 12)
    assert not await password_hash.matches(
        "\udcff" * 12, await password_hash.hashed("correct horse battery")
    )


@pytest.mark.parametrize("given", ["", "elevenchars", "x" * 257])
async def test_a_password_has_a_length(given: str) -> None:
    with pytest.raises(BadInput, match=f"has {len(given)} characters; it must have 12 to 256"):
        await password_hash.hashed(given)
