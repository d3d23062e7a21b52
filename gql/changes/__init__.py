"""Follows the change log of the database, and tells it to what this process keeps.

    stream.py       ChangeStream: one of each process, its connection, its subscribers
    position.py     up to which transaction the change log has been read
    address.py      where it is followed, around a pooler
    clock.py        the clock of the database, as this process knows it
    instants.py     changes that show at a time to come
    notifications.py   whether notifications arrive, for those who look for a fault

May import db, sql, errors, logs, metrics. Never here: what a tag means, or what is kept.
"""

from gql.changes.address import changes_address
from gql.changes.instants import EVERYTHING
from gql.changes.notifications import notification_delay
from gql.changes.position import Position
from gql.changes.stream import HEARTBEAT_SECONDS, SERVER_IDENTITY, ChangeStream, Subscriber

__all__ = [
    "EVERYTHING",
    "HEARTBEAT_SECONDS",
    "SERVER_IDENTITY",
    "ChangeStream",
    "Position",
    "Subscriber",
    "changes_address",
    "notification_delay",
]
