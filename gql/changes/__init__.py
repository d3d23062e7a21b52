"""Follows the change log of the database, and tells it to what this process keeps.

    stream.py       ChangeStream: one of each process, its connection, its subscribers
    position.py     up to which transaction the change log has been read
    clock.py        the clock of the database, as this process knows it
    instants.py     changes that show at a time to come

May import db, sql, errors, logs, metrics. Never here: what a tag means, or what is kept.
"""

from gql.changes.position import Position
from gql.changes.stream import SERVER_IDENTITY, ChangeStream, Subscriber

__all__ = ["SERVER_IDENTITY", "ChangeStream", "Position", "Subscriber"]
