"""Rate limits of sign-in: failures per account and network, per network, and per account in all.

A stranger cannot lock out an owner: failures in one network are not held against another. Guesses
from many networks are bounded together, except for networks in which a session of the account was
begun: there the owner signs in whatever strangers try elsewhere.
"""

from __future__ import annotations

from gql.content import rate_limit
from gql.db import Connection
from gql.sql.statements import statements

SQL = statements("session")
WINDOW_SECONDS = 900.0
MAX_PER_ACCOUNT, MAX_PER_ADDRESS = 10, 50  # an office or a school shares one IP address
# Over a longer time, and more than one network reaches in it: one alone must not use it up.
STRANGERS_SECONDS = 3600.0
MAX_OF_STRANGERS = 50


async def count_attempt(connection: Connection, email: str, address: str) -> list[str]:
    """Count a sign-in as failed before its password is verified, so that parallel ones count too.

    Returns the subjects that were counted, for `forgive_failures`. Raises RateLimited, whether or
    not there is an account with that e-mail address; then nothing is counted.
    """
    strangers = {f"sign-in of {email} by strangers": MAX_OF_STRANGERS}
    if await connection.fetchval(SQL["has_session_from"].text, email, address):
        strangers = {}
    here = {
        f"sign-in of {email} from {address}": MAX_PER_ACCOUNT,
        f"sign-in from {address}": MAX_PER_ADDRESS,
    }
    for limits, seconds in ((strangers, STRANGERS_SECONDS), (here, WINDOW_SECONDS)):
        if limits:
            await rate_limit.count_attempt(
                connection, limits, seconds=seconds, what="Too many sign-ins have failed."
            )
    return [*strangers, *here]


async def forgive_failures(connection: Connection, counted: list[str]) -> None:
    """After a success: forget the failures of the account in this network, and this attempt."""
    *others, of_account, of_network = counted
    await connection.execute(rate_limit.SQL["delete_attempts"].text, of_account)
    # Not all of the network: whoever has one account could then guess at the others for ever. Nor
    # all that strangers tried: they are no less likely to go on.
    for subject in (*others, of_network):
        await connection.execute(rate_limit.SQL["delete_last_attempt"].text, subject)
