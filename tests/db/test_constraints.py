"""Each constraint of the schema: what a client is told where it is violated, or why it cannot be."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import asyncpg
import pytest

import gql.sql
from gql.db import Database, Statement
from gql.errors import BadInput, RecordNotFound, Unavailable
from tests.db.statements import execute_in_transaction

STATEMENTS = Path(gql.sql.__file__).parent
INSERT = re.compile(r"insert into (\w+) \(([^)]*)\)")
# contype of pg_constraint → SQLSTATE and our error
TRANSLATED = {
    "p": ("unique_violation", Unavailable),
    "u": ("unique_violation", Unavailable),
    "x": ("exclusion_violation", Unavailable),
    "f": ("foreign_key_violation", RecordNotFound),
    "c": ("check_violation", BadInput),
}
CONSTRAINTS = Statement(
    "constraints",
    """
select c.conrelid::regclass::text as table, c.conname::text as name, c.contype::text as type
from pg_constraint c
where c.connamespace = 'quire'::regnamespace and c.contype <> 'n'
union
select i.indrelid::regclass::text, i.indexrelid::regclass::text, 'u'
from pg_index i
join pg_class k on k.oid = i.indexrelid
where i.indisunique and k.relnamespace = 'quire'::regnamespace
order by 1, 2
""",
)
# Columns without nulls and without a default: what fills each, so that no request can leave it null.
FILLED_COLUMNS = Statement(
    "filled_columns",
    """
select a.attrelid::regclass::text as table, a.attname::text as column
from pg_attribute a
join pg_class k on k.oid = a.attrelid
where k.relnamespace = 'quire'::regnamespace and k.relkind = 'r'
  and a.attnum > 0 and not a.attisdropped
  and a.attnotnull and not a.atthasdef and a.attidentity = ''
order by 1, 2
""",
)


async def test_each_violated_constraint_has_its_translation(database: Database) -> None:
    constraints = await database.fetch_as_owner(CONSTRAINTS)
    assert len(constraints) > 80
    for constraint in constraints:
        state, error = TRANSLATED[constraint["type"]]  # another type needs a translation first
        raising = (
            f"do $$ begin raise {state} using message = 'secret', "
            f"constraint = '{constraint['name']}', table = '{constraint['table']}'; end $$"
        )
        with pytest.raises(error) as raised:
            await execute_in_transaction(database, raising)
        assert type(raised.value) is error
        assert "secret" not in raised.value.message
        assert isinstance(raised.value.__cause__, asyncpg.IntegrityConstraintViolationError)


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("insert into menu (slug, name) values ('a', 'A'), ('a', 'B')", Unavailable),
        (
            "insert into author (slug, uri, name) values ('a', '/a/', ''), ('b', '/a/', '')",
            Unavailable,
        ),
        ("insert into post_term (post_id, term_id) values (1, 1)", RecordNotFound),
        ("insert into comment (entry_id, parent_id, status) values (1, 1, 'HELD')", RecordNotFound),
        ("insert into media (url) values ('javascript:')", BadInput),
        ("update site set url = 'x'", BadInput),
    ],
)
async def test_a_real_violation_is_told_without_the_words_of_the_database(
    database: Database, statement: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        await execute_in_transaction(database, statement)
    assert "constraint" not in str(raised.value)
    assert "quire" not in str(raised.value)


async def test_a_null_is_a_fault_of_the_service_for_statements_name_each_such_column(
    database: Database,
) -> None:
    """No request can bring a null there, so that it would be a bug, which is to be logged."""
    with pytest.raises(asyncpg.NotNullViolationError):
        await execute_in_transaction(database, "insert into menu (slug) values ('a')")
    filled: dict[str, set[str]] = defaultdict(set)
    for record in await database.fetch_as_owner(FILLED_COLUMNS):
        filled[record["table"].removeprefix("quire.")].add(record["column"])
    inserts = [
        (path.name, table, set(re.findall(r"\w+", columns)))
        for path in STATEMENTS.glob("*.sql")
        for table, columns in INSERT.findall(path.read_text("utf-8"))
    ]
    assert len(inserts) > 30
    assert [(*one[:2], lacks) for one in inserts if (lacks := filled[one[1]] - one[2])] == []
