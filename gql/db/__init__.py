"""Talks to Postgres: pools, reads, transactions, error translation. The only import of asyncpg.

    database.py           the pools of a process, readers by role, and transactions
    reader.py             reads under one role and for one viewer, sent again once if needed
    connection.py         how a connection or a pool is opened, and with which settings
    connection_reuse.py   connections that go from read to read without asyncpg's pool
    client_share.py       how many of them one client may hold while others read
    statement.py          a statement by name, and the log of those that an operation sends
    recorded_changes.py   what a transaction recorded in the change log, told after its commit
    listener.py           a connection of its own that hears notifications
    connection_budget.py  how large the pools of workers may be on a server
    pooler.py             whether a pooler stands before the server, and lends sessions whole
    error_translation.py  asyncpg's exceptions as errors of gql/errors

May import errors. Never here: SQL about posts, comments or any other noun.
"""

from gql.db.client_share import current_client
from gql.db.connection import Connection, check_server, connect
from gql.db.connection_budget import fitting_pool_size, free_connections
from gql.db.database import CHANGE_CHANNEL, Database
from gql.db.error_translation import LockNotAvailable, StatementFailed
from gql.db.listener import Listener, open_listener
from gql.db.reader import FailingReader, Reader, Visibility
from gql.db.recorded_changes import RecordedChange, last_recorded_id, note_recorded
from gql.db.statement import (
    Record,
    SentStatement,
    Statement,
    StatementLog,
    current_statement_log,
)

__all__ = [
    "CHANGE_CHANNEL",
    "Connection",
    "Database",
    "FailingReader",
    "Listener",
    "LockNotAvailable",
    "Reader",
    "Record",
    "RecordedChange",
    "SentStatement",
    "Statement",
    "StatementFailed",
    "StatementLog",
    "Visibility",
    "check_server",
    "connect",
    "current_client",
    "current_statement_log",
    "fitting_pool_size",
    "free_connections",
    "last_recorded_id",
    "note_recorded",
    "open_listener",
]
