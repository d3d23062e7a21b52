"""Talks to Postgres: pools, reads, transactions, error translation. The only import of asyncpg.

    database.py    the pools of a process; reads, and transactions
    connection.py  how a connection is made, and a pool of them
    lending.py     connections of a pool that stay at hand between statements
    statement.py   a statement by name, and the log of those that an operation sends
    failure.py     what the driver raises → our own errors

May import errors. Never here: a statement about the publication.
"""

from gql.db.connection import Connection, check_server, connect
from gql.db.database import Database, Failing, Reads, Seen
from gql.db.error_translation import LockNotAvailable, StatementFailed
from gql.db.statement import Log, Record, Statement, log_of_statements

__all__ = [
    "Connection",
    "Database",
    "Failing",
    "LockNotAvailable",
    "Log",
    "Reads",
    "Record",
    "Seen",
    "Statement",
    "StatementFailed",
    "check_server",
    "connect",
    "log_of_statements",
]
