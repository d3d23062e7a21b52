# ruff: noqa: RUF001 - other scripts than Latin are what this is about
"""Words are found however they are written: without accents, in any script, beside any mark."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.operation_client import OperationClient, open_client
from tests.schema import row_factories

SEARCH = """query ($words: String!) {
  search(query: $words, kinds: [POST]) { totalCount edges { highlight node { ... on Post { title } } } }
  posts(where: { search: $words }) { totalCount nodes { title } }
}"""
TEXTS = {
    "accents": "Renée aus Zürich aß in der Straße bei Łódź ein Œuvre à la crème brûlée. Søren kam.",
    "greek": "Ο ΟΔΥΣΣΕΥΣ και ο Οδυσσεύς στην Ιθάκη.",
    "russian": "Ещё одна ёлка в Москве.",
    "decomposed": "Cafe\u0301 in A\u030angstro\u0308m.",
    "japanese": "私は昨日、東京都に行きました。新幹線は速い。プログラミングが好き。",
    "chinese": "紧急情况下请保持冷静，北京大学的图书馆很大。",
    "thai": "ฉันรักภาษาไทยและอาหารไทย",
    "korean": "서울에서 만나요. 데이터베이스를 고칩니다.",
    "hindi": "यह हिन्दी में एक लेख है।",
    "arabic": "كتب مُحَمَّد رسالة طويلة.",
    "quotes": "“hello” she said —quietly… «bonjour» ¿dónde? It’s ‘single’ 。",
    "wide": "Ｆｕｌｌｗｉｄｔｈ ﬁne ﬂow.",
}


@pytest.fixture(scope="module")
async def client(module_database: str) -> AsyncIterator[OperationClient]:
    async with row_factories.owner_connection(module_database) as owner:
        author = await row_factories.author(owner)
        for title, text in TEXTS.items():
            await row_factories.entry(owner, author, title=title, content_text=text)
    async with open_client(module_database) as client:
        yield client


@pytest.mark.parametrize(
    ("words", "title", "marked"),
    [
        ("renee", "accents", "<mark>Renée</mark>"),
        ("RENÉE", "accents", "<mark>Renée</mark>"),
        ("zurich", "accents", "<mark>Zürich</mark>"),
        ("Zu\u0308rich", "accents", "<mark>Zürich</mark>"),
        ("strasse", "accents", None),
        ("oeuvre", "accents", None),
        ("lodz", "accents", "Łódź"),
        ("soren", "accents", "Søren"),
        ('"creme brulee"', "accents", "<mark>crème</mark> <mark>brûlée</mark>"),
        ("οδυσσευς", "greek", None),
        ("ιθακη", "greek", "<mark>Ιθάκη</mark>"),
        ("елка", "russian", "<mark>ёлка</mark>"),
        ("cafe", "decomposed", "<mark>Café</mark>"),
        ("angstrom", "decomposed", "<mark>Ångström</mark>"),
        ("東京", "japanese", "東京"),
        ("京都", "japanese", "京都"),
        ("東京都に", "japanese", "東京都に"),
        ("都", "japanese", "都"),
        ("新幹線", "japanese", "新幹線"),
        ("グラミング", "japanese", "グラミング"),
        ("ﾌﾟﾛｸﾞﾗﾐﾝｸﾞ", "japanese", None),
        ("紧急", "chinese", "紧急"),
        ("北京大学", "chinese", "北京大学"),
        ("京大学", "chinese", "京大学"),
        ("ภาษา", "thai", "ภาษา"),
        ("서울", "korean", "서울"),
        ("데이터베이스", "korean", "데이터베이스"),
        ("हिन्दी", "hindi", "हिन्दी"),
        ("محمد", "arabic", None),
        ("hello", "quotes", "<mark>hello</mark>"),
        ("quietly", "quotes", "—<mark>quietly</mark>…"),
        ("bonjour", "quotes", "«<mark>bonjour</mark>»"),
        ("donde", "quotes", "¿<mark>dónde</mark>?"),
        ("single", "quotes", "<mark>single</mark>"),
        ("fullwidth", "wide", None),
        ("fine flow", "wide", None),
    ],
)
async def test_words_are_found_and_marked_as_they_were_written(
    client: OperationClient, words: str, title: str, marked: str | None
) -> None:
    data = await client.data(SEARCH, {"words": words})

    assert [edge["node"]["title"] for edge in data["search"]["edges"]] == [title]
    assert data["search"]["totalCount"] == data["posts"]["totalCount"] == 1
    assert data["posts"]["nodes"] == [{"title": title}]
    highlight = data["search"]["edges"][0]["highlight"]
    plain = highlight.replace("<mark>", "").replace("</mark>", "")
    if marked and "<mark>" in marked:
        assert marked in highlight
    elif marked:
        assert marked in plain
        # each character of an unspaced script is marked by itself
        assert "<mark>" in highlight or words.isascii()


@pytest.mark.parametrize(
    "words",
    [
        "大東京",
        "東都",
        "京東",
        "東京大学",
        "zü",
        "zür ",
        '"zür"',
        "hello -quietly",
        '"said hello"',
        "the",
        "",
        "“”—…。",
    ],
)
async def test_what_is_not_written_is_not_found(client: OperationClient, words: str) -> None:
    data = await client.data(SEARCH, {"words": words})

    assert data["search"] == {"totalCount": 0, "edges": []}
    assert data["posts"] == {"totalCount": 0, "nodes": []}


async def test_an_excluded_word_is_found_to_exclude_in_every_script(
    client: OperationClient,
) -> None:
    for words, count in (("京 -東京", 1), ("京 -北京 -東京", 0), ("renee -zurich", 0)):
        data = await client.data(SEARCH, {"words": words})
        assert data["search"]["totalCount"] == count, words


async def test_an_edited_text_is_found_by_what_it_says_now(empty_database: str) -> None:
    async with row_factories.owner_connection(empty_database) as owner:
        author = await row_factories.author(owner, name="Zoë", bio_text="Öl")
        post = await row_factories.entry(owner, author, title="Früher", content_text="東京")
        comment = await row_factories.comment(owner, post, content_text="Café")

        async def is_found(table: str, id: int, word: str) -> bool:
            found: bool = await owner.fetchval(
                f"select search @@ quire_search.query($1) from {table} where id = $2", word, id
            )
            return found

        assert await is_found("author", author, "zoe ol")
        await owner.execute("update entry set title = 'Später', content_text = '大阪'")
        assert await is_found("entry", post, "spater 大阪")
        assert not await is_found("entry", post, "fruher or 東京")
        await owner.execute("update author set name = 'Chloë'")
        assert await is_found("author", author, "chloe ol")
        assert await is_found("comment", comment, "cafe")
        await owner.execute("update comment set is_deleted = true")
        assert not await is_found("comment", comment, "cafe")


async def test_the_longest_texts_can_be_stored(empty_database: str) -> None:
    """A tsvector has 1 MiB at most; beyond, Postgres refuses the row."""
    texts = (
        "".join(chr(0x4E00 + (n * n) % 20_000) for n in range(200_000)),
        "".join(chr(0xAC00 + (n * 7 + n // 9) % 11_000) for n in range(200_000)),
        " ".join(f"{n:x}" for n in range(40_000)),
        "".join(chr(0x905 + n % 40) + chr(0x20) * (n % 3 == 0) for n in range(200_000)),
    )
    async with row_factories.owner_connection(empty_database) as owner:
        author = await row_factories.author(owner)
        for text in texts:
            await row_factories.entry(owner, author, content_text=text[:200_000])


async def test_stored_words_are_those_of_the_function(module_database: str) -> None:
    query = (
        "select count(*) from quire.entry "
        "where search <> quire.entry_search(title, content_text, language)"
    )
    connection = await asyncpg.connect(module_database)
    assert await connection.fetchval(query) == 0
    await connection.close()
