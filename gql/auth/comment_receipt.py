"""Receipts: whoever holds one wrote the comment that it names."""

from __future__ import annotations

from gql.auth.access_token import AccessTokens
from gql.auth.signed_token import Purpose, signed, subject_of
from gql.errors import ReceiptInvalid

MOST = 50  # that are read of one request


def receipt(tokens: AccessTokens, comment_id: int) -> str:
    return signed(tokens, Purpose.RECEIPT, str(comment_id))


def comment_of(tokens: AccessTokens, text: str) -> int:
    """Raises ReceiptInvalid."""
    return int(subject_of(tokens, Purpose.RECEIPT, text, otherwise=ReceiptInvalid))


def comments_of(tokens: AccessTokens, header: str) -> tuple[int, ...]:
    """Of receipts with commas between them. Those that cannot be read show nothing: browsers keep
    them for longer than a service keeps its keys."""
    found = set()
    for text in header.split(",", MOST)[:MOST]:
        try:
            found.add(comment_of(tokens, text.strip()))
        except ReceiptInvalid:
            continue
    return tuple(sorted(found))
