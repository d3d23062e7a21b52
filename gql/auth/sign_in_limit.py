"""How often a sign-in may fail: for one account, and from one address on the network."""

from __future__ import annotations

from gql.content import rate_limit
from gql.db import Connection

SECONDS = 900.0
OF_ACCOUNT, OF_ADDRESS = 10, 50


async def count_attempt(connection: Connection, email: str, address: str) -> None:
    """Counts it as failed until it is known better, so that many at once count too.

    Raises RateLimited: whether there is such an account plays no part.
    """
    await rate_limit.count_attempt(
        connection,
        {_account(email): OF_ACCOUNT, _address(address): OF_ADDRESS},
        seconds=SECONDS,
        what="Too many sign-ins have failed.",
    )


async def succeeded(connection: Connection, email: str, address: str) -> None:
    """The attempt was none of somebody who guesses."""
    await connection.execute(rate_limit.SQL["take_back_all"].text, _account(email))
    await connection.execute(rate_limit.SQL["take_back_last"].text, _address(address))


def _account(email: str) -> str:
    return f"sign-in of {email}"


def _address(address: str) -> str:
    return f"sign-in from {address}"
