"""Receipts: signed proof for guests, who have no account, that they wrote a comment."""

from __future__ import annotations

from gql.auth.access_token import AccessTokens
from gql.auth.signed_token import Purpose, sign_claim, verified_subject
from gql.errors import ReceiptInvalid

MAX_RECEIPTS = 50  # verified per request: each costs an HMAC


def receipt(tokens: AccessTokens, comment_id: int) -> str:
    """A receipt of a comment, valid as long as its signing key."""
    return sign_claim(tokens, Purpose.RECEIPT, str(comment_id))


def verified_comment_id(tokens: AccessTokens, text: str) -> int:
    """The id of the comment that a receipt is for. Raises ReceiptInvalid."""
    return int(verified_subject(tokens, Purpose.RECEIPT, text, invalid=ReceiptInvalid))


def verified_comment_ids(tokens: AccessTokens, header: str) -> tuple[int, ...]:
    """The ids, sorted, for a header with receipts separated by commas.

    Invalid receipts are ignored: browsers keep them longer than a service keeps its keys.
    """
    comment_ids = set()
    for text in header and header.split(",", MAX_RECEIPTS)[:MAX_RECEIPTS]:
        try:
            comment_ids.add(verified_comment_id(tokens, text.strip()))
        except ReceiptInvalid:
            continue
    return tuple(sorted(comment_ids))
