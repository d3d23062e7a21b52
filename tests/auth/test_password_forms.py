"""Passwords are compared as RFC 8265 has it; hashes from before that stay valid."""

from __future__ import annotations

import unicodedata

import pytest

from gql.auth import password_hash
from gql.auth.account import set_password
from gql.auth.password_hash import hash_password, verify_password
from gql.errors import BadInput
from tests.http_site import ADA, Site

# as it was set, and as another keyboard or system types it
PAIRS = {
    "composed and decomposed": ("café au lait noir", "cafe\u0301 au lait noir"),
    "angstrom sign and letter": ("\u212bngström units", "A\u030angstro\u0308m units"),
    "hangul": (
        "비밀번호는길어야합니다요",
        unicodedata.normalize("NFD", "비밀번호는길어야합니다요"),
    ),
    "no-break space": ("correct horse battery", "correct\u00a0horse\u00a0battery"),
    "ideographic space": ("correct horse battery", "correct\u3000horse battery"),
    "order of marks": ("a\u0323\u0307 dot above and below", "a\u0307\u0323 dot above and below"),
}


@pytest.mark.parametrize("pair", PAIRS)
async def test_a_password_matches_however_it_is_composed(pair: str) -> None:
    one, other = PAIRS[pair]
    assert one != other
    for is_set, is_typed in ((one, other), (other, one), (one, one)):
        assert await verify_password(is_typed, await hash_password(is_set))


async def test_what_looks_alike_or_differs_in_case_or_width_is_another_password() -> None:
    stored = await hash_password("Correct horse ﬁle")
    for other in ("correct horse ﬁle", "Correct horse file", "\uff23orrect horse ﬁle"):
        assert not await verify_password(other, stored)


@pytest.mark.parametrize(
    ("password", "named"),
    [
        ("correct\thorse battery", "U+0009"),
        ("correct horse\x00battery", "U+0000"),
        ("correct horse\u200bbattery", "U+200B"),
        ("correct horse\u00adbattery", "U+00AD"),
        ("correct horse \U000e0001battery", "U+E0001"),
    ],
)
async def test_a_password_cannot_be_set_with_characters_that_nobody_sees(
    password: str, named: str
) -> None:
    with pytest.raises(BadInput, match=named.replace("+", r"\+")) as refused:
        await hash_password(password)
    assert password not in str(refused.value)
    assert refused.value.__cause__ is None


async def test_lengths_are_counted_in_the_form_that_is_stored() -> None:
    assert await hash_password("e\u0301" * 256)
    with pytest.raises(BadInput, match="has 11 characters"):
        await hash_password("e\u0301" * 11)
    with pytest.raises(BadInput, match="it must have 12 to 256"):
        await hash_password("e\u0301" * 100_000)
    stored = await hash_password("é" * 256)
    assert not await verify_password("é" * 257, stored)
    assert not await verify_password("e\u0301" * 100_000, stored)


@pytest.mark.parametrize(
    "typed",
    [
        "cafe\u0301 au lait noir",  # decomposed
        "correct\u00a0horse battery",
        "cafe\u0301 au l",  # too short, once it is composed
    ],
)
async def test_a_hash_of_a_password_as_it_was_typed_is_replaced_at_the_next_sign_in(
    site: Site, typed: str
) -> None:
    async with site.database.transaction() as connection:
        old = password_hash._HASHER.hash(typed)
        await connection.execute("update account set password_hash = $1", old)
    opaque = unicodedata.normalize("NFC", typed).replace("\u00a0", " ")
    assert (await site.sign_in(ADA, opaque))["userErrors"]  # nobody knows yet
    assert (await site.sign_in(ADA, typed))["userErrors"] == []
    async with site.database.transaction() as connection:
        new = await connection.fetchval("select password_hash from account")
    assert new != old
    for form in (opaque, typed):
        assert (await site.sign_in(ADA, form))["userErrors"] == []
    async with site.database.transaction() as connection:
        assert await connection.fetchval("select password_hash from account") == new


@pytest.mark.parametrize("typed", ["correct\thorse battery", "with a heart ❤️ in it", "\u200b" * 12])
async def test_an_old_password_that_could_not_be_set_any_more_is_still_good(
    site: Site, typed: str
) -> None:
    async with site.database.transaction() as connection:
        old = password_hash._HASHER.hash(typed)
        await connection.execute("update account set password_hash = $1", old)
    for _ in range(2):
        assert (await site.sign_in(ADA, typed))["userErrors"] == []
    assert (await site.sign_in(ADA, typed + "x"))["userErrors"]


async def test_a_new_password_during_a_sign_in_is_not_overwritten(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = "cafe\u0301 au lait noir"
    async with site.database.transaction() as connection:
        old = password_hash._HASHER.hash(typed)
        await connection.execute("update account set password_hash = $1", old)

    async def slow(matching: str) -> str | None:
        new_hash = await password_hash.renewed_hash(matching)
        async with site.database.transaction() as connection:
            await set_password(connection, ADA, "another good password")
        return new_hash

    with monkeypatch.context() as patched:
        patched.setattr("gql.auth.session.renewed_hash", slow)
        assert (await site.sign_in(ADA, typed))["userErrors"][0]["code"] == "INVALID_CREDENTIALS"
    assert (await site.sign_in(ADA, "another good password"))["userErrors"] == []
