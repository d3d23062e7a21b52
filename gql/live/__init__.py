"""Operations that stay open: they are answered again when something changes.

    live_operations.py   LiveOperations, one of each process: opens operations for the transports
    open_operation.py    OpenOperation, what a transport reads from; Asker, LiveAnswer

May import operation, documents, engine, changes, cache, sql, db, errors, logs, metrics, viewer.
Never here: WebSocket, HTTP, or which events there are (types/subscription.py).
"""

from gql.live.live_operations import LiveOperations
from gql.live.open_operation import Asker, LiveAnswer, OpenOperation

__all__ = ["Asker", "LiveAnswer", "LiveOperations", "OpenOperation"]
