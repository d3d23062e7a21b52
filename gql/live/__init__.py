"""Operations that stay open: they are answered again when something changes.

    live_operations.py     LiveOperations, one of each process: opens operations for the transports
    open_operation.py      OpenOperation, what a transport reads from; Asker, LiveAnswer
    change_feed.py         ChangeFeed, one of each process: reads the rows of the change log
    change_event.py, feed_position.py   one of these rows; up to where they were told
    subscription_group.py  equal subscriptions, each change executed once for all of them
    watch.py               what the field of a subscription sees
    live_request.py, audience.py, persistence.py, answer_bytes.py   what these need

May import operation, documents, engine, changes, cache, sql, db, errors, logs, metrics, viewer.
Never here: WebSocket, HTTP, or which events there are (types/subscription.py).
"""

from gql.live.change_feed import ChangeFeed
from gql.live.live_operations import LiveOperations
from gql.live.open_operation import Asker, LiveAnswer, OpenOperation

__all__ = ["Asker", "ChangeFeed", "LiveAnswer", "LiveOperations", "OpenOperation"]
