"""Password hashes, and that a comparison without a hash costs the same."""

from __future__ import annotations

import pytest

from gql.auth import password_hash
from gql.errors import BadInput

pytestmark = pytest.mark.real_password_hashes


async def test_a_password_matches_its_own_hash_only() -> None:
    stored = await password_hash.hash_password("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert await password_hash.verify_password("correct horse battery", stored)
    assert not await password_hash.verify_password("correct horse batterY", stored)
    assert not await password_hash.verify_password("correct horse battery", None)
    assert not await password_hash.verify_password("correct horse battery", "no hash at all")


async def test_no_password_matches_where_there_is_no_hash() -> None:
    assert not await password_hash.verify_password("a password that nobody has", None)


def test_the_dummy_hash_has_the_parameters_of_new_hashes() -> None:
    # true where memory, time or parallelism of the hash differ from those of _HASHER
    assert not password_hash._HASHER.check_needs_rehash(password_hash.DUMMY_HASH)


async def test_a_password_must_be_encodable_in_utf_8() -> None:
    with pytest.raises(BadInput, match="no text in UTF-8"):
        # a lone surrogate, which JSON can carry and UTF-8 cannot
        await password_hash.hash_password("\udcff" * 12)
    assert not await password_hash.verify_password(
        "\udcff" * 12, await password_hash.hash_password("correct horse battery")
    )


@pytest.mark.parametrize("password", ["", "elevenchars", "x" * 257])
async def test_a_password_has_a_minimum_and_a_maximum_length(password: str) -> None:
    with pytest.raises(BadInput, match=f"has {len(password)} characters; it must have 12 to 256"):
        await password_hash.hash_password(password)
