"""Rate limits of sign-in: failures per account, and per IP address of the client."""

from __future__ import annotations

from gql.content import rate_limit
from gql.db import Connection

WINDOW_SECONDS = 900.0
MAX_PER_ACCOUNT, MAX_PER_ADDRESS = 10, 50  # an office or a school shares one IP address


async def count_attempt(connection: Connection, email: str, address: str) -> None:
    """Count a sign-in as failed before its password is verified, so that parallel ones count too.

    Raises RateLimited, whether or not there is an account with that e-mail address.
    """
    await rate_limit.count_attempt(
        connection,
        {_account_subject(email): MAX_PER_ACCOUNT, _address_subject(address): MAX_PER_ADDRESS},
        seconds=WINDOW_SECONDS,
        what="Too many sign-ins have failed.",
    )


async def forgive_failures(connection: Connection, email: str, address: str) -> None:
    """After a success: forget the failures of the account, and this one of the IP address."""
    # Not all of the IP address: whoever has one account could then guess at the others for ever.
    await connection.execute(rate_limit.SQL["delete_attempts"].text, _account_subject(email))
    await connection.execute(rate_limit.SQL["delete_last_attempt"].text, _address_subject(address))


def _account_subject(email: str) -> str:
    return f"sign-in of {email}"


def _address_subject(address: str) -> str:
    return f"sign-in from {address}"
