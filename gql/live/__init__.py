"""Operations that stay open: they are answered again when something changes.

    live_operations.py     LiveOperations, one of each process: opens operations for the transports
    open_operation.py      OpenOperation, what a transport reads from; Asker, LiveAnswer
    group.py               operations that are answered alike, as one
    subscription_group.py  as a subscription: each change is executed once for all who read
    query_group.py         as a live query: run once for all when one of its cache tags is touched
    change_feed.py         ChangeFeed, one of each process: reads the rows of the change log
    change_event.py, feed_position.py   one of these rows; up to where they were told
    watch.py               what the field of a subscription sees
    touched_tags.py        which live queries a change concerns
    live_request.py, audience.py, persistence.py, answer_bytes.py   what these need

May import operation, engine, cache, sql, db, errors, logs and live_metrics.
Never here: WebSocket, HTTP, or which events there are (types/subscription.py).
"""

from gql.live.live_operations import CHECK_SECONDS, LiveOperations
from gql.live.open_operation import Asker, LiveAnswer, OpenOperation

__all__ = ["CHECK_SECONDS", "Asker", "LiveAnswer", "LiveOperations", "OpenOperation"]
