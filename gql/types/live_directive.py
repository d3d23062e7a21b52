"""The directive @live: a query that is answered again when its answer changes."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry.directive import DirectiveLocation, DirectiveValue

THROTTLE = 500  # milliseconds


@strawberry.directive(
    locations=[DirectiveLocation.QUERY],
    description="Answers the query again whenever its answer has changed, over a WebSocket or as "
    "Server-Sent Events. An answer that is the same to the byte is not sent again.",
)
def live(
    value: DirectiveValue[Any],
    throttle: Annotated[
        int,
        strawberry.argument(
            description="The time between two answers in milliseconds, from 100 to 60000."
        ),
    ] = THROTTLE,
) -> Any:
    return value
