"""What clients register is bounded, and a flood pushes out nothing that is used."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gql.db import Database, Statement
from gql.documents import Documents
from gql.documents.registered import (
    BYTES_PER_DOCUMENT,
    ESTABLISHED_AFTER,
    MAX_WRITES,
    STRETCH,
    RegisteredDocuments,
)
from gql.errors import PersistedQueryNotFound, QuireError
from gql.operation.request import GraphQLRequest
from gql.viewer import ANONYMOUS
from tests.documents.requests_by_id import sha256

ROOM = 40  # documents: 10 newcomers, 30 that are established
ROWS = Statement("rows", "select hash, times_used, size from registered_document order by hash")


@pytest.fixture
async def database(empty_database: str) -> AsyncIterator[Database]:
    opened = await Database.open(empty_database, pool_size=2)
    yield opened
    await opened.close()


def text(name: str, length: int = 0) -> str:
    return f"query {name} {{ __typename }}".ljust(length, "#")


def use(documents: Documents, text: str, *, times: int = 2) -> None:
    """What the endpoint does for a client: by hash, and with the document if that is unknown."""
    for _ in range(times):
        asked = GraphQLRequest("", persisted_hash=sha256(text))
        try:
            documents.resolve(asked, ANONYMOUS)
        except PersistedQueryNotFound:
            documents.register(GraphQLRequest(text, persisted_hash=sha256(text)))


def is_known(documents: Documents, text: str) -> bool:
    try:
        found = documents.resolve(GraphQLRequest("", persisted_hash=sha256(text)), ANONYMOUS)
    except PersistedQueryNotFound:
        return False
    return found.query == text


async def let_time_pass(database: Database, documents: Documents) -> None:
    """So long that the next use of a document counts as one more."""
    for kept in documents.registered._kept.values():
        kept.noted_at -= STRETCH + 1
    async with database.transaction() as connection:
        await connection.execute(
            "update registered_document set used_at = used_at - make_interval(secs => $1)",
            STRETCH + 1,
        )


async def establish(database: Database, documents: Documents, *texts: str) -> None:
    """Use documents for so long that they count as those of a front end."""
    for text in texts:
        use(documents, text)
    for _ in range(ESTABLISHED_AFTER):
        await documents.write(database)
        await let_time_pass(database, documents)
        for text in texts:
            use(documents, text, times=1)
    await documents.write(database)


async def test_ten_thousand_documents_sent_twice_push_out_none_that_is_used(
    database: Database,
) -> None:
    documents, other = Documents(registered=ROOM), Documents(registered=ROOM)
    front_end = [text(f"FrontEnd{n}") for n in range(8)]
    await establish(database, documents, *front_end)
    for n in range(10_000):
        use(documents, text(f"Flood{n}", length=2_000))
        if n % 500 == 0:  # as the second passes
            await documents.write(database)
            await documents.follow(database)
    await documents.write(database)
    await documents.follow(database)
    rows = await database.fetch_as_owner(ROWS)
    assert sum(row["times_used"] >= ESTABLISHED_AFTER for row in rows) == len(front_end)
    assert len(rows) <= len(front_end) + ROOM // 4
    assert len(documents.registered) <= len(rows) + documents.registered.room.waiting + MAX_WRITES
    await other.follow(database)
    for known in (documents, other):
        assert all(is_known(known, one) for one in front_end)


async def test_a_document_used_for_long_leaves_the_newcomers_and_makes_room(
    database: Database,
) -> None:
    documents = Documents(registered=ROOM)
    await establish(database, documents, text("Old"))
    newcomers = [text(f"New{n:02}") for n in range(ROOM // 4)]
    for one in newcomers:
        use(documents, one)
    await documents.write(database)
    assert len(await database.fetch_as_owner(ROWS)) == ROOM // 4 + 1
    use(documents, text("OneMore"))
    await documents.write(database)
    await documents.follow(database)
    assert len(await database.fetch_as_owner(ROWS)) == ROOM // 4 + 1
    assert is_known(documents, text("Old"))
    assert is_known(documents, text("OneMore"))


async def test_of_those_that_are_established_the_least_recently_used_goes(
    database: Database,
) -> None:
    documents = Documents(registered=4)  # three of them established
    names = [text(f"Page{n}") for n in range(3)]
    for one in names:
        await establish(database, documents, one)
    await let_time_pass(database, documents)
    use(documents, names[0], times=1)
    await documents.write(database)
    await establish(database, documents, text("Page3"))
    use(documents, text("Newcomer"))
    await documents.write(database)
    await documents.follow(database)
    assert [is_known(documents, one) for one in (*names, text("Page3"))] == [
        True,
        False,
        True,
        True,
    ]


async def test_bytes_are_bounded_as_rows_are(database: Database) -> None:
    documents = Documents(registered=ROOM)
    large = [text(f"Large{n}", length=BYTES_PER_DOCUMENT * 4) for n in range(9)]
    for one in large:
        use(documents, one)
        await documents.write(database)
    rows = await database.fetch_as_owner(ROWS)
    assert sum(row["size"] for row in rows) <= ROOM // 4 * BYTES_PER_DOCUMENT
    assert len(rows) == 2
    use(documents, text("Larger", length=BYTES_PER_DOCUMENT * ROOM), times=5)
    await documents.write(database)
    assert len(await database.fetch_as_owner(ROWS)) == 2


def test_what_was_sent_once_takes_bounded_memory() -> None:
    registered = RegisteredDocuments(ROOM)
    for n in range(1_000):
        registered.register(str(n), text(f"Once{n}", length=10_000))
    bytes_ = sum(len(one) for one in registered._waiting.values())
    assert bytes_ == registered._waiting_bytes
    assert bytes_ <= registered.room.waiting * BYTES_PER_DOCUMENT
    assert not registered.take_writes().texts


def test_one_process_writes_few_at_once_and_the_rest_goes_on_waiting() -> None:
    registered = RegisteredDocuments(1_000)
    for _ in range(2):
        for n in range(50):
            registered.register(str(n), text(f"Page{n}"))
    assert len(registered.take_writes().texts) == MAX_WRITES
    assert all(registered.find(str(n)) for n in range(50))
    assert len(registered.take_writes().texts) == MAX_WRITES


async def test_what_could_not_be_written_is_written_later(database: Database) -> None:
    documents = Documents(registered=ROOM)
    use(documents, text("Page"))
    async with database.transaction() as connection:
        await connection.execute("lock table registered_document in access exclusive mode")
        with pytest.raises(QuireError):
            await documents.write(database)
    await documents.write(database)
    assert [row["hash"] for row in await database.fetch_as_owner(ROWS)] == [sha256(text("Page"))]


async def test_what_postgres_cannot_store_keeps_no_other_from_being_written(
    database: Database,
) -> None:
    documents = Documents(registered=ROOM)
    for one in (text("Nul") + "\0", text("Page")):
        use(documents, one)
    await documents.write(database)
    assert [row["hash"] for row in await database.fetch_as_owner(ROWS)] == [sha256(text("Page"))]


async def test_one_that_others_have_pushed_out_is_forgotten_here_too(database: Database) -> None:
    documents = Documents(registered=ROOM)
    use(documents, text("Page"))
    await documents.write(database)
    await documents.follow(database)
    async with database.transaction() as connection:
        await connection.execute("delete from registered_document")
    await documents.follow(database)
    assert not is_known(documents, text("Page"))
