"""Small statements for tests of the database room, and a way to run others in a transaction."""

from __future__ import annotations

from gql.db import Database, Statement

ONE = Statement("one", "select 1 as one")
ROLE_AND_PATH = Statement(
    "who", "select current_user as role, current_setting('search_path') as path"
)
PID = Statement("pid", "select pg_backend_pid() as pid")
SLEEP = Statement("sleep", "select pg_sleep($1)")
TEXT = Statement("text", "select $1::text as text")
TEXTS = Statement("texts", "select $1::text[] as texts")
NUMBER_AND_LIST = Statement("numbers", "select $1::bigint as one, $2::bigint[] as many")
JSON_VALUE = Statement("document", "select $1::jsonb as document")
UNKNOWN_TABLE = Statement("nothing", "select nothing from nowhere")


async def execute_in_transaction(database: Database, *statements: str) -> None:
    """Run statements as the owner of the tables, all or none of them."""
    async with database.transaction() as connection:
        for statement in statements:
            await connection.execute(statement)
