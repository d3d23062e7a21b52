"""Every failure of the database becomes one error of ours, without the driver's text."""

from __future__ import annotations

import asyncpg
import pytest

from gql.db import Database, Statement
from gql.errors import (
    BadInput,
    DatabaseBusy,
    DatabaseDown,
    DatabaseReadOnly,
    TimedOut,
    Unavailable,
)
from tests.db.statements import (
    JSON_VALUE,
    NUMBER_AND_LIST,
    ONE,
    TEXT,
    TEXTS,
    UNKNOWN_TABLE,
    execute_in_transaction,
)


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (TEXT, ["a\x00b"]),
        (TEXT, ["\ud800"]),
        (TEXTS, [["fine", "\udfff"]]),
        (TEXT, [3]),
        # beyond bigint: asyncpg raises DataError before it sends anything
        (NUMBER_AND_LIST, [2**63, []]),
        (NUMBER_AND_LIST, [1, [1, -(2**63) - 1]]),
        (NUMBER_AND_LIST, ["1", []]),
        (JSON_VALUE, [{"a": "\x00"}]),
        (JSON_VALUE, [{"a": "\ud800"}]),
    ],
)
async def test_values_that_cannot_be_stored_are_bad_input(
    database: Database, statement: Statement, values: list[object]
) -> None:
    with pytest.raises(BadInput) as raised:
        await database.reader.fetch(statement, *values)
    assert raised.value.message in (
        "A value in the request cannot be used.",
        "A text contains a character that cannot be stored: NUL or half of a surrogate pair.",
    )
    assert await database.reader.fetch(ONE)


async def test_errors_that_only_a_bug_can_cause_are_not_translated(database: Database) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        await database.reader.fetch(UNKNOWN_TABLE)
    with pytest.raises(asyncpg.InterfaceError):
        await database.reader.fetch(TEXT)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("57014", TimedOut),  # query_canceled: statement_timeout
        ("55P03", TimedOut),  # lock_not_available: lock_timeout
        ("53300", DatabaseBusy),  # too_many_connections
        ("25006", DatabaseReadOnly),  # read_only_sql_transaction
        ("53100", DatabaseReadOnly),  # disk_full
        ("40P01", Unavailable),  # deadlock_detected
        ("40001", Unavailable),  # serialization_failure
        ("54000", BadInput),  # program_limit_exceeded: a key too long for its index
        ("22003", BadInput),  # numeric_value_out_of_range
        ("08006", DatabaseDown),  # connection_failure
        ("57P01", DatabaseDown),  # admin_shutdown
        ("42P01", asyncpg.UndefinedTableError),
    ],
)
async def test_a_sqlstate_is_translated_or_passes_unchanged(
    database: Database, code: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        await execute_in_transaction(database, f"do $$ begin raise sqlstate '{code}'; end $$")
    assert type(raised.value) is error
